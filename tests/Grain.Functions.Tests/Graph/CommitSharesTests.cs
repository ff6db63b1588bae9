using Grain.Functions.Cred.Graph;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Spaces;
using Xunit;

namespace Grain.Functions.Tests.Graph;

/// <summary>Since the third calculation commits mint by a rule: what is a pull request's counts once, and a day has a limit.</summary>
public sealed class CommitSharesTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    private readonly ContributionGraph graph = new();
    private readonly Dictionary<string, long> seqs = [];

    [Fact]
    public void A_history_of_commits_alone_mints_by_days_and_not_by_how_often_somebody_commits()
    {
        for (var i = 0; i < 3; i++) Commit($"few-{i}", "ada", day: i);
        for (var i = 0; i < 40; i++) Commit($"many-{i:d2}", "bob", day: 0);
        Assert.Equal((1.5, 2), (Minted("few"), Minted("many")));
        Assert.Equal((0, 0), (Minted("few", CalculationVersion.Second), Minted("many", CalculationVersion.Second)));
    }

    [Theory]
    [InlineData("pull merged-as c", 0)]
    [InlineData("c within pull", 0)]
    [InlineData("c references pull", 0.5)]
    [InlineData("unknown merged-as c", 0.5)] // nobody has told of it, so it mints nothing that would be counted twice
    [InlineData("c within unknown", 0.5)]
    [InlineData("issue merged-as c", 0.5)]
    [InlineData("c within c", 0.5)]
    public void What_came_in_by_a_known_pull_request_mints_nothing(string told, double mint)
    {
        Commit("c", "ada");
        Tell("pull_request.merged", "bob", [told], day: 1, "pull", "issue");
        Assert.Equal((mint, 4), (Minted("c"), Minted("pull")));
        Assert.Equal(0.5, Minted("c", until: At.AddHours(1))); // before it was merged
    }

    [Fact]
    public void Merges_mint_nothing_and_what_is_left_out_has_no_part_in_the_limit_of_a_day()
    {
        for (var i = 0; i < 8; i++) Commit($"merge-{i}", "ada", key: "push.merge_commit");
        for (var i = 0; i < 4; i++) Commit($"own-{i}", "ada");
        Assert.Equal((0, 2), (Minted("merge"), Minted("own")));
    }

    [Fact]
    public void All_that_somebody_has_a_part_in_counts_for_the_limit_under_whichever_id()
    {
        for (var i = 0; i < 8; i++) Tell("push.commit", "ada", ["@ada authors c-" + i, $"@sock-{i} authors c-{i}"], $"c-{i}");
        Assert.Equal(2, Minted("c"));
        for (var i = 0; i < 8; i++) Commit($"d-{i}", "ada.too", day: 1);
        for (var i = 0; i < 8; i++) Commit($"e-{i}", "ada", day: 1);
        Assert.Equal((2, 2), (Minted("d"), Minted("e")));
        Assert.Equal((1, 1), (Minted("d", resolve: id => id[..3]), Minted("e", resolve: id => id[..3])));
    }

    [Theory]
    [InlineData("""{"nodes":{"commit":3}}""", 30)]
    [InlineData("""{"nodes":{"commit":0}}""", 0)]
    [InlineData("""{"changes":[{"from":"2026-11-20","nodes":{"commit":1}}]}""", 10)]
    [InlineData("""{"changes":[{"from":"2026-11-21","nodes":{"commit":1}}]}""", 2)]
    [InlineData("""{"nodeOverrides":{"c-0":11}}""", 4)]
    public void Whoever_says_what_a_commit_mints_has_it_so(string weights, double mint)
    {
        for (var i = 0; i < 10; i++) Commit($"c-{i}", "ada");
        var read = SpaceConfig.Of(System.Text.Json.JsonElement.Parse($$"""{"weights":{{weights}}}""")).Weights;
        Assert.Equal(mint, Minted("c", weights: read));
    }

    [Fact]
    public void The_order_of_telling_changes_nothing_and_nobodys_commit_has_no_limit()
    {
        Tell("pull_request.merged", "bob", ["pull merged-as c"], "pull");
        Commit("c", "ada");
        Tell("x", "cy", [], "nobodys");
        Assert.Equal((0, 0.5), (Minted("c"), Minted("nobodys")));
    }

    private void Commit(string id, string who, int day = 0, string key = "push.commit") =>
        Tell(key, who, [$"@{who} authors {id}"], day, id);

    private void Tell(string key, string who, string[] edges, params string[] nodes) => Tell(key, who, edges, 0, nodes);

    private void Tell(string key, string who, string[] edges, int day, params string[] nodes) => graph.Add(
        new Grant
        {
            GrantId = $"{who}{seqs.GetValueOrDefault(who)}",
            Contributor = who,
            Key = $"github:{key}",
            Category = "code",
            Source = "github",
            Amount = Points.Of(1),
            GrantedAt = At.AddDays(day),
            Facts = new ContributionFacts
            {
                Nodes = [.. nodes.Select(id =>
                    new ContributionNode { Id = id, Type = id is "pull" or "issue" ? id : "commit", Module = "m", At = At.AddDays(day) })],
                Edges = [.. edges.Select(edge => edge.Split(' '))
                    .Select(edge => new ContributionEdge { From = edge[0], Type = edge[1], To = edge[2], At = At.AddDays(day) })],
            },
        },
        seqs[who] = seqs.GetValueOrDefault(who) + 1);

    private double Minted(string start, int calculation = CalculationVersion.Current, GraphWeights? weights = null,
        Func<string, string>? resolve = null, DateTimeOffset? until = null)
    {
        var view = GraphView.Of(graph, weights ?? new GraphWeights(), (until ?? At.AddDays(9)).ToUnixTimeMilliseconds(), null, resolve,
            calculation).Weighted;
        return view.Contributions.Zip(view.Mints.ToArray()).Where(one => one.First.StartsWith(start, StringComparison.Ordinal))
            .Select(one => one.Second).Append(0).Aggregate((sum, one) => Math.Round(sum + one, 9));
    }
}

using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Cred.Graph;
using Xunit;

namespace Grain.Functions.Tests.Graph;

/// <summary>Since the second calculation, what people do to things of their own leads nowhere; in the first it stays as it was.</summary>
public sealed class OwnActsTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_review_of_ones_own_takes_no_part_however_the_two_ids_were_joined()
    {
        var graph = Told("@a authors pull", "@b authors review", "review reviews pull", "@c authors review-2", "review-2 reviews pull",
            "@b merges pull", "@c merges pull");
        var apart = View(graph, id => id);
        Assert.Equal((3, 7), (apart.Weighted.Contributions.Count, apart.Weighted.Edges.Count));
        var joined = View(graph, id => id == "b" ? "a" : id);
        Assert.Equal(["pull", "review-2"], joined.Weighted.Contributions);
        Assert.Equal(4, joined.Weighted.Edges.Count); // the author, and all of the other's review and merge
        var before = View(graph, id => id == "b" ? "a" : id, CalculationVersion.First);
        Assert.Equal((3, 7), (before.Weighted.Contributions.Count, before.Weighted.Edges.Count));
    }

    [Theory]
    [InlineData("@b reacts-to pull", false)]
    [InlineData("@b authors comment;comment answers pull", true)] // the comment stays, as any comment on one's own
    [InlineData("@b authors thanks;thanks supports @a", false)]
    [InlineData("@b stars x/a/notes", false)]
    [InlineData("@b requests pull", false)]
    public void So_do_likes_answers_thanks_and_stars(string told, bool staysItself)
    {
        string[] edges = [.. told.Split(';')];
        var view = View(Told(["@a authors pull", .. edges]), id => id is "b" or "x/a" ? "a" : id);
        Assert.Equal(staysItself ? 2 : 1, view.Weighted.Edges.Count);
        Assert.Equal(1 + edges.Length, View(Told(["@a authors pull", .. edges]), id => id).Weighted.Edges.Count);
    }

    private static GraphView View(ContributionGraph graph, Func<string, string> resolve, int calculation = CalculationVersion.Current) =>
        GraphView.Of(graph, new GraphWeights(), At.AddDays(1).ToUnixTimeMilliseconds(), null, resolve, calculation);

    private static ContributionGraph Told(params string[] edges)
    {
        var all = edges.Select(edge => edge.Split(' '))
            .Select(edge => new ContributionEdge { From = edge[0], Type = edge[1], To = edge[2] }).ToArray();
        var nodes = all.SelectMany(edge => new[] { edge.From, edge.To }).Distinct().Where(id => id[0] != '@');
        var graph = new ContributionGraph();
        graph.Add(
            new Grant
            {
                GrantId = "g",
                Contributor = "a",
                Key = "k",
                Category = "c",
                Source = "s",
                Amount = Points.Of(1),
                GrantedAt = At,
                Facts = new ContributionFacts
                {
                    Nodes = [.. nodes.Select(id =>
                    new ContributionNode { Id = id, Type = id.Split('-')[0], Module = "m", At = At })],
                    Edges = all
                },
            },
            1);
        return graph;
    }
}

using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.CredRank.Solving;
using Grain.Functions.Cred.Graph;
using Grain.Functions.SourceCred.Cred;
using Grain.Functions.SourceCred.Cred.Recomputing;
using Grain.Functions.SourceCred.Files;
using Xunit;
using static Grain.Functions.Tests.SourceCred.Cred.MadeInstance;

namespace Grain.Functions.Tests.SourceCred.Cred;

/// <summary>Cred of instances that were put together here, held against what CredRank makes of the same graph written by hand.</summary>
public sealed class InstanceRankingTests
{
    private const long Day = 86_400_000;

    private static IntervalCred Compute(MadeInstance made, InstanceNotes? notes = null) =>
        InstanceRanking.Compute(made.Files, Participants, notes ?? new InstanceNotes(), default)!;

    /// <summary>Two pull requests of ada and one of bob, in three weeks; mints of 4.</summary>
    private static MadeInstance Three()
    {
        var made = new MadeInstance();
        made.NodeWeights[N("sourcecred", "github", "PULL")] = 4;
        made.NodeWeights[N("sourcecred", "github", "USERLIKE")] = 0;
        made.EdgeWeights[E("sourcecred", "github", "AUTHORS")] = (0.5, 1);
        return made.With(1, "ada", Sunday + Day).With(2, "ada", Sunday + Week + Day).With(3, "bob", Sunday + (2 * Week) + Day);
    }

    /// <summary>The same by hand: weights of the pull requests, and what is minted on top for libs, by week.</summary>
    private static IntervalCred ByHand(double[] mints, params (int Week, double Mint, long At)[] bonuses)
    {
        var starts = new double[] { Sunday, Sunday + Week, Sunday + (2 * Week) };
        var graph = new WeightedGraph(["ada", "bob", "libs"],
            [.. mints.Concat(bonuses.Select(each => each.Mint)).Select((_, c) => $"c{c}")],
            (double[])[.. mints, .. bonuses.Select(each => each.Mint)], new WeightedEdges(
                (int[])[0, 0, 1, .. bonuses.Select((_, b) => 6 + b)], (int[])[3, 4, 5, .. bonuses.Select(_ => 2)],
                (double[])[0.5, 0.5, 0.5, .. bonuses.Select(_ => 1.0)], (double[])[1, 1, 1, .. bonuses.Select(_ => 0.0)],
                (double[])[Sunday + Day, Sunday + Week + Day, Sunday + (2 * Week) + Day, .. bonuses.Select(each => (double)each.At)]));
        var solution = CredRankSolver.Solve(graph, new EpochBoundaries(starts, Sunday + (3 * Week)), new CredRankParameters(), null,
            new CredRankOptions { Threshold = 1e-16, IterationsMax = 1000 });
        return new IntervalCred(starts, Sunday + (3 * Week), [.. graph.Participants.Select((id, p) =>
        {
            var row = new double[3];
            solution.CredOf(p, row);
            return new PersonCred(id, id, row);
        })]);
    }

    private static void Same(IntervalCred expected, IntervalCred actual)
    {
        Assert.Equal(expected.StartsMs, actual.StartsMs);
        Assert.Equal(expected.EndMs, actual.EndMs);
        var difference = CredComparison.Of(expected, actual);
        Assert.Equal(0, difference.Missing);
        Assert.InRange(difference.LargestOfInterval, 0, 1e-9);
    }

    [Fact]
    public void Weights_of_prefixes_multiply_and_the_communitys_own_replace_those_of_a_plugin()
    {
        var made = Three().Graph("github");
        made.NodeWeights[N("sourcecred", "github", "PULL")] = 8;
        made.NodeWeights[N("sourcecred", "github")] = 0.25;
        made.NodeWeights[N(Pull(3))] = 5;
        Same(ByHand([2, 2, 10]), Compute(made.File("config/weights.json", made.WeightsText())));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData(" {\n}\n")]
    public void Weights_that_nobody_filled_in_are_none(string text) =>
        Same(ByHand([4, 4, 4]), Compute(Three().Graph("github").File("config/weights.json", text)));

    [Fact]
    public void Zlib_gzip_and_plain_graphs_are_the_same_and_so_is_one_graph_in_two_files()
    {
        var expected = ByHand([4, 4, 4]);
        Same(expected, Compute(Three().Graph("github")));
        Same(expected, Compute(Three().Graph("github", Zlib)));
        Same(expected, Compute(Three().Graph("github", Gzip).File("sourcecred.json", """{ "bundledPlugins": ["sourcecred/github"] }""")));
        var twice = Three().Graph("github");
        twice.NodeWeights[N("sourcecred", "github", "PULL")] = 4;
        twice.EdgeWeights[E("sourcecred", "github", "AUTHORS")] = (0.5, 1);
        Same(expected, Compute(twice.With(2, "ada", Sunday + Week + Day).Graph("discourse")));
    }

    [Fact]
    public void A_budget_scales_what_a_plugin_mints_in_a_week_from_when_it_holds()
    {
        var made = Three().Graph("github").File("config/pluginBudgets.json", $$"""
            { "intervalLength": "WEEKLY", "plugins": { "sourcecred/github": [
              { "startTime": "{{Iso(Sunday + Week)}}", "budget": 1 }, { "startTime": "{{Iso(Sunday + (2 * Week))}}", "budget": "10" }] } }
            """);
        Same(ByHand([4, 1, 4]), Compute(made));
    }

    /// <summary>What is minted on top lies exactly on the starts of weeks, and so counts in the week before.</summary>
    [Fact]
    public void A_dependency_is_minted_for_on_the_start_of_each_week_and_that_counts_in_the_week_before()
    {
        var made = Three().Graph("github").File("config/dependencies.json", $$"""
            [{ "id": "libs", "name": "libs", "periods": [{ "startTime": "{{Iso(Sunday + Week)}}", "weight": 0.5 }] },
             { "name": "nobody", "periods": [{ "startTime": "2018-01-01", "weight": 1 }] }]
            """);
        var notes = new InstanceNotes();
        Same(ByHand([4, 4, 4], (1, 2, Sunday + Day), (2, 2, Sunday + Week + Day)), Compute(made, notes));
        Assert.Contains(notes.All, note => note.What.Contains("nobody", StringComparison.Ordinal));
    }

    [Fact]
    public void Who_was_merged_gives_and_gets_as_whom_they_are_now()
    {
        var made = Three().Graph("github").File("config/personalAttributions.json", """
            [{ "fromParticipantId": "old-ada", "fromParticipantName": "Old", "recipients": [
              { "toParticipantName": "BOB", "proportions": [{ "startDate": "1/30/2018", "decimalProportion": 1 }] }] }]
            """);
        var cred = Compute(made);
        Assert.Equal(0, cred.People[0].Total);
        Assert.Equal(12, cred.People[1].Total, 1e-9);
    }

    [Fact]
    public void Aliases_are_one_participant_and_edges_to_what_nobody_describes_are_left_out()
    {
        var made = Three().Edge("x", Pull(1), ["sourcecred", "github", "ISSUE", "gone"], Sunday - (50 * Week)).Graph("github");
        Same(ByHand([4, 4, 4]), Compute(made));
        made.Node(["sourcecred", "discourse", "user", "forum", "ada"], Sunday - (50 * Week)).Graph("discourse");
        Same(ByHand([4, 4, 4]), Compute(made));
    }

    [Fact]
    public void What_is_missing_is_named_and_what_cannot_be_read_says_where_and_why()
    {
        var notes = new InstanceNotes();
        Assert.Null(InstanceRanking.Compute(new MadeInstance().File("sourcecred.json", """{ "bundledPlugins": ["sourcecred/github"] }""")
            .Files, Participants, notes, default));
        Assert.Contains(notes.All, note => note.What == "output/graphs/sourcecred/github/graph");
        Refused(Three().GraphText("0.2.0"), "version 0.2.0; version 0.1.0 can be read");
        Refused(Three().GraphText()[..300], "output/graphs/sourcecred/github/graph: it is no JSON");
        Refused("{}", "StartObject where a StartArray");
        var negative = Three();
        negative.NodeWeights[N(Pull(2))] = -1;
        Refused(negative.GraphText(), "sourcecred/github/PULL/octo/mill/2 mints -4");
        Refused(Three().With(4, "bob", 9_000_000_000_000_000).GraphText(), "output/graphs: From ");
        Refused(new MadeInstance().With(1, "ada", 9_000_000_000_000_000).GraphText(), "not all in the years 1 to 9999");
    }

    private static void Refused(string graph, string words) => Assert.Contains(words, Assert.Throws<InstanceException>(() =>
        Compute(new MadeInstance().File("output/graphs/sourcecred/github/graph", graph))).Message, StringComparison.Ordinal);

    private static string Iso(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}

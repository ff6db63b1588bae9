using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Cred.Graph.Blobs;
using Grain.Functions.Ledgers.Grants;
using Xunit;

namespace Grain.Functions.Tests.Graph;

/// <summary>Edges that edits took away: whether one is there is decided by the times that are told, never by the order of
/// arrival.</summary>
public sealed class WithdrawnEdgesTests
{
    private static readonly DateTimeOffset Day = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("T1", true)]
    [InlineData("T1 W2", false)]
    [InlineData("W2 T1", false)]
    [InlineData("T1 W1", false)] // of one moment: it is gone
    [InlineData("T1 W2 T3", true)]
    [InlineData("T3 W2 T1", true)]
    [InlineData("W2 T3 T1", true)]
    [InlineData("T3 W2 W4 T1", false)]
    [InlineData("T1 O", false)]
    [InlineData("O T1", false)]
    [InlineData("T1 T1 O", true)]
    [InlineData("T1 O T2", true)]
    [InlineData("T1 T2 O O", false)]
    [InlineData("T1 F2", false)]
    [InlineData("F2 T2 T1", true)] // what is told as of that very moment is what is left
    [InlineData("F2 T3", true)]
    [InlineData("B2 T1", false)]
    [InlineData("T2 B2", true)]
    [InlineData("W2", false)]
    [InlineData("O", false)]
    public void An_edge_is_there_if_it_was_told_after_it_was_withdrawn(string history, bool isThere)
    {
        var words = history.Split(' ');
        foreach (var order in (IEnumerable<string>[])[words, words.Reverse()])
        {
            var graph = Build([.. order.Select(Fact)]);
            Assert.Equal(isThere ? 1 : 0, graph.Edges.Count(edge => edge.Type == EdgeTypes.References));
            Assert.Equal(isThere ? 1 : 0, View(graph).Weighted.Edges.Count);
            Assert.Equal(0, View(graph).DanglingEdges);
            graph.CheckInvariants();
        }
    }

    [Fact]
    public void The_bytes_and_what_is_there_do_not_depend_on_the_order()
    {
        var histories = Gen.ArrayOf(Gen.Zip(Gen.Elements("TWOFB".ToCharArray()), Gen.Choose(1, 5))).ToArbitrary();
        Prop.ForAll(histories, history =>
        {
            string[] words = [.. history.Select(each => $"{each.Item1}{each.Item2}")];
            var bytes = GraphBlob.Write(Build([.. words.Select(Fact)]));
            var shuffled = words.Order(StringComparer.Ordinal).ToArray();
            Random.Shared.Shuffle(shuffled);
            var again = Build([.. shuffled.Select(Fact)]);
            return bytes.AsSpan().SequenceEqual(GraphBlob.Write(again))
                && GraphBlob.Write(GraphBlob.Read(bytes)).AsSpan().SequenceEqual(bytes)
                && GraphBlob.Read(bytes).Edges.Count == again.Edges.Count
                && again.Edges.Count == (IsThere(words) ? 1 : 0);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_graph_that_was_stored_in_between_comes_to_the_same()
    {
        string[] words = ["W2", "T1", "O", "T3", "F2", "T4", "B5", "T5"];
        var whole = Build([.. words.Select(Fact)]);
        var graph = new ContributionGraph();
        foreach (var (index, word) in words.Index())
        {
            graph.Add(Grant($"g{index}", Fact(word)), index + 1);
            graph = GraphBlob.Read(GraphBlob.Write(graph));
        }

        Assert.Equal(GraphBlob.Write(whole), GraphBlob.Write(graph));
    }

    [Fact]
    public void Calculations_before_pass_over_what_is_withdrawn()
    {
        string[] words = ["T1", "T3", "W4", "O", "F9"];
        for (var calculation = CalculationVersion.First; calculation <= CalculationVersion.Fourth; calculation++)
        {
            var graph = Build([.. words.Select(Fact)], calculation);
            Assert.Equal(Ms(1), Assert.Single(graph.Edges).AtMs);
            Assert.Equal(GraphBlob.Write(graph), GraphBlob.Write(GraphBlob.Read(GraphBlob.Write(graph))));
            Assert.Equal(1, GraphView.Of(graph, new GraphWeights(), Ms(20), calculation: calculation).Weighted.Edges.Count);
        }
    }

    [Fact]
    public void What_the_graph_notes_of_points_cannot_be_withdrawn()
    {
        var graph = new ContributionGraph();
        graph.Add(Grant("g1", null) with { Amount = Points.Of(5) }, 1);
        graph.Add(Grant("g2", null) with { Amount = Points.Of(-2) }, 2);
        graph.Add(Grant("g3", new ContributionFacts
        {
            Withdraws = [new() { Type = TakenBack.Owes, From = "@ada", To = "grant/g2" }, new() { Type = TakenBack.Owes, From = "@ada" }],
        }), 3);
        Assert.Equal([3.0], View(graph).Weighted.Mints.ToArray());
    }

    [Fact]
    public void Who_is_no_author_any_more_gets_nothing_of_it()
    {
        var graph = new ContributionGraph();
        graph.Add(Grant("g1", new ContributionFacts
        {
            Nodes = [Node("pull/1")],
            Edges = [Edge(EdgeTypes.Authors, "@ada", "pull/1", 1), Edge(EdgeTypes.Authors, "@ben", "pull/1", 1)],
        }), 1);
        graph.Add(Grant("g2", new ContributionFacts
        {
            Edges = [Edge(EdgeTypes.Authors, "@ben", "pull/1", 3)],
            Withdraws = [new() { Type = EdgeTypes.Authors, To = "pull/1", At = At(3) }],
        }), 2);
        var edge = Assert.Single(graph.Edges);
        Assert.Equal(("@ben", Ms(1)), (graph.Ids[edge.From], edge.AtMs));
    }

    /// <summary>T told, W withdrawn, O one telling taken back, F all from the source cleared, B all to the target; with a day.</summary>
    private static ContributionFacts Fact(string word)
    {
        var day = word.Length > 1 ? word[1] - '0' : 0;
        return word[0] == 'T'
            ? new() { Nodes = [Node("pull/1"), Node("pull/2")], Edges = [Edge(EdgeTypes.References, "pull/1", "pull/2", day)] }
            : new()
            {
                Withdraws =
                [
                    new()
                    {
                        Type = EdgeTypes.References,
                        From = word[0] == 'B' ? null : "pull/1",
                        To = word[0] == 'F' ? null : "pull/2",
                        At = word[0] == 'O' ? null : At(day),
                        Once = word[0] == 'O',
                    },
                ],
            };
    }

    /// <summary>The rule as it is told to people.</summary>
    private static bool IsThere(string[] words)
    {
        var told = words.Where(word => word[0] == 'T').Select(word => word[1]).ToArray();
        return told.Length > words.Count(word => word[0] == 'O')
            && told.Any(day => words.All(word => word[0] switch { 'W' => day > word[1], 'F' or 'B' => day >= word[1], _ => true }));
    }

    private static ContributionGraph Build(ContributionFacts[] facts, int calculation = CalculationVersion.Current)
    {
        var graph = new ContributionGraph(calculation);
        foreach (var (index, each) in facts.Index()) graph.Add(Grant($"g{index}", each), index + 1);
        return graph;
    }

    private static GraphView View(ContributionGraph graph) => GraphView.Of(graph, new GraphWeights(), Ms(20));

    private static ContributionNode Node(string id) => new() { Id = id, Type = "pull", Module = "m", At = Day };

    private static ContributionEdge Edge(string type, string from, string to, int day) =>
        new() { Type = type, From = from, To = to, At = At(day) };

    private static DateTimeOffset At(int day) => Day.AddDays(day);

    private static long Ms(int day) => At(day).ToUnixTimeMilliseconds();

    private static Grant Grant(string id, ContributionFacts? facts) => new()
    {
        GrantId = id,
        Contributor = "ada",
        Key = "k",
        Category = "c",
        Source = "s",
        Amount = Points.Zero,
        GrantedAt = Day,
        Facts = facts,
    };
}

using System.Globalization;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Cred.Graph.Blobs;
using Grain.Functions.Ledgers.Grants;
using Xunit;

namespace Grain.Functions.Tests.Graph;

/// <summary>Cred is minted by what is left of points.</summary>
public sealed class PointsLeftTests
{
    private static readonly DateTimeOffset Day = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Grants as <c>id@person amount</c>, corrections as <c>id@person amount of-id</c>; the mints as <c>id mint</c>.</summary>
    [Theory]
    [InlineData("a@ada 10, c@ada -1 a", "a 9")]
    [InlineData("a@ada 10, c@ada -10 a", "")]
    [InlineData("a@ada -5, c@ada 5 a", "")]
    [InlineData("a@ada -5, c@ada 4 a, b@ada 3", "b 2")]
    [InlineData("a@ada 5, b@ada -5", "")]
    [InlineData("b@ada -5, a@ada 5", "")]
    [InlineData("a@ada -5", "")]
    [InlineData("a@ada 0, c@ada 0 a", "")]
    [InlineData("a@ada 3, b@ada 9, m@ada -4, n@ada -2", "a 1.5, b 4.5")]
    [InlineData("a@ada 3, m@ada -4, b@bob 7", "b 7")]
    [InlineData("a@ada 10, c@ada -5 a, d@ada 2 c, e@ada -1 d", "a 6")]
    [InlineData("a@ada 10, c@ada -5 a, b@ada 5, m@ada -1", "a 4.5, b 4.5")]
    [InlineData("a@x 6, m@y -2, b@y 2", "a 4.5, b 1.5")]
    public void A_grant_mints_what_is_left_of_it(string grants, string mints)
    {
        var told = grants.Split(", ").Select(Grant).ToArray();
        Assert.Equal(mints, Mints(Build(told)));
        // The same of whatever order the journals are read in, and of a graph that was stored after each epoch.
        Assert.Equal(GraphBlob.Write(Build(told)), GraphBlob.Write(Build(told, isStored: true)));
        Assert.Equal(GraphBlob.Write(Build(told)),
            GraphBlob.Write(Build(told.GroupBy(grant => grant.Contributor).Reverse().SelectMany(own => own))));
    }

    [Fact]
    public void What_is_taken_later_goes_off_later_and_a_correction_at_once()
    {
        var graph = Build([Grant("a@ada 10"), Grant("m@ada -4") with { GrantedAt = Day.AddDays(5) },
            Grant("c@ada -1 a") with { GrantedAt = Day.AddDays(5) }]);
        Assert.Equal("a 9", Mints(graph, days: 2));
        Assert.Equal("a 5", Mints(graph, days: 6));
    }

    [Fact]
    public void Nobody_can_tell_what_is_noted_and_what_a_sender_tells_stays_what_it_was()
    {
        var facts = new ContributionFacts
        {
            Nodes = [new ContributionNode { Id = "pull/1", Type = TakenBack.Minus, Module = "m", At = Day }],
            Edges = [new ContributionEdge { Type = TakenBack.Corrects, From = "pull/1", To = "grant/a" },
                new ContributionEdge { Type = TakenBack.Owes, From = "@ada", To = "pull/1" }],
        };
        var view = GraphView.Of(Build([Grant("a@ada 10"), Grant("b@ada 1") with { Facts = facts }]), new GraphWeights(),
            Day.AddDays(9).ToUnixTimeMilliseconds());
        Assert.Equal(["grant/a", "pull/1"], view.Weighted.Contributions);
        Assert.Equal([10, 0], view.Weighted.Mints.ToArray());
    }

    [Fact]
    public void Corrections_of_corrections_without_end_are_walked_once()
    {
        var chain = Enumerable.Range(1, 20_000).Select(i => Grant($"c{i}@ada {(i % 2 == 1 ? -1 : 1)} {(i == 1 ? "a" : $"c{i - 1}")}"));
        Assert.Equal("a 10", Mints(Build(chain.Prepend(Grant("a@ada 10")))));
    }

    [Fact]
    public void A_graph_of_the_first_calculation_goes_on_as_it_was()
    {
        var graph = new ContributionGraph(CalculationVersion.First);
        foreach (var (index, told) in "a@ada 10, c@ada -1 a, m@ada -5, d@ada 5 m".Split(", ").Index()) graph.Add(Grant(told), index + 1);
        Assert.Equal("d 5", Mints(graph, CalculationVersion.First));
        var bytes = GraphBlob.Write(graph);
        Assert.Equal((1, CalculationVersion.First), (bytes[8], GraphBlob.Read(bytes).Calculation));
    }

    private static string Mints(ContributionGraph graph, int calculation = CalculationVersion.Current, int days = 9)
    {
        var view = GraphView.Of(
            graph, new GraphWeights(), Day.AddDays(days).ToUnixTimeMilliseconds(), resolve: id => id is "x" or "y" ? "xy" : id,
            calculation: calculation);
        Assert.Equal(graph.Edges.Count(edge => edge.Type == EdgeTypes.Authors), view.Weighted.Edges.Count + view.DanglingEdges);
        var mints = view.Weighted.Contributions.Select((id, place) =>
            string.Create(CultureInfo.InvariantCulture, $"{id[(id.IndexOf('/') + 1)..]} {view.Weighted.Mints.Span[place]}"));
        return string.Join(", ", mints);
    }

    private static ContributionGraph Build(IEnumerable<Grant> grants, bool isStored = false)
    {
        var graph = new ContributionGraph();
        foreach (var grant in grants)
        {
            graph.Add(grant, graph.CursorOf(grant.Contributor) + 1);
            if (isStored) graph = GraphBlob.Read(GraphBlob.Write(graph));
        }

        return graph;
    }

    private static Grant Grant(string told)
    {
        var words = told.Split(' ', '@');
        return new Grant
        {
            GrantId = words[0],
            Contributor = words[1],
            Key = "k",
            Category = "c",
            Source = "s",
            Amount = Points.Of(long.Parse(words[2], CultureInfo.InvariantCulture)),
            GrantedAt = Day,
            Corrects = words.ElementAtOrDefault(3),
        };
    }
}

using Grain.Functions.Cred.CredRank;
using Grain.Functions.SourceCred.Cred.Graphs;
using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Cred.Recomputing;

/// <summary>
/// The graph of an instance with each participant as one node instead of all of its aliases, and the weeks that cover it. Nodes are known
/// by the numbers of their addresses. Pure.
/// </summary>
internal sealed class ContractedGraph
{
    private const int Nobody = -1;

    private readonly int[] personOf;

    private ContractedGraph(InstanceGraph graph, int[] personOf, EpochBoundaries weeks) =>
        (Graph, this.personOf, Weeks) = (graph, personOf, weeks);

    /// <summary>What it was made of.</summary>
    public InstanceGraph Graph { get; }

    /// <summary>The intervals: weeks from Sunday, UTC, that cover all nodes and edges with a time.</summary>
    public EpochBoundaries Weeks { get; }

    /// <summary>All nodes that are described and are nobody's, by number.</summary>
    public required IReadOnlyList<int> Contributions { get; init; }

    /// <summary>The graph and its participants; <see langword="null"/> if nothing in it has a time.</summary>
    public static ContractedGraph? Of(InstanceGraph graph, InstancePeople people)
    {
        var owns = people.All.Select(person => graph.NumberOf(Encoding.UTF8.GetBytes(person.Address))).ToArray();
        var aliases = people.All.Select(person => person.Aliases.Select(alias => graph.NumberOf(Encoding.UTF8.GetBytes(alias))).ToArray())
            .ToArray();
        var personOf = new int[graph.Addresses.Count];
        Array.Fill(personOf, Nobody);
        for (var person = 0; person < owns.Length; person++)
            foreach (var alias in aliases[person]) personOf[alias] = person;
        for (var person = 0; person < owns.Length; person++) personOf[owns[person]] = person;
        int[] contributions =
            [.. Enumerable.Range(0, personOf.Length).Where(node => personOf[node] == Nobody && graph.IsDeclared(node))];
        return WeeksOf(graph, personOf, contributions) is { } weeks
            ? new ContractedGraph(graph, personOf, weeks) { Contributions = contributions }
            : null;
    }

    /// <summary>The participant that a node is; -1 if it is none.</summary>
    public int PersonOf(int node) => personOf[node];

    /// <summary>The week of a contribution; -1 if it has no time.</summary>
    public int WeekOf(int node) => Graph.TimeOf(node) is var time && double.IsNaN(time) ? -1 : Weeks.EpochOf(time);

    /// <summary>Whether both ends of an edge are there.</summary>
    public bool IsWhole(int edge) => IsThere(Graph, personOf, Graph.Sources[edge]) && IsThere(Graph, personOf, Graph.Targets[edge]);

    private static bool IsThere(InstanceGraph graph, int[] personOf, int node) => personOf[node] != Nobody || graph.IsDeclared(node);

    private static EpochBoundaries? WeeksOf(InstanceGraph graph, int[] personOf, int[] contributions)
    {
        var (first, last) = (double.PositiveInfinity, double.NegativeInfinity);
        void Cover(double time)
        {
            if (double.IsNaN(time)) return;
            (first, last) = (Math.Min(first, time), Math.Max(last, time));
        }

        foreach (var node in contributions) Cover(graph.TimeOf(node));
        for (var edge = 0; edge < graph.Sources.Count; edge++)
            if (IsThere(graph, personOf, graph.Sources[edge]) && IsThere(graph, personOf, graph.Targets[edge]))
                Cover(graph.EdgeTimes[edge]);
        if (!(first <= last)) return null;
        try
        {
            var weeks = EpochBoundaries.Weekly(first, last);
            return IntervalCred.IsTime(weeks.Starts[0]) && IntervalCred.IsTime(weeks.LastEnd) ? weeks
                : throw new InstanceException($"output/graphs: times from {first} to {last} are not all in the years 1 to 9999");
        }
        catch (CredRankException fault)
        {
            throw new InstanceException($"output/graphs: {fault.Message}");
        }
    }
}

using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>
/// Refuses what is too large to be numbered by 32 bits, before anything is added up that they would not hold. What is accepted has room
/// for all that it is made into: each edge for both its ends and the gaps between rows.
/// </summary>
internal static class GraphSize
{
    /// <summary>How many rows there may be at most: contributions and participants in each epoch in which they do something.</summary>
    public const int RowsMost = 1_000_000_000;

    /// <summary>
    /// How many ends of edges and attributions there may be at most, two each. With gaps, a seventh more, they fit an array.
    /// </summary>
    public const int EndsMost = 1_800_000_000;

    /// <summary>Checks the size of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="attributions">How many shares of attributions there are, over all epochs.</param>
    /// <exception cref="CredRankException"><see cref="CredRankFaults.GraphTooLarge"/>.</exception>
    public static void Check(WeightedGraph graph, long attributions) =>
        Check((long)graph.Participants.Count + graph.Contributions.Count, graph.Edges.Count, attributions);

    /// <summary>Checks numbers of nodes, edges and attributions.</summary>
    /// <exception cref="CredRankException"><see cref="CredRankFaults.GraphTooLarge"/>.</exception>
    public static void Check(long nodes, long edges, long attributions)
    {
        if (nodes > RowsMost) throw Refusal($"The graph has {nodes} nodes; at most {RowsMost} can be ranked.");
        if (2 * (edges + attributions) > EndsMost)
            throw Refusal(
                $"The graph has {edges} edges, and {attributions} attributions in all epochs; at most {EndsMost / 2} can be ranked "
                    + "together.");
    }

    /// <summary>Checks how many rows contributions and participants take.</summary>
    /// <exception cref="CredRankException"><see cref="CredRankFaults.GraphTooLarge"/>.</exception>
    public static void CheckRows(long contributions, long active)
    {
        if (contributions + active > RowsMost)
            throw Refusal($"The graph has {contributions} contributions, and its participants do something in {active} epochs, each "
                + $"counted by itself; at most {RowsMost} can be ranked together.");
    }

    private static CredRankException Refusal(string message) => new(CredRankFaults.GraphTooLarge, message);
}

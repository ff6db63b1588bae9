using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>
/// What the ends of the edges are. Items <c>0 … C-1</c> are the contributions, items from C on the active participant-epochs.
/// The participant ends of an edge without any weight are no item and hold anything below 0.
/// </summary>
internal sealed class EdgeEnds
{
    /// <summary>How many ends may be read behind those of the edges; they hold anything.</summary>
    public const int RoomBehind = 16;

    private EdgeEnds(int edges, ScratchArrays scratch) =>
        (Sources, Targets) = (scratch.Rent<int>(edges + RoomBehind), scratch.Rent<int>(edges + RoomBehind));

    /// <summary>The item of each edge's source; if it is below 0, its place in the table of <see cref="Items"/>.</summary>
    public int[] Sources { get; }

    /// <summary>The item of each edge's target, likewise.</summary>
    public int[] Targets { get; }

    /// <summary>The item of each place in a table, of which ends hold the complement; never empty, even where all hold items.</summary>
    public int[] Items { get; private set; } = [0];

    /// <summary>Finds the active participant-epochs and the ends of all edges.</summary>
    /// <param name="graph">Who did what.</param>
    /// <param name="epochs">When that counts.</param>
    /// <param name="attributions">Who gives what to whom.</param>
    /// <param name="crew">Works on it.</param>
    /// <param name="scratch">Lends memory.</param>
    /// <param name="byTable">Whether by an <see cref="EpochTable"/>, which gives the same; by default where it fits.</param>
    public static (EdgeEnds Ends, ParticipantEpochs Active) Find(
        WeightedGraph graph, EpochBoundaries epochs, AttributionSchedule attributions, SolverThreads crew, ScratchArrays scratch,
        bool? byTable = null)
    {
        var ends = new EdgeEnds(graph.Edges.Count, scratch);
        if (!(byTable ?? EpochTable.Fits(graph, epochs)))
            return (ends, new EpochSort(graph, epochs, ends.Sources, ends.Targets, scratch).Number(attributions, crew));
        var table = new EpochTable(graph, epochs, ends.Sources, ends.Targets, scratch);
        ends.Items = table.Items;
        return (ends, table.Number(attributions, crew));
    }
}

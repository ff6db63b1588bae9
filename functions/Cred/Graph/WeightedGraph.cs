namespace Grain.Functions.Cred.Graph;

/// <summary>
/// A contribution graph with all weights applied, as flat arrays: what CredRank computes on. It knows nodes by index;
/// ids are there for reporting only. Nodes <c>0 … P-1</c> are the participants, nodes <c>P … P+C-1</c> the contributions.
/// </summary>
/// <remarks>The constructor copies nothing and checks only the shape; CredRank checks the content and names what is wrong with
/// it.</remarks>
public sealed class WeightedGraph
{
    /// <summary>Makes a graph of the given nodes and edges.</summary>
    /// <param name="participants">Ids of the participants; unique among all nodes.</param>
    /// <param name="contributions">Ids of the contributions; unique among all nodes.</param>
    /// <param name="mints">How much cred each contribution mints, in the order of <paramref name="contributions"/>; finite and not
    /// negative.</param>
    /// <param name="edges">The edges between them.</param>
    /// <exception cref="ArgumentException">There are not as many mints as contributions.</exception>
    public WeightedGraph(IReadOnlyList<string> participants, IReadOnlyList<string> contributions, ReadOnlyMemory<double> mints,
        WeightedEdges edges)
    {
        if (mints.Length != contributions.Count)
            throw new ArgumentException($"There are {mints.Length} mints for {contributions.Count} contributions.", nameof(mints));

        Participants = participants;
        Contributions = contributions;
        Mints = mints;
        Edges = edges;
    }

    /// <summary>Ids of the participants: nodes <c>0 … P-1</c>.</summary>
    public IReadOnlyList<string> Participants { get; }

    /// <summary>Ids of the contributions: nodes <c>P … P+C-1</c>.</summary>
    public IReadOnlyList<string> Contributions { get; }

    /// <summary>Cred minted by each contribution; index 0 is the first contribution.</summary>
    public ReadOnlyMemory<double> Mints { get; }

    /// <summary>The edges.</summary>
    public WeightedEdges Edges { get; }

    /// <summary>Participants and contributions together.</summary>
    public int NodeCount => Participants.Count + Contributions.Count;

    /// <summary>The id of a node, for reporting.</summary>
    public string IdOf(int node) => node < Participants.Count ? Participants[node] : Contributions[node - Participants.Count];
}

using Grain.Functions.Cred.Graph;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Reads.Explanations;

/// <summary>
/// What the nodes of a ranked graph are called to somebody who may not know everybody: what hidden people made is as hidden as they are.
/// </summary>
internal sealed class ShownNodes
{
    private readonly WeightedGraph graph;
    private readonly Faces faces;
    private readonly HashSet<string> hidden = new(StringComparer.Ordinal);

    /// <summary>Goes through the graph once, if anybody is hidden.</summary>
    public ShownNodes(RankedEpoch epoch, Faces faces)
    {
        (graph, this.faces) = (epoch.Weighted, faces);
        if (faces.HideNobody) return;
        foreach (var edge in epoch.Graph.EdgeTable) // whoever is said to have made it no more did it once
            if (edge.Type == EdgeTypes.Authors && epoch.Graph.Ids[edge.From] is ['@', .. var author] && !faces.AreOpen(author))
                hidden.Add(epoch.Graph.Ids[edge.To]);
    }

    /// <summary>The shown id of a node; <see langword="null"/> for what is none.</summary>
    public string? IdOf(int node) => node < 0 ? null
        : node < graph.Participants.Count ? faces.IdOrOthers(graph.Participants[node][GraphNode.Participant.Length..])
        : graph.IdOf(node) is var id && hidden.Contains(id) ? Faces.Others : id;
}

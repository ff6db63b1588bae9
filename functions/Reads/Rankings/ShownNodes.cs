using Grain.Functions.Cred.Graph;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Reads.Rankings;

/// <summary>
/// What the nodes of a ranked graph are called to somebody who may not know everybody: what hidden people made is as hidden as they
/// are, and so is what was made for them.
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
        {
            if (edge.Type == EdgeTypes.Authors && IsHidden(epoch.Graph.Ids[edge.From])) hidden.Add(epoch.Graph.Ids[edge.To]);
            // What is for somebody, as thanks are, has their name in its id.
            if (edge.Type == EdgeTypes.Supports && IsHidden(epoch.Graph.Ids[edge.To])) hidden.Add(epoch.Graph.Ids[edge.From]);
        }
    }

    /// <summary>Whether a node is shown as what it is.</summary>
    public bool AreOpen(int node) => node < graph.Participants.Count
        ? faces.AreOpen(graph.Participants[node][GraphNode.Participant.Length..])
        : hidden.Count == 0 || !hidden.Contains(graph.IdOf(node));

    /// <summary>The shown id of a node; <see langword="null"/> for what is none.</summary>
    public string? IdOf(int node) => node < 0 ? null
        : node < graph.Participants.Count ? faces.IdOrOthers(graph.Participants[node][GraphNode.Participant.Length..])
        : graph.IdOf(node) is var id && hidden.Contains(id) ? Faces.Others : id;

    private bool IsHidden(string id) => id is ['@', .. var person] && !faces.AreOpen(person);
}

using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Cred.Graph;

/// <summary>
/// What a contribution graph notes of merges, beside what is ranked: a commit that only joins others is a commit by its facts, and told
/// apart by its grant alone. Graphs of earlier calculations have no such notes.
/// </summary>
internal static class MergeNotes
{
    /// <summary>Edge from a participant to the merge that they committed. The line feed keeps it apart from what senders tell.</summary>
    public const string Merge = "\nmerge";

    private const string KeyEnd = ":push.merge_commit";

    /// <summary>Notes the merge that a grant tells, if it tells one.</summary>
    public static void Note(ContributionGraph graph, Grant grant, int participant)
    {
        if (grant.Facts is null || !grant.Key.EndsWith(KeyEnd, StringComparison.Ordinal)) return;
        foreach (var node in grant.Facts.Nodes)
            if (node.Type == NodeTypes.Commit)
                graph.AddEdge(Merge, participant, graph.AddUndeclared(node.Id), node.At.ToUnixTimeMilliseconds());
    }
}

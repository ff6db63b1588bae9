using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Grants;

/// <summary>What somebody's grants tell, as it is shown: nothing in it leads to people who want to be shown to nobody. Pure.</summary>
internal static class ShownGrants
{
    /// <summary>The source of grants that people proposed; their note is the giver's.</summary>
    internal const string OfProposals = "proposals";

    private const char Participant = '@';

    /// <summary>Whether a grant names somebody who is not shown as themselves.</summary>
    public static bool Hide(this Faces faces, Grant grant) =>
        !faces.HideNobody && (grant.Facts is { } facts ? facts.Edges.Any(faces.Hide) || facts.Nodes.Any(node => faces.Hide(node.Id))
            : grant.Source == OfProposals); // who gave it is not in it

    /// <summary>
    /// The grant without whoever is not shown as themselves, without the note, which may be theirs, and without titles and links of what
    /// they made.
    /// </summary>
    public static Grant For(this Grant grant, Faces faces) => !faces.Hide(grant) ? grant : grant with
    {
        Note = null,
        Facts = grant.Facts is null ? null : grant.Facts with
        {
            Nodes = [.. grant.Facts.Nodes.Where(node => !faces.Hide(node.Id)).Select(node =>
                grant.Facts.Edges.Any(edge => edge.Type == EdgeTypes.Authors && edge.To == node.Id && faces.Hide(edge.From))
                    ? node with { Title = null, Url = null } : node)],
            Edges = [.. grant.Facts.Edges.Where(edge => !faces.Hide(edge))],
        },
    };

    private static bool Hide(this Faces faces, ContributionEdge edge) => faces.Hide(edge.From) || faces.Hide(edge.To);

    private static bool Hide(this Faces faces, string node) =>
        node.Length > 1 && node[0] == Participant && !faces.AreOpen(node[1..]);
}

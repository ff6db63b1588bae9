using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Grants;

/// <summary>What somebody's grants tell, as it is shown: nothing in it leads to people who want to be shown to nobody. Pure.</summary>
internal static class ShownGrants
{
    /// <summary>The source of grants that people proposed; their note is the giver's.</summary>
    internal const string OfProposals = "proposals";

    private const char Participant = '@';

    /// <summary>
    /// Whether a grant has anything that is not for who may not know everybody: somebody who is not shown as themselves, a contribution of
    /// which it does not say who made it, or a note of who is not said.
    /// </summary>
    public static bool Hide(this Faces faces, Grant grant) => !faces.HideNobody && (faces.HideNote(grant)
        || (grant.Facts is { } facts && (facts.Edges.Any(edge => faces.Hide(edge, facts))
            || facts.Withdraws?.Any(withdrawal => faces.Hide(withdrawal, facts)) == true
            || facts.Nodes.Any(node => faces.HidePerson(node.Id)))));

    /// <summary>
    /// The grant without all that: without whoever is not shown as themselves, without the note if it may be theirs, without titles and
    /// links of what they made.
    /// </summary>
    public static Grant For(this Grant grant, Faces faces) => !faces.Hide(grant) ? grant : grant with
    {
        Note = faces.HideNote(grant) ? null : grant.Note,
        Facts = grant.Facts is null ? null : grant.Facts with
        {
            Nodes = [.. grant.Facts.Nodes.Where(node => !faces.HidePerson(node.Id)).Select(node =>
                grant.Facts.Edges.Any(edge => edge.Type == EdgeTypes.Authors && edge.To == node.Id && faces.HidePerson(edge.From))
                    ? node with { Title = null, Url = null } : node)],
            Edges = [.. grant.Facts.Edges.Where(edge => !faces.Hide(edge, grant.Facts))],
            Withdraws = grant.Facts.Withdraws?.Where(withdrawal => !faces.Hide(withdrawal, grant.Facts)).ToArray() is { Length: > 0 } shown
                ? shown : null,
        },
    };

    private static bool HideNote(this Faces faces, Grant grant) => grant.Note is not null && (grant.Facts is { } facts
        ? facts.Edges.Any(edge => faces.HidePerson(edge.From) || faces.HidePerson(edge.To))
            || facts.Withdraws?.Any(each => faces.HidePerson(each.From ?? "") || faces.HidePerson(each.To ?? "")) == true
        : grant.Source == OfProposals);

    private static bool Hide(this Faces faces, ContributionEdge edge, ContributionFacts facts) =>
        faces.HideEnd(edge.From, facts) || faces.HideEnd(edge.To, facts);

    private static bool Hide(this Faces faces, ContributionWithdrawal withdrawal, ContributionFacts facts) =>
        (withdrawal.From is { } from && faces.HideEnd(from, facts)) || (withdrawal.To is { } to && faces.HideEnd(to, facts));

    private static bool HideEnd(this Faces faces, string node, ContributionFacts facts) =>
        IsPerson(node) ? faces.HidePerson(node) : facts.Nodes.All(own => own.Id != node);

    private static bool HidePerson(this Faces faces, string node) => IsPerson(node) && !faces.AreOpen(node[1..]);

    private static bool IsPerson(string node) => node.Length > 1 && node[0] == Participant;
}

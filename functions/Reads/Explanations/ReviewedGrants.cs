using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Proposals;
using Grain.Functions.Reads.Explanations.Sums;

namespace Grain.Functions.Reads.Explanations;

/// <summary>
/// Tells of grants that were proposed who gave them, and who approved them. As many are looked for as are told one by one.
/// </summary>
/// <param name="book">The proposals.</param>
/// <param name="sealing">Finds them by the ids of their grants.</param>
/// <param name="faces">How people are shown to who asks.</param>
internal sealed class ReviewedGrants(ProposalBook book, ProposalSealing sealing, Faces faces)
{
    /// <summary>The same sum with givers and reviewers.</summary>
    public async Task<ToldSum<Points>> TellAsync(JournalSpace space, ToldSum<Points> points, CancellationToken cancellation)
    {
        if (points.Groups.All(group => group.Kind != ProposalGrant.Key)) return points;
        var groups = new List<ToldGroup<Points>>();
        foreach (var group in points.Groups)
            groups.Add(group.Kind == ProposalGrant.Key ? group with
            {
                Items = await Task.WhenAll(group.Items.Select(item => TellAsync(space, item, cancellation))),
            } : group);
        return points with { Groups = groups };
    }

    private async Task<ToldItem<Points>> TellAsync(JournalSpace space, ToldItem<Points> item, CancellationToken cancellation) =>
        await sealing.IdOfGrantAsync(space, item.Id, cancellation) is { } id
        && await book.FindAsync(space.Name, id, cancellation) is { IsCounted: true } proposal
            ? item with
            {
                Giver = faces.IdOrOthers(proposal.Giver),
                Reviewer = proposal.Reviewer is { } reviewer ? faces.IdOrOthers(reviewer) : null,
            } : item;
}

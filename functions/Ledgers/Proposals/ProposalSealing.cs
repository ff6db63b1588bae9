using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Sealing;

namespace Grain.Functions.Ledgers.Proposals;

/// <summary>
/// Takes what people say out of proposals, in a sealed space: the id becomes an HMAC, a reason is sealed under the keys of who gives and
/// who gets, a remark under the reviewer's too. How the grant will be called is settled with the proposal, so that it can be made, and
/// verified, without anybody's key. In other spaces everything stays as it is.
/// </summary>
internal sealed class ProposalSealing(GrantLedger ledger, AccountSpelling spelling)
{
    /// <summary>The id under which a proposal is kept.</summary>
    public async Task<string> IdAsync(JournalSpace space, string id, CancellationToken cancellation) =>
        !space.IsSealed || Opaque.Is(Opaque.Proposal, id) ? id
            : Opaque.Proposal + await spelling.Vault.HashAsync(space.Name, "proposal", id, cancellation);

    /// <summary>The proposal of a grant, by the id that is shown of the grant; <see langword="null"/> if it is of none.</summary>
    public async Task<string?> IdOfGrantAsync(JournalSpace space, string grantId, CancellationToken cancellation)
    {
        var told = !space.IsSealed ? grantId : await spelling.Vault.OpenTextAsync(space.Name, grantId, cancellation) ?? "";
        return told.StartsWith(Proposal.GrantIdPrefix, StringComparison.Ordinal)
            && told[Proposal.GrantIdPrefix.Length..] is var id && ProposalRequests.IsId(id) ? await IdAsync(space, id, cancellation) : null;
    }

    /// <summary>A proposal as it is kept.</summary>
    /// <exception cref="ProblemException">409: who gives or gets was erased.</exception>
    public async Task<Proposal> SealAsync(JournalSpace space, Proposal told, CancellationToken cancellation)
    {
        if (!space.IsSealed) return told;
        string[] both = [told.Giver, told.Receiver];
        var reason = await TextAsync(space, both, told.Reason, cancellation)
            ?? throw new ProblemException(Problem.Conflict(
                $"{told.Giver} or {told.Receiver} was erased: nothing is kept of them any more."));
        var thanks = ProposalGrant.Of(told with { Cred = ProposalCred.Thanks, DecidedAt = told.ProposedAt });
        var grant = (await ledger.Arriving.SealAsync(space, [thanks], cancellation))[0];
        return told with
        {
            Id = await IdAsync(space, told.Id, cancellation),
            SentAs = await TextAsync(space, [told.Giver], told.Id, cancellation),
            Reason = reason,
            Kept = new KeptGrant(
                grant.GrantId, grant.SentAs, grant.Facts!.Nodes[0].Id,
                await TextAsync(space, both, thanks.Facts!.Nodes[0].Title ?? "", cancellation)),
        };
    }

    /// <summary>A remark as it is kept; nothing if one of those whom it concerns was erased.</summary>
    public async Task<string?> RemarkAsync(
        JournalSpace space, Proposal proposal, string reviewer, string remark, CancellationToken cancellation) =>
        !space.IsSealed ? remark : await TextAsync(space, [proposal.Giver, proposal.Receiver, reviewer], remark, cancellation);

    private Task<string?> TextAsync(JournalSpace space, string[] whose, string text, CancellationToken cancellation) =>
        spelling.Vault.SealAsync(space.Name, whose, text, cancellation);
}

using Grain.Functions.Ledgers.Grants.Counting;

namespace Grain.Functions.Ledgers.Proposals;

/// <summary>Counts the grants of approved proposals, each once, whoever does it and however often.</summary>
internal sealed class ProposalGrants(ProposalBook book, GrantLedger ledger)
{
    /// <summary>Counts the grant of an approved proposal and notes it.</summary>
    /// <returns>The proposal then: rejected if the ledger cannot take its grant.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage failed; the same again counts it, and so does the timer.</exception>
    public async Task<Proposal> CountAsync(Space space, Proposal approved, CancellationToken cancellation)
    {
        var outcome = (await ledger.AppendAsync(space.Journal, [ProposalGrant.Of(approved)], cancellation))[0];
        if (outcome is GrantOutcome.Refused { IsForRoom: true }) return approved; // the timer looks whether there is room
        var reason = outcome switch
        {
            GrantOutcome.Refused refused => refused.Reason,
            GrantOutcome.ConflictsWithEarlier => $"the id '{approved.GrantId}' belongs to another grant",
            _ => null,
        };
        return (await book.ChangeAsync(space.Name, approved.Id, proposal => !proposal.IsWaiting ? proposal
            : reason is null ? proposal with { IsCounted = true }
            : proposal with { State = ProposalStates.Rejected, Remark = $"It was approved, and the ledger cannot take it: {reason}." },
            cancellation))!;
    }
}

/// <summary>
/// The timer function <c>ProposalsCountRest</c>: counts grants of proposals whose approval was cut off behind the decision. Mostly there
/// are none.
/// </summary>
internal sealed class CountRest(SpaceDirectory spaces, ProposalBook book, ProposalGrants grants, ILogger<CountRest> log)
{
    private const int SpacesAtOnceMax = 4;

    [Function("ProposalsCountRest")]
    public Task RunAsync([TimerTrigger("0 41 * * * *")] TimerInfo timer, CancellationToken cancellation) =>
        spaces.ForEachAsync(SpacesAtOnceMax, log, CountAsync, cancellation);

    private async Task CountAsync(Space space, CancellationToken cancellation)
    {
        foreach (var id in await book.ReadWaitingAsync(space.Name, cancellation).ToListAsync(cancellation))
            if (await book.FindAsync(space.Name, id, cancellation) is { IsWaiting: true } waiting)
                await grants.CountAsync(space, waiting, cancellation);
    }
}

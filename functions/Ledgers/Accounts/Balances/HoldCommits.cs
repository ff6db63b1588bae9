using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>What somebody wants committed of a hold.</summary>
/// <param name="From">Whose account has the hold.</param>
/// <param name="Hold">The hold's id.</param>
/// <param name="Part">The id of a part, after which the rest stays held; absent for the commit that ends the hold.</param>
/// <param name="Amount">In base units; all that is left, if absent.</param>
/// <param name="To">Who gets it; absent if the hold says so.</param>
/// <param name="Memo">What for.</param>
/// <param name="IsOwn">Whether the holder asks, who may commit their own holds only.</param>
internal sealed record CommitRequest(
    string From, string Hold, string? Part, GrainAmount? Amount, string? To, string? Memo = null, bool IsOwn = false)
{
    /// <summary>The id of the transfer that the commit is. Callers' own ids have no slash.</summary>
    public string TransferId => IdOf(Hold, Part);

    public static string IdOf(string hold, string? part) => part is null ? $"{hold}/commit" : $"{hold}/{part}/commit";

    /// <summary>Whether a transfer that was started is what is asked for.</summary>
    public bool Is(GrainEntry sent) => sent.Memo == Memo && (To is null || To == sent.To)
        && (Amount is { } amount ? amount == -sent.Amount : sent.Held == sent.Amount);
}

/// <summary>
/// Commits holds: a transfer whose first step takes from the hold, and whose other steps are those of every transfer.
/// </summary>
internal sealed class HoldCommits(
    GrainLedger ledger, GrainHolds holds, GrainTransfers transfers, RegisterStore registers, TransferQueue queue)
{
    private readonly TransferSteps steps = new(ledger);

    /// <summary>Commits. The same request again, whenever, changes nothing and gets the same answer.</summary>
    /// <returns>What became of the transfer, with what it moves.</returns>
    public async Task<(TransferOutcome Outcome, GrainAmount Amount)> CommitAsync(
        JournalSpace space, CommitRequest asked, CancellationToken cancellation)
    {
        while (true)
        {
            var register = await registers.ReadAsync(space, cancellation);
            if (await MadeAsync(space, asked, register, cancellation) is { } made) return made;
            var head = await ledger.ReadHeadAsync(space, asked.From, cancellation);
            if (head.Totals.Holds?.FirstOrDefault(hold => hold.Id == asked.Hold) is not { } open)
                return await MadeAsync(space, asked, register, cancellation)
                    ?? (await holds.WhyNotAsync(space, asked.From, asked.Hold, asked.IsOwn, cancellation), default);
            if (asked.IsOwn && open.Own is not true) return (GrainHolds.Unknown(asked.Hold), default);
            if (open.HasLapsed(ledger.Now))
            {
                await ledger.ExpireHoldsAsync(space, head, cancellation);
                continue;
            }

            if (Transfer(asked, open, out var request) is { } no) return (no, default);
            var outcome = await transfers.RefusalAsync(space, request.From, request.To, request.Amount, register, cancellation)
                ?? await StartAsync(space, request, open, register, cancellation);
            if (outcome is null)
                return (await transfers.FinishAsync(space, asked.From, request.Id, register, cancellation), request.Amount);
            if (outcome is not TransferOutcome.Refused { Kind: HoldFault.Changed or HoldFault.Ended or HoldFault.Exceeded })
                return (outcome, default);
        }
    }

    /// <summary>What to say of a commit that was made before; <see langword="null"/> if none was.</summary>
    private async Task<(TransferOutcome, GrainAmount)?> MadeAsync(
        JournalSpace space, CommitRequest asked, CommunityRegister register, CancellationToken cancellation)
    {
        if (await ledger.FindAsync(space, asked.From, TransferSteps.OutKey(asked.TransferId), cancellation) is not { Value: var sent })
            return null;
        if (!asked.Is(sent)) return (new TransferOutcome.ConflictsWithEarlier(), default);
        if (asked.IsOwn && (await ledger.FindAsync(space, asked.From, HoldEnds.HoldKey(asked.Hold), cancellation))?.Value.Own is not true)
            return (GrainHolds.Unknown(asked.Hold), default);
        return (await transfers.FinishAsync(space, asked.From, asked.TransferId, register, cancellation), -sent.Amount);
    }

    /// <summary>The transfer that is asked for, as the hold is now.</summary>
    /// <returns>Why it cannot be, or <see langword="null"/>.</returns>
    private static TransferOutcome.Refused? Transfer(CommitRequest asked, OpenHold open, out TransferRequest request)
    {
        var amount = asked.Amount ?? open.Left;
        request = new TransferRequest(asked.TransferId, asked.From, asked.To ?? open.To ?? "", amount, asked.Memo)
        {
            Hold = asked.Hold,
            Held = asked.Part is null ? open.Left : amount,
        };
        if (request.To.Length == 0)
            return new TransferOutcome.Refused(HoldFault.NoRecipient, "neither the hold nor the commit says whom it is for");
        if (open.To is { } fixedTo && request.To != fixedTo)
            return new TransferOutcome.Refused(HoldFault.ForAnother, $"the hold is for '{fixedTo}'");
        return amount <= open.Left ? null
            : new TransferOutcome.Refused(HoldFault.Exceeded, $"{amount} is more than the {open.Left} left of the hold");
    }

    /// <summary>The first step, which is given up when the hold's time is over.</summary>
    private async Task<TransferOutcome?> StartAsync(
        JournalSpace space, TransferRequest request, OpenHold open, CommunityRegister register, CancellationToken cancellation)
    {
        await queue.SendAsync(new TransferMessage(space.Name, [request.From]), cancellation);
        var left = open.Until - ledger.Now;
        if (left <= TimeSpan.Zero) return new TransferOutcome.Refused(HoldFault.Changed, "its time is over");
        using var limited = ledger.Limit(left < GrainTransfers.StartTimeMax ? left : GrainTransfers.StartTimeMax, cancellation);
        return await steps.StartAsync(space, request, register.Resolve(request.To), limited.Token);
    }
}

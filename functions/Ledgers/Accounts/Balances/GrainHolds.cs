using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>What somebody wants held.</summary>
/// <param name="Id">Made by whoever asks, unique among the holds of <paramref name="From"/> for ever.</param>
/// <param name="From">Of which account.</param>
/// <param name="To">Whom it is for; absent if a commit says so.</param>
/// <param name="Amount">In base units, above 0.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="Memo">What for.</param>
/// <param name="IsOwn">Whether the holder asks, and may end it.</param>
public sealed record HoldRequest(
    string Id, string From, string? To, GrainAmount Amount, DateTimeOffset Until, string? Memo = null, bool IsOwn = false);

/// <summary>
/// Holds: grain that is kept in an account until it is committed, which is a transfer, or given free. All of a hold is in the journal of
/// one account, whose head has the open ones: whatever happens to a hold at the same moment, in any process, that head's ETag decides.
/// </summary>
internal sealed class GrainHolds(GrainLedger ledger, GrainTransfers transfers, RegisterStore registers)
{
    /// <summary>Places a hold. The same request again, whenever, changes nothing and gets the same answer.</summary>
    public async Task<TransferOutcome> PlaceAsync(JournalSpace space, HoldRequest request, CancellationToken cancellation)
    {
        var entry = new GrainEntry(GrainEntryKinds.Hold, GrainAmount.Zero)
        {
            Id = request.Id,
            To = request.To,
            Memo = request.Memo,
            Held = request.Amount,
            Until = request.Until,
            Own = request.IsOwn ? true : null,
        };
        if (await PlacedAsync(space, request, entry, cancellation) is { } earlier) return earlier;
        var outcome = await PlaceNewAsync(space, request, entry, cancellation);
        // The same request at the same moment may have taken what this one then missed.
        return outcome is TransferOutcome.Refused ? await PlacedAsync(space, request, entry, cancellation) ?? outcome : outcome;
    }

    /// <summary>What to say of a hold that was placed before; <see langword="null"/> if none was.</summary>
    private async Task<TransferOutcome?> PlacedAsync(
        JournalSpace space, HoldRequest request, GrainEntry entry, CancellationToken cancellation) =>
        await ledger.FindAsync(space, request.From, HoldEnds.HoldKey(request.Id), cancellation) is not { } earlier ? null
            : earlier.Value == entry ? new TransferOutcome.Completed(request.From) : new TransferOutcome.ConflictsWithEarlier();

    private async Task<TransferOutcome> PlaceNewAsync(
        JournalSpace space, HoldRequest request, GrainEntry entry, CancellationToken cancellation)
    {
        var (from, key) = (request.From, HoldEnds.HoldKey(request.Id));
        var register = await registers.ReadAsync(space, cancellation);
        if (request.Until <= ledger.Now) return new TransferOutcome.Refused(HoldFault.Expired, "lies in the past");
        if (await transfers.RefusalAsync(space, from, request.To, request.Amount, register, cancellation) is { } refusal) return refusal;
        return await transfers.PrepareAsync(space, from, $"{request.Id}/hold", request.Amount, register, IsMadeAsync, cancellation)
            ?? TransferOutcome.Of(from, await ledger.AppendAsync(space, from, key, entry, cancellation));

        async Task<bool> IsMadeAsync() => await ledger.FindAsync(space, from, key, cancellation) is not null;
    }

    /// <summary>Ends a hold: what is left of it is available again. A hold that is void stays so.</summary>
    /// <param name="space">The space.</param>
    /// <param name="from">Whose account.</param>
    /// <param name="id">The hold's id.</param>
    /// <param name="isOwn">Whether the holder asks, who may end their own only.</param>
    /// <param name="cancellation">Gives up; ask again.</param>
    public async Task<TransferOutcome> VoidAsync(JournalSpace space, string from, string id, bool isOwn, CancellationToken cancellation)
    {
        while (true)
        {
            var head = await ledger.ReadHeadAsync(space, from, cancellation);
            if (head.Totals.Holds?.FirstOrDefault(hold => hold.Id == id) is not { } open)
                return await ledger.EndOfAsync(space, from, id, cancellation) is { Kind: GrainEntryKinds.HoldVoided } end
                    && (!isOwn || await IsOwnAsync(space, from, end.Id!, cancellation))
                    ? new TransferOutcome.Completed(from) : await WhyNotAsync(space, from, id, isOwn, cancellation);
            if (isOwn && open.Own is not true) return Unknown(id);
            var kind = open.HasLapsed(ledger.Now) ? GrainEntryKinds.HoldExpired : GrainEntryKinds.HoldVoided;
            await ledger.EndHoldAsync(space, from, open, kind, cancellation); // now it is ended, by us or by somebody else, or has changed
        }
    }

    /// <summary>Why nothing can be done with a hold that is not open.</summary>
    internal async Task<TransferOutcome> WhyNotAsync(JournalSpace space, string from, string id, bool isOwn, CancellationToken cancellation)
    {
        if (await ledger.FindAsync(space, from, HoldEnds.HoldKey(id), cancellation) is not { Value: var placed }) return Unknown(id);
        if (isOwn && placed.Own is not true) return Unknown(id);
        var end = await ledger.EndOfAsync(space, from, id, cancellation);
        return end?.Kind == GrainEntryKinds.HoldExpired
            ? new TransferOutcome.Refused(HoldFault.Expired, $"the time of the hold '{id}' was over at {placed.Until:O}")
            : new TransferOutcome.Refused(HoldFault.Ended,
                $"the hold '{id}' {(end?.Kind == GrainEntryKinds.HoldVoided ? "is void" : "was committed")}");
    }

    private async Task<bool> IsOwnAsync(JournalSpace space, string from, string id, CancellationToken cancellation) =>
        (await ledger.FindAsync(space, from, HoldEnds.HoldKey(id), cancellation))?.Value.Own is true;

    internal static TransferOutcome Unknown(string id) => new TransferOutcome.Refused(HoldFault.Unknown, $"there is no hold '{id}'");
}

using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>
/// The three steps of a transfer between accounts that lie apart. Invariants. T1: an amount in transit is either in the
/// receiver's account or comes back, never both: the receiver's journal holds one answer under the transfer's key. T2: each
/// step is an entry under a key of its own, so doing it again changes nothing.
/// </summary>
internal sealed class TransferSteps(GrainLedger ledger)
{
    public static string OutKey(string id) => $"transfer/{id}";

    public static string EndKey(string id) => $"transfer-end/{id}";

    /// <summary>Two senders may use the same id, so the receiver's key is made of both.</summary>
    public static string InKey(string from, string id) =>
        "transfer-in/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{from}\n{id}")).AsSpan(0, 16));

    /// <summary>Step 1: takes the amount out of the sender's balance.</summary>
    /// <returns>Why not, or <see langword="null"/> if it is in transit or was so before.</returns>
    public async Task<TransferOutcome?> StartAsync(JournalSpace space, TransferRequest request, string receiver,
        CancellationToken cancellation)
    {
        var entry = new GrainEntry(GrainEntryKinds.TransferOut, -request.Amount)
        {
            Id = request.Id,
            Peer = receiver,
            To = request.To,
            Memo = request.Memo,
            Hold = request.Hold,
            Held = request.Hold is null ? null : -request.Held,
        };
        return await ledger.AppendAsync(space, request.From, OutKey(request.Id), entry, cancellation) switch
        {
            AppendOutcome<GrainTotals>.Refused refused =>
                new TransferOutcome.Refused(refused.Reason, $"the account '{request.From}' refuses it"),
            AppendOutcome<GrainTotals>.ConflictsWithEarlier => await FindAsync(space, request, cancellation),
            _ => null,
        };
    }

    /// <summary>
    /// Whether a transfer is under way or done: a conflict if it is another one under the same id, <see langword="null"/> if it is this
    /// one.
    /// </summary>
    private async Task<TransferOutcome?> FindAsync(JournalSpace space, TransferRequest request, CancellationToken cancellation) =>
        await IsStartedAsync(space, request, cancellation) == false ? new TransferOutcome.ConflictsWithEarlier() : null;

    /// <summary>
    /// Whether this very transfer was started; <see langword="false"/> if another one has its id, <see langword="null"/> if the id is free.
    /// </summary>
    public async Task<bool?> IsStartedAsync(JournalSpace space, TransferRequest request, CancellationToken cancellation)
    {
        if (await ledger.FindAsync(space, request.From, OutKey(request.Id), cancellation) is not { Value: var sent }) return null;
        return sent.To == request.To && -sent.Amount == request.Amount && sent.Memo == request.Memo;
    }

    /// <summary>Steps 2 and 3 of a transfer that was started, as far as they are not done yet.</summary>
    /// <param name="space">The space.</param>
    /// <param name="from">The sender's account.</param>
    /// <param name="id">The transfer's id.</param>
    /// <param name="canReceive">Whether an account takes grain now; asked only if the receiver has not answered yet.</param>
    /// <param name="cancellation">Gives up; finish again to go on.</param>
    public async Task<TransferOutcome> FinishAsync(
        JournalSpace space, string from, string id, Func<string, bool> canReceive, CancellationToken cancellation)
    {
        var sent = (await ledger.FindAsync(space, from, OutKey(id), cancellation))?.Value
            ?? throw new InvalidOperationException($"T2: the transfer '{id}' of {from} was never started.");
        var receiver = sent.Peer!;
        var arrived = await ArriveAsync(space, from, receiver, sent, canReceive(receiver), cancellation);

        var end = new GrainEntry(arrived ? GrainEntryKinds.TransferSettled : GrainEntryKinds.TransferReturned,
            arrived ? GrainAmount.Zero : -sent.Amount)
        {
            Id = id,
            Peer = receiver,
        };
        var outcome = await ledger.AppendAsync(space, from, EndKey(id), end, cancellation);
        if (outcome is not (AppendOutcome<GrainTotals>.Appended or AppendOutcome<GrainTotals>.AlreadyAppended))
            throw new InvalidOperationException($"T1: the end of the transfer '{id}' of {from} gave {outcome}.");
        return arrived ? new TransferOutcome.Completed(receiver) : new TransferOutcome.Returned(receiver);
    }

    /// <summary>Whether the receiver of a transfer has it already, although the sender has not settled it yet.</summary>
    public static async Task<bool> HasArrivedAsync(
        GrainLedger ledger, JournalSpace space, string from, PendingTransfer pending, CancellationToken cancellation) =>
        (await ledger.FindAsync(space, pending.To, InKey(from, pending.Id), cancellation))?.Value.Kind == GrainEntryKinds.TransferIn;

    /// <summary>Gets the receiver's one answer: whether it took the amount.</summary>
    private async Task<bool> ArriveAsync(
        JournalSpace space, string from, string receiver, GrainEntry sent, bool canReceive, CancellationToken cancellation)
    {
        var key = InKey(from, sent.Id!);
        var taken = new GrainEntry(GrainEntryKinds.TransferIn, -sent.Amount) { Id = sent.Id, Peer = from, To = sent.To, Memo = sent.Memo };
        var declined = new GrainEntry(GrainEntryKinds.TransferDeclined, GrainAmount.Zero) { Id = sent.Id, Peer = from, To = sent.To };
        var outcome = await ledger.AppendAsync(space, receiver, key, canReceive ? taken : declined, cancellation);
        if (outcome is AppendOutcome<GrainTotals>.Refused) // its balance would leave the range of amounts
            outcome = await ledger.AppendAsync(space, receiver, key, declined, cancellation);
        else if (outcome is AppendOutcome<GrainTotals>.Appended or AppendOutcome<GrainTotals>.AlreadyAppended)
            return canReceive;

        // Somebody else finished it at the same time; what stands in the journal counts.
        var answer = await ledger.FindAsync(space, receiver, key, cancellation);
        return answer?.Value.Kind switch
        {
            GrainEntryKinds.TransferIn => true,
            GrainEntryKinds.TransferDeclined => false,
            _ => throw new InvalidOperationException($"T1: {receiver} has no answer to the transfer '{sent.Id}' of {from}: {outcome}."),
        };
    }
}

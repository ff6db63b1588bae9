using Grain.Functions.Ledgers.Credits.Escrows;
using Grain.Functions.Ledgers.Credits.Events;

namespace Grain.Functions.Ledgers.Credits.Tasks;

/// <summary>
/// Applies task credits by the rules of a space. Every step is idempotent by its key, so that whatever was interrupted is
/// finished by doing the same again.
/// </summary>
internal sealed class TaskCredits(CreditLedger ledger, EscrowLedger escrows, CreditNotices notices, TimeProvider time)
{
    /// <summary>Applies one task credit.</summary>
    /// <param name="space">The space with its configuration.</param>
    /// <param name="credit">What was reported.</param>
    /// <param name="maybeSeen">An earlier try may have got half way.</param>
    /// <param name="cancellation">Gives up; apply the same again to go on.</param>
    /// <param name="fixedEntry">What a replica has recorded offline, as it is kept: it is not priced or refused any more.</param>
    public async Task<CreditRecord> ApplyAsync(
        Space space, TaskCredit credit, bool maybeSeen, CancellationToken cancellation, CreditEntry? fixedEntry = null)
    {
        var node = await ledger.Spelling.WriterAsync(space.Journal, credit.NodeId, true, cancellation);
        if ((fixedEntry ?? await ledger.Sealing.SealAsync(space.Journal, node, Entry(space.Config.Credits, credit), cancellation))
            is not { } entry) return new CreditRecord.Conflict(0, $"{node} was erased");
        credit = credit with { NodeId = node, TaskId = entry.TaskId! };
        if (space.Config.Credits.Mode == CreditMode.Transfer) return await TransferAsync(space, credit, entry, cancellation);

        var record = await ledger.RecordAsync(space.Journal, credit.NodeId, Key(credit), entry, maybeSeen, cancellation);
        await NotifyAsync(space, credit.NodeId, record, cancellation);
        return record;
    }

    /// <summary>Expires an escrow that nobody has claimed, and pays out what is decided by then.</summary>
    public async Task ExpireAsync(Space space, string taskId, CancellationToken cancellation)
    {
        var escrow = await escrows.RecordAsync(space.Journal, new EscrowEntry { Kind = EscrowEntry.Expire, TaskId = taskId }, cancellation);
        await PayOutAsync(space, escrow!, cancellation);
    }

    /// <summary>
    /// Does what is left to do for a charge that stands in an account and went towards an escrow: as its message would if it came again,
    /// but that nobody is told.
    /// </summary>
    /// <param name="space">The space.</param>
    /// <param name="node">Whose account.</param>
    /// <param name="charge">The charge as it stands there.</param>
    /// <param name="cancellation">Gives up; finish again to go on.</param>
    public async Task FinishAsync(Space space, string node, CreditEntry charge, CancellationToken cancellation)
    {
        var escrow = await HoldAsync(space, node, charge, cancellation);
        if (escrow?.IsSettled == true) await PayOutAsync(space, escrow, cancellation, tells: false);
        else if (escrow is not null) await escrows.NoteDueAsync(space.Journal, escrow, cancellation);
    }

    /// <summary>What would be written for a task credit now.</summary>
    public CreditEntry Entry(CreditsConfig config, TaskCredit credit)
    {
        var isSpend = credit.Kind == CreditKinds.Spend;
        var price = CreditPricing.Price(
            config, credit.Amount ?? (isSpend ? config.TaskSubmissionCost : config.TaskCompletionReward), credit.Task?.Type,
            credit.Task?.Priority);
        return new CreditEntry
        {
            Kind = credit.Kind,
            Amount = price.Amount,
            TaskId = credit.TaskId,
            Task = credit.Task,
            Asked = credit.Amount,
            Unknown = price.Unknown.Count > 0 ? price.Unknown : null,
            Requires = isSpend ? Requires(config, price.Amount) : null,
            Initial = Initial(config),
            At = time.GetUtcNow(),
        };
    }

    /// <summary>What a new node begins with; absent when nothing.</summary>
    public static CreditAmount? Initial(CreditsConfig config) => config.InitialCredits > CreditAmount.Zero ? config.InitialCredits : null;

    private static CreditAmount? Requires(CreditsConfig config, CreditAmount cost) => config.Overdraft switch
    {
        OverdraftPolicy.Refuse => CreditAmount.Max(cost, config.MinimumBalance),
        _ when config.MinimumBalance > CreditAmount.Zero => CreditAmount.Min(cost, config.MinimumBalance),
        _ => null,
    };

    private static string Key(TaskCredit credit) => TaskIds.Key(credit.Kind, credit.TaskId);

    private async Task<CreditRecord> TransferAsync(Space space, TaskCredit credit, CreditEntry entry, CancellationToken cancellation)
    {
        if (credit.Kind == CreditKinds.Spend) return await FundAsync(space, credit, entry with { Escrow = true }, cancellation);

        var claim = new EscrowEntry
        {
            Kind = EscrowEntry.Claim,
            Node = credit.NodeId,
            Amount = entry.Amount,
            TaskId = credit.TaskId,
            Asked = entry with { Escrow = true }
        };
        var escrow = await escrows.RecordAsync(space.Journal, claim, cancellation);
        if (escrow is null) return new CreditRecord.Conflict(0, $"task {credit.TaskId} is claimed by another node, or otherwise, already");
        return await PayOutAsync(space, escrow, cancellation) ?? new CreditRecord.Pending(
            escrow.Expired ? "the escrow had expired and went back to the submitter"
                : "the submitter's credits have not arrived in the escrow yet");
    }

    /// <summary>
    /// From the submitter's account into the task's escrow: the account's entry says that they are on their way, until the escrow has them.
    /// </summary>
    private async Task<CreditRecord> FundAsync(Space space, TaskCredit credit, CreditEntry entry, CancellationToken cancellation)
    {
        var record = await ledger.RecordAsync(space.Journal, credit.NodeId, Key(credit), entry, maybeSeen: true, cancellation);
        if (Stored(record) is { Escrow: true, Refused: false } sent)
        {
            var escrow = await HoldAsync(space, credit.NodeId, sent, cancellation);
            if (escrow?.IsSettled == true) await PayOutAsync(space, escrow, cancellation);
            else if (escrow is not null) await escrows.NoteDueAsync(space.Journal, escrow, cancellation);
        }

        await NotifyAsync(space, credit.NodeId, record, cancellation);
        return record;
    }

    /// <summary>Holds what was charged.</summary>
    /// <returns>The escrow; <see langword="null"/> when another node's task has the id, and the charge has gone back.</returns>
    private async Task<EscrowTotals?> HoldAsync(Space space, string node, CreditEntry charge, CancellationToken cancellation)
    {
        var hold = new EscrowEntry
        {
            Kind = EscrowEntry.Hold,
            Node = node,
            Amount = charge.Amount,
            TaskId = charge.TaskId!,
            SentAs = charge.SentAs,
            Until = charge.At + TimeSpan.FromHours(space.Config.Credits.EscrowHours),
        };
        var escrow = await escrows.RecordAsync(space.Journal, hold, cancellation);
        if (escrow is null) await RefundAsync(space, node, (charge.TaskId!, charge.SentAs), charge.Amount, cancellation);
        return escrow;
    }

    /// <summary>Pays worker and submitter what the escrow says, if it is decided; doing it again changes nothing.</summary>
    /// <returns>What became of the worker's pay, if there is any yet.</returns>
    private async Task<CreditRecord?> PayOutAsync(
        Space space, EscrowTotals escrow, CancellationToken cancellation, bool tells = true)
    {
        if (!escrow.IsSettled) return null;
        CreditRecord? paid = null;
        var back = escrow.ToSubmitter;
        if (escrow.Claimed is { } claim)
        {
            var pay = claim.Asked! with { Amount = escrow.ToWorker };
            paid = await ledger.RecordAsync(space.Journal, claim.Node!, TaskIds.Key(CreditKinds.Earn, escrow.TaskId), pay, maybeSeen: true,
                cancellation);
            // The worker was credited for this task outside of the escrow, when the space still minted: the submitter keeps the credits.
            if (paid is CreditRecord.Conflict or CreditRecord.OutOfRange || Stored(paid) is { Escrow: false }) back = escrow.Held;
            else if (tells) await NotifyAsync(space, claim.Node!, paid, cancellation);
        }

        if (back > CreditAmount.Zero)
            await RefundAsync(space, escrow.Submitter!, (escrow.TaskId, escrow.SentAs), back, cancellation);
        await escrows.ForgetDueAsync(space.Journal, escrow, cancellation);
        return paid;
    }

    private async Task RefundAsync(
        Space space, string node, (string Id, string? SentAs) task, CreditAmount amount, CancellationToken cancellation)
    {
        var refund = new CreditEntry
        {
            Kind = CreditKinds.Refund,
            Amount = amount,
            TaskId = task.Id,
            SentAs = task.SentAs,
            Asked = amount,
            Escrow = true,
            At = time.GetUtcNow()
        };
        var record =
            await ledger.RecordAsync(space.Journal, node, TaskIds.Key(CreditKinds.Refund, task.Id), refund, maybeSeen: true, cancellation);
        if (record is CreditRecord.Conflict or CreditRecord.OutOfRange)
            throw new InvalidDataException($"C5: the refund of {amount} for task {task.Id} to {node} gave {record}.");
    }

    /// <summary>
    /// Tells of what was written before, too: a message that was put aside and put back comes as if for the first time, and nobody may
    /// have been told.
    /// </summary>
    private Task NotifyAsync(Space space, string node, CreditRecord record, CancellationToken cancellation) => record switch
    {
        CreditRecord.Written written => notices.PublishAsync(space, node, written.Seq, written.Entry, cancellation),
        CreditRecord.WrittenBefore before => notices.PublishAsync(space, node, before.Seq, before.Entry, cancellation),
        _ => Task.CompletedTask,
    };

    private static CreditEntry? Stored(CreditRecord record) => record switch
    {
        CreditRecord.Written written => written.Entry,
        CreditRecord.WrittenBefore before => before.Entry,
        _ => null,
    };
}

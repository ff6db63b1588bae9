using Azure;
using Azure.Data.Tables;

namespace Grain.Functions.Ledgers.Credits.Escrows;

/// <summary>The escrows of tasks, and when each of those that hold credits is due.</summary>
/// <remarks>Table <c>escrowsdue</c>: partition the space, row <c>{UTC ticks:D19}~{account, escaped}</c>; a row goes when its escrow is paid
/// out.</remarks>
internal sealed class EscrowLedger(StorageService storage, TimeProvider time)
{
    private readonly Journal<EscrowTotals, EscrowEntry> journal = new(storage, time, new EscrowRules());
    private readonly Table due = storage.For("credits").Table("escrowsdue");

    /// <summary>Writes something down in a task's escrow, once of its kind.</summary>
    /// <returns>The escrow as it is now, or <see langword="null"/> when somebody else has done this for the task.</returns>
    public async Task<EscrowTotals?> RecordAsync(JournalSpace space, EscrowEntry entry, CancellationToken cancellation)
    {
        var account = TaskIds.Account(entry.TaskId);
        var outcomes = await journal.AppendAsync(space, [new JournalAppend<EscrowEntry>(account, entry.Kind, entry)], cancellation);
        return outcomes[0] switch
        {
            AppendOutcome<EscrowTotals>.Appended appended => appended.After,
            AppendOutcome<EscrowTotals>.AlreadyAppended => (await journal.ReadHeadAsync(space, account, cancellation)).Totals,
            AppendOutcome<EscrowTotals>.ConflictsWithEarlier => null,
            var other => throw new InvalidOperationException($"An escrow refuses nothing, and yet: {other}."),
        };
    }

    /// <summary>Who claimed a task's pay, and how much; <see langword="null"/> if nobody has.</summary>
    public async Task<EscrowEntry?> FindClaimAsync(JournalSpace space, string taskId, CancellationToken cancellation) =>
        (await journal.FindAsync(space, TaskIds.Account(taskId), EscrowEntry.Claim, cancellation))?.Value;

    /// <summary>A task's escrow as it is now; an empty one if it has none.</summary>
    public async Task<EscrowTotals> ReadAsync(JournalSpace space, string taskId, CancellationToken cancellation) =>
        (await journal.ReadHeadAsync(space, TaskIds.Account(taskId), cancellation)).Totals;

    /// <summary>What happened to a task's escrow, oldest first.</summary>
    public IAsyncEnumerable<JournalEntry<EscrowEntry>> ReadEntriesAsync(JournalSpace space, string taskId,
        CancellationToken cancellation) =>
        journal.ReadEntriesAsync(space, TaskIds.Account(taskId), cancellation: cancellation);

    /// <summary>All escrows of the space, settled ones too.</summary>
    public IAsyncEnumerable<JournalHead<EscrowTotals>> ReadHeadsAsync(JournalSpace space, CancellationToken cancellation) =>
        journal.ReadHeadsAsync(space, cancellation);

    /// <summary>Proves an escrow's chain and state; the first fault, or <see langword="null"/>.</summary>
    public Task<string?> VerifyAsync(JournalSpace space, JournalHead<EscrowTotals> head, CancellationToken cancellation) =>
        journal.VerifyAsync(space, head, cancellation);

    /// <summary>Notes when an escrow is due.</summary>
    public Task NoteDueAsync(JournalSpace space, EscrowTotals escrow, CancellationToken cancellation) =>
        due.UpsertAsync(new TableEntity(space.Name, RowOf(escrow)) { ["TaskId"] = escrow.TaskId }, cancellation);

    /// <summary>Forgets when an escrow is due, since it is paid out.</summary>
    public Task ForgetDueAsync(JournalSpace space, EscrowTotals escrow, CancellationToken cancellation) =>
        due.DeleteAsync(space.Name, RowOf(escrow), ETag.All, cancellation);

    /// <summary>The tasks whose escrows were due before now and are not known to be paid out, the longest overdue first.</summary>
    public async IAsyncEnumerable<string> ReadDueAsync(JournalSpace space, DateTimeOffset now,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in due.QueryAsync(Filters.Range(space.Name, "0", Ticks(now)), cancellation))
            yield return row.Required<string>("TaskId");
    }

    private static string RowOf(EscrowTotals escrow) => $"{Ticks(escrow.Until!.Value)}~{TableKey.Escape(TaskIds.Account(escrow.TaskId))}";

    private static string Ticks(DateTimeOffset at) => at.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);
}

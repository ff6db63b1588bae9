using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Sealing;

namespace Grain.Functions.Ledgers.Credits;

/// <summary>
/// The accounts of credits: one a node. Invariants. C3: node, kind and task id name one entry for ever. C4: an entry is
/// never changed; what was refused or overdrawn stays visible. C1 and C2: see <see cref="CreditTotals"/>.
/// </summary>
public sealed class CreditLedger(StorageService storage, TimeProvider time, PeopleVault? vault = null)
{
    /// <summary>Entries written together; an entity group transaction has room for 33 accounts with an entry each.</summary>
    private const int EntriesAtOnceMax = 33;

    private readonly Journal<CreditTotals, CreditEntry> journal = new(storage, time, new CreditRules());
    private readonly CreditRules rules = new();
    private readonly ConcurrentDictionary<(JournalSpace, int), GroupCommit<JournalAppend<CreditEntry>, AppendOutcome<CreditTotals>>> lanes =
        new();

    /// <summary>How nodes are spelled.</summary>
    internal AccountSpelling Spelling { get; } =
        new(storage, new RegisterStore(storage, time), vault ?? new(storage, new SpaceSecrets(), time));

    /// <summary>What becomes of words in sealed spaces.</summary>
    internal CreditSealing Sealing => new(Spelling);

    /// <summary>Writes an entry down, once. Entries that arrive together for one shard share a transaction.</summary>
    /// <param name="space">The space.</param>
    /// <param name="node">Whose account.</param>
    /// <param name="key">The idempotency key; see <see cref="TaskIds.Key"/>.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="maybeSeen">The caller may have been here before: an entry that is there already is then looked for first.</param>
    /// <param name="cancellation">Stops waiting; the entry may still be written.</param>
    internal async Task<CreditRecord> RecordAsync(
        JournalSpace space, string node, string key, CreditEntry entry, bool maybeSeen, CancellationToken cancellation)
    {
        var outcome = await Lane(space, node).WriteAsync(new JournalAppend<CreditEntry>(node, key, entry, maybeSeen), cancellation);
        Measures.Credits.Count(outcome.Word);
        return outcome switch
        {
            AppendOutcome<CreditTotals>.Appended appended => new CreditRecord.Written(appended.Seq, rules.Settle(appended.Before, entry)),
            AppendOutcome<CreditTotals>.AlreadyAppended already =>
                new CreditRecord.WrittenBefore(already.Seq, await ReadAsync(space, node, already.Seq, cancellation)),
            AppendOutcome<CreditTotals>.ConflictsWithEarlier earlier =>
                await CompareAsync(space, node, key, earlier.Seq, entry, cancellation),
            AppendOutcome<CreditTotals>.Refused refused => new CreditRecord.OutOfRange(refused.Reason),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}."),
        };
    }

    /// <summary>Writes many entries of one account, in order.</summary>
    internal async Task<IReadOnlyList<AppendOutcome<CreditTotals>>> RecordManyAsync(
        JournalSpace space, string node, IReadOnlyList<(string Key, CreditEntry Entry)> entries, CancellationToken cancellation)
    {
        var appends = entries.Select(entry => new JournalAppend<CreditEntry>(node, entry.Key, entry.Entry));
        var outcomes = await journal.AppendAsync(space, [.. appends], cancellation);
        foreach (var outcome in outcomes) Measures.Credits.Count(outcome.Word);
        return outcomes;
    }

    /// <summary>Where an account stands; with zero entries when it has none.</summary>
    public Task<JournalHead<CreditTotals>> ReadHeadAsync(JournalSpace space, string node, CancellationToken cancellation) =>
        journal.ReadHeadAsync(space, node, cancellation);

    /// <summary>All accounts: one range read a shard and page of 1 000.</summary>
    public IAsyncEnumerable<JournalHead<CreditTotals>> ReadHeadsAsync(JournalSpace space, CancellationToken cancellation) =>
        journal.ReadHeadsAsync(space, cancellation);

    /// <summary>How many entries each account of a shard has.</summary>
    internal IAsyncEnumerable<(string Account, long Seq)> ReadSeqsAsync(JournalSpace space, int shard, CancellationToken cancellation) =>
        journal.ReadSeqsAsync(space, shard, cancellation);

    /// <summary>An account's entries after number <paramref name="afterSeq"/>, oldest first.</summary>
    public IAsyncEnumerable<JournalEntry<CreditEntry>> ReadEntriesAsync(JournalSpace space, string node, long afterSeq,
        CancellationToken cancellation) =>
        journal.ReadEntriesAsync(space, node, afterSeq, cancellation);

    /// <summary>The same, at most <paramref name="limit"/> of them.</summary>
    public Task<IReadOnlyList<JournalEntry<CreditEntry>>> ReadPageAsync(JournalSpace space, string node, long afterSeq, int limit,
        CancellationToken cancellation) =>
        journal.ReadPageAsync(space, node, afterSeq, limit, cancellation);

    /// <summary>The entry under a key, or <see langword="null"/>; see <see cref="TaskIds.Key"/>.</summary>
    internal Task<JournalEntry<CreditEntry>?> FindAsync(JournalSpace space, string node, string key, CancellationToken cancellation) =>
        journal.FindAsync(space, node, key, cancellation);

    /// <summary>Proves an account's chain and totals; the first fault, or <see langword="null"/>.</summary>
    public async Task<string?> VerifyAsync(JournalSpace space, JournalHead<CreditTotals> head, CancellationToken cancellation) =>
        await journal.VerifyAsync(space, head, cancellation)
        ?? (head.Totals.IsBalanced ? null : $"credits {head.Account}: the balance is not what its totals add up to (C1, C2)");

    /// <summary>
    /// What a replica recorded offline has its amount fixed; the same task reported online is the same if it comes to that amount.
    /// </summary>
    private async Task<CreditRecord> CompareAsync(JournalSpace space, string node, string key, long seq, CreditEntry entry,
        CancellationToken cancellation)
    {
        var earlier = await ReadAsync(space, node, seq, cancellation);
        var isSame =
            (earlier.Replica is not null || entry.Replica is not null) && earlier.Amount == entry.Amount && earlier.TaskId == entry.TaskId;
        return isSame
            ? new CreditRecord.WrittenBefore(seq, earlier)
            : new CreditRecord.Conflict(seq, $"{node} has another entry under {key}, number {seq}: {earlier.Amount} credits");
    }

    private async Task<CreditEntry> ReadAsync(JournalSpace space, string node, long seq, CancellationToken cancellation) =>
        (await journal.ReadPageAsync(space, node, seq - 1, 1, cancellation)) is [var entry]
            ? entry.Value
            : throw new InvalidDataException($"credits {node}: entry {seq} has a used key and is missing (J5).");

    private GroupCommit<JournalAppend<CreditEntry>, AppendOutcome<CreditTotals>> Lane(JournalSpace space, string node) =>
        lanes.GetOrAdd((space, JournalKeys.Shard(node, space.Shards)), lane => new(
            EntriesAtOnceMax, appends => journal.AppendAsync(lane.Item1, appends, CancellationToken.None)));
}

/// <summary>What became of an entry. A closed set.</summary>
internal abstract record CreditRecord
{
    private CreditRecord() { }

    /// <summary>Written down now, as it is given here.</summary>
    public sealed record Written(long Seq, CreditEntry Entry) : CreditRecord;

    /// <summary>The same was written down before, as it is given here; whoever did may not have finished what follows.</summary>
    public sealed record WrittenBefore(long Seq, CreditEntry Entry) : CreditRecord;

    /// <summary>The claim is noted, and there is nothing to pay it from (yet).</summary>
    public sealed record Pending(string Reason) : CreditRecord;

    /// <summary>The key stands for something else; nothing was written.</summary>
    public sealed record Conflict(long Seq, string Reason) : CreditRecord;

    /// <summary>A total would leave its range; nothing was written.</summary>
    public sealed record OutOfRange(string Reason) : CreditRecord;
}

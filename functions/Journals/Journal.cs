using Grain.Functions.Hosting.Telemetry;

namespace Grain.Functions.Journals;

/// <summary>
/// The append-only structure under the three ledgers: accounts, each with an ordered list of immutable entries, an
/// idempotency key per entry, and a head with running totals. This class reads it; <see cref="JournalWriter{THead,TEntry}"/>
/// writes it.
/// </summary>
/// <remarks>
/// Invariants. J1: the entries of an account are numbered 1, 2, … without gaps. J2: a key stands for one entry of its
/// account for ever. J3: the head's totals are the fold of all entries. J4: the head's hash is that of the last entry, and
/// each entry's hash covers the one before. J5: head, entries and used keys of one append commit together or not at all.
/// </remarks>
public sealed class Journal<THead, TEntry>
{
    private readonly string appending;

    /// <summary>Opens the journal that <paramref name="rules"/> describe. Nothing is read or written.</summary>
    public Journal(StorageService storage, TimeProvider time, JournalRules<THead, TEntry> rules)
    {
        (Time, Rules, Rows, appending) = (time, rules, new(rules), $"append {rules.Table}");
        Table = storage.For(rules.Table).Table(Rules.Table);
    }

    internal TimeProvider Time { get; }
    internal JournalRules<THead, TEntry> Rules { get; }
    internal JournalRows<THead, TEntry> Rows { get; }
    internal Table Table { get; }
    internal AccountGates Gates { get; } = new();
    internal HeadMemory<THead> Memory { get; } = new();

    /// <summary>
    /// Appends entries, of one account or of many: each account's in the order given, all of an account's or none where
    /// they fit one transaction (49 entries). One outcome per entry, in the order given.
    /// </summary>
    /// <exception cref="Azure.RequestFailedException">
    /// Storage failed for good. What was written stays written and its used keys say so: append the same again.
    /// </exception>
    public async Task<IReadOnlyList<AppendOutcome<THead>>> AppendAsync(
        JournalSpace space, IReadOnlyList<JournalAppend<TEntry>> appends, CancellationToken cancellation)
    {
        using var span = Traces.Start(appending)?.SetTag("grain.space", space.Name).SetTag("grain.entries", appends.Count);
        try
        {
            var outcomes = await new JournalWriter<THead, TEntry>(this, space).AppendAsync(appends, cancellation);
            span?.SetTag("grain.appended", outcomes.Count(outcome => outcome is AppendOutcome<THead>.Appended));
            return outcomes;
        }
        catch (Exception fault) when (span is not null)
        {
            span.Failed(fault);
            throw;
        }
    }

    /// <summary>Where an account stands; with zero entries when it has none.</summary>
    public async Task<JournalHead<THead>> ReadHeadAsync(JournalSpace space, string account, CancellationToken cancellation)
    {
        var row = await Table.FindAsync(space.PartitionOf(account), JournalKeys.Head(account), cancellation);
        return row is null ? NoEntries(space, account) : Rows.ReadHead(row);
    }

    /// <summary>
    /// All accounts of the space, shard by shard, each shard in the order of the escaped ids: one range read a shard and page.
    /// </summary>
    public async IAsyncEnumerable<JournalHead<THead>> ReadHeadsAsync(
        JournalSpace space, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (var shard = 0; shard < space.Shards; shard++)
            await foreach (var head in ReadHeadsAsync(space, shard, cancellation)) yield return head;
    }

    /// <summary>The accounts of one shard.</summary>
    public async IAsyncEnumerable<JournalHead<THead>> ReadHeadsAsync(
        JournalSpace space, int shard, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var heads = JournalKeys.Heads(JournalKeys.Partition(space.Name, shard));
        await foreach (var row in Table.QueryAsync(heads, cancellation)) yield return Rows.ReadHead(row);
    }

    /// <summary>
    /// How many entries each account of a shard has: what moved since is known by it, at the cost of one slim range read.
    /// </summary>
    public async IAsyncEnumerable<(string Account, long Seq)> ReadSeqsAsync(
        JournalSpace space, int shard, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var heads = JournalKeys.Heads(JournalKeys.Partition(space.Name, shard));
        await foreach (var row in Table.QueryAsync(heads, ["Seq"], cancellation: cancellation))
            yield return (JournalKeys.AccountOfHead(row.RowKey), row.Required<long>("Seq"));
    }

    /// <summary>All entries of a shard: each account's together and oldest first, the accounts in no order that means anything.</summary>
    public async IAsyncEnumerable<JournalEntry<TEntry>> ReadShardAsync(
        JournalSpace space, int shard, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var entries = Filters.Prefix(JournalKeys.Partition(space.Name, shard), JournalKeys.EntryPrefix);
        await foreach (var row in Table.QueryAsync(entries, cancellation))
            yield return Rows.ReadEntry(JournalKeys.AccountOf(row.RowKey), row);
    }

    /// <summary>Proves every account of the space: J1 to J5, used keys both ways. Stops at the first fault.</summary>
    /// <param name="space">The space.</param>
    /// <param name="onEntry">Sees each entry that was proven, for checks beyond the journal; may return a fault of its own.</param>
    /// <param name="cancellation">Gives up.</param>
    internal Task<SpaceProofResult> ProveAsync(
        JournalSpace space, Func<JournalEntry<TEntry>, string?>? onEntry = null, CancellationToken cancellation = default) =>
        new SpaceProof<THead, TEntry>(this, space).RunAsync(onEntry ?? (_ => null), cancellation);

    /// <summary>The entries of an account after <paramref name="afterSeq"/>, oldest first, a page at a time.</summary>
    public async IAsyncEnumerable<JournalEntry<TEntry>> ReadEntriesAsync(
        JournalSpace space, string account, long afterSeq = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var range = Filters.Range(space.PartitionOf(account), JournalKeys.Entry(account, afterSeq + 1), JournalKeys.EntriesEnd(account));
        await foreach (var row in Table.QueryAsync(range, cancellation)) yield return Rows.ReadEntry(account, row);
    }

    /// <summary>The chain hashes of an account's entries from one on; slim reads.</summary>
    /// <exception cref="InvalidDataException">J1: one is missing.</exception>
    public async Task<IReadOnlyList<string>> ReadHashesAsync(
        JournalSpace space, string account, long first, int count, CancellationToken cancellation)
    {
        var range = Filters.Range(
            space.PartitionOf(account), JournalKeys.Entry(account, first), JournalKeys.Entry(account, first + count));
        var hashes = new List<string>(count);
        await foreach (var row in Table.QueryAsync(range, ["Seq", "Hash"], cancellation: cancellation))
        {
            if (row.Required<long>("Seq") != first + hashes.Count) break;
            hashes.Add(row.Required<string>("Hash"));
        }

        return hashes.Count == count ? hashes
            : throw new InvalidDataException($"J1: {Rules.Table} {account}: entry {first + hashes.Count} is missing.");
    }

    /// <summary>The same entries, at most <paramref name="limit"/> of them.</summary>
    public async Task<IReadOnlyList<JournalEntry<TEntry>>> ReadPageAsync(
        JournalSpace space, string account, long afterSeq, int limit, CancellationToken cancellation)
    {
        var first = Math.Min(afterSeq, long.MaxValue - 1 - limit) + 1; // callers of the API may say any number
        var range = Filters.Range(
            space.PartitionOf(account), JournalKeys.Entry(account, first), JournalKeys.Entry(account, first + limit));
        var page = new List<JournalEntry<TEntry>>(Math.Min(limit, 1000));
        await foreach (var row in Table.QueryAsync(range, cancellation)) page.Add(Rows.ReadEntry(account, row));
        return page;
    }

    /// <summary>The entry that was appended under a key, or <see langword="null"/> if the key is free: two reads.</summary>
    public async Task<JournalEntry<TEntry>?> FindAsync(JournalSpace space, string account, string key, CancellationToken cancellation)
    {
        if (await FindSeqAsync(space, account, key, cancellation) is not { } seq) return null;
        var row = await Table.FindAsync(space.PartitionOf(account), JournalKeys.Entry(account, seq), cancellation);
        return row is null ? throw new InvalidDataException($"J5: {Rules.Table} {account} has a used key '{key}' and no entry.")
            : Rows.ReadEntry(account, row);
    }

    /// <summary>The place of the entry that was appended under a key, or <see langword="null"/>: the used key tells.</summary>
    public async Task<long?> FindSeqAsync(JournalSpace space, string account, string key, CancellationToken cancellation)
    {
        var row = await Table.FindAsync(space.PartitionOf(account), JournalKeys.UsedKey(account, key), ["Seq"], cancellation);
        return row?.Required<long>("Seq");
    }

    /// <summary>
    /// Why an entry would be refused as things are, or <see langword="null"/>: for whoever uses something up before it is appended.
    /// </summary>
    internal async Task<string?> FindRefusalAsync(JournalSpace space, string account, TEntry entry, CancellationToken cancellation) =>
        Rules.RefusalOf((await ReadHeadAsync(space, account, cancellation)).Totals, entry, isNew: true, out _, out _);

    /// <summary>Walks an account's whole journal and re-derives everything: J1 to J4.</summary>
    /// <returns>The first fault, or <see langword="null"/> when head and entries agree.</returns>
    public Task<string?> VerifyAsync(JournalSpace space, JournalHead<THead> head, CancellationToken cancellation) =>
        new JournalProof<THead, TEntry>(this, space).VerifyAsync(head, cancellation);

    /// <summary>The head of an account before its first entry.</summary>
    internal JournalHead<THead> NoEntries(JournalSpace space, string account) =>
        new(account, 0, JournalHash.Genesis(Rules.Table, space.Name, account), Rules.Empty);
}

/// <summary>The part of a space that a journal must know: its name, and over how many partitions it is spread.</summary>
/// <param name="Name">The space's name; letters, digits and dashes.</param>
/// <param name="Shards">Fixed when the space is made, 1 to 256.</param>
public readonly record struct JournalSpace(string Name, int Shards)
{
    /// <summary>Whether people stand in it under opaque ids, and their words sealed.</summary>
    public bool IsSealed { get; init; }

    internal string PartitionOf(string account) => JournalKeys.Partition(Name, JournalKeys.Shard(account, Shards));
}

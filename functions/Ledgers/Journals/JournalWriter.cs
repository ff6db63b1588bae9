namespace Grain.Functions.Ledgers.Journals;

/// <summary>One call of append: checks the input, sorts it by shard, and hands each shard its part.</summary>
internal sealed class JournalWriter<THead, TEntry>(
    Table table, JournalRules<THead, TEntry> rules, JournalRows<THead, TEntry> rows, AccountGates gates, HeadMemory<THead> memory,
    TimeProvider time,
    JournalSpace space)
{
    /// <summary>Shards written at once: enough to hide the round trips, few enough to leave connections to others.</summary>
    private const int ShardsAtOnceMax = 4;

    public async Task<IReadOnlyList<AppendOutcome<THead>>> AppendAsync(
        IReadOnlyList<JournalAppend<TEntry>> appends, CancellationToken cancellation)
    {
        var items = appends.Select(append => Item(Checked(append))).ToArray();
        var first = new Dictionary<(string, string), JournalItem<THead, TEntry>>(items.Length);
        var distinct = items.Where(item => first.TryAdd((item.Account, item.Key), item));
        var shards = distinct.GroupBy(item => item.Account).GroupBy(account => JournalKeys.Shard(account.Key, space.Shards)).ToArray();

        await Parallel.ForEachAsync(
            shards, new ParallelOptions { MaxDegreeOfParallelism = ShardsAtOnceMax, CancellationToken = cancellation },
            async (shard, token) => await new JournalShardAppend<THead, TEntry>(table, rules, rows, gates, memory, time, space, shard.Key,
                [.. shard.SelectMany(account => account)]).RunAsync(token));

        return [.. items.Select(item => item.Outcome ?? Repeated(item, first[(item.Account, item.Key)]))];
    }

    private JournalItem<THead, TEntry> Item(JournalAppend<TEntry> append)
    {
        var content = append.Content ?? rows.Content(append.Entry);
        return new JournalItem<THead, TEntry>(append, content, append.ContentHash ?? rows.ContentHash(append.Entry, content));
    }

    /// <summary>The outcome of an append whose key stands earlier in the same call.</summary>
    private static AppendOutcome<THead> Repeated(JournalItem<THead, TEntry> item, JournalItem<THead, TEntry> first) => first.Outcome switch
    {
        AppendOutcome<THead>.Refused refused => refused,
        _ when item.ContentHash != first.ContentHash => new AppendOutcome<THead>.ConflictsWithEarlier(first.Seq),
        _ => new AppendOutcome<THead>.AlreadyAppended(first.Seq),
    };

    private static JournalAppend<TEntry> Checked(JournalAppend<TEntry> append)
    {
        if (append.Account.Length is 0 or > JournalKeys.AccountLengthMax)
            throw new ArgumentException(
                $"An account id has 1 to {JournalKeys.AccountLengthMax} characters, this one {append.Account.Length}.");
        if (append.Key.Length is 0 or > JournalKeys.KeyLengthMax)
            throw new ArgumentException(
                $"An idempotency key has 1 to {JournalKeys.KeyLengthMax} characters, this one {append.Key.Length}.");
        return append;
    }
}

/// <summary>One entry on its way into the journal.</summary>
internal sealed class JournalItem<THead, TEntry>(JournalAppend<TEntry> append, string content, string contentHash)
{
    private readonly List<(string Writer, AppendOutcome<THead>.Appended Outcome)> attempts = [];

    public string Account => append.Account;
    public string Key => append.Key;
    public TEntry Entry => append.Entry;
    public bool MaybeSeen => append.MaybeSeen;
    public JournalOrigin? Origin => append.Origin;
    public string Content => content;
    public string ContentHash => contentHash;
    public AppendOutcome<THead>? Outcome { get; set; }

    /// <summary>The place of the entry under this key, once the outcome is known.</summary>
    public long Seq => Outcome switch
    {
        AppendOutcome<THead>.Appended appended => appended.Seq,
        AppendOutcome<THead>.AlreadyAppended already => already.Seq,
        AppendOutcome<THead>.ConflictsWithEarlier earlier => earlier.Seq,
        _ => 0,
    };

    /// <summary>Remembers what it would mean if the transaction of <paramref name="writer"/> committed.</summary>
    public void Attempt(string writer, AppendOutcome<THead>.Appended outcome) => attempts.Add((writer, outcome));

    /// <summary>The receipt decides: ours, an equal one from before, or one for other content.</summary>
    public void Settle(UsedKey receipt)
    {
        var own = attempts.Find(attempt => attempt.Writer == receipt.Writer);
        Outcome = (AppendOutcome<THead>?)own.Outcome
            ?? (receipt.ContentHash == ContentHash
                ? new AppendOutcome<THead>.AlreadyAppended(receipt.Seq)
                : new AppendOutcome<THead>.ConflictsWithEarlier(receipt.Seq));
    }
}

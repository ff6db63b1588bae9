namespace Grain.Functions.Journals;

/// <summary>One call of append: checks the input, sorts it by shard, and hands each shard its part.</summary>
internal sealed class JournalWriter<THead, TEntry>(Journal<THead, TEntry> journal, JournalSpace space)
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
            async (shard, token) =>
                await new JournalShardAppend<THead, TEntry>(journal, space, shard.Key, [.. shard.SelectMany(account => account)])
                    .RunAsync(token));

        return [.. items.Select(item => item.Outcome ?? Repeated(item, first[(item.Account, item.Key)]))];
    }

    private JournalItem<THead, TEntry> Item(JournalAppend<TEntry> append)
    {
        var content = append.Content ?? journal.Rows.Content(append.Entry);
        return new JournalItem<THead, TEntry>(append, content, append.ContentHash ?? journal.Rows.ContentHash(append.Entry, content));
    }

    /// <summary>The outcome of an append whose key stands earlier in the same call.</summary>
    private static AppendOutcome<THead> Repeated(JournalItem<THead, TEntry> item, JournalItem<THead, TEntry> first) => first.Outcome switch
    {
        AppendOutcome<THead>.Appended appended => item.Repeated(first.ContentHash, appended.Seq),
        AppendOutcome<THead>.AlreadyAppended already => item.Repeated(first.ContentHash, already.Seq),
        AppendOutcome<THead>.ConflictsWithEarlier earlier => item.Repeated(first.ContentHash, earlier.Seq),
        var refused => refused!,
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
    public string Account => append.Account;
    public string Key => append.Key;
    public TEntry Entry => append.Entry;
    public bool MaybeSeen => append.MaybeSeen;
    public JournalOrigin? Origin => append.Origin;
    public string Content => content;
    public string ContentHash => contentHash;
    public AppendOutcome<THead>? Outcome { get; set; }

    /// <summary>Where it is seen whether the key is used, and for what: the rows of an account are written together.</summary>
    public KeyInDoubt KeyInDoubt => new(JournalKeys.UsedKey(Account, Key), Account, row =>
    {
        var (seq, hash) = JournalRows<THead, TEntry>.ReadUsedKey(row);
        Outcome = Repeated(hash, seq);
    });

    /// <summary>The outcome when the key stands for the entry at a place already.</summary>
    public AppendOutcome<THead> Repeated(string usedFor, long seq) =>
        usedFor == ContentHash ? new AppendOutcome<THead>.AlreadyAppended(seq) : new AppendOutcome<THead>.ConflictsWithEarlier(seq);
}

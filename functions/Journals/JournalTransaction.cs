using Azure.Data.Tables;

namespace Grain.Functions.Journals;

/// <summary>
/// Puts items into one attempt: folds each into its account's head and writes down the rows. What the rules refuse is settled here.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="heads">The heads to begin with.</param>
/// <param name="partition">The shard's partition.</param>
/// <param name="doubted">
/// Takes accounts whose remembered head led to a refusal: their items from there on stay open until the stored head is read.
/// </param>
internal sealed class JournalTransaction<THead, TEntry>(
    Journal<THead, TEntry> journal, ShardHeads<THead, TEntry> heads, string partition, List<string> doubted)
{
    /// <summary>A transaction takes 4 MiB; contents are counted as JSON escapes them, and this leaves room for estimates.</summary>
    private const int BytesMax = 3_500_000;

    /// <summary>Room for the keys and the other properties of an entry and its used key.</summary>
    private const int BytesPerItem = 3_000;

    private readonly DateTimeOffset now = journal.Time.GetUtcNow();
    private readonly List<string> accounts = [];
    private readonly List<(JournalItem<THead, TEntry> Item, AppendOutcome<THead>.Appended Outcome)> sent = [];
    private Attempt? attempt;
    private int operations;
    private int bytes;

    public Attempt Attempt => attempt ??= new Attempt
    {
        Committed = () =>
        {
            heads.Held(accounts);
            foreach (var (item, outcome) in sent) item.Outcome = outcome;
        },
        IsSettled = () => sent.TrueForAll(each => each.Item.Outcome is not null),
        Lost = inTheWay => heads.Lost(accounts, inTheWay),
    };

    /// <summary>Takes as many of the account's items as fit.</summary>
    /// <returns>Whether there may be room for another account.</returns>
    public bool TryTake(string account, IReadOnlyList<JournalItem<THead, TEntry>> items)
    {
        var (head, rows) = (heads[account], new List<(TableEntity Entry, TableEntity Key, KeyInDoubt InDoubt)>());
        var fitting = items.TakeWhile((item, i) => TryReserve(item, i == 0)).ToArray();
        if (fitting.Length > 0) accounts.Add(account);
        foreach (var item in fitting)
        {
            var at = item.Origin?.RecordedAt ?? now;
            if (Fold(head, item, at, out var content) is { } next)
            {
                sent.Add((item, new AppendOutcome<THead>.Appended(next.Seq, head.Totals, next.Totals)));
                rows.Add((
                    JournalRows<THead, TEntry>.Entry(partition, account, next.Seq, item.Key, at, content, next.Hash),
                    JournalRows<THead, TEntry>.UsedKey(partition, account, item.Key, next.Seq, item.ContentHash), item.KeyInDoubt));
                head = next;
            }
            else if (heads.IsRemembered(account))
            {
                item.Outcome = null;
                doubted.Add(account);
                break;
            }
        }

        if (rows.Count > 0) Write(head, rows);
        return fitting.Length == items.Count;
    }

    private bool TryReserve(JournalItem<THead, TEntry> item, bool withHead)
    {
        var (more, size) = (withHead ? 3 : 2, BytesPerItem + RowLimits.JsonSize(item.Content));
        if (operations + more > StorageLimits.TransactionOperations || (operations > 0 && bytes + size > BytesMax)) return false;
        operations += more;
        bytes += size;
        return true;
    }

    /// <summary>The head goes first, so that what was built on a stale head fails on the head and not on an entry.</summary>
    private void Write(JournalHead<THead> head, List<(TableEntity Entry, TableEntity Key, KeyInDoubt InDoubt)> rows)
    {
        Attempt.Write(journal.Rows.Head(partition, head), head.Version, version => heads.Remember(head with { Version = version }));
        foreach (var (entry, key, inDoubt) in rows)
        {
            Attempt.Write(entry, null);
            Attempt.Use(key, inDoubt);
        }
    }

    /// <returns>The head with the item in it; <see langword="null"/> when it is refused, which is then its outcome.</returns>
    private JournalHead<THead>? Fold(JournalHead<THead> head, JournalItem<THead, TEntry> item, DateTimeOffset at, out string content)
    {
        content = item.Content;
        // What was written before is written again as it was.
        if (journal.Rules.RefusalOf(head.Totals, item.Entry, item.Origin is null, out var written, out var totals) is not { } refusal)
        {
            if (!ReferenceEquals(written, item.Entry)) content = journal.Rows.Content(written);
            var seq = head.Seq + 1;
            var hash = JournalHash.Next(head.Hash, seq, item.Key, at, content);
            if (item.Origin is not { } origin || (origin.Seq == seq && (origin.Hash ?? hash) == hash))
                return head with { Seq = seq, Hash = hash, Totals = totals };
            refusal = $"it was entry {origin.Seq} with the hash {origin.Hash}, and would become entry {seq} with the hash {hash}";
        }

        item.Outcome = new AppendOutcome<THead>.Refused(refusal);
        return null;
    }
}

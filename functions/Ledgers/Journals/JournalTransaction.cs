using Azure.Data.Tables;

namespace Grain.Functions.Ledgers.Journals;

/// <summary>The rows of one entity group transaction, and who they are for.</summary>
internal sealed class JournalTransaction<THead, TEntry>
{
    /// <summary>Table Storage takes 100 operations in an entity group transaction (see docs/storage-format.md).</summary>
    private const int OperationsMax = 100;

    /// <summary>It takes 4 MiB; contents are counted as JSON escapes them, and this leaves room for estimates.</summary>
    private const int BytesMax = 3_500_000;

    /// <summary>Room for the keys and the other properties of an entry and its receipt.</summary>
    private const int BytesPerItem = 3_000;

    private readonly List<TableTransactionAction> actions = [];
    private readonly List<JournalItem<THead, TEntry>> sent = [];
    private int operations;
    private int bytes;

    /// <summary>Marks the receipts of this very transaction.</summary>
    public string Writer { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>The accounts and their items, as taken.</summary>
    public List<(string Account, IReadOnlyList<JournalItem<THead, TEntry>> Items)> Items { get; } = [];

    public IEnumerable<string> Accounts => Items.Select(account => account.Account);

    public IReadOnlyList<TableTransactionAction> Actions => actions;

    /// <summary>The items that are really in the transaction: taken and not refused.</summary>
    public IReadOnlyList<JournalItem<THead, TEntry>> Sent => sent;

    /// <summary>The new heads with the place of each among the actions.</summary>
    public List<(int Index, JournalHead<THead> Head)> Heads { get; } = [];

    /// <summary>Takes as many of the account's items as fit.</summary>
    /// <returns>Whether there may be room for another account.</returns>
    public bool TryTake(string account, IEnumerable<JournalItem<THead, TEntry>> items)
    {
        var taken = new List<JournalItem<THead, TEntry>>();
        var room = true;
        foreach (var item in items)
        {
            var headOperation = taken.Count == 0 ? 1 : 0;
            var itemBytes = BytesPerItem + RowLimits.JsonSize(item.Content);
            var first = operations == 0;
            room = operations + headOperation + 2 <= OperationsMax && (first || bytes + itemBytes <= BytesMax);
            if (!room) break;
            operations += headOperation + 2;
            bytes += itemBytes;
            taken.Add(item);
        }

        if (taken.Count > 0) Items.Add((account, taken));
        return room;
    }

    /// <summary>
    /// One account's rows. The head goes first, so that a transaction built on a stale head fails on the head and not on an
    /// entry: inserted when it is the account's first, else replaced only if nobody else has written since.
    /// </summary>
    public void Add(JournalHead<THead> head, TableEntity headRow,
        IEnumerable<(JournalItem<THead, TEntry> Item, TableEntity Entry, TableEntity Receipt)> appended)
    {
        Heads.Add((actions.Count, head));
        actions.Add(head.Version is { } version
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, headRow, version)
            : new TableTransactionAction(TableTransactionActionType.Add, headRow));
        foreach (var (item, entry, receipt) in appended)
        {
            sent.Add(item);
            actions.Add(new TableTransactionAction(TableTransactionActionType.Add, entry));
            actions.Add(new TableTransactionAction(TableTransactionActionType.Add, receipt));
        }
    }

    public bool IsHead(int? actionIndex) => Heads.Exists(head => head.Index == actionIndex);
}

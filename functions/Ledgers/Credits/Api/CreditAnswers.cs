using Grain.Functions.Ledgers.Credits.Events;
using Grain.Functions.Ledgers.Credits.Replicas;

namespace Grain.Functions.Ledgers.Credits.Api;

/// <summary>What <c>POST …/tasks</c> answers: an id for each task credit, the same whenever the same one is sent.</summary>
internal sealed record TasksAnswer(int Accepted, IReadOnlyList<TaskMessageId> Messages);

/// <summary>One accepted task credit.</summary>
internal sealed record TaskMessageId(string Id, string Kind, string NodeId, string TaskId);

/// <summary>An account at a glance.</summary>
/// <param name="NodeId">Whose it is.</param>
/// <param name="Balance">What its entries sum to.</param>
/// <param name="Available">What the node can spend: the balance, or what it will begin with if it has no entry yet.</param>
/// <param name="Overdrawn">Whether the balance is below zero.</param>
/// <param name="TotalEarned">All that ever came in, what it began with included.</param>
/// <param name="TotalSpent">All that ever went out.</param>
/// <param name="TotalRefunded">What escrows gave back.</param>
/// <param name="Stats">What tasks have brought and cost.</param>
/// <param name="Initialized">Whether it has an entry.</param>
/// <param name="RecentTransactions">The latest entries, newest first.</param>
internal sealed record CreditSummary(
    string NodeId, CreditAmount Balance, CreditAmount Available, bool Overdrawn, CreditAmount TotalEarned, CreditAmount TotalSpent,
    CreditAmount TotalRefunded,
    CreditStats Stats, bool Initialized, IReadOnlyList<CreditRow> RecentTransactions)
{
    public static CreditSummary Of(JournalHead<CreditTotals> head, CreditsConfig config, IReadOnlyList<CreditRow> recent) => new(
        head.Account, head.Totals.Balance, AvailableOf(head, config), head.Totals.Balance < CreditAmount.Zero, head.Totals.TotalEarned,
        head.Totals.TotalSpent,
        head.Totals.Refunded,
        new CreditStats(head.Totals.Earned, head.Totals.Spent, head.Totals.TasksExecuted, head.Totals.TasksSubmitted,
            head.Totals.InsufficientFunds),
        head.Seq > 0, recent);

    /// <summary>What a node can spend. One without an account yet has what it will begin with.</summary>
    public static CreditAmount AvailableOf(JournalHead<CreditTotals> head, CreditsConfig config) =>
        head.Seq == 0 ? config.InitialCredits : head.Totals.Balance;
}

/// <summary>What tasks have brought and cost, and how often; the initial credits are not in it.</summary>
internal sealed record CreditStats(CreditAmount CreditsEarned, CreditAmount CreditsSpent, long TasksExecuted, long TasksSubmitted,
    long InsufficientFunds);

/// <summary>An entry of an account as the API shows it: at a glance, and as it is stored.</summary>
/// <param name="Id">Stays the same for ever: <c>tx_</c> + 32 hexadecimal digits.</param>
/// <param name="Date">When Grain took it up.</param>
/// <param name="Type">One of <see cref="CreditKinds"/>: <c>earn</c>, <c>spend</c>, <c>refund</c>, …</param>
/// <param name="Amount">How much, multipliers applied; never negative.</param>
/// <param name="TaskId">The task concerned.</param>
/// <param name="TaskType">What kind of work it was.</param>
/// <param name="Seq">Which entry of the account, from 1.</param>
/// <param name="Key">What names it in the account's journal.</param>
/// <param name="RecordedAt">When it was written down.</param>
/// <param name="Hash">Its hash in the chain.</param>
/// <param name="Entry">All of it.</param>
internal sealed record CreditRow(
    string Id, DateTimeOffset Date, string Type, CreditAmount Amount, string? TaskId, string? TaskType,
    long Seq, string Key, DateTimeOffset RecordedAt, string Hash, CreditEntry Entry)
{
    private const int IdDigits = 32;

    public static CreditRow Of(JournalEntry<CreditEntry> entry) => new(
        $"tx_{entry.Hash[..IdDigits]}", entry.Value.At, entry.Value.Kind, entry.Value.Amount, entry.Value.ShownTask,
        entry.Value.Task?.Type, entry.Seq, entry.Key, entry.RecordedAt, entry.Hash,
        entry.Value with { TaskId = entry.Value.ShownTask, SentAs = null });
}

/// <summary>A page of an account's entries, newest first; <paramref name="Next"/> is the <c>before</c> of the next page.</summary>
internal sealed record CreditHistory(string NodeId, IReadOnlyList<CreditRow> Transactions, long? Next);

/// <summary>Whether an account covers a charge.</summary>
internal sealed record SufficientAnswer(string NodeId, CreditAmount Required, CreditAmount Available, bool Sufficient,
    IReadOnlyList<string>? Unknown)
{
    public static SufficientAnswer Of(string node, CreditAmount available, CreditPrice price) =>
        new(node, price.Amount, available, available >= price.Amount, price.Unknown.Count > 0 ? price.Unknown : null);
}

/// <summary>Recent events, newest first; <paramref name="Next"/> is the <c>after</c> of the next page.</summary>
internal sealed record CreditEventsAnswer(IReadOnlyList<CreditEvent> Events, string? Next);

/// <summary>A node's transactions for a replica to merge, oldest first; any page is a set that can be merged by itself.</summary>
/// <param name="Format"><see cref="ReplicaStateReader.Format"/>.</param>
/// <param name="Space">The space.</param>
/// <param name="Node">The node.</param>
/// <param name="Balance">The balance as the ledger has it.</param>
/// <param name="Base">The part of the balance that is in no transaction: initial credits, refunds, older ledgers.</param>
/// <param name="Transactions">Earns and spends.</param>
/// <param name="Next">The <c>after</c> of the next page; absent on the last.</param>
internal sealed record ReplicaExport(
    string Format, string Space, string Node, CreditAmount Balance, CreditAmount Base, IReadOnlyList<ExportedTransaction> Transactions,
    long? Next)
{
    /// <summary>A page that was to have <paramref name="size"/> entries: if it has fewer, it is the last.</summary>
    public static ReplicaExport Of(string space, string node, CreditTotals totals, IReadOnlyList<JournalEntry<CreditEntry>> entries,
        int size) => new(
        ReplicaStateReader.Format, space, node, totals.Balance, totals.Balance - totals.Earned + totals.Spent,
        [
            .. entries.Select(entry => entry.Value)
                .Where(entry => entry.Kind is CreditKinds.Earn or CreditKinds.Spend && !entry.Refused)
                .Select(entry =>
                    ExportedTransaction.Of(new ReplicaTransaction(entry.Kind, entry.ShownTask!, entry.Amount, entry.Task, entry.Replica))),
        ],
        entries.Count == size ? entries[^1].Seq : null);
}

/// <summary>A transaction as it is exchanged.</summary>
internal sealed record ExportedTransaction(string Kind, string TaskId, CreditAmount Amount, TaskInfo? Task, string? Replica,
    string? Signature)
{
    public static ExportedTransaction Of(ReplicaTransaction transaction) => new(
        transaction.Kind, transaction.TaskId, transaction.Amount, transaction.Task, transaction.Mark?.Id, transaction.Mark?.Signature);
}

/// <summary>A registered replica; <paramref name="RevokedAt"/> is absent while its signature counts.</summary>
internal sealed record ReplicaAnswer(string Node, string Replica, string PublicKey, DateTimeOffset? RevokedAt)
{
    public static ReplicaAnswer Of(string node, ReplicaKey key) => new(node, key.Name, key.PublicKey, key.RevokedAt);
}

/// <summary>All replicas of a node.</summary>
internal sealed record ReplicasAnswer(IReadOnlyList<ReplicaAnswer> Replicas);

namespace Grain.Functions.Ledgers.Credits.Replicas;

/// <summary>
/// What a replica knows of its node's credits: a set of immutable transactions. Merging is the union by id, so it is
/// commutative, associative and idempotent, needs no clock, and loses nothing; two devices of a node are two replicas of it.
/// Sets that know one id with different amounts contradict each other, and no order of merging makes them agree.
/// </summary>
public sealed class ReplicaState
{
    private readonly SortedDictionary<string, ReplicaTransaction> transactions = new(StringComparer.Ordinal);

    private ReplicaState() { }

    /// <summary>A replica that knows nothing.</summary>
    public static ReplicaState Empty { get; } = new();

    /// <summary>All transactions, in the order of their ids.</summary>
    public IReadOnlyCollection<ReplicaTransaction> Transactions => transactions.Values;

    /// <summary>The exact sum of all earns.</summary>
    public CreditAmount Earned => Sum(CreditKinds.Earn);

    /// <summary>The exact sum of all spends.</summary>
    public CreditAmount Spent => Sum(CreditKinds.Spend);

    /// <summary>Earned less spent; below zero when replicas have spent the same credits while apart.</summary>
    public CreditAmount Balance => Earned - Spent;

    /// <summary>The set of these transactions; one that is listed several times counts once.</summary>
    /// <exception cref="ReplicaConflictException">One id has different amounts.</exception>
    public static ReplicaState Of(IEnumerable<ReplicaTransaction> transactions)
    {
        var state = new ReplicaState();
        var conflicts = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var transaction in transactions)
        {
            if (!state.transactions.TryGetValue(transaction.Id, out var known) || transaction.IsBefore(known))
                state.transactions[transaction.Id] = transaction;
            if (known is not null && known.Amount != transaction.Amount) conflicts.Add(transaction.Id);
        }

        return conflicts.Count == 0 ? state : throw new ReplicaConflictException([.. conflicts]);
    }

    /// <summary>What both know together. Neither is changed.</summary>
    /// <exception cref="ReplicaConflictException">They contradict each other.</exception>
    public static ReplicaState Merge(ReplicaState left, ReplicaState right) => Of(left.Transactions.Concat(right.Transactions));

    private CreditAmount Sum(string kind) =>
        transactions.Values.Where(transaction => transaction.Kind == kind)
            .Aggregate(CreditAmount.Zero, (sum, transaction) => sum + transaction.Amount);
}

/// <summary>Two records of one transaction have different amounts.</summary>
public sealed class ReplicaConflictException(IReadOnlyList<string> ids)
    : Exception($"Different amounts are known for {string.Join(", ", ids)}.")
{
    /// <summary>The transactions concerned.</summary>
    public IReadOnlyList<string> Ids { get; } = ids;
}

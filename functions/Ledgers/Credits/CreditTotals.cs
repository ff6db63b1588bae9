namespace Grain.Functions.Ledgers.Credits;

/// <summary>The running totals of an account of credits. Invariants, checked by <c>verify</c>: C1 and C2 below.</summary>
/// <remarks>
/// C1: Balance = Initial + Earned − Spent + Refunded + max(OldCredits, OldCreditCount) − max(OldDebits, OldDebitCount).
/// C2: Balance = Issued − Burned − IntoEscrow + FromEscrow.
/// </remarks>
public sealed record CreditTotals
{
    /// <summary>What the account holds now; below zero when it is overdrawn.</summary>
    public CreditAmount Balance { get; init; }

    /// <summary>The number of entries.</summary>
    public long Count { get; init; }

    /// <summary>What it got to begin with.</summary>
    public CreditAmount Initial { get; init; }

    /// <summary>All that tasks have earned.</summary>
    public CreditAmount Earned { get; init; }

    /// <summary>All that tasks have cost, refunds not deducted.</summary>
    public CreditAmount Spent { get; init; }

    /// <summary>All that escrows have given back.</summary>
    public CreditAmount Refunded { get; init; }

    /// <summary>Finished tasks.</summary>
    public long TasksExecuted { get; init; }

    /// <summary>Submitted tasks that were charged.</summary>
    public long TasksSubmitted { get; init; }

    /// <summary>Charges that the balance did not cover, made or refused.</summary>
    public long InsufficientFunds { get; init; }

    /// <summary>Credits made on this account.</summary>
    public CreditAmount Issued { get; init; }

    /// <summary>Credits destroyed on this account.</summary>
    public CreditAmount Burned { get; init; }

    /// <summary>Credits sent to escrows.</summary>
    public CreditAmount IntoEscrow { get; init; }

    /// <summary>Credits that came from escrows, as payment or refund.</summary>
    public CreditAmount FromEscrow { get; init; }

    /// <summary>The sum of the credits that older ledgers list one by one.</summary>
    public CreditAmount OldCredits { get; init; }

    /// <summary>The highest total of credits that an older ledger has shown.</summary>
    public CreditAmount OldCreditCount { get; init; }

    /// <summary>The sum of the debits that older ledgers list one by one.</summary>
    public CreditAmount OldDebits { get; init; }

    /// <summary>The highest total of debits that an older ledger has shown.</summary>
    public CreditAmount OldDebitCount { get; init; }

    /// <summary>All credits of older ledgers: those listed, or their count where pruning has made the list shorter.</summary>
    internal CreditAmount OldEarned => CreditAmount.Max(OldCredits, OldCreditCount);

    /// <summary>All debits of older ledgers.</summary>
    internal CreditAmount OldSpent => CreditAmount.Max(OldDebits, OldDebitCount);

    /// <summary>All that ever came in, as the source counts it: with what it began with and what older ledgers earned.</summary>
    internal CreditAmount TotalEarned => Initial + Earned + OldEarned;

    /// <summary>All that ever went out.</summary>
    internal CreditAmount TotalSpent => Spent + OldSpent;

    /// <summary>Whether C1 and C2 hold.</summary>
    internal bool IsBalanced => Balance == TotalEarned - TotalSpent + Refunded && Balance == Issued - Burned - IntoEscrow + FromEscrow;
}

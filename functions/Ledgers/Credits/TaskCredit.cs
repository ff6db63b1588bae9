namespace Grain.Functions.Ledgers.Credits;

/// <summary>What somebody reports of a task: that a node finished it (and earns), or that a node submitted it (and pays).</summary>
public sealed record TaskCredit
{
    /// <summary><see cref="CreditKinds.Earn"/> or <see cref="CreditKinds.Spend"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whose account; at most <see cref="Journals.JournalKeys.AccountLengthMax"/> characters.</summary>
    public required string NodeId { get; init; }

    /// <summary>Which task; with node and kind it names the credit for ever. At most <see cref="TaskIds.LengthMax"/> characters.</summary>
    public required string TaskId { get; init; }

    /// <summary>The amount before multipliers; the space's cost or reward if absent.</summary>
    public CreditAmount? Amount { get; init; }

    /// <summary>What is known of the task.</summary>
    public TaskInfo? Task { get; init; }
}

/// <summary>What is known of a task. All of it may be absent.</summary>
public sealed record TaskInfo
{
    /// <summary>What kind of work: <c>compute</c>, <c>embed</c>, …; decides a multiplier.</summary>
    public string? Type { get; init; }

    /// <summary><c>low</c> to <c>critical</c>; decides a multiplier.</summary>
    public string? Priority { get; init; }

    /// <summary>The node that submitted it.</summary>
    public string? Submitter { get; init; }

    /// <summary>The node that was asked to do it.</summary>
    public string? TargetPeer { get; init; }

    /// <summary>How long it took, in milliseconds; not negative.</summary>
    public long? DurationMs { get; init; }
}

/// <summary>The kinds of entries in an account of credits.</summary>
public static class CreditKinds
{
    /// <summary>A finished task.</summary>
    public const string Earn = "earn";

    /// <summary>A submitted task.</summary>
    public const string Spend = "spend";

    /// <summary>What came back from a task's escrow.</summary>
    public const string Refund = "refund";

    /// <summary>A credit that an older ledger lists.</summary>
    public const string OldCredit = "old-credit";

    /// <summary>A debit that an older ledger lists.</summary>
    public const string OldDebit = "old-debit";

    /// <summary>The highest count of all credits that an older ledger has shown, pruned ones included.</summary>
    public const string OldCreditCount = "old-credit-count";

    /// <summary>The highest count of all debits that an older ledger has shown, pruned ones included.</summary>
    public const string OldDebitCount = "old-debit-count";
}

namespace Grain.Functions.Ledgers.Credits.Events;

/// <summary>
/// Something that happened to credits, as it is told to whoever listens. Derived from stored entries, so it is the same whenever it is
/// derived; only a node's <see cref="Shutdown"/> is in no entry, and named by its time.
/// </summary>
/// <param name="Id">Stays the same however often it is sent: <c>evt_</c> + 32 hexadecimal digits.</param>
/// <param name="Type"><see cref="Initialized"/>, <see cref="Earned"/>, <see cref="Spent"/>, <see cref="InsufficientFunds"/>,
/// <see cref="Merged"/> or <see cref="Shutdown"/>.</param>
/// <param name="At">When it happened.</param>
/// <param name="NodeId">To whom.</param>
public sealed record CreditEvent(string Id, string Type, DateTimeOffset At, string NodeId)
{
    /// <summary>A node has its first entry; <see cref="Balance"/> is what it begins with.</summary>
    public const string Initialized = "initialized";

    /// <summary>Credits were earned for a task.</summary>
    public const string Earned = "credits-earned";

    /// <summary>Credits were charged for a task.</summary>
    public const string Spent = "credits-spent";

    /// <summary>A balance did not cover a charge; <see cref="Refused"/> says whether it was made all the same.</summary>
    public const string InsufficientFunds = "insufficient-funds";

    /// <summary>A replica's transactions were merged.</summary>
    public const string Merged = "merged";

    /// <summary>A node said goodbye; <see cref="Balance"/> is what its account held when Grain heard of it.</summary>
    public const string Shutdown = "shutdown";

    /// <summary>The task concerned.</summary>
    public string? TaskId { get; init; }

    /// <summary>How much was earned or charged.</summary>
    public CreditAmount? Amount { get; init; }

    /// <summary>The balance afterwards.</summary>
    public CreditAmount? Balance { get; init; }

    /// <summary>What the charge asked for, where it was not covered.</summary>
    public CreditAmount? Required { get; init; }

    /// <summary>What was there, where it was not enough.</summary>
    public CreditAmount? Available { get; init; }

    /// <summary>Whether the charge was refused.</summary>
    public bool? Refused { get; init; }

    /// <summary>How many transactions a merge brought.</summary>
    public int? Transactions { get; init; }

    /// <summary>The events that an entry gives rise to.</summary>
    internal static IEnumerable<CreditEvent> Of(string space, string node, long seq, CreditEntry entry)
    {
        if (seq == 1)
            yield return New(space, Initialized, node, seq, entry) with
            {
                TaskId = null,
                Amount = null,
                Balance = entry.Initial ?? CreditAmount.Zero,
            };
        if (entry.Insufficient || entry.Refused)
            yield return New(space, InsufficientFunds, node, seq, entry) with
            {
                Amount = null,
                Required = CreditAmount.Max(entry.Amount, entry.Requires ?? CreditAmount.Zero),
                Available = entry.Refused ? entry.Balance : entry.Balance + entry.Amount,
                Refused = entry.Refused,
            };
        if (entry.Kind == CreditKinds.Earn) yield return New(space, Earned, node, seq, entry);
        if (entry.Kind == CreditKinds.Spend && !entry.Refused) yield return New(space, Spent, node, seq, entry);
    }

    /// <summary>The event of a merge.</summary>
    /// <param name="space">The space.</param>
    /// <param name="node">Whose replica.</param>
    /// <param name="merge">The hash of what was merged.</param>
    /// <param name="entries">What is stored of it; at least one entry.</param>
    internal static CreditEvent OfMerge(string space, string node, string merge, IReadOnlyList<CreditEntry> entries) =>
        new(Name($"{space}\n{node}\n{merge}"), Merged, entries.Min(entry => entry.At), node)
        {
            Transactions = entries.Count,
            Balance = entries[^1].Balance
        };

    /// <summary>The event of a node that shut down.</summary>
    internal static CreditEvent OfShutdown(string space, string node, DateTimeOffset at, CreditAmount balance) =>
        new(Name(string.Create(CultureInfo.InvariantCulture, $"{space}\n{Shutdown}\n{node}\n{at.UtcTicks}")), Shutdown, at, node)
        {
            Balance = balance
        };

    /// <summary>Its place in the feed: newest first, and always the same.</summary>
    internal string RowKey => $"{Place(At)}~{Id}";

    /// <summary>A text that in the feed's order comes after all events of a time and later, and before all earlier ones.</summary>
    internal static string RowKeyBefore(DateTimeOffset time) => Place(time) + "~~";

    internal string ToJson() => JsonSerializer.Serialize(this, CreditEventJson.Default.CreditEvent);

    private static CreditEvent New(string space, string type, string node, long seq, CreditEntry entry) =>
        new(Name(string.Create(CultureInfo.InvariantCulture, $"{space}\n{type}\n{node}\n{seq}")), type, entry.At, node)
        {
            TaskId = entry.ShownTask,
            Amount = entry.Amount,
            Balance = entry.Balance,
        };

    private static string Place(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"{long.MaxValue - time.UtcTicks:D19}");

    private static string Name(string text) => "evt_" + JournalHash.Of(text)[..32];
}

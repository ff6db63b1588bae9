namespace Grain.Functions.Ledgers.Credits;

/// <summary>Where the credits of a finished task come from.</summary>
public enum CreditMode
{
    /// <summary>An earn makes new credits, a spend destroys some.</summary>
    [JsonStringEnumMemberName("mint")]
    Mint,

    /// <summary>A spend moves credits into the task's escrow; completion pays the worker from it, and the rest returns.</summary>
    [JsonStringEnumMemberName("transfer")]
    Transfer,
}

/// <summary>What happens when a charge is not covered.</summary>
public enum OverdraftPolicy
{
    /// <summary>It is charged, reported, and the balance goes below zero; only a minimum balance can still refuse it.</summary>
    [JsonStringEnumMemberName("allow")]
    Allow,

    /// <summary>It is refused, for ever for this task, and reported.</summary>
    [JsonStringEnumMemberName("refuse")]
    Refuse,
}

/// <summary>How a space reckons task credits. Every part has a default; a table of multipliers names only what shall differ.</summary>
/// <remarks>Settable, because a reader generated at build time keeps the defaults of settable properties only; treat as
/// read-only.</remarks>
public sealed record CreditsConfig
{
    /// <summary>A multiplier beyond this is a slip of the pen.</summary>
    private const decimal MultiplierMax = 1000;

    private const int EscrowHoursMax = 24 * 365;

    /// <summary>Ten years: the feed is for recent events, the accounts are for ever.</summary>
    private const int EventDaysMax = 3650;

    /// <summary>Mint or transfer.</summary>
    /// <example>"transfer"</example>
    public CreditMode Mode { get; set; } = CreditMode.Mint;

    /// <summary>What a submitted task costs before multipliers, unless the submitter says another amount.</summary>
    /// <value>0 to 1000000</value>
    /// <example>2</example>
    public CreditAmount TaskSubmissionCost { get; set; } = CreditAmount.Of(1);

    /// <summary>What a finished task earns before multipliers, unless the message says another amount.</summary>
    /// <value>0 to 1000000</value>
    /// <example>2.5</example>
    public CreditAmount TaskCompletionReward { get; set; } = CreditAmount.Of(1);

    /// <summary>
    /// What amounts are multiplied with by the type of the task, over 2 for <c>compute</c>, 1.5 for <c>analyze</c> and <c>aggregate</c>,
    /// and 1 for all others.
    /// </summary>
    /// <value>0 to 1000 each</value>
    /// <example>{"compute":2.5}</example>
    public SortedDictionary<string, decimal> TaskTypeMultipliers { get; set; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The same by its priority, over 0.5 for <c>low</c>, 1 for <c>medium</c>, 1.5 for <c>high</c> and 2 for <c>critical</c>.
    /// </summary>
    /// <value>0 to 1000 each</value>
    /// <example>{"high":1.75}</example>
    public SortedDictionary<string, decimal> PriorityMultipliers { get; set; } = new(StringComparer.Ordinal);

    /// <summary>What a node gets with its first entry, once for ever.</summary>
    /// <value>0 to 1000000</value>
    /// <example>20</example>
    public CreditAmount InitialCredits { get; set; } = CreditAmount.Of(10);

    /// <summary>What a node must hold to be charged at all; 0 for no minimum.</summary>
    /// <value>0 to 1000000</value>
    /// <example>1</example>
    public CreditAmount MinimumBalance { get; set; } = CreditAmount.Zero;

    /// <summary>Whether a charge may exceed the balance.</summary>
    /// <example>"refuse"</example>
    public OverdraftPolicy Overdraft { get; set; } = OverdraftPolicy.Allow;

    /// <summary>After how many hours an escrow that nobody has claimed returns to the submitter.</summary>
    /// <value>1 to <see cref="EscrowHoursMax"/></value>
    /// <example>48</example>
    public int EscrowHours { get; set; } = 72;

    /// <summary>For how many days the feed shows an event; the entry that it tells of is never deleted.</summary>
    /// <value>1 to <see cref="EventDaysMax"/></value>
    /// <example>30</example>
    public int EventDays { get; set; } = 90;

    /// <summary>Whether exports of the older ledger, which nobody has signed, may be merged.</summary>
    /// <example>true</example>
    public bool AcceptUnsignedExports { get; set; }

    /// <summary>Whether finished tasks count as contributions.</summary>
    public TaskContributions Contributions { get; set; } = new();

    /// <summary>Where events are posted; nowhere if absent.</summary>
    /// <example>{"url":"https://octo.example/hook","secrets":["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]}</example>
    public CreditWebhook? Webhook { get; set; }

    internal IEnumerable<(string Path, string Message)> Check(string path, bool privateWebhooks, CreditWebhook? earlier) =>
        ConfigSize.Check(
        [
            ($"{path}.taskTypeMultipliers", TaskTypeMultipliers.Count, ConfigSize.WordsMax),
            ($"{path}.priorityMultipliers", PriorityMultipliers.Count, ConfigSize.WordsMax),
        ], () => CheckValues(path, privateWebhooks, earlier));

    private IEnumerable<(string Path, string Message)> CheckValues(string path, bool privateWebhooks, CreditWebhook? earlier)
    {
        (string Name, CreditAmount Value)[] amounts =
        [
            ("taskSubmissionCost", TaskSubmissionCost), ("taskCompletionReward", TaskCompletionReward),
            ("initialCredits", InitialCredits), ("minimumBalance", MinimumBalance),
        ];
        foreach (var (name, value) in amounts)
            if (value < CreditAmount.Zero || value > CreditAmount.OneMax)
                yield return ($"{path}.{name}", $"must lie between 0 and {CreditAmount.OneMax}");
        foreach (var (table, multipliers) in new[] { ("taskTypeMultipliers", TaskTypeMultipliers),
            ("priorityMultipliers", PriorityMultipliers) })
            foreach (var (name, value) in multipliers)
                if (value is < 0 or > MultiplierMax) yield return ($"{path}.{table}.{name}", $"must lie between 0 and {MultiplierMax}");
        if (EscrowHours is < 1 or > EscrowHoursMax) yield return ($"{path}.escrowHours", $"must lie between 1 and {EscrowHoursMax}");
        if (EventDays is < 1 or > EventDaysMax) yield return ($"{path}.eventDays", $"must lie between 1 and {EventDaysMax}");
        foreach (var fault in Webhook?.Check($"{path}.webhook", privateWebhooks, earlier) ?? []) yield return fault;
    }
}

/// <summary>Finished tasks in the contribution graph, as module <c>tasks</c>.</summary>
public sealed record TaskContributions
{
    /// <summary>Whether they are told to the graph.</summary>
    /// <example>false</example>
    public bool Enabled { get; set; } = true;

    /// <summary>Points that the worker is granted for a finished task, besides the contribution.</summary>
    /// <example>0.5</example>
    public Grants.Points WorkerPoints { get; set; }
}

/// <summary>The slice's member of a configuration.</summary>
public static class CreditsSection
{
    internal static ConfigSection<CreditsConfig> Section { get; } = new("credits", 12, CreditsConfigJson.Default, () => new())
    {
        Check = (config, earlier, options) => config.Credits.Check("$.credits", options.PrivateWebhooks, earlier?.Credits.Webhook),
    };

    extension(SpaceConfig config)
    {
        /// <summary>How task credits are reckoned.</summary>
        public CreditsConfig Credits
        {
            get => config.Get(Section);
            set => config.Set(Section, value);
        }
    }
}

/// <summary>The types of the section.</summary>
[JsonSerializable(typeof(CreditsConfig))]
internal sealed partial class CreditsConfigJson : JsonSerializerContext;

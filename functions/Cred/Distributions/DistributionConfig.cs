namespace Grain.Functions.Cred.Distributions;

/// <summary>How much grain each epoch distributes, and how.</summary>
public sealed record DistributionConfig
{
    /// <summary>
    /// Grain to distribute each epoch, in whole grain with decimals as the token has them, for example <c>"1000"</c> or <c>"12.5"</c>.
    /// </summary>
    public string BudgetPerEpoch { get; set; } = "1000";

    /// <summary>
    /// The policies and their parts of the budget. Default: 80 parts BALANCED over life, 20 parts IMMEDIATE over the epoch just closed.
    /// </summary>
    public IReadOnlyList<PolicyConfig> Policies { get; set; } =
        [new PolicyConfig { Type = BalancedPolicy.TypeName, Parts = 80 },
            new PolicyConfig { Type = ImmediatePolicy.TypeName, Parts = 20, Lookback = 1 }];

    /// <summary>What becomes of a share that nobody can be paid from.</summary>
    public UnpaidBudget Unpaid { get; set; } = UnpaidBudget.CarryOver;

    /// <summary>What deactivated people get of a distribution.</summary>
    public DeactivatedPeople Deactivated { get; set; } = DeactivatedPeople.Skip;

    /// <summary>What grain is covered by; without it, nothing bounds the supply but the budgets.</summary>
    public TreasuryConfig? Treasury { get; set; }

    /// <summary>The plan. Call it on a checked configuration only.</summary>
    /// <param name="resolve">Which participant an address in the configuration means.</param>
    public DistributionPlan ToPlan(Func<string, string> resolve) => new([.. Policies.Select(policy => policy.ToShare(resolve))], Unpaid);

    /// <summary>How many of the last intervals any policy looks at one by one.</summary>
    /// <param name="intervals">How many there are.</param>
    internal int DetailedIntervals(int intervals) => Policies.Any(policy => policy.Type == RecentPolicy.TypeName)
        ? intervals
        : Math.Min(intervals, Policies.Max(policy => policy.Lookback));

    /// <summary>The lookbacks for which policies need to know what was paid since, shortest first.</summary>
    internal IReadOnlyList<int> PaidLookbacks =>
        [.. Policies.Where(policy => policy is { Type: BalancedPolicy.TypeName, Lookback: > 0 }).Select(policy => policy.Lookback)
            .Distinct().Order()];

    /// <summary>The budget of an epoch in base units. Call it on a checked configuration only.</summary>
    public GrainAmount ToBudget(int decimals) => GrainNotation.TryParse(BudgetPerEpoch, decimals, out var budget, out var fault)
        ? budget
        : throw new InvalidOperationException($"the budget '{BudgetPerEpoch}' {fault}");

    internal IEnumerable<(string Path, string Message)> Check(string path, int decimals)
    {
        if (decimals is >= 0 and <= GrainAmount.DecimalsMax)
        {
            if (GrainNotation.ReadOne(BudgetPerEpoch, decimals, out _) is { } fault) yield return ($"{path}.budgetPerEpoch", fault);
            foreach (var found in Treasury?.Check($"{path}.treasury", decimals) ?? []) yield return found;
        }

        if (Policies.Count is 0 or > 10) yield return ($"{path}.policies", "must list 1 to 10 policies");
        foreach (var (index, policy) in Policies.Index())
        {
            if (policy is null) yield return ($"{path}.policies[{index}]", "must not be null");
            foreach (var found in policy?.Check($"{path}.policies[{index}]") ?? []) yield return found;
        }
    }
}

/// <summary>One policy of a distribution.</summary>
public sealed record PolicyConfig
{
    private const int RecipientLengthMax = 100;
    private const int MemoLengthMax = 500;
    private const int ExclusionsMax = 1000;

    /// <summary><c>BALANCED</c>, <c>IMMEDIATE</c>, <c>RECENT</c> or <c>SPECIAL</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary>Its parts of the budget, at least 1.</summary>
    public int Parts { get; set; } = 1;

    /// <summary>How many of the last epochs count. IMMEDIATE: at least 1. BALANCED: 0 is all of them. The others have none.</summary>
    public int Lookback { get; set; }

    /// <summary>RECENT: the share of its weight that cred loses with every epoch, 0 to 1.</summary>
    public double Discount { get; set; }

    /// <summary>RECENT: people who get nothing of it, by any of their addresses.</summary>
    public IReadOnlyList<string> Exclusions { get; set; } = [];

    /// <summary>SPECIAL: who gets all of it, by any of their addresses.</summary>
    public string? Recipient { get; set; }

    /// <summary>SPECIAL: why.</summary>
    public string? Memo { get; set; }

    internal PolicyShare ToShare(Func<string, string> resolve) => new(Type switch
    {
        BalancedPolicy.TypeName => new BalancedPolicy(Lookback),
        ImmediatePolicy.TypeName => new ImmediatePolicy(Lookback),
        RecentPolicy.TypeName => new RecentPolicy(Discount) { Exclusions = [.. Exclusions.Select(resolve)] },
        SpecialPolicy.TypeName => new SpecialPolicy(resolve(Recipient!), Memo ?? ""),
        _ => throw new InvalidOperationException($"unknown policy '{Type}'"),
    }, Parts);

    internal IEnumerable<(string Path, string Message)> Check(string path)
    {
        if (Parts < 1) yield return ($"{path}.parts", "must be at least 1");
        if (Type is not (BalancedPolicy.TypeName or ImmediatePolicy.TypeName or RecentPolicy.TypeName or SpecialPolicy.TypeName))
            yield return ($"{path}.type", "must be BALANCED, IMMEDIATE, RECENT or SPECIAL");
        foreach (var fault in CheckLookback(path).Concat(CheckPeople(path))) yield return fault;
        if (!(Discount is >= 0 and <= 1)) yield return ($"{path}.discount", "must lie between 0 and 1");
    }

    private IEnumerable<(string Path, string Message)> CheckLookback(string path)
    {
        if (Type == ImmediatePolicy.TypeName && Lookback < 1) yield return ($"{path}.lookback", "must be at least 1 for IMMEDIATE");
        if (Type == BalancedPolicy.TypeName && Lookback < 0) yield return ($"{path}.lookback", "must be at least 0 for BALANCED");
        if (Type is RecentPolicy.TypeName or SpecialPolicy.TypeName && Lookback != 0)
            yield return ($"{path}.lookback", $"does not go with {Type}");
    }

    private IEnumerable<(string Path, string Message)> CheckPeople(string path)
    {
        if (Exclusions.Count > 0 && Type != RecentPolicy.TypeName) yield return ($"{path}.exclusions", "goes with RECENT only");
        if (Exclusions.Count > ExclusionsMax) yield return ($"{path}.exclusions", $"must list at most {ExclusionsMax} people");
        foreach (var (index, who) in Exclusions.Index())
            if (!IsAddress(who)) yield return ($"{path}.exclusions[{index}]", $"must have 1 to {RecipientLengthMax} characters");
        if (Type == SpecialPolicy.TypeName && !IsAddress(Recipient))
            yield return ($"{path}.recipient", $"must name whom SPECIAL pays, in 1 to {RecipientLengthMax} characters");
        if (Type != SpecialPolicy.TypeName && Recipient is not null) yield return ($"{path}.recipient", "goes with SPECIAL only");
        if (Memo is not null && (Type != SpecialPolicy.TypeName || Memo.Length > MemoLengthMax))
            yield return ($"{path}.memo", $"goes with SPECIAL only, and has at most {MemoLengthMax} characters");
    }

    private static bool IsAddress(string? text) => text is { Length: > 0 and <= RecipientLengthMax };
}

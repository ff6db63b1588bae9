namespace Grain.Functions.Distributions;

/// <summary>How much grain each epoch distributes, and how.</summary>
public sealed record DistributionConfig
{
    /// <summary>Grain to distribute each epoch, in whole grain with decimals as the token has them, for example <c>"1000"</c> or <c>"12.5"</c>.</summary>
    public string BudgetPerEpoch { get; set; } = "1000";

    /// <summary>The policies and their parts of the budget. Default: 80 parts BALANCED over life, 20 parts IMMEDIATE over the epoch just closed.</summary>
    public IReadOnlyList<PolicyConfig> Policies { get; set; } =
        [new PolicyConfig { Type = BalancedPolicy.TypeName, Parts = 80 }, new PolicyConfig { Type = ImmediatePolicy.TypeName, Parts = 20, Lookback = 1 }];

    /// <summary>What becomes of a share that nobody can be paid from.</summary>
    public UnpaidBudget Unpaid { get; set; } = UnpaidBudget.CarryOver;

    /// <summary>What grain is covered by; without it, nothing bounds the supply but the budgets.</summary>
    public TreasuryConfig? Treasury { get; set; }

    /// <summary>The plan. Call it on a checked configuration only.</summary>
    public DistributionPlan ToPlan() => new([.. Policies.Select(policy => policy.ToShare())], Unpaid);

    /// <summary>The budget of an epoch in base units. Call it on a checked configuration only.</summary>
    public GrainAmount ToBudget(int decimals) => GrainNotation.TryParse(BudgetPerEpoch, decimals, out var budget, out var fault)
        ? budget
        : throw new InvalidOperationException($"the budget '{BudgetPerEpoch}' {fault}");

    internal IEnumerable<(string Path, string Message)> Check(string path, int decimals)
    {
        if (decimals is >= 0 and <= GrainAmount.MaxDecimals)
        {
            if (!GrainNotation.TryParse(BudgetPerEpoch, decimals, out var budget, out var fault)) yield return ($"{path}.budgetPerEpoch", fault!);
            else if (budget.Sign < 0) yield return ($"{path}.budgetPerEpoch", "must not be negative");
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
    /// <summary><c>BALANCED</c>, <c>IMMEDIATE</c> or <c>RECENT</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary>Its parts of the budget, at least 1.</summary>
    public int Parts { get; set; } = 1;

    /// <summary>How many of the last epochs count. IMMEDIATE: at least 1. BALANCED: 0, which is all of them.</summary>
    public int Lookback { get; set; }

    /// <summary>RECENT: the share of its weight that cred loses with every epoch, 0 to 1.</summary>
    public double Discount { get; set; }

    internal PolicyShare ToShare() => new(Type switch
    {
        BalancedPolicy.TypeName => new BalancedPolicy(Lookback),
        ImmediatePolicy.TypeName => new ImmediatePolicy(Lookback),
        RecentPolicy.TypeName => new RecentPolicy(Discount),
        _ => throw new InvalidOperationException($"unknown policy '{Type}'"),
    }, Parts);

    internal IEnumerable<(string Path, string Message)> Check(string path)
    {
        if (Parts < 1) yield return ($"{path}.parts", "must be at least 1");
        if (Type is not (BalancedPolicy.TypeName or ImmediatePolicy.TypeName or RecentPolicy.TypeName))
            yield return ($"{path}.type", "must be BALANCED, IMMEDIATE or RECENT");
        if (Type == BalancedPolicy.TypeName && Lookback != 0) yield return ($"{path}.lookback", "must be 0 for BALANCED: it weighs all cred against all grain ever received");
        if (Type == ImmediatePolicy.TypeName && Lookback < 1) yield return ($"{path}.lookback", "must be at least 1 for IMMEDIATE");
        if (!(Discount is >= 0 and <= 1)) yield return ($"{path}.discount", "must lie between 0 and 1");
    }
}

using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Distributions.Policies;

namespace Grain.Functions.Distributions;

/// <summary>How much grain each epoch distributes, and how.</summary>
public sealed record DistributionConfig
{
    /// <summary>
    /// Grain to distribute each epoch, in whole grain with decimals as the token has them, for example <c>"1000"</c> or <c>"12.5"</c>.
    /// Policies with a budget of their own have that beside it; where all have one it counts for nothing.
    /// </summary>
    /// <value>at least 0, with at most as many decimals as the token</value>
    /// <example>"12.5"</example>
    public string BudgetPerEpoch { get; set; } = "1000";

    /// <summary>
    /// The policies and their parts of the budget. Default: 80 parts BALANCED over life, 20 parts IMMEDIATE over the epoch just closed.
    /// </summary>
    /// <value>1 to 10 policies</value>
    /// <example>[{"type":"BALANCED","parts":1}]</example>
    public IReadOnlyList<PolicyConfig> Policies { get; set; } =
        [new PolicyConfig { Type = BalancedPolicy.Kind.Name, Parts = 80 },
            new PolicyConfig { Type = ImmediatePolicy.Kind.Name, Parts = 20, Lookback = 1 }];

    /// <summary>What becomes of a share that nobody can be paid from.</summary>
    /// <example>"Lapse"</example>
    public UnpaidBudget Unpaid { get; set; } = UnpaidBudget.CarryOver;

    /// <summary>What deactivated people get of a distribution.</summary>
    /// <example>"Accrue"</example>
    public DeactivatedPeople Deactivated { get; set; } = DeactivatedPeople.Skip;

    /// <summary>What grain is covered by; without it, nothing bounds the supply but the budgets.</summary>
    /// <example>{"funded":"50000"}</example>
    public TreasuryConfig? Treasury { get; set; }

    /// <summary>The plan. Call it on a checked configuration only.</summary>
    /// <param name="resolve">Which participant an address in the configuration means.</param>
    /// <param name="decimals">Decimal places of a grain.</param>
    public DistributionPlan ToPlan(Func<string, string> resolve, int decimals) =>
        new([.. Policies.Select(policy => policy.ToShare(resolve, decimals))], Unpaid)
        {
            Shared = GrainNotation.Parse(BudgetPerEpoch, decimals),
        };

    /// <summary>How many of the last intervals any policy looks at one by one.</summary>
    /// <param name="intervals">How many there are.</param>
    internal int DetailedIntervals(int intervals) => Policies.Any(policy => policy.Kind?.SeesEveryInterval == true)
        ? intervals
        : Math.Min(intervals, Policies.Max(policy => policy.Lookback));

    /// <summary>The lookbacks for which policies need to know what was paid since, shortest first.</summary>
    internal IReadOnlyList<int> PaidLookbacks =>
        [.. Policies.Where(policy => policy is { Kind.SeesPayments: true, Lookback: > 0 }).Select(policy => policy.Lookback)
            .Distinct().Order()];

    /// <summary>
    /// The budget of an epoch in base units: the policies' own budgets, and what the others share, if there are others. Call it on a
    /// checked configuration only.
    /// </summary>
    public GrainAmount ToBudget(int decimals) =>
        GrainAmount.Sum(Policies.Select(policy => policy.Budget).OfType<string>().Select(own => GrainNotation.Parse(own, decimals)))
        + (Policies.Any(policy => policy.Budget is null) ? GrainNotation.Parse(BudgetPerEpoch, decimals) : GrainAmount.Zero);

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
            if (policy?.Budget is { } own && decimals is >= 0 and <= GrainAmount.DecimalsMax)
            {
                var fault = GrainNotation.ReadOne(own, decimals, out var amount) ?? (amount.IsZero ? "must be above 0" : null);
                if (fault is not null) yield return ($"{path}.policies[{index}].budget", fault);
            }
        }
    }
}

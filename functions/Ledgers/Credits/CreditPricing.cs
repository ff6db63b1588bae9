namespace Grain.Functions.Ledgers.Credits;

/// <summary>What a task is worth.</summary>
/// <param name="Amount">Base amount × type multiplier × priority multiplier, rounded once, halves away from zero.</param>
/// <param name="Unknown">Names for which the space has no multiplier, for example <c>type dance</c>; each counted as 1.</param>
internal sealed record CreditPrice(CreditAmount Amount, IReadOnlyList<string> Unknown);

/// <summary>
/// Reckons what a task costs or earns. Products are exact decimals and only the result is rounded. A multiplier of 0 is
/// a multiplier; a name that no table has counts as 1 and is reported.
/// </summary>
internal static class CreditPricing
{
    /// <summary>Multipliers by task type where the space says nothing.</summary>
    public static IReadOnlyDictionary<string, decimal> DefaultTypes { get; } = new Dictionary<string, decimal>(StringComparer.Ordinal)
    {
        ["embed"] = 1.0m,
        ["process"] = 1.0m,
        ["analyze"] = 1.5m,
        ["transform"] = 1.0m,
        ["compute"] = 2.0m,
        ["aggregate"] = 1.5m,
        ["custom"] = 1.0m,
    };

    /// <summary>Multipliers by priority where the space says nothing.</summary>
    public static IReadOnlyDictionary<string, decimal> DefaultPriorities { get; } = new Dictionary<string, decimal>(StringComparer.Ordinal)
    {
        ["low"] = 0.5m,
        ["medium"] = 1.0m,
        ["high"] = 1.5m,
        ["critical"] = 2.0m,
    };

    /// <summary>What a task of this type and priority is worth; a type or priority that is absent counts as 1.</summary>
    public static CreditPrice Price(CreditsConfig config, CreditAmount baseAmount, string? type, string? priority)
    {
        var unknown = new List<string>();
        var factor = Factor(config.TaskTypeMultipliers, DefaultTypes, "type", type, unknown)
            * Factor(config.PriorityMultipliers, DefaultPriorities, "priority", priority, unknown);
        return new CreditPrice(CreditAmount.Rounded(baseAmount.ToDecimal() * factor), unknown);
    }

    private static decimal Factor(
        SortedDictionary<string, decimal> own, IReadOnlyDictionary<string, decimal> defaults, string what, string? name,
        List<string> unknown)
    {
        if (name is null) return 1;
        if (own.TryGetValue(name, out var factor) || defaults.TryGetValue(name, out factor)) return factor;
        unknown.Add($"{what} {name}");
        return 1;
    }
}

namespace Grain.Functions.Distributions.Policies;

/// <summary>
/// A kind of policy: how it is called, what it takes of a configuration, and what it needs to know. It stands in the policy's file.
/// </summary>
/// <param name="Name">Its name in configurations and statements.</param>
/// <param name="Make">Makes the policy of a checked configuration; addresses in it are resolved by the second value.</param>
internal sealed record PolicyKind(string Name, Func<PolicyConfig, Func<string, string>, DistributionPolicy> Make)
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<PolicyKind> All { get; } =
        [BalancedPolicy.Kind, ImmediatePolicy.Kind, RecentPolicy.Kind, SpecialPolicy.Kind];

    /// <summary>The least lookback; <see langword="null"/> if it takes none.</summary>
    public int? LookbackMin { get; init; }

    /// <summary>Whether it takes a discount.</summary>
    public bool TakesDiscount { get; init; }

    /// <summary>Whether it takes people who get nothing of it.</summary>
    public bool TakesExclusions { get; init; }

    /// <summary>Whether it needs a recipient, and takes a memo.</summary>
    public bool TakesRecipient { get; init; }

    /// <summary>Whether it looks at every interval one by one, and not at the last few only.</summary>
    public bool SeesEveryInterval { get; init; }

    /// <summary>Whether it looks at what was paid in its lookback.</summary>
    public bool SeesPayments { get; init; }

    /// <summary>The kind of that name, or <see langword="null"/>.</summary>
    public static PolicyKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    /// <summary>The names of the kinds that meet a condition, for people: <c>A, B or C</c>.</summary>
    public static string Names(string last, Func<PolicyKind, bool>? which = null)
    {
        var names = All.Where(which ?? (_ => true)).Select(kind => kind.Name).ToArray();
        return names is [var one] ? one : $"{string.Join(", ", names[..^1])} {last} {names[^1]}";
    }
}

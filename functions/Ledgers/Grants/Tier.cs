namespace Grain.Functions.Ledgers.Grants;

/// <summary>A level that a contributor reaches with points: <c>{"name":"gold","from":1000}</c>.</summary>
public sealed record Tier
{
    /// <summary>What it is called.</summary>
    /// <value>1 to 64 characters</value>
    /// <example>"gold"</example>
    public required string Name { get; set; }

    /// <summary>The least total that belongs to it.</summary>
    /// <value>points</value>
    /// <example>1000</example>
    public required Points From { get; set; }
}

/// <summary>What a change of somebody's total meant for their tier. Told once, by the write that made the change.</summary>
/// <param name="Before">The tier before; absent below the lowest.</param>
/// <param name="After">The tier after.</param>
/// <param name="Crossed">Every tier whose threshold lies between the two totals, in the order they were passed.</param>
internal sealed record TierChange(string? Before, string? After, IReadOnlyList<string> Crossed)
{
    /// <summary>The change between two totals; <see langword="null"/> where a space has no tiers.</summary>
    public static TierChange? Between(Points before, Points after, IReadOnlyList<Tier> tiers)
    {
        if (tiers.Count == 0) return null;
        var rising = tiers.OrderBy(tier => tier.From).ToArray();
        var crossed = rising.Where(tier => (tier.From <= before) != (tier.From <= after)).Select(tier => tier.Name).ToArray();
        if (after < before) Array.Reverse(crossed);
        return new TierChange(Tiers.Of(rising, before), Tiers.Of(rising, after), crossed);
    }
}

/// <summary>A space's tiers: which one a total is in, and what they must be like.</summary>
internal static class Tiers
{
    private const int TiersMax = 100;
    private const int NameLengthMax = 64;

    /// <summary>The highest tier that a total reaches.</summary>
    public static string? Of(IReadOnlyList<Tier> tiers, Points total) =>
        tiers.Where(tier => tier.From <= total).MaxBy(tier => tier.From)?.Name;

    public static IEnumerable<(string Path, string Message)> Check(IReadOnlyList<Tier>? tiers, string path)
    {
        if (tiers is null)
        {
            yield return (path, "must not be null");
            yield break;
        }

        if (tiers.Count > TiersMax) yield return (path, $"has more than {TiersMax} tiers");
        for (var i = 0; i < tiers.Count; i++)
        {
            if (tiers[i] is null)
            {
                yield return ($"{path}[{i}]", "must not be null");
                yield break;
            }

            if (tiers[i].Name is not { Length: > 0 and <= NameLengthMax } name || !PlainName.Is(name))
                yield return ($"{path}[{i}].name", $"must have 1 to {NameLengthMax} characters, {PlainName.Rule}");
            if (!tiers[i].From.IsWithin(Points.TotalMax))
                yield return ($"{path}[{i}].from", $"must lie between -{Points.TotalMax} and {Points.TotalMax}");
            for (var j = 0; j < i; j++)
            {
                if (tiers[j].Name == tiers[i].Name) yield return ($"{path}[{i}].name", $"is the name of tier {j} too");
                if (tiers[j].From == tiers[i].From) yield return ($"{path}[{i}].from", $"is where tier {j} begins too");
            }
        }
    }
}

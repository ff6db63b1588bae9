namespace Grain.Functions.Cred.Graph;

/// <summary>Factors of ids by what they begin with. It looks each beginning up, so that it takes as long for many as for few.</summary>
internal sealed class PrefixFactors
{
    private readonly Dictionary<string, Timeline<double>>.AlternateLookup<ReadOnlySpan<char>> factors;
    private readonly int[] lengths;

    private PrefixFactors(Dictionary<string, Timeline<double>> factors)
    {
        this.factors = factors.GetAlternateLookup<ReadOnlySpan<char>>();
        lengths = [.. factors.Keys.Select(prefix => prefix.Length).Distinct().Order()];
    }

    /// <summary>The factors; <see langword="null"/> if there are none.</summary>
    public static PrefixFactors? Of(Dictionary<string, Timeline<double>> factors) => factors.Count == 0 ? null : new(factors);

    /// <summary>The product of all that fit, the shortest beginning first; never more than a single factor may be.</summary>
    public double At(string id, long ms)
    {
        var product = 1.0;
        foreach (var length in lengths)
            if (length <= id.Length && factors.TryGetValue(id.AsSpan(0, length), out var factor))
                product = Math.Min(product * factor.At(ms), WeightTable.WeightMax);
        return product;
    }
}

using System.Numerics;

namespace Grain.Functions.Reads.Explanations.Sums;

/// <summary>Rounds parts so that they add up to the rounded whole: what is missing goes to the largest remainders. Pure.</summary>
internal static class Shares
{
    /// <summary>Whole numbers that add up to <paramref name="whole"/>.</summary>
    /// <param name="exact">The parts.</param>
    /// <param name="scale">How much of a part makes one; positive.</param>
    /// <param name="whole">What the parts come to, rounded by whoever shows it.</param>
    public static BigInteger[] Split(IReadOnlyList<BigInteger> exact, BigInteger scale, BigInteger whole)
    {
        if (exact.Count == 0) return [];
        var parts = exact.Select(part => Floor(part, scale)).ToArray();
        var order = Enumerable.Range(0, parts.Length).OrderByDescending(i => exact[i] - (parts[i] * scale)).ToArray();
        var (each, missing) = (BigInteger.Zero, whole - parts.Aggregate(BigInteger.Zero, (sum, part) => sum + part));
        each = Floor(missing, parts.Length);
        var more = (int)(missing - (each * parts.Length));
        for (var place = 0; place < order.Length; place++) parts[order[place]] += each + (place < more ? 1 : 0);
        return parts;
    }

    /// <summary>The nearest whole number of scales; half of one goes away from zero.</summary>
    public static BigInteger Round(BigInteger exact, BigInteger scale) =>
        exact.Sign < 0 ? -Round(-exact, scale) : ((exact * 2) + scale) / (scale * 2);

    private static BigInteger Floor(BigInteger part, BigInteger scale)
    {
        var quotient = BigInteger.DivRem(part, scale, out var rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }
}

using System.Numerics;

namespace Grain.Functions.Hosting.Sent;

/// <summary>
/// What programs mean that reckon in doubles: 0.1 + 0.2 is sent as <c>0.30000000000000004</c>. A number with as many digits as doubles
/// are written with, which lies within a double's noise of one with fewer places, is that one. Everybody else's digits are left alone.
/// </summary>
internal static class DoubleNoise
{
    /// <summary>Significant digits from which on a number may be a double's (IEEE 754 binary64 is written with up to 17).</summary>
    private const int DigitsMin = 15;

    /// <summary>More digits than a double, or what sums of them make, is ever written with.</summary>
    private const int DigitsMax = 25;

    /// <summary>Noise is at most the 10^13th part of a number: what is left of some hundred additions of doubles.</summary>
    private static readonly BigInteger Share = BigInteger.Pow(10, 13);

    /// <summary>Noise around zero, where things cancel out, is below 10^-15.</summary>
    private const int ZeroPlaces = 15;

    /// <summary>The whole number of parts that is meant by digits which stand for more places than there are.</summary>
    /// <param name="digits">Significant digits, no zeros at either end.</param>
    /// <param name="beyond">How many of them are beyond the last place; more than there are if zeros lie between.</param>
    /// <param name="decimals">Places there are.</param>
    /// <param name="parts">The digits of the number meant, if the answer is <see langword="true"/>.</param>
    public static bool TryMean(string digits, int beyond, int decimals, out string parts)
    {
        parts = "0";
        if (digits.Length is < DigitsMin or > DigitsMax) return false;
        if (beyond > digits.Length) return beyond - digits.Length + decimals >= ZeroPlaces;

        var (number, part) = (BigInteger.Parse(digits, CultureInfo.InvariantCulture), BigInteger.Pow(10, beyond));
        var meant = (number + part / 2) / part;
        var noise = BigInteger.Abs(number - meant * part);
        if (noise * Share > number && noise > AroundZero(beyond + decimals - ZeroPlaces)) return false;
        parts = meant.ToString(CultureInfo.InvariantCulture);
        return true;
    }

    private static BigInteger AroundZero(int places) => places < 0 ? BigInteger.Zero : BigInteger.Pow(10, places);
}

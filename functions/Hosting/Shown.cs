using System.Numerics;

namespace Grain.Functions.Hosting;

/// <summary>
/// Numbers as people read them, in one way everywhere: thousands are grouped, two decimals at most, no zeros at the end. Programs get the
/// exact ones. What is not 0 never looks like 0: it is <c>&lt;0.01</c> then.
/// </summary>
public static class Shown
{
    private const int Decimals = 2;

    /// <summary>From here on a double tells its digits as a power of ten: it does not know all of them.</summary>
    private const double DigitsMax = 1e15;

    private static readonly (BigInteger From, string Letter)[] Letters =
        [(BigInteger.Pow(10, 12), "T"), (BigInteger.Pow(10, 9), "B"), (BigInteger.Pow(10, 6), "M"), (BigInteger.Pow(10, 3), "K")];

    /// <summary>A whole number: <c>1,234,567</c>.</summary>
    public static string Of(BigInteger number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Of(BigInteger)"/>
    public static string Of(long number) => Of((BigInteger)number);

    /// <summary>How many there are of something: <c>1 payment</c>, <c>1,200 payments</c>.</summary>
    /// <param name="number">How many.</param>
    /// <param name="one">What one of them is called.</param>
    /// <param name="several">What several are called, where that is not <paramref name="one"/> with an s.</param>
    public static string Count(decimal number, string one, string? several = null) =>
        $"{Of(number)} {(number is 1 or -1 ? one : several ?? one + "s")}";

    /// <summary>A number, rounded to the nearest hundredth, halves away from 0: <c>5.98</c> for 5.980000000000001.</summary>
    public static string Of(decimal number)
    {
        var rounded = decimal.Round(number, Decimals, MidpointRounding.AwayFromZero);
        return rounded != 0 || number == 0 ? rounded.ToString("#,0.##", CultureInfo.InvariantCulture) : number > 0 ? "<0.01" : ">-0.01";
    }

    /// <inheritdoc cref="Of(decimal)"/>
    public static string Of(double number) => !double.IsFinite(number) || Math.Abs(number) >= DigitsMax
        ? number.ToString("0.##e0", CultureInfo.InvariantCulture)
        : Of(Math.Abs(number) is > 0 and < 1e-9 ? number > 0 ? 1e-9m : -1e-9m : (decimal)number);

    /// <summary>
    /// A number of so many digits after the point, rounded down, so that nobody is shown more than there is: <c>7,331.45</c> for 7331.4559.
    /// </summary>
    public static string Of(BigInteger parts, int decimals)
    {
        var hundredths = decimals <= Decimals
            ? parts * BigInteger.Pow(10, Decimals - decimals) : BigInteger.Divide(parts, BigInteger.Pow(10, decimals - Decimals));
        if (hundredths.IsZero) return parts.IsZero ? "0" : parts.Sign > 0 ? "<0.01" : ">-0.01";
        var (whole, rest) = BigInteger.DivRem(BigInteger.Abs(hundredths), 100);
        var fraction = ((int)rest).ToString("D2", CultureInfo.InvariantCulture).TrimEnd('0');
        return $"{(hundredths.Sign < 0 ? "-" : "")}{Of(whole)}{(fraction.Length > 0 ? "." : "")}{fraction}";
    }

    /// <summary>
    /// The same where there is little room, rounded down: from a thousand on without decimals, <c>2,579</c>, and from ten thousand on with
    /// a letter, <c>12.3K</c>.
    /// </summary>
    public static string Compact(BigInteger parts, int decimals)
    {
        var scale = BigInteger.Pow(10, decimals);
        var whole = BigInteger.Divide(BigInteger.Abs(parts), scale);
        if (whole < Letters[^1].From) return Of(parts, decimals);
        if (whole < 10 * Letters[^1].From) return Of(BigInteger.Divide(parts, scale));
        var sign = parts.Sign < 0 ? "-" : "";
        if (whole >= 1000 * Letters[0].From) return $"{sign}{Power(whole)}";
        var (from, letter) = Letters.First(each => whole >= each.From);
        return $"{sign}{Of(whole * 10 / from, 1)}{letter}";
    }

    /// <inheritdoc cref="Compact(BigInteger, int)"/>
    public static string Compact(double number) => !double.IsFinite(number) || Math.Abs(number) >= DigitsMax || Math.Abs(number) < 1e3
        ? Of(number) : Compact(new BigInteger(number), 0);

    private static string Power(BigInteger whole)
    {
        var digits = whole.ToString(CultureInfo.InvariantCulture);
        var (first, second) = (digits[0], digits[1]);
        return string.Create(CultureInfo.InvariantCulture, $"{first}{(second == '0' ? "" : $".{second}")}e{digits.Length - 1}");
    }
}

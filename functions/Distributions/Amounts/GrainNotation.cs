using System.Numerics;

namespace Grain.Functions.Distributions.Amounts;

/// <summary>
/// Amounts as people write them, in grain instead of base units: with 18 decimals <c>12.5</c> is 12500000000000000000 base units.
/// </summary>
public static class GrainNotation
{
    /// <summary>Writes an amount in grain, exactly and without trailing zeros, for example <c>-0.25</c>.</summary>
    /// <param name="amount">The amount.</param>
    /// <param name="decimals">Decimals of the token, 0 to <see cref="GrainAmount.DecimalsMax"/>.</param>
    public static string Format(GrainAmount amount, int decimals)
    {
        CheckDecimals(decimals);
        var (whole, rest) = BigInteger.DivRem(BigInteger.Abs(amount.BaseUnits), BigInteger.Pow(10, decimals));
        var sign = amount.Sign < 0 ? "-" : "";
        var fraction = rest.ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0').TrimEnd('0');
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{whole}{(fraction.Length > 0 ? "." : "")}{fraction}");
    }

    /// <summary>Reads an amount in grain exactly; nothing is ever rounded.</summary>
    /// <param name="text">For example <c>12</c> or <c>-0.25</c>; no exponent, no plus, no grouping.</param>
    /// <param name="decimals">Decimals of the token, 0 to <see cref="GrainAmount.DecimalsMax"/>.</param>
    /// <param name="amount">The amount, when the result is <see langword="true"/>.</param>
    /// <param name="fault">What is wrong with it otherwise: not a number, more decimals than the token has, or out of range.</param>
    public static bool TryParse(string text, int decimals, out GrainAmount amount, out string? fault)
    {
        CheckDecimals(decimals);
        amount = default;
        var parts = text[(text.StartsWith('-') ? 1 : 0)..].Split('.');
        fault = parts.Length > 2 || parts.Any(part => part.Length == 0 || part.AsSpan().ContainsAnyExceptInRange('0', '9'))
            ? "must be a decimal number such as 12 or 0.25" : FixedPoint.ReadParts(text, decimals, int.MaxValue, out text);
        return fault is null && GrainAmount.TryParse(text, out amount, out fault);
    }

    /// <summary>
    /// Reads an amount that somebody asks for: at least 0, at most <see cref="GrainAmount.OneMax"/>. All doors read by this.
    /// </summary>
    /// <returns>What is wrong with it, or <see langword="null"/>.</returns>
    public static string? ReadOne(string text, int decimals, out GrainAmount amount) =>
        !TryParse(text, decimals, out amount, out var fault) ? fault
        : amount.Sign < 0 ? "must not be negative"
        : amount > GrainAmount.OneMax
            ? string.Create(CultureInfo.InvariantCulture, $"must not exceed 10^{GrainAmount.OneMaxExponent - decimals} grain")
        : null;

    /// <summary>An amount that was checked before.</summary>
    public static GrainAmount Parse(string text, int decimals) => TryParse(text, decimals, out var amount, out var fault) ? amount
        : throw new InvalidOperationException($"the amount '{text}' {fault}");

    private static void CheckDecimals(int decimals)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decimals);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(decimals, GrainAmount.DecimalsMax);
    }
}

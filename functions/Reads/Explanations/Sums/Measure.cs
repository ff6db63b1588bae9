using System.Numerics;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Reads.Explanations.Sums;

/// <summary>How amounts of one kind are added up, and shown to people.</summary>
/// <param name="Decimals">How many decimals a unit is after.</param>
/// <param name="Units">An amount in units.</param>
/// <param name="Sum">The sum of amounts.</param>
/// <param name="Less">The first amount less the second.</param>
internal sealed record Measure<T>(int Decimals, Func<T, BigInteger> Units, Func<IEnumerable<T>, T> Sum, Func<T, T, T> Less)
{
    private const int UsualDecimals = 2;

    /// <summary>
    /// With how many decimals amounts are shown together: none if none has any, two if they have; more where all is far below one.
    /// </summary>
    public int ShownDecimals(IReadOnlyList<BigInteger> amounts)
    {
        var largest = amounts.Select(BigInteger.Abs).DefaultIfEmpty().Max();
        var digits = largest.IsZero ? Decimals + 1 : largest.ToString(CultureInfo.InvariantCulture).Length;
        var most = Math.Clamp(Decimals - digits + UsualDecimals + 1, Math.Min(UsualDecimals, Decimals), Decimals);
        for (var decimals = 0; decimals < most; decimals++)
            if (amounts.All(amount => (amount % Scale(decimals)).IsZero)) return decimals;
        return most;
    }

    /// <summary>Whether a whole is rounded down: nobody is shown more than there is.</summary>
    public bool RoundsDown { get; init; }

    /// <summary>A whole in units of the last decimal that is shown, as there are <paramref name="scale"/> to one.</summary>
    public BigInteger Whole(T amount, BigInteger scale) =>
        RoundsDown ? BigInteger.Divide(Units(amount), scale) : Shares.Round(Units(amount), scale);

    /// <summary>How many units make one of the last decimal that is shown.</summary>
    public BigInteger Scale(int shown) => BigInteger.Pow(10, Decimals - shown);
}

/// <summary>The measures there are, and how a number is written for people.</summary>
internal static class Measures
{
    private const int CredDecimals = 9;

    public static Measure<Points> Points { get; } = new(6, points => points.Micro, Ledgers.Grants.Points.Sum, (a, b) => a.Plus(-b));

    public static Measure<double> Cred { get; } =
        new(CredDecimals, cred => new BigInteger(Math.Round(cred * 1e9)), parts => parts.Sum(), (a, b) => a - b);

    public static Measure<GrainAmount> Grain(int decimals) =>
        new(decimals, grain => grain.BaseUnits, GrainAmount.Sum, (a, b) => a - b) { RoundsDown = true };

    /// <summary>A number with groups of three, for example <c>-1,234.50</c>.</summary>
    public static string Text(BigInteger number, int decimals)
    {
        var (whole, rest) = BigInteger.DivRem(BigInteger.Abs(number), BigInteger.Pow(10, decimals));
        var fraction = decimals == 0 ? "" : "." + rest.ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0');
        return (number.Sign < 0 ? "-" : "") + whole.ToString("N0", CultureInfo.InvariantCulture) + fraction;
    }
}

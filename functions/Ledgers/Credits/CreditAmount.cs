namespace Grain.Functions.Ledgers.Credits;

/// <summary>
/// An exact amount of credits: a decimal with two places, held as an integer of hundredths. Range: ±10^23 credits: the highest price of a
/// task is 10^12 (<see cref="OneMax"/> times both multipliers), so sums have room for 10^11 of them.
/// </summary>
[JsonConverter(typeof(FixedPointJsonConverter<CreditAmount>))]
public readonly record struct CreditAmount(Int128 Hundredths) : IFixedPoint<CreditAmount>
{
    /// <summary>What the API document says of it.</summary>
    internal const string JsonForm = """{"type":"number","description":"Credits, exact: at most two decimals."}""";

    private static readonly Int128 HundredthsMax = (Int128)1e25m;

    /// <summary>The most that one task, transaction or setting may be worth before multipliers.</summary>
    public static readonly CreditAmount OneMax = CreditAmount.Of(1_000_000);

    /// <inheritdoc/>
    public static int Decimals => 2;

    /// <inheritdoc/>
    public static string Unit => "credits";

    /// <inheritdoc/>
    public static (Int128 Least, Int128 Most) Range => (-HundredthsMax, HundredthsMax);

    /// <inheritdoc/>
    public static CreditAmount OfParts(Int128 parts) => new(parts);

    /// <inheritdoc/>
    public Int128 Parts => Hundredths;

    /// <summary>
    /// The amount nearest to a decimal number of credits; halves are rounded away from zero: 0.125 is 0.13, -0.125 is -0.13.
    /// </summary>
    /// <exception cref="OverflowException">It is out of range.</exception>
    public static CreditAmount Rounded(decimal credits) => CreditAmount.Of(decimal.Round(credits, 2, MidpointRounding.AwayFromZero));

    /// <inheritdoc/>
    public int CompareTo(CreditAmount other) => Hundredths.CompareTo(other.Hundredths);

    /// <summary>For example <c>-1.5</c>.</summary>
    public override string ToString() => this.ToText();
}

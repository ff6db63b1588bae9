using System.Numerics;

namespace Grain.Functions.Distributions.Amounts;

/// <summary>
/// An exact amount of grain: a whole number of base units, of which a token with <c>d</c> decimals has 10^d to one grain.
/// Range: ±(2^512 − 1) base units, which leaves room for any sum of what is taken from outside: see <see cref="OneMax"/>. In JSON it is
/// a string of decimal digits, for example <c>"12500000000000000000"</c>.
/// </summary>
/// <remarks>Never a floating-point number in a balance: a <see cref="double"/> knows no units below 2^-53 of its value.</remarks>
[JsonConverter(typeof(GrainAmountJsonConverter))]
public readonly record struct GrainAmount : IComparable<GrainAmount>
{
    /// <summary>What the API document says of it.</summary>
    internal const string JsonForm = """{"type":"string","pattern":"^-?[0-9]+$","description":"Base units of grain, as decimal digits."}""";

    /// <summary>Most decimals a token may have: what the tokens of the Ethereum world use by default (ERC-20, 18).</summary>
    public const int DecimalsMax = 18;

    /// <summary>The decimal exponent of <see cref="OneMax"/>.</summary>
    internal const int OneMaxExponent = 60;

    /// <summary>
    /// Twice the bits of an ERC-20 amount (<c>uint256</c>): stored amounts of that size can be added up and never overflow.
    /// </summary>
    private const int BitsMax = 512;

    /// <summary>2^512 − 1 has 155 digits. Longer text is refused before it costs time to read.</summary>
    private const int DigitsMax = 155;

    /// <summary>An amount of so many base units.</summary>
    /// <exception cref="OverflowException">It is out of range.</exception>
    public GrainAmount(BigInteger baseUnits)
    {
        // For a negative number the bit length is that of its complement, so −2^256 must be caught by its sign.
        if (BigInteger.Abs(baseUnits).GetBitLength() > BitsMax)
            throw new OverflowException("an amount of grain is limited to 2^512 - 1 base units");
        BaseUnits = baseUnits;
    }

    /// <summary>
    /// The most that one amount from outside may be: 10^60 base units. 10^17 of them add up to less than 2^256, so whatever people, epochs
    /// and payouts sum up can still be paid as an ERC-20 amount.
    /// </summary>
    public static GrainAmount OneMax { get; } = new(BigInteger.Pow(10, OneMaxExponent));

    /// <summary>No grain.</summary>
    public static GrainAmount Zero => default;

    /// <summary>Base units; negative only in differences.</summary>
    public BigInteger BaseUnits { get; }

    /// <summary>−1, 0 or 1.</summary>
    public int Sign => BaseUnits.Sign;

    /// <summary>Whether it is nothing.</summary>
    public bool IsZero => BaseUnits.IsZero;

    /// <summary>The exact sum.</summary>
    /// <exception cref="OverflowException">The sum is out of range.</exception>
    public static GrainAmount operator +(GrainAmount left, GrainAmount right) => new(left.BaseUnits + right.BaseUnits);

    /// <summary>The exact difference.</summary>
    /// <exception cref="OverflowException">The difference is out of range.</exception>
    public static GrainAmount operator -(GrainAmount left, GrainAmount right) => new(left.BaseUnits - right.BaseUnits);

    /// <summary>The same amount with the opposite sign.</summary>
    public static GrainAmount operator -(GrainAmount amount) => new(-amount.BaseUnits);

    /// <summary>Whether the left amount is smaller.</summary>
    public static bool operator <(GrainAmount left, GrainAmount right) => left.BaseUnits < right.BaseUnits;

    /// <summary>Whether the left amount is larger.</summary>
    public static bool operator >(GrainAmount left, GrainAmount right) => left.BaseUnits > right.BaseUnits;

    /// <summary>Whether the left amount is smaller or equal.</summary>
    public static bool operator <=(GrainAmount left, GrainAmount right) => left.BaseUnits <= right.BaseUnits;

    /// <summary>Whether the left amount is larger or equal.</summary>
    public static bool operator >=(GrainAmount left, GrainAmount right) => left.BaseUnits >= right.BaseUnits;

    /// <summary>The exact sum of many amounts.</summary>
    /// <exception cref="OverflowException">The sum is out of range.</exception>
    public static GrainAmount Sum(IEnumerable<GrainAmount> amounts) =>
        new(amounts.Aggregate(BigInteger.Zero, (sum, amount) => sum + amount.BaseUnits));

    /// <summary>
    /// The product with a double, rounded towards minus infinity: the amount is taken to the nearest double, multiplied in double
    /// arithmetic, floored, and the double so found is converted exactly (1e23 is 99999999999999991611392).
    /// A factor of exactly 1 gives the amount itself.
    /// </summary>
    /// <exception cref="DistributionException"><see cref="DistributionFault.FactorNotFinite"/>.</exception>
    /// <exception cref="OverflowException">The product is out of range.</exception>
    public GrainAmount FloorMul(double factor) => factor == 1 ? this : FromFloor(ToDouble() * factor);

    /// <summary>The whole base units of a double, rounded towards minus infinity, exactly.</summary>
    internal static GrainAmount FromFloor(double units) => double.IsFinite(units)
        ? new(new BigInteger(Math.Floor(units)))
        : throw new DistributionException(DistributionFault.FactorNotFinite,
            "an amount of grain can only be multiplied to a finite amount");

    /// <summary>The nearest double, ties to even, in base units. For scores and shares only, never for a balance.</summary>
    public double ToDouble()
    {
        // The runtime's own conversion looks at the upper 64 bits only and so misjudges ties; the lost bits are kept here as one
        // sticky bit, well below the 53 bits that stay.
        var magnitude = BigInteger.Abs(BaseUnits);
        var lost = (int)magnitude.GetBitLength() - 64;
        if (lost <= 0) return Sign * (double)(ulong)magnitude;
        var upper = (ulong)(magnitude >> lost);
        if (!(magnitude & ((BigInteger.One << lost) - 1)).IsZero) upper |= 1;
        return Sign * Math.ScaleB((double)upper, lost);
    }

    /// <inheritdoc/>
    public int CompareTo(GrainAmount other) => BaseUnits.CompareTo(other.BaseUnits);

    /// <summary>Base units as decimal digits, for example <c>-12</c>.</summary>
    public override string ToString() => BaseUnits.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads base units as <see cref="ToString"/> writes them.</summary>
    /// <exception cref="FormatException">It is not such a text.</exception>
    public static GrainAmount Parse(string text) =>
        TryParse(text, out var amount, out var fault) ? amount : throw new FormatException(fault);

    /// <summary>Reads base units as <see cref="ToString"/> writes them: an amount has one spelling only, so that hashes agree.</summary>
    /// <param name="text">An optional minus and digits, without leading zeros.</param>
    /// <param name="amount">The amount, when the result is <see langword="true"/>.</param>
    /// <param name="fault">What is wrong with it otherwise.</param>
    public static bool TryParse(string text, out GrainAmount amount, out string? fault)
    {
        amount = default;
        var digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        fault = digits.Length is 0 || digits.ContainsAnyExceptInRange('0', '9') ? "must be a whole number of base units in decimal digits"
            : digits[0] == '0' && text.Length > 1 ? "must not start with 0"
            : digits.Length > DigitsMax ? $"must not have more than {DigitsMax} digits"
            : null;
        if (fault is not null) return false;
        var units = BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (BigInteger.Abs(units).GetBitLength() > BitsMax)
        {
            fault = "must not exceed 2^512 - 1 base units";
            return false;
        }

        amount = new GrainAmount(units);
        return true;
    }
}

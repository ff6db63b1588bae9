namespace Grain.Functions.Ledgers.Credits;

/// <summary>
/// An exact amount of credits: a decimal with two places, held as an integer of hundredths. Sums are exact (a thousand
/// times 0.1 is 100), and an overflow throws instead of wrapping. Range: ±10^23 credits: the highest price of a task is 10^12
/// (<see cref="OneMax"/> times both multipliers), so sums have room for 10^11 of them.
/// </summary>
[JsonConverter(typeof(CreditAmountJsonConverter))]
public readonly record struct CreditAmount(Int128 Hundredths) : IComparable<CreditAmount>
{
    /// <summary>What the API document says of it.</summary>
    internal const string JsonForm = """{"type":"number","description":"Credits, exact: at most two decimals."}""";

    /// <summary>Decimal places kept.</summary>
    public const int Decimals = 2;

    /// <summary>The most that one task, transaction or setting may be worth before multipliers.</summary>
    public const decimal OneMax = 1_000_000;

    private const int HundredthsPerCredit = 100;

    /// <summary>A literal longer than this is no amount; it also keeps <see cref="decimal"/> from rounding in silence.</summary>
    private const int LiteralLengthMax = 28;

    /// <summary>In hundredths; with its sign it is as long a literal as is read.</summary>
    private static readonly Int128 HundredthsMax = (Int128)1e25m;

    /// <summary>No credits.</summary>
    public static CreditAmount Zero => default;

    /// <summary>Whole credits.</summary>
    public static CreditAmount Of(long whole) => InRange((Int128)whole * HundredthsPerCredit);

    /// <summary>
    /// The amount nearest to a decimal number of credits; halves are rounded away from zero: 0.125 is 0.13, -0.125 is -0.13.
    /// </summary>
    /// <exception cref="OverflowException">It is out of range.</exception>
    public static CreditAmount Rounded(decimal credits) =>
        InRange((Int128)decimal.Round(credits * HundredthsPerCredit, 0, MidpointRounding.AwayFromZero));

    /// <summary>The exact sum.</summary>
    /// <exception cref="OverflowException">The sum is out of range.</exception>
    public static CreditAmount operator +(CreditAmount left, CreditAmount right) => InRange(left.Hundredths + right.Hundredths);

    /// <summary>The exact difference.</summary>
    /// <exception cref="OverflowException">The difference is out of range.</exception>
    public static CreditAmount operator -(CreditAmount left, CreditAmount right) => InRange(left.Hundredths - right.Hundredths);

    /// <summary>Whether the left amount is smaller.</summary>
    public static bool operator <(CreditAmount left, CreditAmount right) => left.Hundredths < right.Hundredths;

    /// <summary>Whether the left amount is larger.</summary>
    public static bool operator >(CreditAmount left, CreditAmount right) => left.Hundredths > right.Hundredths;

    /// <summary>Whether the left amount is smaller or equal.</summary>
    public static bool operator <=(CreditAmount left, CreditAmount right) => left.Hundredths <= right.Hundredths;

    /// <summary>Whether the left amount is larger or equal.</summary>
    public static bool operator >=(CreditAmount left, CreditAmount right) => left.Hundredths >= right.Hundredths;

    /// <summary>The larger of two amounts.</summary>
    public static CreditAmount Max(CreditAmount left, CreditAmount right) => left > right ? left : right;

    /// <summary>The smaller of two amounts.</summary>
    public static CreditAmount Min(CreditAmount left, CreditAmount right) => left < right ? left : right;

    /// <summary>As a decimal number of credits, exactly.</summary>
    public decimal ToDecimal() => (decimal)Hundredths / HundredthsPerCredit;

    /// <inheritdoc/>
    public int CompareTo(CreditAmount other) => Hundredths.CompareTo(other.Hundredths);

    /// <summary>Plain decimal notation without trailing zeros, for example <c>-1.5</c>.</summary>
    public override string ToString() => ToDecimal().ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Reads a JSON number literal exactly.</summary>
    /// <param name="literal">For example <c>12</c>, <c>0.25</c> or <c>1e3</c>.</param>
    /// <param name="amount">The amount, when the result is <see langword="true"/>.</param>
    /// <param name="fault">What is wrong with it otherwise: not a finite number, too precise or out of range.</param>
    public static bool TryParse(string literal, out CreditAmount amount, out string? fault)
    {
        amount = default;
        if (!TryParseDecimal(literal, out var value)) fault = "is not a finite decimal number in range";
        else if (decimal.Round(value, Decimals) != value) fault = $"has more than {Decimals} decimal places";
        else if (decimal.Abs(value) > (decimal)HundredthsMax / HundredthsPerCredit) fault = "is out of range";
        else fault = null;
        if (fault is null) amount = new CreditAmount((Int128)(value * HundredthsPerCredit));
        return fault is null;
    }

    private static CreditAmount InRange(Int128 hundredths) =>
        Int128.Abs(hundredths) <= HundredthsMax ? new(hundredths) : throw new OverflowException("an amount of credits is limited to 10^23");

    /// <summary>Reads a number literal of at most 28 characters without losing a digit.</summary>
    internal static bool TryParseDecimal(string literal, out decimal value)
    {
        value = 0;
        // An exponent of three digits is beyond decimal's range either way; downwards it would vanish in silence.
        var exponent = literal.AsSpan().IndexOfAny('e', 'E');
        return literal.Length <= LiteralLengthMax
            && (exponent < 0 || literal.AsSpan(exponent + 1).TrimStart("+-0").Length < 2)
            && decimal.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}

/// <summary>Credits as a plain JSON number with their exact digits.</summary>
internal sealed class CreditAmountJsonConverter : JsonConverter<CreditAmount>
{
    public override CreditAmount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number) throw new JsonException("must be a JSON number");
        var literal = Encoding.UTF8.GetString(reader.ValueSpan);
        return CreditAmount.TryParse(literal, out var amount, out var fault) ? amount : throw new JsonException($"{literal} {fault}");
    }

    public override void Write(Utf8JsonWriter writer, CreditAmount value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToString());
}

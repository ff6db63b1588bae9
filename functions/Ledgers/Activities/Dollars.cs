namespace Grain.Functions.Ledgers.Activities;

/// <summary>
/// An exact amount of US dollars with at most <see cref="Decimals"/> places, held as a 64-bit integer of nano-dollars: a single token can
/// cost less than a micro-dollar. Sums are exact, and an overflow throws instead of wrapping. Range: ±9 223 372 036.854775807 dollars.
/// </summary>
[JsonConverter(typeof(DollarsJsonConverter))]
public readonly record struct Dollars(long Nano) : IComparable<Dollars>
{
    /// <summary>What the API document says of it.</summary>
    internal const string JsonForm = """{"type":"number","description":"US dollars, exact."}""";

    /// <summary>Decimal places kept.</summary>
    public const int Decimals = 9;

    private const long NanoPerDollar = 1_000_000_000;

    /// <summary>A <see cref="decimal"/> holds 28 digits whatever they are; longer literals would be rounded.</summary>
    private const int DigitsMax = 28;

    /// <summary>Nothing.</summary>
    public static Dollars Zero => default;

    /// <summary>The amount of a decimal number of dollars.</summary>
    /// <exception cref="OverflowException">It is out of range.</exception>
    public static Dollars Of(decimal dollars) => new((long)(dollars * NanoPerDollar));

    /// <summary>The exact sum.</summary>
    /// <exception cref="OverflowException">The sum is out of range.</exception>
    public static Dollars operator +(Dollars left, Dollars right) => new(checked(left.Nano + right.Nano));

    /// <summary>Whether the left amount is smaller.</summary>
    public static bool operator <(Dollars left, Dollars right) => left.Nano < right.Nano;

    /// <summary>Whether the left amount is larger.</summary>
    public static bool operator >(Dollars left, Dollars right) => left.Nano > right.Nano;

    /// <summary>Whether the left amount is smaller or equal.</summary>
    public static bool operator <=(Dollars left, Dollars right) => left.Nano <= right.Nano;

    /// <summary>Whether the left amount is larger or equal.</summary>
    public static bool operator >=(Dollars left, Dollars right) => left.Nano >= right.Nano;

    /// <summary>As a decimal number of dollars, exactly.</summary>
    public decimal ToDecimal() => (decimal)Nano / NanoPerDollar;

    /// <inheritdoc/>
    public int CompareTo(Dollars other) => Nano.CompareTo(other.Nano);

    /// <summary>Plain decimal notation without trailing zeros, for example <c>0.000000075</c>.</summary>
    public override string ToString() => ToDecimal().ToString("0.#########", CultureInfo.InvariantCulture);

    /// <summary>Reads a JSON number literal exactly.</summary>
    /// <param name="literal">For example <c>0.25</c> or <c>7.5e-8</c>.</param>
    /// <param name="dollars">The amount, when the result is <see langword="true"/>.</param>
    /// <param name="fault">What is wrong with it otherwise: not a number, too precise or out of range.</param>
    public static bool TryParse(string literal, out Dollars dollars, out string? fault)
    {
        (dollars, fault) = (default, null);
        var (mantissa, exponent) = literal.IndexOfAny(['e', 'E']) is var e and >= 0 ? (literal[..e], literal[(e + 1)..]) : (literal, "0");
        if (!decimal.TryParse(mantissa, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out var number)
            || !int.TryParse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var shift))
            fault = "is not a decimal number of a sensible length";
        else if (number == 0)
            return true;
        else if (mantissa.Count(char.IsAsciiDigit) > DigitsMax
            || !TryShift(number, Math.Clamp((long)shift + Decimals, -100, 100), out var nano))
            fault = $"has more than {Decimals} decimal places, or more digits than fit";
        else if (nano is < long.MinValue or > long.MaxValue)
            fault = "is out of range (at most 9223372036.854775807 dollars either way)";
        else
            dollars = new Dollars((long)nano);
        return fault is null;
    }

    /// <summary>Moves the decimal point; fails unless the result is a whole number that a decimal can hold.</summary>
    private static bool TryShift(decimal number, long places, out decimal whole)
    {
        whole = number;
        for (; places > 0 && Math.Abs(whole) <= long.MaxValue; places--) whole *= 10;
        for (; places < 0 && whole == decimal.Truncate(whole); places++)
        {
            if (whole % 10 != 0) return false;
            whole /= 10;
        }

        return places >= 0 && (places > 0 || whole == decimal.Truncate(whole));
    }
}

/// <summary>Dollars as a plain JSON number with their exact digits.</summary>
internal sealed class DollarsJsonConverter : JsonConverter<Dollars>
{
    public override Dollars Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number) throw new JsonException("must be a JSON number");
        var literal = Encoding.UTF8.GetString(reader.ValueSpan);
        return Dollars.TryParse(literal, out var dollars, out var fault) ? dollars : throw new JsonException($"{literal} {fault}");
    }

    public override void Write(Utf8JsonWriter writer, Dollars value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToString());
}

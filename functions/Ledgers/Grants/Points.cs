namespace Grain.Functions.Ledgers.Grants;

/// <summary>
/// An exact amount of points: a decimal with at most <see cref="Decimals"/> places, held as a 64-bit integer of
/// micro-points. Sums are therefore exact, and an overflow throws instead of wrapping.
/// Range: ±9 223 372 036 854.775807 points; what is taken is bounded by <see cref="OneMax"/> and <see cref="TotalMax"/>.
/// </summary>
/// <remarks>Never a <see cref="double"/>: a thousand times 0.1 must be 100.</remarks>
[JsonConverter(typeof(PointsJsonConverter))]
public readonly record struct Points(long Micro) : IComparable<Points>
{
    /// <summary>What the API document says of it.</summary>
    internal const string JsonForm = """{"type":"number","description":"Points, exact: at most six decimals."}""";

    /// <summary>Decimal places kept.</summary>
    public const int Decimals = 6;

    private const long MicroPerPoint = 1_000_000;

    /// <summary>Digits of the largest 64-bit integer.</summary>
    private const int MicroDigitsMax = 19;

    /// <summary>The most that one grant, bucket or weight may be, either way.</summary>
    public static readonly Points OneMax = Of(1_000_000_000);

    /// <summary>The most that an account's total may come to, either way.</summary>
    public static readonly Points TotalMax = Of(1_000_000_000_000);

    /// <summary>The most that can be held.</summary>
    public static readonly Points RangeMax = new(long.MaxValue);

    /// <summary>No points.</summary>
    public static Points Zero => default;

    /// <summary>Whole points.</summary>
    public static Points Of(long whole) => new(checked(whole * MicroPerPoint));

    /// <summary>The exact sum.</summary>
    /// <exception cref="OverflowException">The sum is out of range.</exception>
    public static Points operator +(Points left, Points right) => new(checked(left.Micro + right.Micro));

    /// <summary>The exact difference.</summary>
    /// <exception cref="OverflowException">The difference is out of range.</exception>
    public static Points operator -(Points left, Points right) => new(checked(left.Micro - right.Micro));

    /// <summary>The same amount with the opposite sign; of the least there is, which has none, the most.</summary>
    public static Points operator -(Points amount) => new(Bounded(-(Int128)amount.Micro));

    /// <summary>
    /// The sum over several accounts. Of totals within <see cref="TotalMax"/> it is exact; ledgers may hold larger ones from before there
    /// was a bound, and a sum of these stays at the end of the range, so that whoever reads it does not fail.
    /// </summary>
    public static Points Sum(IEnumerable<Points> amounts) =>
        new(Bounded(amounts.Aggregate((Int128)0, (sum, amount) => sum + amount.Micro)));

    /// <summary>The sum of two, likewise.</summary>
    internal Points Plus(Points other) => new(Bounded((Int128)Micro + other.Micro));

    /// <summary>Whether it is at most <paramref name="most"/> either way.</summary>
    internal bool IsWithin(Points most) => Micro <= most.Micro && Micro >= (-most).Micro;

    internal static long Bounded(Int128 micro) => (long)Int128.Clamp(micro, long.MinValue, long.MaxValue);

    /// <summary>Whether the left amount is smaller.</summary>
    public static bool operator <(Points left, Points right) => left.Micro < right.Micro;

    /// <summary>Whether the left amount is larger.</summary>
    public static bool operator >(Points left, Points right) => left.Micro > right.Micro;

    /// <summary>Whether the left amount is smaller or equal.</summary>
    public static bool operator <=(Points left, Points right) => left.Micro <= right.Micro;

    /// <summary>Whether the left amount is larger or equal.</summary>
    public static bool operator >=(Points left, Points right) => left.Micro >= right.Micro;

    /// <summary>As a decimal number of points, exactly.</summary>
    public decimal ToDecimal() => (decimal)Micro / MicroPerPoint;

    /// <inheritdoc/>
    public int CompareTo(Points other) => Micro.CompareTo(other.Micro);

    /// <summary>Plain decimal notation without trailing zeros, for example <c>-1.5</c>.</summary>
    public override string ToString() => ToDecimal().ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>Reads a JSON number literal exactly.</summary>
    /// <param name="literal">For example <c>12</c>, <c>0.25</c> or <c>1e3</c>.</param>
    /// <param name="points">The amount, when the result is <see langword="true"/>.</param>
    /// <param name="fault">What is wrong with it otherwise: not a number, too precise or out of range.</param>
    public static bool TryParse(string literal, out Points points, out string? fault)
    {
        points = default;
        fault = Read(literal, out var micro);
        if (fault is not null) return false;
        points = new Points(micro);
        return true;
    }

    /// <summary>Digits and exponent are taken apart, since every ready-made parser rounds or underflows somewhere.</summary>
    private static string? Read(string literal, out long micro)
    {
        micro = 0;
        var mantissa = literal.AsSpan();
        var exponent = 0;
        if (mantissa.IndexOfAny('e', 'E') is var e and >= 0)
        {
            // An exponent beyond int is as good as the largest int: too precise or out of range all the same.
            if (!int.TryParse(mantissa[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
                exponent = mantissa[(e + 1)..].StartsWith("-") ? -1_000_000 : 1_000_000;
            mantissa = mantissa[..e];
        }

        var negative = mantissa.StartsWith("-");
        if (negative) mantissa = mantissa[1..];
        var point = mantissa.IndexOf('.');
        var digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        if (digits.Length == 0 || digits.AsSpan().ContainsAnyExceptInRange('0', '9')) return "is not a decimal number";

        var scale = Math.Clamp(exponent, -1_000_000, 1_000_000) - (point < 0 ? 0 : mantissa.Length - point - 1) + Decimals;
        var significant = digits.TrimStart('0');
        var kept = significant.TrimEnd('0');
        if (kept.Length == 0) return null;
        scale += significant.Length - kept.Length;
        if (scale < 0) return $"has more than {Decimals} decimal places";
        return kept.Length + scale <= MicroDigitsMax
            && long.TryParse((negative ? "-" : "") + kept + new string('0', scale), CultureInfo.InvariantCulture, out micro)
            ? null
            : "is out of range (at most 9223372036854.775807 points either way)";
    }
}

/// <summary>Points as a plain JSON number with their exact digits.</summary>
internal sealed class PointsJsonConverter : JsonConverter<Points>
{
    public override Points Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number) throw new JsonException("must be a JSON number");
        var literal = System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
        return Points.TryParse(literal, out var points, out var fault) ? points : throw new JsonException($"{literal} {fault}");
    }

    public override void Write(Utf8JsonWriter writer, Points value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToString());
}

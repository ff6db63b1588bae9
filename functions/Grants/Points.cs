using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Grain.Functions.Grants;

/// <summary>
/// An exact amount of points: a decimal with at most <see cref="Decimals"/> places, held as a 64-bit integer of
/// micro-points. Sums are therefore exact, and an overflow throws instead of wrapping.
/// Range: ±9 223 372 036 854.775807 points.
/// </summary>
/// <remarks>Never a <see cref="double"/>: a thousand times 0.1 must be 100.</remarks>
[JsonConverter(typeof(PointsJsonConverter))]
public readonly record struct Points(long Micro) : IComparable<Points>
{
    /// <summary>Decimal places kept.</summary>
    public const int Decimals = 6;

    private const long MicroPerPoint = 1_000_000;

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

    /// <summary>The same amount with the opposite sign.</summary>
    public static Points operator -(Points amount) => new(checked(-amount.Micro));

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
        fault = null;
        if (!decimal.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            fault = "is not a finite decimal number in range";
            return false;
        }

        // decimal.TryParse rounds silently after 28 digits; a literal that long is refused as too precise.
        if (SignificantDigits(literal) > 28 || decimal.Round(value, Decimals) != value)
        {
            fault = $"has more than {Decimals} decimal places";
            return false;
        }

        if (value is > long.MaxValue / (decimal)MicroPerPoint or < long.MinValue / (decimal)MicroPerPoint)
        {
            fault = "is out of range (at most 9223372036854.775807 points either way)";
            return false;
        }

        points = new Points((long)(value * MicroPerPoint));
        return true;
    }

    private static int SignificantDigits(string literal)
    {
        var mantissa = literal.AsSpan();
        var exponent = mantissa.IndexOfAny('e', 'E');
        if (exponent >= 0) mantissa = mantissa[..exponent];
        var count = 0;
        foreach (var c in mantissa.TrimStart("+-0.").TrimEnd('0'))
            if (char.IsAsciiDigit(c)) count++;
        // 1e-400 has one digit but is not zero: decimal would underflow it away.
        return exponent >= 0 && literal.AsSpan(exponent + 1).Length > 4 ? int.MaxValue : count;
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

    public override void Write(Utf8JsonWriter writer, Points value, JsonSerializerOptions options) => writer.WriteRawValue(value.ToString());
}

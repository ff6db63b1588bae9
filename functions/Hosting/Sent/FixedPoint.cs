namespace Grain.Functions.Hosting.Sent;

/// <summary>
/// An exact decimal amount: a whole number of the smallest parts of its unit. What such amounts have in common (arithmetic, text, JSON) is
/// in <see cref="FixedPoint"/>. Never a <see cref="double"/>: a thousand times 0.1 must be 100.
/// </summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IFixedPoint<TSelf> : IComparable<TSelf> where TSelf : struct, IFixedPoint<TSelf>
{
    /// <summary>Decimal places kept, at most 18.</summary>
    static abstract int Decimals { get; }

    /// <summary>What is counted, in words: <c>points</c>.</summary>
    static abstract string Unit { get; }

    /// <summary>The most parts either way; a 64-bit integer has one more downwards.</summary>
    static abstract (Int128 Least, Int128 Most) Range { get; }

    /// <summary>So many parts, which are in range.</summary>
    static abstract TSelf OfParts(Int128 parts);

    /// <summary>How many parts it is.</summary>
    Int128 Parts { get; }
}

/// <summary>Arithmetic, text and comparison of all exact amounts. Sums are exact, and an overflow throws instead of wrapping.</summary>
public static class FixedPoint
{
    /// <summary>Digits that <see cref="Int128"/> holds whatever they are.</summary>
    private const int DigitsMax = 38;

    extension<T>(T amount) where T : struct, IFixedPoint<T>
    {
        /// <summary>Nothing.</summary>
        public static T Zero => default;

        /// <summary>The amount of a decimal number; what is smaller than a part is cut off.</summary>
        /// <exception cref="OverflowException">It is out of range.</exception>
        public static T Of(decimal number) => InRange<T>((Int128)(number * PartsOfOne<T>()));

        /// <summary>The exact sum.</summary>
        /// <exception cref="OverflowException">The sum is out of range.</exception>
        public static T operator +(T left, T right) => InRange<T>(left.Parts + right.Parts);

        /// <summary>The exact difference.</summary>
        /// <exception cref="OverflowException">The difference is out of range.</exception>
        public static T operator -(T left, T right) => InRange<T>(left.Parts - right.Parts);

        /// <summary>Whether the left amount is smaller.</summary>
        public static bool operator <(T left, T right) => left.Parts < right.Parts;

        /// <summary>Whether the left amount is larger.</summary>
        public static bool operator >(T left, T right) => left.Parts > right.Parts;

        /// <summary>Whether the left amount is smaller or equal.</summary>
        public static bool operator <=(T left, T right) => left.Parts <= right.Parts;

        /// <summary>Whether the left amount is larger or equal.</summary>
        public static bool operator >=(T left, T right) => left.Parts >= right.Parts;

        /// <summary>The larger of two amounts.</summary>
        public static T Max(T left, T right) => left > right ? left : right;

        /// <summary>The smaller of two amounts.</summary>
        public static T Min(T left, T right) => left < right ? left : right;

        /// <summary>As a decimal number of the unit, exactly.</summary>
        public decimal ToDecimal() => (decimal)amount.Parts / PartsOfOne<T>();

        /// <summary>Plain decimal notation without trailing zeros, for example <c>-1.5</c>.</summary>
        public string ToText() => amount.ToDecimal().ToString("0." + new string('#', T.Decimals), CultureInfo.InvariantCulture);

        /// <summary>Reads a JSON number literal exactly, but for the noise of doubles: see <see cref="DoubleNoise"/>.</summary>
        /// <param name="literal">For example <c>12</c>, <c>0.25</c>, <c>1e3</c> or <c>0.30000000000000004</c>.</param>
        /// <param name="read">The amount, when the result is <see langword="true"/>.</param>
        /// <param name="fault">What is wrong with it otherwise: not a number, too precise or out of range.</param>
        public static bool TryParse(string literal, out T read, out string? fault)
        {
            fault = ReadParts(literal, T.Decimals, DigitsMax, out var digits, isOfDoubles: true);
            var parts = fault is null ? Int128.Parse(digits, CultureInfo.InvariantCulture) : 0;
            if (fault == OutOfRange || !IsInRange<T>(parts))
                fault = $"{OutOfRange} (at most {T.OfParts(T.Range.Most).ToText()} {T.Unit} either way)";
            read = fault is null ? T.OfParts(parts) : default;
            return fault is null;
        }
    }

    private const string OutOfRange = "is out of range";

    /// <summary>
    /// The literal as a whole number of parts. Digits and exponent are taken apart, since every ready-made parser rounds or underflows
    /// somewhere.
    /// </summary>
    /// <returns>What is wrong with it, or <see langword="null"/>.</returns>
    internal static string? ReadParts(
        ReadOnlySpan<char> literal, int decimals, int digitsMax, out string parts, bool isOfDoubles = false)
    {
        parts = "0";
        var mantissa = literal;
        var exponent = 0;
        if (mantissa.IndexOfAny('e', 'E') is var e and >= 0)
        {
            // An exponent beyond int is as good as the largest int: too precise or out of range all the same.
            if (!int.TryParse(mantissa[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
                exponent = mantissa[(e + 1)..].StartsWith("-") ? -1_000_000 : 1_000_000;
            mantissa = mantissa[..e];
        }

        var sign = mantissa.StartsWith("-") ? "-" : "";
        mantissa = mantissa[sign.Length..];
        var point = mantissa.IndexOf('.');
        var digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        if (digits.Length == 0 || digits.AsSpan().ContainsAnyExceptInRange('0', '9')) return "is not a decimal number";

        var significant = digits.TrimStart('0');
        var kept = significant.TrimEnd('0');
        if (kept.Length == 0) return null;
        var scale = Math.Clamp(exponent, -1_000_000, 1_000_000) - (point < 0 ? 0 : mantissa.Length - point - 1) + decimals
            + significant.Length - kept.Length;
        if (scale < 0)
        {
            if (!isOfDoubles || !DoubleNoise.TryMean(kept, -scale, decimals, out kept)) return $"has more than {decimals} decimal places";
            if (kept == "0") return null;
            scale = 0;
        }

        if (kept.Length + scale > digitsMax) return OutOfRange;
        parts = sign + kept + new string('0', scale);
        return null;
    }

    private static decimal PartsOfOne<T>() where T : struct, IFixedPoint<T> => Powers[T.Decimals];

    private static readonly decimal[] Powers = [.. Enumerable.Range(0, 19).Select(power => (decimal)Math.Pow(10, power))];

    private static bool IsInRange<T>(Int128 parts) where T : struct, IFixedPoint<T> => parts >= T.Range.Least && parts <= T.Range.Most;

    private static T InRange<T>(Int128 parts) where T : struct, IFixedPoint<T> => IsInRange<T>(parts) ? T.OfParts(parts)
        : throw new OverflowException($"The amount is out of range: at most {T.OfParts(T.Range.Most).ToText()} {T.Unit} either way.");
}

/// <summary>An exact amount as a plain JSON number with its exact digits.</summary>
/// <typeparam name="T">The amount.</typeparam>
internal sealed class FixedPointJsonConverter<T> : JsonConverter<T> where T : struct, IFixedPoint<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number) throw new SentException("must be a JSON number");
        var literal = Encoding.UTF8.GetString(reader.ValueSpan);
        return FixedPoint.TryParse(literal, out T amount, out var fault) ? amount : throw new SentException($"{literal} {fault}");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteRawValue(value.ToText());
}

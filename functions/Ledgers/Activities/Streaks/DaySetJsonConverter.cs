using System.Buffers.Text;

namespace Grain.Functions.Ledgers.Activities.Streaks;

/// <summary>
/// A day set as text: the first day, a colon, and the bits in base64. Where nothing happened for long, another such part begins after a
/// semicolon, so that a day of the year 1 takes a few characters more and not a hundred kilobytes.
/// </summary>
internal sealed class DaySetJsonConverter : JsonConverter<DaySet>
{
    /// <summary>So many empty bytes take more room than the beginning of a part.</summary>
    private const int GapBytes = 64;

    public override DaySet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString() ?? "";
        var parts = text.Split(';').Select(part => PartOf(part) ?? throw new JsonException($"'{text}' is not a set of days")).ToArray();
        var (start, end) = (parts[0].Start, parts[^1].Start + (parts[^1].Bits.Length * 8));
        var bits = new byte[Math.Max(0, end - start) / 8];
        foreach (var part in parts)
        {
            if (part.Start < start || (part.Start - start) % 8 != 0 || part.Start + (part.Bits.Length * 8) > end)
                throw new JsonException($"'{text}' is not a set of days");
            part.Bits.CopyTo(bits, (part.Start - start) / 8);
        }

        return new DaySet(start, bits);
    }

    public override void Write(Utf8JsonWriter writer, DaySet value, JsonSerializerOptions options)
    {
        var text = new StringBuilder();
        var bits = value.Bits;
        ReadOnlySpan<byte> gap = stackalloc byte[GapBytes];
        for (var from = 0; from < bits.Length || text.Length == 0;)
        {
            var end = bits[from..].IndexOf(gap) is var zeros and >= 0 ? from + zeros : bits.Length;
            text.Append(text.Length == 0 ? "" : ";")
                .Append(CultureInfo.InvariantCulture, $"{value.Start + (from * 8)}:{Convert.ToBase64String(bits[from..end])}");
            from = end + Math.Max(0, bits[end..].IndexOfAnyExcept((byte)0)); // the last byte is not empty
        }

        writer.WriteStringValue(text.ToString());
    }

    private static (int Start, byte[] Bits)? PartOf(string part)
    {
        var colon = part.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || !int.TryParse(part.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            || start > DateOnly.MaxValue.DayNumber || !Base64.IsValid(part.AsSpan(colon + 1))
            ? null
            : (start, Convert.FromBase64String(part[(colon + 1)..]));
    }
}

using System.Text.Json;
using Grain.Functions.Cred.CredRank;

namespace Grain.Local.CredRank;

/// <summary>
/// Feeds a <see cref="Utf8JsonReader"/> from a stream, so that a file of any length is read token by token with a buffer
/// no larger than its longest token needs.
/// </summary>
/// <param name="stream">The JSON, in UTF-8.</param>
/// <param name="tellRead">Told now and then how many bytes have been read.</param>
internal sealed class JsonFeed(Stream stream, Action<long> tellRead)
{
    private const int InitialBuffer = 1 << 16;

    private byte[] buffer = new byte[InitialBuffer];
    private int length;
    private long read;
    private bool isEnd;

    /// <summary>Starts reading; a byte order mark is skipped.</summary>
    public Utf8JsonReader Start()
    {
        Fill();
        ReadOnlySpan<byte> byteOrderMark = [0xEF, 0xBB, 0xBF];
        if (buffer.AsSpan(0, length).StartsWith(byteOrderMark)) Drop(byteOrderMark.Length);
        return new Utf8JsonReader(buffer.AsSpan(0, length), isEnd, default);
    }

    /// <summary>Moves to the next token.</summary>
    /// <exception cref="JsonException">The text is no JSON or ends too early.</exception>
    public void Next(ref Utf8JsonReader reader)
    {
        // At the end of the stream the reader knows that nothing follows, and throws instead of asking for more.
        while (!reader.Read())
        {
            var state = reader.CurrentState;
            Drop((int)reader.BytesConsumed);
            Fill();
            reader = new Utf8JsonReader(buffer.AsSpan(0, length), isEnd, state);
        }
    }

    /// <summary>Moves to the next member's name within an object; false at the object's end.</summary>
    public bool NextMember(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Moves to the next item within an array; false at the array's end.</summary>
    public bool NextItem(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        return reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Moves from a member's name to its value, which must be of a type.</summary>
    public void NextValue(ref Utf8JsonReader reader, JsonTokenType type, string place)
    {
        Next(ref reader);
        Expect(ref reader, type, place);
    }

    /// <summary>Refuses a token of another type than expected.</summary>
    public static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string place)
    {
        if (reader.TokenType != type)
            throw new CredRankException(CredRankFaults.BadInput, $"{place} must be a {type}, not a {reader.TokenType}.");
    }

    /// <summary>
    /// Moves from a member's name to its value, a number or null. Infinity and NaN may be written as strings, so that they can be refused
    /// by name.
    /// </summary>
    public double? NextNumber(ref Utf8JsonReader reader, string place)
    {
        Next(ref reader);
        return NumberOf(ref reader, place);
    }

    /// <summary>The number (or null) that was just read.</summary>
    public static double? NumberOf(ref Utf8JsonReader reader, string place) => reader.TokenType switch
    {
        JsonTokenType.Number => reader.GetDouble(),
        JsonTokenType.Null => null,
        JsonTokenType.String when reader.ValueTextEquals("NaN"u8) => double.NaN,
        JsonTokenType.String when reader.ValueTextEquals("Infinity"u8) => double.PositiveInfinity,
        JsonTokenType.String when reader.ValueTextEquals("-Infinity"u8) => double.NegativeInfinity,
        _ => throw new CredRankException(CredRankFaults.BadInput, $"{place} must be a number, not a {reader.TokenType}."),
    };

    /// <summary>Skips the value of a member whose name was just read.</summary>
    public void SkipValue(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        Skip(ref reader);
    }

    /// <summary>Skips the value whose first token was just read, however long it is.</summary>
    public void Skip(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return;
        var depth = reader.CurrentDepth;
        do Next(ref reader);
        while (reader.CurrentDepth > depth);
    }

    private void Drop(int count)
    {
        buffer.AsSpan(count..length).CopyTo(buffer);
        length -= count;
    }

    private void Fill()
    {
        if (length == buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);
        var count = stream.Read(buffer.AsSpan(length));
        (length, read, isEnd) = (length + count, read + count, count == 0);
        tellRead(read);
    }
}

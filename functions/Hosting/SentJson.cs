using System.Buffers;
using System.Text.Unicode;

namespace Grain.Functions.Hosting;

/// <summary>
/// JSON that somebody sent, as a document for readers that name every fault themselves: no name twice in an object, and every name a text.
/// The parser lets names pass that are none (half of a surrogate pair, bytes that are no UTF-8), and fails on them later, as if it were a
/// fault of ours.
/// </summary>
public static class SentJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>Parses a whole text.</summary>
    /// <param name="json">UTF-8. Must stay as it is while the document is in use.</param>
    /// <exception cref="JsonException">It is not JSON, a name occurs twice in an object, or one is not Unicode text; says
    /// where.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        // Values are left to whoever reads them, who knows their paths.
        if (!Utf8.IsValid(json.Span)) ThrowAtBadName(json.Span);
        try
        {
            return JsonDocument.Parse(json, Options);
        }
        catch (InvalidOperationException)
        {
            ThrowAtBadName(json.Span);
            throw;
        }
    }

    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte})"/>
    public static JsonDocument Parse(in ReadOnlySequence<byte> json) => Parse(json.IsSingleSegment ? json.First : json.ToArray());

    private static void ThrowAtBadName(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || IsText(ref reader)) continue;
            var before = json[..(int)reader.TokenStartIndex];
            throw new JsonException(
                "the name of this property is not Unicode text", "$", before.Count((byte)'\n'),
                before.Length - 1 - before.LastIndexOf((byte)'\n'));
        }
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}

using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Grain.Functions.Hosting.Sent;

/// <summary>
/// JSON that somebody sent: no name twice in an object, every name a text, nested at most <see cref="DepthMax"/> deep, nothing behind it.
/// Values that are no text are left to whoever reads them, who knows their paths.
/// </summary>
public static class SentJson
{
    /// <summary>Levels of nesting. A bound keeps a hostile body from using up the stack.</summary>
    public const int DepthMax = 64;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = DepthMax };

    /// <summary>Parses a whole text.</summary>
    /// <param name="json">UTF-8. Must stay as it is while the document is in use.</param>
    /// <exception cref="SentException">It is not such JSON; says where and why.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        // The parser lets names pass that are no text, and fails on them later, as if it were a fault of ours.
        if (!Utf8.IsValid(json.Span)) SyntaxCheck.Run(json.Span);
        try
        {
            return JsonDocument.Parse(json, Options);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            SyntaxCheck.Run(json.Span);
            throw;
        }
    }

    /// <summary>Reads a whole text as a record.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="shape">The record.</param>
    /// <exception cref="SentException">It is not such JSON, or <c>null</c>, or of another shape; names every fault.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> shape) where T : class
    {
        using var document = Parse(json);
        try
        {
            if (document.RootElement.Deserialize(shape) is { } read) return read;
            throw At([new Fault("$", "must not be null")], default);
        }
        catch (Exception fault) when (fault is JsonException and not SentException { Faults.Count: > 0 } or InvalidOperationException)
        {
            var faults = new FaultList();
            var check = new ShapeCheck(faults);
            check.Run(document.RootElement, shape, "$");
            if (faults.All.Count == 0) // what the serializer refuses and the shape does not tell
                faults.Add(new Fault((fault as JsonException)?.Path ?? "$",
                    fault is SentException ? fault.Message : "is not of the kind that is expected here"));
            var place = JsonMarshal.GetRawUtf8Value(check.First ?? document.RootElement);
            var at = json.Span.Overlaps(place, out var offset) ? offset : 0;
            throw At(faults.All, json.Span[..at]);
        }
    }

    /// <summary>Reads a line of a stream.</summary>
    /// <param name="line">UTF-8.</param>
    /// <param name="read">Reads its value, and tells the value's faults.</param>
    /// <returns>What was read, or every fault in it.</returns>
    public static (T? Read, IReadOnlyList<Fault> Faults) ReadLine<T>(in ReadOnlySequence<byte> line, Func<SentValue, T?> read)
        where T : class
    {
        try
        {
            using var document = Parse(line.IsSingleSegment ? line.First : line.ToArray());
            var value = new SentValue(document.RootElement, new FaultList(FaultList.OfLineMax));
            var result = read(value);
            return (value.Faults.Count == 0 ? result : null, value.Faults.All);
        }
        catch (SentException fault)
        {
            return (null, [new Fault("$", $"is not JSON: {fault.Message}")]);
        }
    }

    /// <summary>The exception for faults behind the beginning of a text.</summary>
    internal static SentException At(IReadOnlyList<Fault> faults, ReadOnlySpan<byte> before) =>
        new(faults, before.Count((byte)'\n'), before.Length - 1 - before.LastIndexOf((byte)'\n'));
}

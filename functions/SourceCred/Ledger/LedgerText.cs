using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Ledger;

/// <summary>The file of a ledger as it was written: a JSON value a line, or, by earlier versions, one array of them. Pure.</summary>
/// <param name="Events">The text of each event, and the line that it begins in, from 1.</param>
/// <param name="TornLine">The line at which the file breaks off, in the middle of an event; absent if it is whole.</param>
public sealed record LedgerText(IReadOnlyList<(int Line, ReadOnlyMemory<byte> Json)> Events, int? TornLine)
{
    private const byte LineFeed = (byte)'\n';

    /// <summary>Takes the text apart. Whether its events are any, is for whoever reads them.</summary>
    /// <param name="file">UTF-8.</param>
    /// <exception cref="InstanceException">It is an array, and something in it is no JSON.</exception>
    public static LedgerText Of(ReadOnlyMemory<byte> file)
    {
        var start = file.Span.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0) return new LedgerText([], null);
        return file.Span[start] == '[' ? OfArray(file) : OfLines(file);
    }

    private static LedgerText OfLines(ReadOnlyMemory<byte> file)
    {
        var (events, line, at) = (new List<(int, ReadOnlyMemory<byte>)>(), 0, 0);
        while (at < file.Length)
        {
            line++;
            var length = file.Span[at..].IndexOf(LineFeed) is var end and >= 0 ? end : file.Length - at;
            var text = file.Slice(at, length);
            if (text.Span.ContainsAnyExcept(" \t\r"u8)) events.Add((line, text));
            at += length + 1;
        }

        if (events.Count == 0 || IsWhole(events[^1].Item2.Span)) return new LedgerText(events, null);
        var torn = events[^1].Item1;
        events.RemoveAt(events.Count - 1);
        return new LedgerText(events, torn);
    }

    private static bool IsWhole(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = SentJson.DepthMax });
            reader.Read();
            reader.Skip();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static LedgerText OfArray(ReadOnlyMemory<byte> file)
    {
        var (events, counted, line) = (new List<(int, ReadOnlyMemory<byte>)>(), 0, 1);
        var reader = new Utf8JsonReader(file.Span, isFinalBlock: false, new JsonReaderState(new() { MaxDepth = SentJson.DepthMax }));
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                line += file.Span[counted..start].Count(LineFeed);
                counted = start;
                if (!reader.TrySkip()) return new LedgerText(events, line);
                events.Add((line, file[start..(int)reader.BytesConsumed]));
            }
        }
        catch (JsonException fault)
        {
            throw new InstanceException($"{InstanceFiles.LedgerPath}, line {fault.LineNumber + 1}: it is not JSON");
        }

        return new LedgerText(events, reader.TokenType == JsonTokenType.EndArray ? null : line);
    }
}

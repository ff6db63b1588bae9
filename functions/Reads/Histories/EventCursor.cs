namespace Grain.Functions.Reads.Histories;

/// <summary>Where a page ended: a mark in each stream that has events left. A text that only Grain reads.</summary>
internal sealed class EventCursor
{
    /// <summary>What is wrong with a text that is none.</summary>
    public const string Rule = "must be the `next` of a page";

    private const int LengthMax = 6000;
    private readonly Dictionary<string, string> marks = new(StringComparer.Ordinal);

    /// <summary>How many events of a stream are left; none of one that it does not name.</summary>
    /// <exception cref="ProblemException">400: the mark is none of this stream.</exception>
    public long LeftOf(EventStream stream) => !marks.TryGetValue(stream.Key, out var mark) ? 0
        : stream.LeftAt(mark) ?? throw new ProblemException(Problem.BadRequest("after", Rule));

    /// <summary>The cursor as text; <see langword="null"/> if nothing is left.</summary>
    public static string? Of(IEnumerable<(EventStream Stream, long Left)> streams) =>
        string.Join('.', streams.Where(each => each.Left > 0).Select(each => $"{each.Stream.Key}-{each.Stream.MarkOf(each.Left)}"))
            is { Length: > 0 } text ? text : null;

    /// <summary>Reads a text that <see cref="Of"/> gave; <see langword="null"/> if it is none.</summary>
    public static EventCursor? Read(string text)
    {
        var cursor = new EventCursor();
        foreach (var part in text.Length <= LengthMax ? text.Split('.') : [""])
            if (part.Split('-') is not [{ Length: > 0 } key, { Length: > 0 } mark] || !cursor.marks.TryAdd(key, mark)) return null;
        return cursor;
    }
}

namespace Grain.Functions.Reads.Histories;

/// <summary>Where a page ended: how many events each stream has left. A text that only Grain reads.</summary>
internal sealed class EventCursor
{
    private const int LengthMax = 6000;
    private readonly Dictionary<string, long> left = new(StringComparer.Ordinal);

    /// <summary>How many events of a stream are left; none of one that it does not name.</summary>
    public long LeftOf(string key) => left.GetValueOrDefault(key);

    /// <summary>The cursor as text; <see langword="null"/> if nothing is left.</summary>
    public static string? Of(IEnumerable<(string Key, long Left)> streams) =>
        string.Join('.', streams.Where(stream => stream.Left > 0)
            .Select(stream => string.Create(CultureInfo.InvariantCulture, $"{stream.Key}-{stream.Left}"))) is { Length: > 0 } text ? text
            : null;

    /// <summary>Reads a text that <see cref="Of"/> gave; <see langword="null"/> if it is none.</summary>
    public static EventCursor? Read(string text)
    {
        var cursor = new EventCursor();
        foreach (var part in text.Length <= LengthMax ? text.Split('.') : [""])
            if (part.Split('-') is not [{ Length: > 0 } key, var number]
                || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || !cursor.left.TryAdd(key, count))
                return null;
        return cursor;
    }
}

namespace Grain.Functions.Reads.Histories;

/// <summary>
/// Events of one source, numbered from 1, the oldest: a journal of an account, or what is worked out when it is read. What is new comes at
/// the end, so a number stays where it is, and a page that was read goes on where it stopped whatever happens meanwhile.
/// </summary>
/// <param name="Key">Tells it from the person's others.</param>
/// <param name="Count">How many events it has.</param>
/// <param name="ReadAsync">The events after a number, oldest first, so many at most; nothing in place of one that is of no
/// interest.</param>
internal sealed record EventStream(string Key, long Count, Func<long, int, Task<IReadOnlyList<PersonEvent?>>> ReadAsync)
{
    /// <summary>A stream of events that are there already, oldest first.</summary>
    public static EventStream Of(string key, IReadOnlyList<PersonEvent> events) => new(key, events.Count,
        (after, limit) => Task.FromResult<IReadOnlyList<PersonEvent?>>([.. events.Skip((int)after).Take(limit)]));
}

/// <summary>A page of several streams together, newest first.</summary>
internal static class MergedPage
{
    /// <summary>Reads of each stream no more than the page can hold.</summary>
    /// <param name="streams">All of them.</param>
    /// <param name="cursor">Where the page before ended; <see langword="null"/> for the first.</param>
    /// <param name="size">How many events at most.</param>
    public static async Task<(IReadOnlyList<PersonEvent> Events, string? Next)> ReadAsync(
        IReadOnlyList<EventStream> streams, EventCursor? cursor, int size)
    {
        var parts = await Task.WhenAll(streams.Select(async stream =>
        {
            var left = cursor is null ? stream.Count : Math.Min(stream.Count, cursor.LeftOf(stream.Key));
            var after = Math.Max(0, left - size);
            return new Part(stream, left, left == 0 ? [] : await stream.ReadAsync(after, (int)(left - after)));
        }));
        var events = new List<PersonEvent>();
        while (events.Count < size && parts.Where(part => part.Newest is not null).MaxBy(part => part.Newest!.At) is { } newest)
            events.Add(newest.Take());
        // What a part read and passed over is done with, unless the page ended before it.
        if (events.Count < size) foreach (var part in parts) part.PassAll();
        return (events, EventCursor.Of(parts.Select(part => (part.Stream.Key, part.Left))));
    }

    private sealed class Part(EventStream stream, long left, IReadOnlyList<PersonEvent?> read)
    {
        private int unread = read.Count;

        public EventStream Stream => stream;

        /// <summary>How many events of the stream no page has told of.</summary>
        public long Left { get; private set; } = left;

        public PersonEvent? Newest
        {
            get
            {
                while (unread > 0 && read[unread - 1] is null) Pass();
                return unread > 0 ? read[unread - 1] : null;
            }
        }

        public PersonEvent Take()
        {
            var taken = Newest!;
            Pass();
            return taken;
        }

        public void PassAll()
        {
            while (unread > 0) Pass();
        }

        private void Pass() => (unread, Left) = (unread - 1, Left - 1);
    }
}

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

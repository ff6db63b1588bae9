namespace Grain.Functions.Reads.Histories;

/// <summary>
/// Events of one source, numbered from 1, the oldest. In a journal what is new comes at the end, so a number stays where it is, and a page
/// that was read goes on where it stopped whatever happens meanwhile.
/// </summary>
/// <param name="Key">Tells it from the person's others.</param>
/// <param name="Count">How many events it has.</param>
/// <param name="ReadAsync">The events after a number, oldest first, so many at most; nothing in place of one that is of no
/// interest.</param>
internal sealed record EventStream(string Key, long Count, Func<long, int, Task<IReadOnlyList<PersonEvent?>>> ReadAsync)
{
    private const char Between = '_';
    private const int NameLength = 16;

    /// <summary>What a cursor keeps of a number of events that are left: letters, digits and <c>_</c>.</summary>
    public Func<long, string> MarkOf { get; private init; } = left => left.ToString(CultureInfo.InvariantCulture);

    /// <summary>How many are left at a mark; <see langword="null"/> if it is none.</summary>
    public Func<string, long?> LeftAt { get; private init; } = NumberOf;

    /// <summary>
    /// Events that are worked out when they are read. Older ones can come in between, and then numbers move; so a mark is the time and the
    /// name of the newest one that is left.
    /// </summary>
    /// <param name="key">Tells it from the person's others.</param>
    /// <param name="events">All of them, in any order. Kind and id tell one from the others.</param>
    public static EventStream WorkedOut(string key, IEnumerable<PersonEvent> events)
    {
        (PersonEvent Event, (long Ticks, string Name) Place)[] all = [.. events.Select(each => (each, PlaceOf(each))).Order(ByPlace)];
        return new EventStream(key, all.Length, (after, limit) =>
            Task.FromResult<IReadOnlyList<PersonEvent?>>([.. all.Skip((int)after).Take(limit).Select(each => each.Event)]))
        {
            MarkOf = left => string.Create(CultureInfo.InvariantCulture,
                $"{all[left - 1].Place.Ticks}{Between}{all[left - 1].Place.Name}"),
            LeftAt = mark => mark.Split(Between) is [var at, { Length: NameLength } name] && NumberOf(at) is { } ticks
                ? all.Count(each => Compare(each.Place, (ticks, name)) <= 0) : null,
        };
    }

    private static readonly Comparer<(PersonEvent Event, (long Ticks, string Name) Place)> ByPlace =
        Comparer<(PersonEvent Event, (long Ticks, string Name) Place)>.Create((a, b) => Compare(a.Place, b.Place));

    private static (long Ticks, string Name) PlaceOf(PersonEvent one) =>
        (one.At.UtcTicks, JournalHash.Of($"{one.Kind}\n{one.Id}")[..NameLength]);

    private static int Compare((long Ticks, string Name) a, (long Ticks, string Name) b) =>
        a.Ticks != b.Ticks ? a.Ticks.CompareTo(b.Ticks) : string.CompareOrdinal(a.Name, b.Name);

    private static long? NumberOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

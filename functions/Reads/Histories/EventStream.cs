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

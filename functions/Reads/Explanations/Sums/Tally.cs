namespace Grain.Functions.Reads.Explanations.Sums;

/// <summary>One thing that is added up.</summary>
internal sealed record Entry<T>(string Id, string? Title, string? Url, DateTimeOffset? At, T Amount)
{
    /// <summary>The account that it stands in, where that matters.</summary>
    public string? Account { get; init; }
}

/// <summary>
/// Adds up things by kind as they come. Of each kind it keeps the newest, the largest and the sum, so that memory is bounded by what is
/// told and not by how much there was.
/// </summary>
/// <param name="measure">How amounts add up.</param>
/// <param name="top">How many of each kind to keep; at least 1.</param>
internal sealed class Tally<T>(Measure<T> measure, int top)
{
    private readonly Dictionary<string, Group> groups = new(StringComparer.Ordinal);

    /// <summary>Adds a thing.</summary>
    public void Add(string kind, Entry<T> entry)
    {
        if (!groups.TryGetValue(kind, out var group)) groups.Add(kind, group = new Group(kind, measure));
        group.Add(entry, top);
    }

    /// <summary>All kinds, most first.</summary>
    public IReadOnlyList<Group> Groups =>
        [.. groups.Values.OrderByDescending(group => measure.Units(group.Amount)).ThenBy(group => group.Kind, StringComparer.Ordinal)];

    /// <summary>All of one kind.</summary>
    internal sealed class Group(string kind, Measure<T> measure)
    {
        private readonly PriorityQueue<Entry<T>, (DateTimeOffset At, long Order)> newest = new();
        private (Entry<T> Entry, long Order)? largest;

        public string Kind => kind;

        public int Count { get; private set; }

        public T Amount { get; private set; } = measure.Sum([]);

        /// <summary>The newest and the largest one, newest first.</summary>
        public IReadOnlyList<Entry<T>> Kept
        {
            get
            {
                var kept = newest.UnorderedItems.Select(item => (item.Element, item.Priority.At, item.Priority.Order)).ToList();
                if (largest is { } most && kept.All(item => item.Order != most.Order))
                    kept.Add((most.Entry, most.Entry.At ?? DateTimeOffset.MinValue, most.Order));
                return [.. kept.OrderByDescending(item => item.At).ThenByDescending(item => item.Order).Select(item => item.Element)];
            }
        }

        /// <summary>The largest one; of equals the newest.</summary>
        public Entry<T> Largest => largest!.Value.Entry;

        public void Add(Entry<T> entry, int top)
        {
            var order = ++Count;
            Amount = measure.Sum([Amount, entry.Amount]);
            newest.Enqueue(entry, (entry.At ?? DateTimeOffset.MinValue, order));
            if (newest.Count > top) newest.Dequeue();
            if (largest is not { } most || IsLarger(entry, most.Entry)) largest = (entry, order);
        }

        private bool IsLarger(Entry<T> entry, Entry<T> other) =>
            measure.Units(entry.Amount).CompareTo(measure.Units(other.Amount)) is var order
                && (order > 0 || (order == 0 && entry.At >= other.At));
    }
}

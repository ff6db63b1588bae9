using System.Collections;

namespace Grain.Functions.Cred.Graph;

/// <summary>
/// The edges of a contribution graph, those that were withdrawn among them, one array a column, with a hash index over type and ends: some
/// 32 bytes an edge, all told. The index is made when the first edge is looked for, so a graph that is only read does without.
/// </summary>
internal sealed class EdgeTable(WordTable words) : IReadOnlyList<GraphEdge>
{
    /// <summary>The time of an edge that was never told, and withdrawn all the same.</summary>
    public const long Never = long.MaxValue;

    private const int CapacityMin = 16;

    private int[] types = new int[CapacityMin];
    private int[] sources = new int[CapacityMin];
    private int[] targets = new int[CapacityMin];
    private long[] times = new long[CapacityMin];

    /// <summary>How often each edge was told, less how often one telling of it was taken back.</summary>
    private int[] tellings = new int[CapacityMin];

    /// <summary>How many edges there are of which each telling was taken back.</summary>
    private int untold;

    /// <summary>
    /// Open addressing: the number of an edge plus 1, or 0 where a slot is free. Empty until it is needed; never more than 3/4 full.
    /// </summary>
    private int[] slots = [];

    public int Count { get; private set; }

    /// <summary>The type of each edge, as a number of the words.</summary>
    public ReadOnlySpan<int> Types => types.AsSpan(0, Count);

    public ReadOnlySpan<int> Sources => sources.AsSpan(0, Count);

    public ReadOnlySpan<int> Targets => targets.AsSpan(0, Count);

    public ReadOnlySpan<long> Times => times.AsSpan(0, Count);

    public ReadOnlySpan<int> Tellings => tellings.AsSpan(0, Count);

    /// <summary>What is known of edges that were withdrawn or told at several times.</summary>
    public EdgeLives Lives { get; } = new();

    /// <summary>Those that are not withdrawn.</summary>
    public IReadOnlyList<GraphEdge> Living => untold == 0 && Lives.AreNone ? this
        : [.. Enumerable.Range(0, Count).Where(edge => !IsGone(edge)).Select(edge => this[edge])];

    public GraphEdge this[int index] => (uint)index < (uint)Count
        ? new GraphEdge(words[types[index]], sources[index], targets[index], times[index])
        : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>Whether an edge is withdrawn: by its times, or because each telling of it was taken back.</summary>
    public bool IsGone(int edge) => tellings[edge] <= 0
        || (!Lives.AreNone && Lives.HasEnded(edge, types[edge], sources[edge], targets[edge], times[edge]));

    /// <summary>Adds an edge; told again, its earliest time stays (R2).</summary>
    public void Add(int type, int source, int target, long atMs)
    {
        if (TryFind(type, source, target, out var edge)) times[edge] = Math.Min(times[edge], atMs);
        else Append(type, source, target, atMs);
    }

    /// <summary>The same, and remembers how often it was told and when last, for edges that may be withdrawn.</summary>
    public void Tell(int type, int source, int target, long atMs)
    {
        if (TryFind(type, source, target, out var edge))
        {
            Lives.Tell(edge, times[edge], atMs);
            times[edge] = Math.Min(times[edge], atMs);
            Retell(edge, 1);
        }
        else Append(type, source, target, atMs);
    }

    /// <summary>Withdraws an edge until a moment, or takes one telling of it back; it may not be there yet.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="source">Where it begins.</param>
    /// <param name="target">Where it ends.</param>
    /// <param name="untilMs">The moment; <see langword="null"/> for one telling, whichever.</param>
    public void Withdraw(int type, int source, int target, long? untilMs)
    {
        if (!TryFind(type, source, target, out var edge))
        {
            Append(type, source, target, Never);
            Retell(edge, -1);
        }

        if (untilMs is not { } until) Retell(edge, -1);
        else Lives.Withdraw(edge, times[edge], until);
    }

    /// <summary>Adds an edge that is known to be new. <see cref="FindTwin"/> proves it for all of them at once.</summary>
    public void AppendUnchecked(int type, int source, int target, long atMs, int told = 1)
    {
        if (Count == types.Length) Grow();
        (types[Count], sources[Count], targets[Count], times[Count], tellings[Count]) = (type, source, target, atMs, told);
        Count++;
        if (told <= 0) untold++;
    }

    private void Retell(int edge, int by)
    {
        var wasTold = tellings[edge] > 0;
        tellings[edge] += by;
        if (wasTold != tellings[edge] > 0) untold += wasTold ? 1 : -1;
    }

    /// <summary>Looks for an edge; if it is not there, the number that it gets by <see cref="Append"/>.</summary>
    private bool TryFind(int type, int source, int target, out int edge)
    {
        if ((Count + 1L) * 4 > slots.Length * 3L) MakeIndex(Count + 1);
        var known = slots[SlotOf(type, source, target)];
        edge = known > 0 ? known - 1 : Count;
        return known > 0;
    }

    private void Append(int type, int source, int target, long atMs)
    {
        AppendUnchecked(type, source, target, atMs);
        slots[SlotOf(type, source, target)] = Count;
    }

    /// <summary>An edge that has the type and ends of an earlier one, or -1.</summary>
    public int FindTwin() => MakeIndex(Count);

    public IEnumerator<GraphEdge> GetEnumerator()
    {
        for (var edge = 0; edge < Count; edge++) yield return this[edge];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Grow()
    {
        var capacity = types.Length * 2;
        Array.Resize(ref types, capacity);
        Array.Resize(ref sources, capacity);
        Array.Resize(ref targets, capacity);
        Array.Resize(ref times, capacity);
        Array.Resize(ref tellings, capacity);
    }

    /// <summary>Indexes all edges, with room for at least so many.</summary>
    /// <returns>The first edge that was found twice, or -1.</returns>
    private int MakeIndex(int room)
    {
        var size = CapacityMin;
        while (size / 2 < room) size *= 2;
        slots = new int[size];
        var twin = -1;
        for (var edge = 0; edge < Count; edge++)
        {
            var slot = SlotOf(types[edge], sources[edge], targets[edge]);
            if (slots[slot] > 0 && twin < 0) twin = edge;
            slots[slot] = edge + 1;
        }

        return twin;
    }

    /// <summary>The slot of an edge, or the free one where it belongs.</summary>
    private int SlotOf(int type, int source, int target)
    {
        var slot = Hash(type, source, target) & (slots.Length - 1);
        while (slots[slot] is var known and > 0
            && (types[known - 1] != type || sources[known - 1] != source || targets[known - 1] != target))
            slot = (slot + 1) & (slots.Length - 1);
        return slot;
    }

    private static int Hash(int type, int source, int target)
    {
        unchecked
        {
            // Fibonacci hashing: the high bits of the product depend on all bits of the key.
            var key = (((ulong)(uint)source << 32) | (uint)target) ^ ((ulong)(uint)type * 0xC2B2AE3D27D4EB4F);
            return (int)((key * 0x9E3779B97F4A7C15) >> 33);
        }
    }
}

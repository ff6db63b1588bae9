using System.Numerics;

namespace Grain.Functions.Ledgers.Activities.Streaks;

/// <summary>
/// A set of calendar days, a bit each: ten years take half a kilobyte. Immutable. Days are <see cref="DateOnly.DayNumber"/>.
/// </summary>
[JsonConverter(typeof(DaySetJsonConverter))]
public sealed class DaySet
{
    private readonly byte[] bits;

    internal DaySet(int start, byte[] bits) => (Start, this.bits) = (start, bits);

    /// <summary>No day.</summary>
    public static DaySet Empty { get; } = new(0, []);

    /// <summary>How many days.</summary>
    public int Count => bits.Sum(part => BitOperations.PopCount(part));

    /// <summary>The days, earliest first.</summary>
    public IEnumerable<int> Days
    {
        get
        {
            for (var i = 0; i < bits.Length * 8; i++)
                if ((bits[i / 8] & (1 << (i % 8))) != 0) yield return Start + i;
        }
    }

    /// <summary>The latest day, or <see langword="null"/>.</summary>
    public int? Last => bits.Length == 0 ? null : Start + (bits.Length * 8) - 1 - (BitOperations.LeadingZeroCount(bits[^1]) - 24);

    /// <summary>The latest day up to and with one, or <see langword="null"/>.</summary>
    public int? LastUntil(int day)
    {
        if (Last is not { } last || last <= day) return Last;
        for (var before = day; before >= Start; before--)
            if (Contains(before)) return before;
        return null;
    }

    internal int Start { get; }

    internal ReadOnlySpan<byte> Bits => bits;

    /// <summary>The set of these days.</summary>
    public static DaySet Of(IEnumerable<int> days) => days.Aggregate(Empty, (set, day) => set.With(day));

    /// <summary>Whether a day is in it.</summary>
    public bool Contains(int day) =>
        bits.Length > 0 && day >= Start && day - Start < bits.Length * 8 && (bits[(day - Start) / 8] & (1 << ((day - Start) % 8))) != 0;

    /// <summary>The set with one more day; itself if the day is in it.</summary>
    public DaySet With(int day)
    {
        if (Contains(day)) return this;
        var place = day - (day % 8);
        var start = bits.Length == 0 ? place : Math.Min(Start, place);
        var end = bits.Length == 0 ? place + 8 : Math.Max(Start + (bits.Length * 8), place + 8);
        var larger = new byte[(end - start) / 8];
        bits.CopyTo(larger, bits.Length == 0 ? 0 : (Start - start) / 8);
        larger[(day - start) / 8] |= (byte)(1 << ((day - start) % 8));
        return new DaySet(start, larger);
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Grain.Functions.Journals;

/// <summary>
/// The heads that this process wrote last, so that who goes on writing an account need not read it again. A head may have moved
/// since: the version under which it is replaced tells, and nothing is refused on the word of a remembered head.
/// </summary>
/// <remarks>
/// A stale head costs a lost transaction, twice what reading it would have. Where other processes write the same accounts most are stale,
/// so each one that was doubles, up to <see cref="SilenceMax"/>, how often the memory is silent afterwards, and each that held halves it.
/// </remarks>
internal sealed class HeadMemory<THead>
{
    /// <summary>Heads of the younger half; with the older half at most twice as many are kept, of a few kilobytes each.</summary>
    private const int HalfMax = 1000;

    /// <summary>
    /// The longest silence, in heads asked for: beside other processes one of so many is tried, to find out when they are gone.
    /// </summary>
    private const int SilenceMax = 256;

    private readonly Lock gate = new();
    private Dictionary<string, JournalHead<THead>> younger = new(StringComparer.Ordinal);
    private Dictionary<string, JournalHead<THead>> older = new(StringComparer.Ordinal);
    private int silence;
    private int silent;

    public bool TryGet(string place, [NotNullWhen(true)] out JournalHead<THead>? head)
    {
        lock (gate)
        {
            if (!younger.TryGetValue(place, out head) && !older.TryGetValue(place, out head)) return false;
            if (silent == 0) return true;
            silent--;
            head = null;
            return false;
        }
    }

    /// <summary>A remembered head was still the stored one.</summary>
    public void Held()
    {
        lock (gate) silence /= 2;
    }

    /// <summary>A remembered head had moved.</summary>
    public void WasStale()
    {
        lock (gate) silent = silence = Math.Clamp(silence * 2, 1, SilenceMax);
    }

    public void Remember(string place, JournalHead<THead> head)
    {
        lock (gate)
        {
            if (younger.Count >= HalfMax) (older, younger) = (younger, new Dictionary<string, JournalHead<THead>>(StringComparer.Ordinal));
            younger[place] = head;
        }
    }

    public void Forget(string place)
    {
        lock (gate)
        {
            younger.Remove(place);
            older.Remove(place);
        }
    }
}

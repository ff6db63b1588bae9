using System.Diagnostics.CodeAnalysis;

namespace Grain.Functions.Journals;

/// <summary>
/// The heads that this process wrote last, so that who goes on writing an account need not read it again. A head may have moved
/// since: the version under which it is replaced tells, and nothing is refused on the word of a remembered head.
/// </summary>
internal sealed class HeadMemory<THead>
{
    /// <summary>Heads of the younger half; with the older half at most twice as many are kept, of a few kilobytes each.</summary>
    private const int HalfMax = 1000;

    private readonly Lock gate = new();
    private Dictionary<string, JournalHead<THead>> younger = new(StringComparer.Ordinal);
    private Dictionary<string, JournalHead<THead>> older = new(StringComparer.Ordinal);

    public bool TryGet(string place, [NotNullWhen(true)] out JournalHead<THead>? head)
    {
        lock (gate) return younger.TryGetValue(place, out head) || older.TryGetValue(place, out head);
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

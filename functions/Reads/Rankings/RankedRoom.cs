namespace Grain.Functions.Reads.Rankings;

/// <summary>
/// Rankings that are kept in memory: so many bytes, and two of a space, its last epoch and the open one. Room is made by whom takes most,
/// so that a large space does not push out small ones; what was taken last stays, however large.
/// </summary>
/// <param name="bytesMax">How many bytes are kept.</param>
internal sealed class RankedRoom(long bytesMax)
{
    private const int OfASpaceMax = 2;
    private readonly Lock gate = new();

    /// <summary>What was used last stands first.</summary>
    private readonly List<RankedEpoch> kept = [];

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (gate) return kept.Count;
        }
    }

    /// <summary>A ranking that is kept; <see langword="null"/> if it is not.</summary>
    public RankedEpoch? Find(string space, string epoch, string flow)
    {
        lock (gate)
        {
            var at = kept.FindIndex(each => each.Run.Space == space && each.Run.Epoch.Id == epoch && each.Flow == flow);
            if (at < 0) return null;
            var found = kept[at];
            kept.RemoveAt(at);
            kept.Insert(0, found);
            return found;
        }
    }

    /// <summary>Keeps a ranking.</summary>
    public RankedEpoch Keep(RankedEpoch ranked)
    {
        lock (gate)
        {
            kept.Insert(0, ranked);
            foreach (var old in kept.Where(each => each.Run.Space == ranked.Run.Space).Skip(OfASpaceMax).ToArray()) kept.Remove(old);
            while (kept.Count > 1 && kept.Sum(each => each.Bytes) > bytesMax)
            {
                var largest = kept.Skip(1).GroupBy(each => each.Run.Space, StringComparer.Ordinal)
                    .MaxBy(space => space.Sum(each => each.Bytes))!;
                kept.Remove(largest.Last());
            }

            return ranked;
        }
    }
}

using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Ledgers.Trees;

/// <summary>Entries of an account that are to be appended.</summary>
/// <param name="IsGrain">Whether they are of its grain, and not of its grants.</param>
/// <param name="Account">Whose.</param>
/// <param name="From">The first one.</param>
/// <param name="Seq">The last one.</param>
/// <param name="Hash">The chain hash of the last one, if it is known.</param>
internal sealed record PlannedStretch(bool IsGrain, string Account, long From, long Seq, string? Hash = null)
{
    /// <summary>How many entries that are.</summary>
    public long Count => Seq - From + 1;
}

/// <summary>
/// In which order an epoch's trees take what is new: grants, then grain; in each the accounts in ordinal order, and of each the entries in
/// theirs. It follows from what is pinned alone, so an attempt that is cut goes on at the same place.
/// </summary>
internal sealed record TreePlan(IReadOnlyList<PlannedStretch> Stretches, PinnedGrain Grain)
{
    /// <summary>Makes it of what an epoch and the one before pinned.</summary>
    /// <param name="store">Where the pieces are.</param>
    /// <param name="grants">Up to which grant of each contributor the trees are to go.</param>
    /// <param name="grain">The same of accounts of grain.</param>
    /// <param name="before">The trees that they go on from; absent for the first.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidDataException">An account has fewer entries than before.</exception>
    public static async Task<TreePlan> ReadAsync(
        EpochStore store, StoredPiece grants, StoredPiece grain, EpochTrees? before, CancellationToken cancellation)
    {
        var given = await TreeBlobs.ReadGrantsAsync(store, grants, cancellation);
        var pinned = await TreeBlobs.ReadGrainAsync(store, grain, cancellation);
        var (givenBefore, pinnedBefore) = before is null ? ([], [])
            : (await TreeBlobs.ReadGrantsAsync(store, before.Grants, cancellation),
                (await TreeBlobs.ReadGrainAsync(store, before.Grain, cancellation)).Seqs);
        return new([.. New(isGrain: false, given, givenBefore), .. New(isGrain: true, pinned.Seqs, pinnedBefore)
            .Select(stretch => stretch with { Hash = pinned.Moved[stretch.Account].Hash })], pinned);
    }

    /// <summary>What is left of it once so many entries are taken.</summary>
    public IEnumerable<PlannedStretch> After(long taken)
    {
        foreach (var stretch in Stretches)
        {
            var skipped = Math.Min(taken, stretch.Count);
            taken -= skipped;
            if (skipped < stretch.Count) yield return stretch with { From = stretch.From + skipped };
        }
    }

    private static IEnumerable<PlannedStretch> New(
        bool isGrain, SortedDictionary<string, long> seqs, SortedDictionary<string, long> before)
    {
        foreach (var (account, seq) in before)
            if (seqs.GetValueOrDefault(account) < seq)
                throw new InvalidDataException($"The account '{account}' had {seq} entries, and has {seqs.GetValueOrDefault(account)}.");
        return seqs.Where(each => each.Value > before.GetValueOrDefault(each.Key))
            .Select(each => new PlannedStretch(isGrain, each.Key, before.GetValueOrDefault(each.Key) + 1, each.Value));
    }
}

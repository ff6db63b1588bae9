using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Merkle;

namespace Grain.Functions.Ledgers.Trees;

/// <summary>Reads proofs from the trees of an epoch: as many tiles and pages as the trees are high.</summary>
internal sealed class TreeReader(EpochStore store)
{
    /// <summary>The trees of an epoch.</summary>
    public Task<EpochTrees> ReadAsync(StoredPiece trees, CancellationToken cancellation) =>
        TreeBlobs.ReadTreesAsync(store, trees, cancellation);

    /// <summary>Where an entry stands in the log; <see langword="null"/> if it is not in it yet.</summary>
    /// <param name="space">The space's name.</param>
    /// <param name="trees">The trees.</param>
    /// <param name="isGrain">Whether it is of an account of grain, and no grant.</param>
    /// <param name="account">Whose.</param>
    /// <param name="seq">Its number.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<long?> FindLeafAsync(
        string space, EpochTrees trees, bool isGrain, string account, long seq, CancellationToken cancellation)
    {
        for (var isLatest = true; ; isLatest = false)
        {
            var (found, _) = await FindAccountAsync(space, trees, account, cancellation);
            var place = isGrain ? found?.Grain : found?.Grants;
            if (found?.Account != account || place is null || (isLatest && seq > place.Seq)) return null;
            if (place.Ranges.LastOrDefault(range => range.From <= seq) is { } stretch) return stretch.Leaf + seq - stretch.From;
            trees = await ReadAsync(place.Before
                ?? throw new InvalidDataException($"The trees know no place of entry {seq} of {account}."), cancellation);
        }
    }

    /// <summary>The way from a leaf to the root of the log.</summary>
    public Task<IReadOnlyList<byte[]>> InclusionAsync(string space, EpochTrees trees, long leaf, CancellationToken cancellation) =>
        LogOf(space, trees, cancellation).InclusionAsync(leaf);

    /// <summary>What shows that the log began with what it was in other trees.</summary>
    public Task<IReadOnlyList<byte[]>> ConsistencyAsync(string space, EpochTrees trees, long before, CancellationToken cancellation) =>
        LogOf(space, trees, cancellation).ConsistencyAsync(before);

    /// <summary>The way to an account in the map, and what lies at its end.</summary>
    public Task<(TreeAccount? Found, IReadOnlyList<byte[]> Path)> FindAccountAsync(
        string space, EpochTrees trees, string account, CancellationToken cancellation) =>
        new AccountMap(new TreeBlobs(store, space), []).FindAsync(trees.Page, account, cancellation);

    private LogReader LogOf(string space, EpochTrees trees, CancellationToken cancellation)
    {
        var blobs = new TreeBlobs(store, space);
        return new LogReader(LogEdge.Of(trees.Edge), root => blobs.ReadTileAsync(root, cancellation));
    }
}

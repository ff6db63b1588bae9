using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Merkle;

namespace Grain.Functions.Ledgers.Trees;

/// <summary>
/// Where the trees of a space lie: <c>{space}/epochs/trees/</c>, tiles called by their root, pages of the map by their content. So whoever
/// makes them again writes what is there already.
/// </summary>
internal sealed class TreeBlobs(EpochStore store, string space)
{
    /// <summary>Stores a tile.</summary>
    public Task<StoredPiece> PutAsync(LogTile tile, CancellationToken cancellation) =>
        GatedAsync(() => store.PutAsync(NameOf(tile.Root), tile.Hashes, cancellation), cancellation);

    /// <summary>The hashes of the tile that has a root.</summary>
    /// <exception cref="InvalidDataException">It is gone.</exception>
    public Task<ReadOnlyMemory<byte>> ReadTileAsync(byte[] root, CancellationToken cancellation) =>
        store.ReadAsync(NameOf(root), cancellation);

    /// <summary>Stores a page.</summary>
    public Task<StoredPiece> PutAsync(MapPage page, CancellationToken cancellation)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(page, TreesJson.Default.MapPage);
        var name = $"{space}/epochs/trees/page-{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}";
        return GatedAsync(() => store.PutAsync(name, bytes, cancellation), cancellation);
    }

    /// <summary>Reads a page.</summary>
    /// <exception cref="InvalidDataException">It is gone or was changed.</exception>
    public Task<MapPage> ReadAsync(StoredPiece piece, CancellationToken cancellation) => GatedAsync(async () =>
        JsonSerializer.Deserialize((await store.GetAsync(piece, cancellation)).Span, TreesJson.Default.MapPage)!, cancellation);

    /// <summary>Reads the trees of an epoch.</summary>
    /// <exception cref="InvalidDataException">They are gone or were changed.</exception>
    public static async Task<EpochTrees> ReadTreesAsync(EpochStore store, StoredPiece piece, CancellationToken cancellation) =>
        JsonSerializer.Deserialize((await store.GetAsync(piece, cancellation)).Span, TreesJson.Default.EpochTrees)!;

    /// <summary>Reads up to which entry of each account of grain trees go.</summary>
    public static async Task<PinnedGrain> ReadGrainAsync(EpochStore store, StoredPiece piece, CancellationToken cancellation) =>
        JsonSerializer.Deserialize((await store.GetAsync(piece, cancellation)).Span, TreesJson.Default.PinnedGrain)!;

    /// <summary>Reads up to which grant of each contributor they go.</summary>
    public static async Task<SortedDictionary<string, long>> ReadGrantsAsync(
        EpochStore store, StoredPiece piece, CancellationToken cancellation)
    {
        using var cursors = JsonDocument.Parse(await store.GetAsync(piece, cancellation));
        return new(cursors.RootElement.EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetInt64()),
            StringComparer.Ordinal);
    }

    private string NameOf(byte[] root) => $"{space}/epochs/trees/tile-{Convert.ToHexStringLower(root)}";

    private async Task<T> GatedAsync<T>(Func<Task<T>> act, CancellationToken cancellation)
    {
        await store.TreeBlobsGate.WaitAsync(cancellation);
        try
        {
            return await act();
        }
        finally
        {
            store.TreeBlobsGate.Release();
        }
    }
}

namespace Grain.Functions.Ledgers.Runs;

/// <summary>
/// Where rankings of open epochs are kept. Table <c>epochs</c>, partition <c>{space}</c>, row <c>~open</c>; its pieces lie in the container
/// <c>grain</c> below <c>{space}/open/</c>, those of each ranking in a folder of their own, so that nobody else refers to them.
/// </summary>
internal sealed class OpenRankings(StorageService storage)
{
    /// <summary>How long pieces stay that no row names yet: whoever ranks is about to write it.</summary>
    private static readonly TimeSpan MadeWithin = TimeSpan.FromMinutes(10);

    /// <summary>Pieces that are removed at one go, at most.</summary>
    private const int SweptMax = 1_000;

    private const string StampForm = "yyyyMMdd'T'HHmmss";
    private readonly Table table = storage.For("epochs").Table("epochs");
    private readonly Container container = storage.For("epochs").Container("grain");

    /// <summary>
    /// The books and what is stored of the open epoch, in one read; it may be that of an epoch which is closed meanwhile.
    /// </summary>
    public async Task<(SpaceBooks Books, OpenRanking? Stored)> ReadAsync(string space, CancellationToken cancellation)
    {
        var (books, open) = (SpaceBooks.Empty, (OpenRanking?)null);
        await foreach (var row in table.QueryAsync(Filters.Range(space, EpochRows.BooksKey, EpochRows.OpenKey + "~"), cancellation))
        {
            if (row.RowKey == EpochRows.BooksKey) books = EpochRows.ReadBooks(row);
            else if (row.RowKey == EpochRows.OpenKey) open = EpochRows.ReadOpen(row);
        }

        return (books, open);
    }

    /// <summary>The run of the open epoch as it was ranked last; <see langword="null"/> if it was not since the last closing.</summary>
    public async Task<EpochRun?> FindAsync(string space, CancellationToken cancellation) =>
        await ReadAsync(space, cancellation) is var (books, stored) && stored?.IsOpenAfter(books) == true ? stored.Run : null;

    /// <summary>A new folder for pieces, by the moment and by chance.</summary>
    public static string NewFolder(DateTimeOffset now) =>
        $"{Stamp(now)}-{RandomId.New()}";

    /// <summary>Stores a piece in a folder.</summary>
    public async Task<StoredPiece> PutAsync(string space, string folder, string kind, ReadOnlyMemory<byte> bytes,
        CancellationToken cancellation)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        var piece = new StoredPiece($"{space}/open/{folder}/{kind}-{hash[..32]}", hash);
        await container.UploadAsync(piece.Name, bytes, cancellation: cancellation);
        return piece;
    }

    /// <summary>Stores a ranking, whole, in place of what was there: of several at once the one that looked last stays.</summary>
    /// <param name="space">The space's name.</param>
    /// <param name="ranking">The ranking.</param>
    /// <param name="before">What was there when it was begun.</param>
    /// <param name="now">The present time.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What is stored in the end.</returns>
    public Task<OpenRanking> SaveAsync(string space, OpenRanking ranking, OpenRanking? before, DateTimeOffset now,
        CancellationToken cancellation) => table.Contention.UntilDoneAsync($"The open epoch of {space}", async () =>
    {
        var next = ranking.InPlaceOf(before, now);
        if (await table.TryWriteAsync(EpochRows.Of(space, next), before?.ETag, cancellation) is { } written)
            return (true, next with { ETag = written });
        (_, before) = await ReadAsync(space, cancellation);
        // Perhaps it was our own first try whose answer was lost.
        var isSettled = before?.Run is { } other && (other.Owner == ranking.Run!.Owner || other.StageAt > ranking.Run.StageAt);
        return (isSettled, before ?? ranking);
    }, cancellation);

    /// <summary>Stores how far the graph was collected, if nobody stored anything meanwhile; else theirs is as good.</summary>
    public async Task NoteCollectingAsync(string space, OpenRanking? stored, StoredPiece graph, CancellationToken cancellation)
    {
        var noted = (stored ?? new OpenRanking(null, "", null)) with { Collecting = graph };
        await table.TryWriteAsync(EpochRows.Of(space, noted), stored?.ETag, cancellation);
    }

    /// <summary>Removes what earlier rankings stored, and what those left that came to nothing.</summary>
    /// <param name="space">The space's name.</param>
    /// <param name="stored">What is stored now; its pieces stay, and for a while those of what it replaced.</param>
    /// <param name="now">The present time.</param>
    /// <param name="cancellation">Gives up; what is left is removed the next time.</param>
    public async Task SweepAsync(string space, OpenRanking stored, DateTimeOffset now, CancellationToken cancellation)
    {
        var kept = new[] { stored.Run?.Graph, stored.Run?.Scores, stored.Collecting }.OfType<StoredPiece>()
            .Select(piece => piece.Name[..(piece.Name.LastIndexOf('/') + 1)])
            .Concat(stored.Replaced.Select(each => $"{space}/open/{each.Folder}/")).ToHashSet(StringComparer.Ordinal);
        var old = $"{space}/open/{Stamp(now - MadeWithin)}";
        await container.SweepAsync($"{space}/open/", SweptMax, cancellation, name =>
            string.CompareOrdinal(name, old) < 0 && !kept.Contains(name[..(name.LastIndexOf('/') + 1)]));
    }

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString(StampForm, CultureInfo.InvariantCulture);
}

using Azure.Data.Tables;

namespace Grain.Functions.Ledgers.Runs;

/// <summary>
/// Where epochs are kept. Table <c>epochs</c>, partition <c>{space}</c>: a row an epoch (its id) and the row <c>~books</c>;
/// the pieces of work lie in the container <c>grain</c> under names that contain their hash.
/// </summary>
public sealed class EpochStore(StorageService storage)
{
    private const int ErrorLengthMax = 1000;
    private const int TreeBlobsAtOnceMax = 8;
    private readonly Table table = storage.For("epochs").Table("epochs");
    private readonly Container container = storage.For("epochs").Container("grain");

    /// <summary>Whose turn it is with blobs of trees, of all spaces together: each that is on its way holds memory.</summary>
    internal SemaphoreSlim TreeBlobsGate { get; } = new(TreeBlobsAtOnceMax);

    /// <summary>The run of an epoch, or <see langword="null"/> if it was never claimed.</summary>
    public async Task<EpochRun?> FindAsync(string space, string epoch, CancellationToken cancellation) =>
        await table.FindAsync(space, TableKey.Escape(epoch), cancellation) is { } row ? EpochRows.ReadRun(row) : null;

    /// <summary>All runs of a space, oldest first.</summary>
    public async IAsyncEnumerable<EpochRun> ListAsync(string space, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var runs = new List<EpochRun>();
        await foreach (var row in table.QueryAsync(AllOf(space), cancellation)) runs.Add(EpochRows.ReadRun(row));
        foreach (var run in runs.OrderBy(run => run.Epoch.Start)) yield return run;
    }

    /// <summary>A run and all closed ones before it, oldest first.</summary>
    public async Task<IReadOnlyList<EpochRun>> ListUpToAsync(EpochRun run, CancellationToken cancellation)
    {
        var runs = new List<EpochRun>();
        await foreach (var each in ListAsync(run.Space, cancellation))
            if (each.Stage == EpochStage.Closed && each.Epoch.Start < run.Epoch.Start) runs.Add(each);
        return [.. runs, run];
    }

    /// <summary>The runs that are not closed: at most one, but for rows from before the books named it.</summary>
    internal async Task<IReadOnlyList<EpochRun>> ListUnfinishedAsync(string space, CancellationToken cancellation)
    {
        var runs = new List<EpochRun>();
        var filter = $"{AllOf(space)} and Stage ne {Filters.Literal(nameof(EpochStage.Closed))}";
        await foreach (var row in table.QueryAsync(filter, cancellation)) runs.Add(EpochRows.ReadRun(row));
        return runs;
    }

    /// <summary>What the closed epochs add up to.</summary>
    public async Task<SpaceBooks> ReadBooksAsync(string space, CancellationToken cancellation)
    {
        var row = await table.FindAsync(space, EpochRows.BooksKey, cancellation);
        return row is null ? SpaceBooks.Empty : EpochRows.ReadBooks(row);
    }

    /// <summary>
    /// Begins an epoch, or takes one up that the books do not name yet: its row and the books change together or not at all.
    /// </summary>
    /// <param name="run">The run as it is claimed.</param>
    /// <param name="books">The books as they were read.</param>
    /// <param name="instead">Runs that it takes the place of; they are deleted.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Both with their new ETags, or <see langword="null"/> when somebody else wrote one of the rows in the meantime.</returns>
    internal async Task<(EpochRun Run, SpaceBooks Books)?> BeginAsync(
        EpochRun run, SpaceBooks books, IReadOnlyList<EpochRun> instead, CancellationToken cancellation)
    {
        var named = books with { Open = run.Epoch.Id };
        var deletes =
            instead.Select(other => new TableTransactionAction(TableTransactionActionType.Delete, EpochRows.Of(other), other.ETag!.Value));
        var etags = await table.TryTransactAsync(
            [Table.Write(EpochRows.Of(run.Space, named), books.ETag), Table.Write(EpochRows.Of(run), run.ETag), .. deletes], cancellation);
        if (etags is not null) return (run with { ETag = etags[1] }, named with { ETag = etags[0] });
        // Perhaps it was our own first try whose answer was lost: the row tells.
        var stored = await FindAsync(run.Space, run.Epoch.Id, cancellation);
        var now = await ReadBooksAsync(run.Space, cancellation);
        return stored is { Owner: { } owner } && owner == run.Owner && now.Open == run.Epoch.Id ? (stored, now) : null;
    }

    /// <summary>Stores a run under its ETag (E3); inserts it if it has none.</summary>
    /// <returns>The run with its new ETag, or <see langword="null"/> when somebody else wrote it in the meantime.</returns>
    public async Task<EpochRun?> SaveAsync(EpochRun run, CancellationToken cancellation)
    {
        if (await table.TryWriteAsync(EpochRows.Of(run), run.ETag, cancellation) is { } etag) return run with { ETag = etag };
        // Perhaps it was our own first try whose answer was lost: the row tells.
        var stored = await FindAsync(run.Space, run.Epoch.Id, cancellation);
        return stored is not null && stored.Owner == run.Owner && stored with { ETag = run.ETag } == run ? stored : null;
    }

    /// <summary>Notes why an attempt failed, and lets the run go. One that somebody else has taken over meanwhile is left alone.</summary>
    /// <param name="claimed">The run as the attempt claimed it.</param>
    /// <param name="error">Why, for people; cut at 1,000 characters.</param>
    /// <param name="until">When it may be tried again.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task NoteAsync(EpochRun claimed, string error, DateTimeOffset until, CancellationToken cancellation)
    {
        if (await FindAsync(claimed.Space, claimed.Epoch.Id, cancellation) is { Stage: not EpochStage.Closed } run
            && run.Owner == claimed.Owner)
            await SaveAsync(run with { Owner = null, LeaseUntil = until, Error = error[..Math.Min(error.Length, ErrorLengthMax)] },
                cancellation);
    }

    /// <summary>Closes an epoch: its row and the books change together or not at all.</summary>
    /// <returns>Whether it was done now; <see langword="false"/> when somebody else wrote either row in the meantime.</returns>
    public async Task<bool> CloseAsync(EpochRun closed, SpaceBooks books, CancellationToken cancellation)
    {
        var etags = await table.TryTransactAsync(
            [Table.Write(EpochRows.Of(closed.Space, books), books.ETag), Table.Write(EpochRows.Of(closed), closed.ETag)], cancellation);
        return etags is not null
            || (await FindAsync(closed.Space, closed.Epoch.Id, cancellation) is { Stage: EpochStage.Closed } stored
                && stored.Owner == closed.Owner);
    }

    /// <summary>Stores a piece of work. The same bytes always get the same name, so storing them again changes nothing.</summary>
    public async Task<StoredPiece> PutAsync(string space, string epoch, string kind, ReadOnlyMemory<byte> bytes,
        CancellationToken cancellation)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        var piece = new StoredPiece($"{space}/epochs/{epoch}/{kind}-{hash[..32]}", hash);
        await container.UploadAsync(piece.Name, bytes, cancellation: cancellation);
        return piece;
    }

    /// <summary>Stores a piece under a name that follows from its content.</summary>
    internal async Task<StoredPiece> PutAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await container.UploadAsync(name, bytes, cancellation: cancellation);
        return new StoredPiece(name, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)));
    }

    /// <summary>A blob that may not be there yet.</summary>
    internal async Task<ReadOnlyMemory<byte>?> LookAsync(string name, CancellationToken cancellation) =>
        (await container.DownloadAsync(name, cancellation))?.Content.ToMemory();

    /// <summary>Deletes a blob that no row names.</summary>
    internal Task DeleteAsync(string name, CancellationToken cancellation) => container.DeleteAsync(name, cancellation);

    /// <summary>Reads a piece whose name says what must be in it; whoever reads it checks that.</summary>
    /// <exception cref="InvalidDataException">E2: it is gone.</exception>
    internal async Task<ReadOnlyMemory<byte>> ReadAsync(string name, CancellationToken cancellation) =>
        (await container.DownloadAsync(name, cancellation))?.Content.ToMemory()
            ?? throw new InvalidDataException($"E2: the blob {name} is gone.");

    /// <summary>Reads a piece of work and checks it against its hash (E2).</summary>
    /// <exception cref="InvalidDataException">It is gone or was changed.</exception>
    public async Task<ReadOnlyMemory<byte>> GetAsync(StoredPiece piece, CancellationToken cancellation)
    {
        var content = await container.DownloadAsync(piece.Name, cancellation)
            ?? throw new InvalidDataException($"E2: the blob {piece.Name} is gone.");
        return Convert.ToHexStringLower(SHA256.HashData(content.Content)) == piece.Hash
            ? content.Content.ToMemory()
            : throw new InvalidDataException($"E2: the blob {piece.Name} does not have the hash {piece.Hash}.");
    }

    /// <summary>Reads an allocation that an epoch pinned.</summary>
    /// <exception cref="InvalidDataException">E2: it is gone or was changed.</exception>
    public async Task<EpochAllocation> ReadAllocationAsync(StoredPiece piece, CancellationToken cancellation) =>
        JsonSerializer.Deserialize((await GetAsync(piece, cancellation)).Span, RunJson.Default.EpochAllocation)
        ?? throw new InvalidDataException($"E2: the blob {piece.Name} holds no allocation.");

    /// <summary>
    /// Reads a piece of work as a stream and checks it against its hash (E2): memory holds what is made of it and never its bytes.
    /// </summary>
    /// <exception cref="InvalidDataException">It is gone or was changed.</exception>
    internal async Task<T> GetAsync<T>(StoredPiece piece, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        var made = await container.ReadAsync(piece.Name, async (content, token) =>
        {
            using var hash = SHA256.Create();
            await using var hashed = new CryptoStream(content, hash, CryptoStreamMode.Read);
            T made;
            try
            {
                made = await read(hashed, token);
            }
            catch (InvalidDataException e)
            {
                throw new InvalidDataException($"E2: the blob {piece.Name} cannot be read. {e.Message}", e);
            }

            await hashed.CopyToAsync(Stream.Null, token);
            return (Made: made, Hash: Convert.ToHexStringLower(hash.Hash!));
        }, cancellation);
        if (made is not { } known) throw new InvalidDataException($"E2: the blob {piece.Name} is gone.");
        return known.Hash == piece.Hash ? known.Made
            : throw new InvalidDataException($"E2: the blob {piece.Name} does not have the hash {piece.Hash}.");
    }

    private static string AllOf(string space) => Filters.Range(space, "0", ":");
}

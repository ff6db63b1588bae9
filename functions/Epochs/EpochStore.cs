using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Grain.Functions.Distributions;
using Grain.Functions.Graph;
using Grain.Functions.Storage;

namespace Grain.Functions.Epochs;

/// <summary>
/// Where epochs are kept. Table <c>epochs</c>, partition <c>{space}</c>: a row an epoch (its id) and the row <c>~books</c>;
/// the pieces of work lie in the container <c>grain</c> under names that contain their hash.
/// </summary>
public sealed class EpochStore(StorageService storage)
{
    private const string BooksKey = "~books";
    private const int ErrorLengthMax = 1000;
    private readonly Table table = storage.For("epochs").Table("epochs");
    private readonly Container container = storage.For("epochs").Container("grain");

    /// <summary>The run of an epoch, or <see langword="null"/> if it was never claimed.</summary>
    public async Task<EpochRun?> FindAsync(string space, string epoch, CancellationToken cancellationToken) =>
        await table.FindAsync(space, TableKey.Escape(epoch), cancellationToken) is { } row ? Read(row) : null;

    /// <summary>All runs of a space, oldest first.</summary>
    public async IAsyncEnumerable<EpochRun> ListAsync(string space, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var row in table.QueryAsync(Filters.Range(space, "0", ":"), cancellationToken)) yield return Read(row);
    }

    /// <summary>A run and all before it, oldest first.</summary>
    public async Task<IReadOnlyList<EpochRun>> ListUpToAsync(EpochRun run, CancellationToken cancellationToken)
    {
        var runs = new List<EpochRun>();
        await foreach (var each in ListAsync(run.Space, cancellationToken))
            if (each.Epoch.Start <= run.Epoch.Start) runs.Add(each);
        return runs;
    }

    /// <summary>What the closed epochs add up to.</summary>
    public async Task<SpaceBooks> ReadBooksAsync(string space, CancellationToken cancellationToken)
    {
        var row = await table.FindAsync(space, BooksKey, cancellationToken);
        return row is null
            ? SpaceBooks.Empty
            : new SpaceBooks(
                new Epoch(row.Required<string>("Epoch"), row.Required<DateTimeOffset>("Start"), row.Required<DateTimeOffset>("End")),
                GrainAmount.Parse(row.Required<string>("Supply")), GrainAmount.Parse(row.Required<string>("CarriedOver")), Piece(row, "Statement"), row.ETag);
    }

    /// <summary>Stores a run under its ETag (E3); inserts it if it has none.</summary>
    /// <returns>The run with its new ETag, or <see langword="null"/> when somebody else wrote it in the meantime.</returns>
    public async Task<EpochRun?> SaveAsync(EpochRun run, CancellationToken cancellationToken)
    {
        try
        {
            var etag = run.ETag is { } known
                ? await table.UpdateAsync(Row(run), known, cancellationToken)
                : await table.AddAsync(Row(run), cancellationToken);
            return run with { ETag = etag };
        }
        catch (RequestFailedException e) when (e.IsStale() || e.IsAlreadyExists())
        {
            // Perhaps it was our own first try whose answer was lost: the row tells.
            var stored = await FindAsync(run.Space, run.Epoch.Id, cancellationToken);
            return stored is not null && stored.Owner == run.Owner && stored with { ETag = run.ETag } == run ? stored : null;
        }
    }

    /// <summary>Notes why an attempt failed. Nobody depends on it, so a row that changed meanwhile is left alone.</summary>
    public async Task NoteAsync(string space, string epoch, string error, CancellationToken cancellationToken)
    {
        if (await FindAsync(space, epoch, cancellationToken) is { Stage: not EpochStage.Closed } run)
            await SaveAsync(run with { Error = error[..Math.Min(error.Length, ErrorLengthMax)] }, cancellationToken);
    }

    /// <summary>Closes an epoch: its row and the books change together or not at all.</summary>
    /// <returns>Whether it was done now; <see langword="false"/> when somebody else wrote either row in the meantime.</returns>
    public async Task<bool> CloseAsync(EpochRun closed, SpaceBooks books, CancellationToken cancellationToken)
    {
        var booksRow = new TableEntity(closed.Space, BooksKey)
        {
            ["Epoch"] = closed.Epoch.Id,
            ["Start"] = closed.Epoch.Start,
            ["End"] = closed.Epoch.End,
            ["Supply"] = books.Supply.ToString(),
            ["CarriedOver"] = books.CarriedOver.ToString(),
        };
        SetPiece(booksRow, "Statement", books.Statement);
        try
        {
            await table.TransactAsync(
            [
                books.ETag is { } known ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, booksRow, known) : new TableTransactionAction(TableTransactionActionType.Add, booksRow),
                new TableTransactionAction(TableTransactionActionType.UpdateReplace, Row(closed), closed.ETag!.Value),
            ], cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException e) when (e.IsStale() || e.IsAlreadyExists())
        {
            return await FindAsync(closed.Space, closed.Epoch.Id, cancellationToken) is { Stage: EpochStage.Closed } stored && stored.Owner == closed.Owner;
        }
    }

    /// <summary>Stores a piece of work. The same bytes always get the same name, so storing them again changes nothing.</summary>
    public async Task<StoredPiece> PutAsync(string space, string epoch, string kind, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        var piece = new StoredPiece($"{space}/epochs/{epoch}/{kind}-{hash[..32]}", hash);
        await container.UploadAsync(piece.Name, bytes, cancellation: cancellationToken);
        return piece;
    }

    /// <summary>Reads a piece of work and checks it against its hash (E2).</summary>
    /// <exception cref="InvalidDataException">It is gone or was changed.</exception>
    public async Task<ReadOnlyMemory<byte>> GetAsync(StoredPiece piece, CancellationToken cancellationToken)
    {
        var content = await container.DownloadAsync(piece.Name, cancellationToken)
            ?? throw new InvalidDataException($"E2: the blob {piece.Name} is gone.");
        return Convert.ToHexStringLower(SHA256.HashData(content.Content)) == piece.Hash
            ? content.Content.ToMemory()
            : throw new InvalidDataException($"E2: the blob {piece.Name} does not have the hash {piece.Hash}.");
    }

    /// <summary>Reads a piece of work as a stream and checks it against its hash (E2): memory holds what is made of it and never its bytes.</summary>
    /// <exception cref="InvalidDataException">It is gone or was changed.</exception>
    internal async Task<T> GetAsync<T>(StoredPiece piece, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
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
        }, cancellationToken);
        if (made is not { } known) throw new InvalidDataException($"E2: the blob {piece.Name} is gone.");
        return known.Hash == piece.Hash ? known.Made : throw new InvalidDataException($"E2: the blob {piece.Name} does not have the hash {piece.Hash}.");
    }

    private static TableEntity Row(EpochRun run)
    {
        var row = new TableEntity(run.Space, TableKey.Escape(run.Epoch.Id))
        {
            ["Format"] = 1,
            ["Epoch"] = run.Epoch.Id,
            ["Start"] = run.Epoch.Start,
            ["End"] = run.Epoch.End,
            ["Stage"] = run.Stage.ToString(),
            ["LeaseUntil"] = run.LeaseUntil,
            ["Attempts"] = run.Attempts,
            ["StartedAt"] = run.StartedAt,
            ["StageAt"] = run.StageAt,
            ["PaymentsMade"] = run.PaymentsMade,
        };
        // Absent when it is the first, as in rows from before there were others.
        if (run.Calculation != CalculationVersion.First) row["Calculation"] = run.Calculation;
        if (run.Error is { } error) row["Error"] = error;
        if (run.Owner is { } owner) row["Owner"] = owner;
        if (run.ClosedAt is { } closed) row["ClosedAt"] = closed;
        SetPiece(row, "Config", run.Config);
        SetPiece(row, "Identities", run.Identities);
        SetPiece(row, "Graph", run.Graph);
        SetPiece(row, "Cursors", run.Cursors);
        SetPiece(row, "Scores", run.Scores);
        SetPiece(row, "Flow", run.Flow);
        SetPiece(row, "Allocation", run.Allocation);
        SetPiece(row, "Statement", run.Statement);
        return row;
    }

    private static EpochRun Read(TableEntity row) => new()
    {
        Space = row.PartitionKey,
        Epoch = new Epoch(row.Required<string>("Epoch"), row.Required<DateTimeOffset>("Start"), row.Required<DateTimeOffset>("End")),
        Stage = Enum.Parse<EpochStage>(row.Required<string>("Stage")),
        Owner = row.GetString("Owner"),
        LeaseUntil = row.Required<DateTimeOffset>("LeaseUntil"),
        Attempts = row.Required<int>("Attempts"),
        Calculation = row.GetInt32("Calculation") ?? CalculationVersion.First,
        StartedAt = row.Required<DateTimeOffset>("StartedAt"),
        StageAt = row.Required<DateTimeOffset>("StageAt"),
        PaymentsMade = row.Required<int>("PaymentsMade"),
        Error = row.GetString("Error"),
        ClosedAt = row.GetDateTimeOffset("ClosedAt"),
        Config = Piece(row, "Config"),
        Identities = Piece(row, "Identities"),
        Graph = Piece(row, "Graph"),
        Cursors = Piece(row, "Cursors"),
        Scores = Piece(row, "Scores"),
        Flow = Piece(row, "Flow"),
        Allocation = Piece(row, "Allocation"),
        Statement = Piece(row, "Statement"),
        ETag = row.ETag,
    };

    private static void SetPiece(TableEntity row, string name, StoredPiece? piece)
    {
        if (piece is not null) (row[name], row[name + "Hash"]) = (piece.Name, piece.Hash);
    }

    private static StoredPiece? Piece(TableEntity row, string name) =>
        row.GetString(name) is { } blob ? new StoredPiece(blob, row.Required<string>(name + "Hash")) : null;
}

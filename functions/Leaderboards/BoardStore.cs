using Azure;
using Grain.Functions.Storage;

namespace Grain.Functions.Leaderboards;

/// <summary>
/// Where boards are kept: the board itself as one blob, <c>{space}/leaderboard</c> in the container <c>grain</c>, and a row that says how fresh it
/// is: table <c>boards</c>, partition <c>boards</c>, row <c>{space}</c>. Reading a leaderboard is reading the row, and the blob if it is another than before.
/// </summary>
internal sealed class BoardStore(StorageService storage)
{
    private const string Partition = "boards";
    private readonly TableClient table = storage.For("leaderboards").Table("boards");
    private readonly BlobContainerClient container = storage.For("leaderboards").Container("grain");

    /// <summary>The version of the stored board and the moment it was last found up to date; <see langword="null"/> before the first.</summary>
    public async Task<(long Version, DateTimeOffset AsOf)?> ReadFreshnessAsync(string space, CancellationToken cancellationToken) =>
        await table.GetEntityIfExistsAsync(Partition, space, cancellationToken) is { } row ? (row.GetInt64("Version"), row.GetDateTimeOffset("AsOf")) : null;

    /// <summary>The stored board with its ETag; no board when there is none, or none that can be read.</summary>
    public async Task<(Board? Board, ETag? ETag)> ReadAsync(string space, CancellationToken cancellationToken) =>
        await Blob(space).DownloadAsync(cancellationToken) is { } content ? (BoardBlob.Read(content.Content), content.ETag) : (null, null);

    /// <summary>Stores a board in place of the one that was read.</summary>
    /// <returns>The new ETag, or <see langword="null"/> when somebody else has stored one in the meantime.</returns>
    public async Task<ETag?> SaveAsync(string space, Board board, ETag? read, CancellationToken cancellationToken)
    {
        try
        {
            var etag = await Blob(space).UploadAsync(
                BoardBlob.Write(board), read is { } known ? BlobConditions.Unchanged(known) : BlobConditions.New, cancellation: cancellationToken);
            await MarkAsync(space, board, cancellationToken);
            return etag;
        }
        catch (RequestFailedException e) when (e.IsStale() || e.IsAlreadyExists())
        {
            return null;
        }
    }

    /// <summary>Notes that a stored board is up to date. Of two that do so at once either may win: it is a note, the cursors are in the board.</summary>
    public Task MarkAsync(string space, Board board, CancellationToken cancellationToken) => table.UpsertEntityAsync(
        new TableEntity(Partition, space).SetInt32("Format", 1).SetInt64("Version", board.Version).SetDateTimeOffset("AsOf", board.AsOf),
        TableUpdateMode.Replace, cancellationToken);

    /// <summary>Forgets the board; it is folded anew when next asked for.</summary>
    public Task DeleteAsync(string space, CancellationToken cancellationToken) => Blob(space).DeleteIfExistsAsync(null, cancellationToken);

    private BlobClient Blob(string space) => container.Blob($"{space}/leaderboard");
}

using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>
/// Where boards are kept: the board itself as one blob, <c>{space}/leaderboard</c> in the container <c>grain</c>, and a row that says how
/// fresh it is: table <c>boards</c>, partition <c>boards</c>, row <c>{space}</c>. Reading a leaderboard is reading the row, and the blob if
/// it is another than before.
/// </summary>
internal sealed class BoardStore(StorageService storage)
{
    private const string Partition = "boards";
    private readonly Table table = storage.For("leaderboards").Table("boards");
    private readonly Container container = storage.For("leaderboards").Container("grain");

    /// <summary>
    /// The version of the stored board and the moment it was last found up to date; <see langword="null"/> before the first.
    /// </summary>
    public async Task<(long Version, DateTimeOffset AsOf)?> ReadFreshnessAsync(string space, CancellationToken cancellation) =>
        await table.FindAsync(Partition, space, cancellation) is { } row
            ? (row.Required<long>("Version"), row.Required<DateTimeOffset>("AsOf")) : null;

    /// <summary>The stored board with its ETag; no board when there is none, or none that can be read.</summary>
    public async Task<(Board? Board, ETag? ETag)> ReadAsync(string space, CancellationToken cancellation) =>
        await container.DownloadAsync(Blob(space), cancellation) is { } content ? (BoardBlob.Read(content.Content), content.Details.ETag)
            : (null, null);

    /// <summary>Stores a board in place of the one that was read.</summary>
    /// <returns>The new ETag, or <see langword="null"/> when somebody else has stored one in the meantime.</returns>
    public async Task<ETag?> SaveAsync(string space, Board board, ETag? read, CancellationToken cancellation)
    {
        var conditions = read is { } known ? new BlobRequestConditions { IfMatch = known } : new() { IfNoneMatch = ETag.All };
        var etag = await StorageFault.UnlessOvertakenAsync<ETag?>(
            async () => await container.UploadAsync(Blob(space), BoardBlob.Write(board), conditions, cancellation));
        if (etag is not null) await MarkAsync(space, board, cancellation);
        return etag;
    }

    /// <summary>
    /// Notes that a stored board is up to date. Of two that do so at once either may win: it is a note, the cursors are in the board.
    /// </summary>
    public Task MarkAsync(string space, Board board, CancellationToken cancellation) => table.UpsertAsync(
        new TableEntity(Partition, space) { ["Format"] = 1, ["Version"] = board.Version, ["AsOf"] = board.AsOf }, cancellation);

    /// <summary>Forgets the board; it is folded anew when next asked for.</summary>
    public Task DeleteAsync(string space, CancellationToken cancellation) => container.DeleteAsync(Blob(space), cancellation);

    private static string Blob(string space) => $"{space}/leaderboard";
}

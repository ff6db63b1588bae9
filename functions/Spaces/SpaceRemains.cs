using Azure;

namespace Grain.Functions.Spaces;

/// <summary>
/// All that a space has in tables and blobs, by what all slices have in common: a partition is the space's name, or begins with the name
/// and <c>~</c>; a blob's name begins with the name and <c>/</c>. No name of a space holds either character, so none is a part of another.
/// </summary>
internal sealed class SpaceRemains(StorageService storage)
{
    /// <summary>What is removed at one go, in rows and in blobs: some seconds of work.</summary>
    private const int PieceMax = 5_000;

    /// <summary>The tables of all slices; docs/storage-format.md tells what is in them.</summary>
    public static IReadOnlyList<string> Tables { get; } =
    [
        "activity", "appeals", "audit", "buckets", "credits", "deliveries", "epochs", "escrows", "escrowsdue", "events", "grain",
        "grantids", "grants", "guards", "identities", "keys", "people", "proofs", "proposals", "replicas", "treasury", "usage",
    ];

    private readonly StorageService storage = storage.For("spaces");

    /// <summary>Removes a piece.</summary>
    /// <param name="space">The space's name.</param>
    /// <param name="cancellation">Gives up; what is removed is removed.</param>
    /// <returns>Whether nothing was left to be removed.</returns>
    public async Task<bool> RemoveAsync(string space, CancellationToken cancellation)
    {
        var removed = 0;
        foreach (var (table, rows) in Places(space))
        {
            removed += await storage.Table(table).SweepAsync(rows, PieceMax - removed, cancellation);
            if (removed >= PieceMax) return false;
        }

        // The row of the board tells where its blob is the newest, and goes with it.
        if (await storage.Table("boards").DeleteAsync("boards", space, ETag.All, cancellation)) removed++;
        removed += await storage.Container("grain").SweepAsync($"{space}/", PieceMax - removed, cancellation);
        return removed == 0 && !await AnyAsync(space, cancellation);
    }

    /// <summary>
    /// The partitions of a space in a table. They come in ranges: behind <c>~</c> stand hexadecimal digits, or the digits of a day.
    /// </summary>
    internal static IEnumerable<string> PartitionsOf(string space) =>
    [
        Filters.Partition(space),
        $"PartitionKey ge {Filters.Literal($"{space}~")} and PartitionKey lt {Filters.Literal($"{space}~g")}",
    ];

    public static IEnumerable<(string Table, string Rows)> Places(string space)
    {
        foreach (var table in Tables)
            foreach (var rows in PartitionsOf(space)) yield return (table, rows);
        yield return (SpaceRows.Partition, Filters.Partition(SpaceDirectory.VersionsOf(space)));
    }

    /// <summary>A sweep stops where somebody else changes the same rows; only what is not found is not there.</summary>
    internal async Task<bool> AnyAsync(string space, CancellationToken cancellation)
    {
        foreach (var (table, rows) in Places(space))
            if (await storage.Table(table).QueryAsync(rows, [], 1, cancellation).AnyAsync(cancellation)) return true;
        return false;
    }
}

using Azure.Data.Tables;

namespace Grain.Functions.Storage.Formats;

/// <summary>
/// All kinds of what Grain stores: docs/storage-format.md says what is in them. A column or member that a reader may pass over makes no new
/// format; whatever an earlier version would misread does.
/// </summary>
internal static class StoredKinds
{
    /// <summary>The column, or the member of a message, that names the format. Without it the format is 1.</summary>
    public const string Column = "Format";

    /// <summary>The partition of the table <c>spaces</c> that says which storage format is in force.</summary>
    public const string FormatsPartition = "formats";

    private static readonly int[] First = [1];

    /// <summary>The kinds; of rows, the first whose key fits is theirs.</summary>
    public static IReadOnlyList<StoredKind> All { get; } =
    [
        .. new[] { "audit", "credits", "escrows", "grain", "grants", "guards", "identities" }.SelectMany(Journal),
        new(StoredPlace.Row, "audit", "", First) { Partition = "_open", IsReadApart = true },
        new(StoredPlace.Row, "activity", "h~", [1, 2]), Row("activity", "q~"), Row("activity", "k~"), Row("activity", "e~"),
        Row("activity", "x~hidden"), new(StoredPlace.Row, "activity", "i~", [1, 1]),
        Row("appeals", ""), new(StoredPlace.Row, "boards", "", First) { Partition = "boards" }, Row("buckets", "h~"), Row("buckets", "b~"),
        Row("deliveries", "home~"), Row("deliveries", "hook~") with { IsReadApart = true }, Row("deliveries", "import~"),
        Row("deliveries", "refused~"), Row("deliveries", ""),
        Row("epochs", "~books"), Row("epochs", "~open"), Row("epochs", ""), Row("escrowsdue", ""), Row("events", ""),
        Row("failures", ""), Row("grantids", ""), Row("keys", "_gate"), Row("keys", ""), Row("people", "n~"), Row("people", "p~"),
        Row("people", "s"), Row("proofs", "c~"), Row("proofs", "k~"), Row("proofs", "h"), Row("proposals", "g~"), Row("proposals", "l~"),
        Row("proposals", "p~"), Row("proposals", "w~"), Row("replicas", ""),
        new(StoredPlace.Row, "spaces", "", First) { Partition = "spaces", IsReadApart = true },
        new(StoredPlace.Row, "spaces", "", First) { Partition = FormatsPartition },
        new(StoredPlace.Row, "spaces", "", First) { Partition = "config~" },
        Row("treasury", "t~"), Row("treasury", "i~"), Row("treasury", "t"), Row("treasury", "i"), Row("usage", "accounts"),
        Row("usage", "limits"), Row("usage", ""),
        .. new[]
        {
            "accounts.json", "allocation.json", "config.json", "cred", "cursors.json", "flow", "identities.json", "page", "scores.json",
            "statement.json", "tile", "trees.json",
        }.Select(name => new StoredKind(StoredPlace.Blob, name, "", First)),
        new(StoredPlace.Blob, "graph", "", [5]), new(StoredPlace.Blob, "leaderboard", "", [2], Oldest: 2),
        .. new[] { "activity", "checkpoints", "credit-events", "epochs", "grants", "spaces", "task-credits", "transfers" }
            .Select(name => new StoredKind(StoredPlace.Message, name, "", First)),
    ];

    private static readonly Dictionary<string, StoredKind[]> Rows = All.Where(kind => kind.Place == StoredPlace.Row)
        .GroupBy(kind => kind.Name).ToDictionary(kinds => kinds.Key, kinds => kinds.ToArray(), StringComparer.Ordinal);

    /// <summary>The kind of a row; <see langword="null"/> for one that Grain writes nowhere.</summary>
    public static StoredKind? Of(string table, string partition, string rowKey) => Rows.GetValueOrDefault(table)?.FirstOrDefault(kind =>
        rowKey.StartsWith(kind.Key, StringComparison.Ordinal)
        && (kind.Partition is not { } own || (own.EndsWith('~') ? partition.StartsWith(own, StringComparison.Ordinal) : partition == own)));

    /// <summary>A row, if its format is known.</summary>
    /// <param name="table">The table.</param>
    /// <param name="row">The row.</param>
    /// <param name="storageFormat">The storage format that this build knows.</param>
    /// <param name="whole">Whether a row is to be looked at whose reader looks by itself.</param>
    /// <exception cref="UnknownFormatException">It is not.</exception>
    public static TableEntity Checked(string table, TableEntity row, int storageFormat, bool whole = false)
    {
        if (row.TryGetValue(Column, out var format) && format is not null
            && Of(table, row.PartitionKey, row.RowKey) is { } kind && (whole || !kind.IsReadApart) && !kind.Reads(format, storageFormat))
            throw kind.Unknown($"{row.PartitionKey}/{row.RowKey}", format is string ? "that is a text" : format, storageFormat);
        return row;
    }

    private static StoredKind Row(string table, string key) => new(StoredPlace.Row, table, key, First);

    private static IEnumerable<StoredKind> Journal(string table) => [Row(table, "h~"), Row(table, "e~"), Row(table, "k~")];
}

namespace Grain.Local.Backups;

/// <summary>What a backup says of itself: its last part, so that a file without it was cut off.</summary>
/// <param name="Format">Always <see cref="CurrentFormat"/>.</param>
/// <param name="Space">The space's name, with which its hash chains begin.</param>
/// <param name="Shards">Over how many partitions its journals are spread.</param>
/// <param name="TakenAt">When the backup was begun.</param>
/// <param name="Epochs">How many closed epochs it holds.</param>
/// <param name="SecretsLeftOut">Secrets of the configuration that are not in it.</param>
/// <param name="Parts">All other parts, in the order in which they stand in the file.</param>
/// <param name="LastEpoch">The last closed epoch; absent when there is none.</param>
/// <param name="Statement">SHA-256 of its statement, which the next one names.</param>
internal sealed record BackupManifest(
    string Format, string Space, int Shards, DateTimeOffset TakenAt, int Epochs, int SecretsLeftOut, IReadOnlyList<BackupPart> Parts,
    string? LastEpoch = null, string? Statement = null)
{
    public const string CurrentFormat = "grain-backup/1";

    /// <summary>The name of its own part.</summary>
    public const string PartName = "manifest.json";

    /// <summary>How many rows there are in all tables.</summary>
    [JsonIgnore]
    public long Rows => Parts.Sum(part => part.Rows ?? 0);
}

/// <summary>A part of a backup.</summary>
/// <param name="Name">Its name in the file: <c>rows/{table}.ndjson</c>, <c>rows/{table}.later.ndjson</c> or <c>blobs/{name}</c>.</param>
/// <param name="Bytes">Its length, not compressed.</param>
/// <param name="Sha256">The hash of these bytes, in lower-case hex.</param>
/// <param name="Rows">How many rows it has; absent for a blob.</param>
internal sealed record BackupPart(string Name, long Bytes, string Sha256, long? Rows = null)
{
    private const string RowsFolder = "rows/";
    private const string BlobsFolder = "blobs/";
    private const string RowsEnd = ".ndjson";
    private const string LaterEnd = ".later.ndjson";

    /// <summary>
    /// The tables of a space whose rows a backup holds, beside its own row and configurations. Keys of access are never among them: who has
    /// a file must not come to have the key of a space by it. What was used, and how much may be, is the app's and not the space's.
    /// </summary>
    public static IReadOnlyList<string> Tables { get; } = [.. SpaceRemains.Tables.Except(["keys", "usage"])];

    /// <summary>The rows of a table.</summary>
    public static string RowsOf(string table) => $"{RowsFolder}{table}{RowsEnd}";

    /// <summary>Rows that stand in place of those of the same keys in the table's other part, which was read earlier.</summary>
    public static string LaterOf(string table) => $"{RowsFolder}{table}{LaterEnd}";

    public static string BlobOf(string name) => BlobsFolder + name;

    /// <summary>The table whose rows these are; <see langword="null"/> for later rows and blobs.</summary>
    [JsonIgnore]
    public string? Table => Name.StartsWith(RowsFolder, StringComparison.Ordinal) && Name.EndsWith(RowsEnd, StringComparison.Ordinal)
        && !Name.EndsWith(LaterEnd, StringComparison.Ordinal) ? Name[RowsFolder.Length..^RowsEnd.Length] : null;

    /// <summary>Whether this version can write it back.</summary>
    [JsonIgnore]
    public bool IsKnown =>
        Blob is not null || Tables.Append(SpaceRows.Partition).Any(table => Name == RowsOf(table) || Name == LaterOf(table));

    /// <summary>The blob that this is; <see langword="null"/> for rows.</summary>
    [JsonIgnore]
    public string? Blob => Name.StartsWith(BlobsFolder, StringComparison.Ordinal) ? Name[BlobsFolder.Length..] : null;
}

/// <summary>How a manifest is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;

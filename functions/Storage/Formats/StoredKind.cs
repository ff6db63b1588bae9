namespace Grain.Functions.Storage.Formats;

/// <summary>Where something of a kind lies.</summary>
internal enum StoredPlace
{
    /// <summary>A row of a table.</summary>
    Row,

    /// <summary>A blob of the container <c>grain</c>.</summary>
    Blob,

    /// <summary>A message of a queue.</summary>
    Message,
}

/// <summary>A kind of what is stored, and the formats of it that this version knows.</summary>
/// <param name="Place">Where it lies.</param>
/// <param name="Name">The table, what a blob's name ends with before its hash, or the queue.</param>
/// <param name="Key">Of rows: what their keys begin with.</param>
/// <param name="Written">
/// The format that is written, by the storage format: the first while format 1 is in force, and so on; the last one for all that follow.
/// </param>
/// <param name="Oldest">The oldest one that is read. What names no format has format 1.</param>
internal sealed record StoredKind(StoredPlace Place, string Name, string Key, IReadOnlyList<int> Written, int Oldest = 1)
{
    /// <summary>Of rows: what their partition is named; absent where it is named after a space.</summary>
    public string? Partition { get; init; }

    /// <summary>
    /// Whether reads of it take rows that are no concern of each other, and so look at the format of each row by themselves.
    /// </summary>
    public bool IsReadApart { get; init; }

    /// <summary>The newest format that a build knows.</summary>
    /// <param name="storageFormat">The storage format that it knows.</param>
    public int NewestIn(int storageFormat) => Written[Math.Min(storageFormat, Written.Count) - 1];

    /// <summary>Tells that something has a format that a build does not know.</summary>
    /// <param name="place">Where it lies.</param>
    /// <param name="format">Its format; a number, if it is one.</param>
    /// <param name="storageFormat">The storage format that the build knows.</param>
    public UnknownFormatException Unknown(string place, object format, int storageFormat) => new(Title, string.Create(
        CultureInfo.InvariantCulture,
        $"{place} ({Title}) has format {format}; this version reads {Range(Oldest, NewestIn(storageFormat))}"));

    /// <summary>Whether a build reads a format.</summary>
    /// <param name="format">The format.</param>
    /// <param name="storageFormat">The storage format that the build knows.</param>
    public bool Reads(object format, int storageFormat) =>
        format is int number && number >= Oldest && number <= NewestIn(storageFormat);

    /// <summary>Formats from one to another.</summary>
    public static string Range(int from, int to) =>
        from == to ? from.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{from} to {to}");

    /// <summary>How people call it.</summary>
    public string Title => Place switch
    {
        StoredPlace.Row => Key.Length == 0 ? $"rows of {Name}" : $"rows {Key}… of {Name}",
        StoredPlace.Blob => $"blobs {Name}",
        _ => $"messages of {Name}",
    };
}

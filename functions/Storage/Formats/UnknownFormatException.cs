namespace Grain.Functions.Storage.Formats;

/// <summary>
/// What is stored has a format that this version does not know: a newer one wrote it. Nothing is wrong with it; whoever knows it reads it.
/// </summary>
internal sealed class UnknownFormatException : Exception
{
    /// <summary>Something of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="place">Where it lies.</param>
    /// <param name="format">Its format.</param>
    /// <param name="storageFormat">The storage format that this build knows.</param>
    public UnknownFormatException(StoredKind kind, string place, int format, int storageFormat)
        : base(string.Create(CultureInfo.InvariantCulture,
            $"{place} ({kind.Title}) has format {format}; this version reads {Known(kind, storageFormat)}. {Cure}"))
    {
    }

    /// <summary>The storage as a whole.</summary>
    /// <param name="format">The storage format in force.</param>
    /// <param name="storageFormat">The one that this build knows.</param>
    public UnknownFormatException(int format, int storageFormat)
        : base(string.Create(CultureInfo.InvariantCulture,
            $"The storage has format {format}; this version knows {Range(1, storageFormat)}. {Cure}"))
    {
    }

    /// <summary>What to do.</summary>
    public const string Cure = "Run the version of Grain that wrote it, or a newer one; nothing was changed.";

    private static string Known(StoredKind kind, int storageFormat) => Range(kind.Oldest, kind.NewestIn(storageFormat));

    private static string Range(int from, int to) =>
        from == to ? from.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{from} to {to}");
}

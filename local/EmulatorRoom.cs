namespace Grain.Local;

/// <summary>
/// How much room the storage emulator has left. It writes all of its tables into one file, every few seconds, as one text; no text of
/// Node.js is longer than <see cref="BytesMax"/>. Beyond that it ends, and what it acknowledged since it last wrote is lost.
/// </summary>
internal sealed class EmulatorRoom(string folder)
{
    /// <summary>What it can keep, in bytes.</summary>
    public const long BytesMax = 512L << 20;

    /// <summary>What can be told before: a second's worth of writing is far below the rest.</summary>
    public const long BytesSafe = 480L << 20;

    /// <summary>What a grant takes with all of its rows, as the emulator writes them; a little more than measured.</summary>
    public const long BytesAGrant = 2_500;

    /// <summary>Where to read what to do about it.</summary>
    private const string Page = "docs/operations.md, \"What the emulator is for\"";

    private const int WarningParts = 8;
    private const int WarnedFrom = 4;

    private readonly string file = Path.Combine(folder, "__azurite_db_table__.json");
    private long warned = WarnedFrom - 1;

    /// <summary>What its tables take, in bytes, when it wrote them last.</summary>
    public long Used => new FileInfo(file) is { Exists: true } found ? found.Length : 0;

    /// <summary>What somebody has to be told who lets it run: at half of the room, and at each eighth more; else nothing.</summary>
    public string? Warning()
    {
        var (used, eighths) = (Used, Used * WarningParts / BytesMax);
        if (eighths <= warned) return null;
        warned = eighths;
        return $"the storage emulator has {Megabytes(used)} of the {Megabytes(BytesMax)} that it can keep. Move to a storage account "
            + $"before it is full: {Page}";
    }

    /// <summary>Refuses what cannot fit. What of it is there already takes no room a second time, so only the whole is looked at.</summary>
    /// <param name="grants">How many grants are to be there.</param>
    /// <exception cref="CommandException">There is no room for them, or none for anything.</exception>
    public void RequireFor(long grants)
    {
        RequireSome();
        if (grants * BytesAGrant > BytesSafe)
            throw new CommandException($"{Shown.Count(grants, "grant")} take about {Megabytes(grants * BytesAGrant)}, and the storage "
                + $"emulator can keep {Megabytes(BytesMax)}; nothing is written. Use a storage account: {Page}");
    }

    /// <summary>Stops who writes before it is full.</summary>
    /// <exception cref="CommandException">It nearly is.</exception>
    public void RequireSome()
    {
        if (Used > BytesSafe)
            throw new CommandException($"the storage emulator is full: it has {Megabytes(Used)} of {Megabytes(BytesMax)}. What was "
                + $"written counts. Use a storage account, and the same command goes on there: {Page}");
    }

    /// <summary>The emulator that commands of this clone work on; <see langword="null"/> if it is other storage.</summary>
    /// <param name="storage">The connection string that they work with.</param>
    public static EmulatorRoom? Of(string? storage) =>
        Repository.FindOrNull() is { } repository && File.Exists(repository.ConnectionFile)
        && File.ReadAllText(repository.ConnectionFile).Trim() == storage ? new EmulatorRoom(repository.StorageFolder) : null;

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB");
}

namespace Grain.Local;

/// <summary>
/// Tells the other verbs of <c>./grain</c> how to reach the emulator of <c>./grain serve</c>, which takes other ports every time. It is
/// there while that runs; after a crash it leads to ports where nobody answers, until the next start.
/// </summary>
internal sealed class ConnectionFile : IDisposable
{
    private readonly string path;

    /// <summary>Writes it, for this user alone: it holds the key of the storage.</summary>
    public ConnectionFile(string path, string connectionString)
    {
        this.path = path;
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.WriteLine(connectionString);
    }

    /// <summary>Takes it away.</summary>
    public void Dispose() => File.Delete(path);
}

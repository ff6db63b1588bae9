namespace Grain.Local;

/// <summary>
/// Tells the other verbs of <c>./grain</c> how to reach a running <c>./grain serve</c>, or its emulator, which takes other ports every
/// time.
/// It is there while that runs; after a crash it leads to ports where nobody answers, until the next start.
/// </summary>
internal sealed class ConnectionFile : IDisposable
{
    private readonly string path;
    private readonly string content;

    /// <summary>Writes it, for this user alone: it may hold the key of the storage.</summary>
    public ConnectionFile(string path, string content)
    {
        (this.path, this.content) = (path, content);
        Write(path, content);
    }

    /// <summary>Writes a file that this user alone can read.</summary>
    public static void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.WriteLine(content);
    }

    /// <summary>Takes it away, unless somebody who started later has put theirs in its place.</summary>
    public void Dispose()
    {
        if (File.Exists(path) && File.ReadAllText(path).Trim() == content) File.Delete(path);
    }
}

namespace Grain.Local;

/// <summary>
/// Tells the other verbs of <c>./grain</c> how to reach the emulator of <c>./grain serve</c>, which takes other ports every time. It is there while
/// that runs; after a crash it leads to ports where nobody answers, until the next start.
/// </summary>
internal sealed class ConnectionFile : IDisposable
{
    private readonly string path;

    /// <summary>Writes it.</summary>
    public ConnectionFile(string path, string connectionString)
    {
        this.path = path;
        File.WriteAllText(path, connectionString + "\n");
    }

    /// <summary>Takes it away.</summary>
    public void Dispose() => File.Delete(path);
}

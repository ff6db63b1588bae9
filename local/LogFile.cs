namespace Grain.Local;

/// <summary>What a child process says, kept in a file.</summary>
internal sealed class LogFile(string path) : IDisposable
{
    private readonly Lock gate = new();
    private readonly StreamWriter writer = new(path, append: true) { AutoFlush = true };
    private bool closed;

    /// <summary>Where it lies.</summary>
    public string Path { get; } = path;

    /// <summary>Adds a line. Lines that come after it was closed are dropped.</summary>
    public void Write(string line)
    {
        lock (gate)
            if (!closed) writer.WriteLine(line);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            writer.Dispose();
        }
    }
}

namespace Grain.Local;

/// <summary>What a child process says, kept in a file; the last lines at hand for an error message.</summary>
internal sealed class LogFile(string path) : IDisposable
{
    private const int TailLines = 12;

    /// <summary>Stack traces can be long; the file has them in full.</summary>
    private const int TailLineLength = 300;

    private readonly Lock gate = new();
    private readonly StreamWriter writer = new(path, append: true) { AutoFlush = true };
    private readonly Queue<string> tail = new(TailLines);
    private bool closed;

    /// <summary>Where it lies.</summary>
    public string Path { get; } = path;

    /// <summary>The last lines, one under the other.</summary>
    public string Tail
    {
        get
        {
            lock (gate) return string.Join(Environment.NewLine, tail);
        }
    }

    /// <summary>Adds a line. Lines that come after it was closed are dropped.</summary>
    public void Write(string line)
    {
        lock (gate)
        {
            if (closed) return;
            writer.WriteLine(line);
            if (tail.Count == TailLines) tail.Dequeue();
            tail.Enqueue(line.Length > TailLineLength ? line[..TailLineLength] + "…" : line);
        }
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

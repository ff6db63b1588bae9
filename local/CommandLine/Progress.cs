namespace Grain.Local.CommandLine;

/// <summary>Tells how far a long command has come: after two seconds for the first time, then every two seconds.</summary>
internal sealed class Progress(TextWriter writer, TimeProvider time, string what)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private long last = time.GetTimestamp();

    /// <summary>So much is done.</summary>
    public void Report(long count)
    {
        if (time.GetElapsedTime(last) < Interval) return;
        last = time.GetTimestamp();
        writer.WriteLine($"grain: {count} {what} so far");
    }
}

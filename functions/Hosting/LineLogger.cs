namespace Grain.Functions.Hosting;

/// <summary>Writes each event as one line: errors to the error stream, everything else to standard output.</summary>
/// <remarks>
/// The Functions host takes the lines one by one, and each line on the error stream as an error. Lines are written at
/// once and not by a queue, so that a process that is killed has said what it did.
/// </remarks>
internal sealed class LineLoggerProvider(LineFormat format, Stream output, Stream errors, TimeProvider time) : ILoggerProvider
{
    private readonly Lock gate = new();

    public ILogger CreateLogger(string categoryName) => new LineLogger(this, ShortName(categoryName));

    public void Dispose()
    {
        // The streams are the process's own and stay open.
    }

    private static string ShortName(string category)
    {
        const string own = "Grain.Functions.";
        return category.StartsWith(own, StringComparison.Ordinal) ? category[own.Length..] : category;
    }

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        var fault = exception is null ? null : Redaction.Apply(exception.ToString());
        var line = format.Line(time.GetUtcNow(), level, category, Redaction.Apply(message), fault);
        lock (gate)
        {
            var stream = level >= LogLevel.Error ? errors : output;
            stream.Write(line.Span);
            stream.Flush();
        }
    }

    private sealed class LineLogger(LineLoggerProvider owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner.Write(logLevel, category, formatter(state, exception), exception);
    }
}

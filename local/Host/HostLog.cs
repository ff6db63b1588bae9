namespace Grain.Local.Host;

/// <summary>Writes each entry, the worker's and the stand-in's own, as one line.</summary>
internal sealed class HostLog(string category, Action<string> write) : ILoggerProvider, ILogger
{
    private static readonly string[] Levels = ["dbug", "dbug", "info", "warn", "fail", "crit"];

    public ILogger CreateLogger(string categoryName) => new HostLog(categoryName, write);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        var level = Levels[(int)logLevel];
        var fault = exception is null ? "" : $": {exception.GetBaseException().Message}";
        write($"{level}: {category}: {formatter(state, exception)}{fault}".ReplaceLineEndings(" | "));
    }

    public void Dispose()
    {
    }
}

using Azure;
using Microsoft.Extensions.Logging;

namespace Grain.Simulation.Processes;

/// <summary>Reads what the app logs as an error: whatever is not storage that failed is a fault of the app's own.</summary>
internal sealed class LogWatch(Action<string> fail) : ILoggerProvider, ILogger
{
    /// <summary>Whether it comes of storage that failed, and nothing else.</summary>
    public static bool IsOfStorage(Exception fault) => fault switch
    {
        AggregateException many => many.InnerExceptions.All(IsOfStorage),
        // Who loses a hundred races in a row goes by something old.
        RequestFailedException contended when contended.Message.Contains("kept changing", StringComparison.Ordinal) => false,
        RequestFailedException { Status: 0 or 408 or 429 or >= 500 } or OperationCanceledException or IOException => true,
        _ => false,
    };

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Error && exception is not null && !IsOfStorage(exception))
            fail($"the app says: {formatter(state, exception)}: {exception}");
    }
}

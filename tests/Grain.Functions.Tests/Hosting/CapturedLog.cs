using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Grain.Functions.Tests.Hosting;

/// <summary>Keeps what is logged.</summary>
internal sealed class CapturedLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Message)> events = new();

    private readonly ConcurrentQueue<Exception> exceptions = new();

    public IReadOnlyList<(LogLevel Level, string Message)> Events => [.. this.events];

    public IReadOnlyList<Exception> Exceptions => [.. this.exceptions];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        this.events.Enqueue((logLevel, formatter(state, exception)));
        if (exception is not null) this.exceptions.Enqueue(exception);
    }

    public void Dispose()
    {
    }
}

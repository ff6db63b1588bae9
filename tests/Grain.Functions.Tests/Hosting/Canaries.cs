using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Grain.Functions.Tests.Hosting;

/// <summary>Words that were planted where nobody is to find them; looks for them in all that the app logs and measures.</summary>
internal sealed class Canaries : ILoggerProvider, ILogger
{
    private readonly ConcurrentDictionary<string, bool> words = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> leaks = new();
    private readonly MeterListener meters = new();
    private long lines;
    private long measurements;

    public Canaries(params string[] words)
    {
        Plant(words);
        meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        meters.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Measured(instrument, tags));
        meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Measured(instrument, tags));
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Measured(instrument, tags));
        meters.Start();
    }

    /// <summary>Where words were found.</summary>
    public IReadOnlyList<string> Leaks => [.. leaks];

    /// <summary>How many lines of the log, and measurements, were looked at.</summary>
    public (long Lines, long Measurements) LookedAt => (Interlocked.Read(ref lines), Interlocked.Read(ref measurements));

    public void Plant(params IEnumerable<string> planted)
    {
        foreach (var word in planted) words[word] = true;
    }

    public void LookAt(string place, string text)
    {
        foreach (var (word, _) in words)
            if (text.Contains(word, StringComparison.Ordinal)) leaks.Enqueue($"{place}: '{word}' in {text}");
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        Interlocked.Increment(ref lines);
        LookAt("log", $"{formatter(state, exception)} {exception}");
    }

    public void Dispose() => meters.Dispose();

    private void Measured(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Interlocked.Increment(ref measurements);
        foreach (var (_, value) in tags)
            if (value is string text) LookAt(instrument.Name, text);
    }
}

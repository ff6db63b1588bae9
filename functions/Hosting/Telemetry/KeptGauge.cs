using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Grain.Functions.Hosting.Telemetry;

/// <summary>
/// A gauge whose values a timer finds out. A timer may run in another process the next time: what was not found out anew for a while is
/// not told any more, so that no process goes on to tell of old.
/// </summary>
internal sealed class KeptGauge
{
    /// <summary>Twice as long as the timers take from one time to the next, and a little.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(11);

    private readonly ConcurrentDictionary<string, (double Value, long At)> kept = new(StringComparer.Ordinal);

    public KeptGauge(Meter meter, string name, string unit, string description) =>
        Instrument = meter.CreateObservableGauge(name, Observe, unit, description);

    /// <summary>The gauge itself.</summary>
    public ObservableGauge<double> Instrument { get; }

    /// <summary>Whether anybody wants to know.</summary>
    public bool Enabled => Instrument.Enabled;

    /// <summary>Keeps what was found out.</summary>
    /// <param name="value">The value.</param>
    /// <param name="queue">Of which queue, if of one.</param>
    public void Keep(double value, string queue = "") => kept[queue] = (value, Stopwatch.GetTimestamp());

    private IEnumerable<Measurement<double>> Observe() =>
        from each in kept
        where Stopwatch.GetElapsedTime(each.Value.At) < Age
        select each.Key.Length == 0 ? new Measurement<double>(each.Value.Value)
            : new Measurement<double>(each.Value.Value, new KeyValuePair<string, object?>("queue", each.Key));
}

using System.Diagnostics.Metrics;

namespace Grain.Functions.Hosting.Telemetry;

/// <summary>
/// All that Grain measures of itself. No value names a space, an account or a person: there are as many series as there are outcomes.
/// </summary>
internal static class Measures
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Grain";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Seconds between which collectors count: their own bounds, from 5 on, are meant for milliseconds.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries =
            [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600],
    };

    public static readonly Counter<long> Grants = Meter.CreateCounter<long>(
        "grain.grants", "{grant}", "Grants that reached the ledger, by what became of them.");

    public static readonly Counter<long> Credits = Meter.CreateCounter<long>(
        "grain.credits", "{credit}", "Entries of task credits, by what became of them.");

    public static readonly Counter<long> Facts = Meter.CreateCounter<long>(
        "grain.facts", "{fact}", "Facts of activity, by what became of them.");

    public static readonly Counter<long> Deliveries = Meter.CreateCounter<long>(
        "grain.deliveries", "{delivery}", "Deliveries of webhooks, by sender and what became of them.");

    public static readonly Counter<long> Epochs = Meter.CreateCounter<long>(
        "grain.epochs", "{run}", "Runs of epochs, by what they came to.");

    public static readonly Histogram<double> Stages = Meter.CreateHistogram<double>(
        "grain.epoch.stage.duration", "s", "How long a step of a stage of an epoch took.", advice: Seconds);

    public static readonly Histogram<int> Sweeps = Meter.CreateHistogram<int>(
        "grain.epoch.sweeps", "{sweep}", "Sweeps of CredRank until it converged.");

    public static readonly KeptGauge LateEpochs = new(Meter,
        "grain.epochs.late", "{space}", "Spaces with an epoch that ended more than an hour ago and is not closed.");

    public static readonly KeptGauge Lateness = new(Meter,
        "grain.epochs.lateness", "s", "How long ago the oldest epoch ended that is not closed; 0 if there is none.");

    public static readonly Counter<long> Operations = Meter.CreateCounter<long>(
        "grain.storage.operations", "{operation}", "Requests sent, retries included: each is billed, a transaction of 100 rows as one.");

    public static readonly Counter<double> Cost = Meter.CreateCounter<double>(
        "grain.storage.cost", "USD", "The same at list prices: an estimate.");

    public static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "grain.storage.retries", "{operation}", "Requests that failed and were tried again, by status; 0 for no answer.");

    public static readonly KeptGauge QueueLength = new(Meter,
        "grain.queue.length", "{message}", "Messages in a queue, hidden ones included.");

    public static readonly KeptGauge QueueAge = new(Meter,
        "grain.queue.age", "s", "How long ago the first message that can be taken was put into its queue; 0 if there is none.");

    public static readonly KeptGauge Poison = new(Meter,
        "grain.poison.messages", "{message}", "Messages that were put aside after too many tries.");

    public static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "grain.failures", "{try}", "Tries of messages that failed, by queue and kind of fault.");

    public static readonly Histogram<double> Requests = Meter.CreateHistogram<double>(
        "grain.requests", "s", "How long requests took, by function and how they ended.", advice: Seconds);

    public static readonly Counter<long> Verifications = Meter.CreateCounter<long>(
        "grain.verifications", "{ledger}", "Ledgers that ./grain verify proved, by what it found.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Instrument> All { get; } =
    [
        Grants, Credits, Facts, Deliveries, Epochs, Stages, Sweeps, LateEpochs.Instrument, Lateness.Instrument, Operations, Cost, Retries,
        QueueLength.Instrument, QueueAge.Instrument, Poison.Instrument, Failures, Requests, Verifications,
    ];

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => All.Select(instrument => instrument.Name);

    /// <summary>Counts by what became of each.</summary>
    public static void Count(this Counter<long> counter, string outcome) =>
        counter.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}

using System.Diagnostics.Metrics;

namespace Grain.Functions.Benchmarks.Credits;

/// <summary>Counts the requests to tables as they are billed, retries included.</summary>
internal sealed class TableOperations : IDisposable
{
    private readonly MeterListener listener = new();
    private long count;

    public TableOperations()
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "grain.storage.operations") self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach (var tag in tags)
                if (tag is { Key: "service", Value: "table" }) Interlocked.Add(ref count, value);
        });
        listener.Start();
    }

    public long Count => Interlocked.Read(ref count);

    public void Dispose() => listener.Dispose();
}

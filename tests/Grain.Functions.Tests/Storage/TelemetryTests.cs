using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Azure.Data.Tables;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Storage;

public class TelemetryTests
{
    [Fact]
    public async Task Each_operation_has_one_activity_with_its_status_and_its_slice()
    {
        var activities = new ConcurrentQueue<System.Diagnostics.Activity>();
        var slice = Azurite.NewName("slice");
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StorageTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var table = (await Azurite.NewServiceAsync(new FaultInjector().FailAt(2, Fault.Busy))).For(slice).Table(Azurite.NewName());
        await table.CreateAsync();
        await table.AddAsync(new TableEntity("p", "r"));
        await table.FindAsync("p", "missing");

        var ours = activities.Where(activity => slice.Equals(activity.GetTagItem("storage.slice"))).ToList();
        Assert.Equal(["table create-table 204", "table insert 204", "table get 404"], ours.Select(a => $"{a.DisplayName} {a.GetTagItem("storage.status")}"));
        Assert.All(ours, activity => Assert.Equal("storage.operation", activity.OperationName));
    }

    [Fact]
    public async Task Durations_are_by_operation_and_billed_operations_by_try()
    {
        var durations = new ConcurrentQueue<(double Value, string Tags)>();
        var billed = new ConcurrentQueue<(double Value, string Tags)>();
        var slice = Azurite.NewName("slice");
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Meter.Name == StorageTelemetry.Name) l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => durations.Enqueue((value, Describe(tags))));
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => billed.Enqueue((value, Describe(tags))));
        listener.Start();
        var service = (await Azurite.NewServiceAsync(new FaultInjector().FailAt(2, Fault.Busy))).For(slice);
        var queue = service.Queue(Azurite.NewName());
        await queue.CreateAsync();
        await queue.SendAsync("x");

        Assert.Equal([$"queue create-queue {slice} 201", $"queue send {slice} 201"], durations.Where(d => d.Tags.Contains(slice, StringComparison.Ordinal)).Select(d => d.Tags));
        Assert.Equal(
            [$"queue create-queue {slice}", $"queue send {slice}", $"queue send {slice}"],
            billed.Where(b => b.Tags.Contains(slice, StringComparison.Ordinal)).Select(b => b.Tags));
        Assert.Equal(3, service.BilledOperations);
    }

    private static string Describe(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray().Select(tag => tag.Value));
}

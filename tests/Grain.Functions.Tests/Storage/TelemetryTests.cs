using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Azure.Data.Tables;
using Grain.Functions.Hosting.Telemetry;
using Xunit;

namespace Grain.Functions.Tests.Storage;

public class TelemetryTests
{
    [Fact]
    public async Task Each_operation_has_one_activity_and_its_tries_are_below_it()
    {
        var activities = new ConcurrentQueue<System.Diagnostics.Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("Azure.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var test = new System.Diagnostics.Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        var table = (await Azurite.NewServiceAsync(new FaultInjector().FailAt(2, Fault.AnswerLost))).Table(Azurite.NewName());
        await table.CreateAsync();
        await table.UpsertAsync(new TableEntity("p", "r"));
        await table.FindAsync("p", "missing");

        var ours = activities.Where(activity => activity.TraceId == test.TraceId).ToLookup(activity => activity.Source.Name);
        Assert.Equal(["TableClient.CreateIfNotExists", "TableClient.UpsertEntity", "TableClient.GetEntityIfExists"],
            ours["Azure.Data.Tables.TableClient"].Select(activity => activity.DisplayName));
        Assert.Equal(["POST 204", "PUT 204", "PUT 204", "GET 404"],
            ours["Azure.Core.Http"].Select(activity => $"{activity.DisplayName} {activity.GetTagItem("http.response.status_code")}"));
        Assert.All(ours["Azure.Data.Tables.TableClient"], activity => Assert.Equal(test.SpanId, activity.ParentSpanId));
    }

    [Fact]
    public async Task Billed_operations_are_counted_by_slice_and_by_try()
    {
        var billed = new ConcurrentQueue<string>();
        var slice = Azurite.NewName("slice");
        using var listener = new MeterListener
        {
            InstrumentPublished =
            (instrument, l) => { if (instrument == Measures.Operations) l.EnableMeasurementEvents(instrument); }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            billed.Enqueue($"{value} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}"));
        listener.Start();
        var service = await Azurite.NewServiceAsync(new FaultInjector().FailAt(2, Fault.Busy));
        var queue = service.For(slice).Queue(Azurite.NewName());
        await queue.CreateAsync();
        await queue.SendAsync("x");
        await service.For(slice + "2").Table(Azurite.NewName()).CreateAsync();

        Assert.Equal([.. Enumerable.Repeat($"1 queue {slice}", 3), $"1 table {slice}2"],
            billed.Where(one => one.Contains(slice, StringComparison.Ordinal)));
        Assert.Equal((4, 4), (service.BilledOperations, service.For(slice).BilledOperations));
    }
}

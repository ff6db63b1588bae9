using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Grain.Functions.Storage;

/// <summary>What an operator sees of storage: one activity and one duration per operation, and what will be on the bill.</summary>
internal static class StorageTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "Grain.Storage";

    private static readonly ActivitySource Activities = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "storage.operation", "ms", "Time of an operation including its retries.");

    private static readonly Counter<long> Billed = Meter.CreateCounter<long>(
        "storage.billed_operations", "{operation}", "Requests sent, retries included: each is billed, a transaction of 100 rows as one.");

    public static System.Diagnostics.Activity? Start(StorageOperation operation)
    {
        var activity = Activities.StartActivity("storage.operation", ActivityKind.Client);
        if (activity is null) return null;
        activity.DisplayName = $"{operation.Service} {operation.Name}";
        foreach (var tag in Tags(operation)) activity.SetTag(tag.Key, tag.Value);
        return activity;
    }

    /// <summary>Ends an operation: its status is the HTTP one, or 0 when no answer came; its time includes the waits between tries.</summary>
    public static void Stop(System.Diagnostics.Activity? activity, StorageOperation operation, int status, double milliseconds)
    {
        if (activity is not null)
        {
            activity.SetTag("storage.status", status);
            if (status is 0 or >= 500) activity.SetStatus(ActivityStatusCode.Error);
        }

        if (!Duration.Enabled) return;
        var tags = Tags(operation);
        tags.Add("storage.status", status);
        Duration.Record(milliseconds, tags);
    }

    public static void CountBilled(StorageOperation operation)
    {
        if (Billed.Enabled) Billed.Add(1, Tags(operation));
    }

    private static TagList Tags(StorageOperation operation) => new()
    {
        { "storage.service", operation.Service },
        { "storage.operation", operation.Name },
        { "storage.slice", operation.Slice },
    };
}

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

    public static System.Diagnostics.Activity? Start(string service, string operation, string slice)
    {
        var activity = Activities.StartActivity("storage.operation", ActivityKind.Client);
        if (activity is null) return null;
        activity.DisplayName = $"{service} {operation}";
        foreach (var tag in Tags(service, operation, slice)) activity.SetTag(tag.Key, tag.Value);
        return activity;
    }

    /// <summary>Ends an operation: its status is the HTTP one, or 0 when no answer came; its time includes the waits between tries.</summary>
    public static void Stop(System.Diagnostics.Activity? activity, string service, string operation, string slice, int status, double milliseconds)
    {
        if (activity is not null)
        {
            activity.SetTag("storage.status", status);
            if (status is 0 or >= 500) activity.SetStatus(ActivityStatusCode.Error);
        }

        if (!Duration.Enabled) return;
        var tags = Tags(service, operation, slice);
        tags.Add("storage.status", status);
        Duration.Record(milliseconds, tags);
    }

    public static void CountBilled(string service, string operation, string slice)
    {
        if (Billed.Enabled) Billed.Add(1, Tags(service, operation, slice));
    }

    private static TagList Tags(string service, string operation, string slice) => new()
    {
        { "storage.service", service },
        { "storage.operation", operation },
        { "storage.slice", slice },
    };
}

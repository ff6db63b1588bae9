using System.Diagnostics;
using System.Diagnostics.Metrics;
using Azure.Core;

namespace Grain.Functions.Storage;

/// <summary>What an operator sees of storage: one activity and one duration per operation, and what will be on the bill.</summary>
internal sealed class StorageTelemetry : IDisposable
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "Grain.Storage";

    private static readonly ActivitySource Activities = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("storage.operation", "ms", "Time of an operation including its retries.");
    private static readonly Counter<long> Billed = Meter.CreateCounter<long>(
        "storage.billed_operations", "{operation}", "Requests sent, retries included: each is billed, a transaction of 100 rows as one.");

    private readonly TagList tags;
    private readonly TimeProvider time;
    private readonly long start;
    private readonly System.Diagnostics.Activity? activity;

    private StorageTelemetry(string service, string operation, string slice, TimeProvider time)
    {
        tags = new() { { "storage.service", service }, { "storage.operation", operation }, { "storage.slice", slice } };
        (this.time, start) = (time, time.GetTimestamp());
        activity = Activities.StartActivity("storage.operation", ActivityKind.Client);
        activity?.DisplayName = $"{service} {operation}";
        foreach (var tag in tags) activity?.SetTag(tag.Key, tag.Value);
    }

    /// <summary>The HTTP status of the last try, or 0 when no answer came.</summary>
    public int Status { get; set; }

    /// <summary>Begins an operation; <see langword="null"/> when nobody watches.</summary>
    public static StorageTelemetry? Start(string service, string slice, Request request, TimeProvider time) =>
        Duration.Enabled || Billed.Enabled || Activities.HasListeners() ? new(service, OperationOf(service, request), slice, time) : null;

    /// <summary>What a request does, for example <c>insert</c>.</summary>
    public static string OperationOf(string service, Request request)
    {
        bool Has(string part) => request.Uri.PathAndQuery.Contains(part, StringComparison.Ordinal);
        return (service, request.Method.Method) switch
        {
            ("table", "POST") => Has("/$batch") ? "transaction" : Has("/Tables") ? "create-table" : "insert",
            ("table", "GET") => Has("(PartitionKey=") ? "get" : "query",
            ("table", "PUT" or "PATCH") => request.Headers.Contains("If-Match") ? "update" : "upsert",
            ("queue", "POST") => "send",
            ("queue", "PUT") => Has("/messages/") ? "update" : "create-queue",
            ("queue", "GET") => Has("comp=metadata") ? "count" : Has("peekonly=") ? "peek" : "receive",
            ("blob", "PUT") => Has("restype=container") ? "create-container" : "upload",
            ("blob", "GET") => "download",
            (_, var method) => method.ToLowerInvariant(),
        };
    }

    /// <summary>Counts a try.</summary>
    public void CountBilled() => Billed.Add(1, tags);

    /// <summary>Ends the operation: its time includes the waits between tries.</summary>
    public void Dispose()
    {
        var all = tags;
        all.Add("storage.status", Status);
        Duration.Record(time.GetElapsedTime(start).TotalMilliseconds, all);
        activity?.SetTag("storage.status", Status);
        if (Status is 0 or >= 500) activity?.SetStatus(ActivityStatusCode.Error);
        activity?.Dispose();
    }
}

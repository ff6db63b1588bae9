using Azure.Storage.Queues.Models;
using Google.Protobuf;
using Grain.Local.Host.Protocol;
using Microsoft.Azure.WebJobs.Extensions.Timers;

namespace Grain.Local.Host;

/// <summary>
/// What a trigger tells its function, in the words of the protocol: the data for its own parameter, the metadata for the others, by name.
/// </summary>
internal sealed record TriggerInput(TypedData Data, IDictionary<string, TypedData> Metadata)
{
    /// <summary>The trace that the call belongs to, as its caller says; empty if it does not.</summary>
    public string Trace { get; init; } = "";

    /// <summary>
    /// A request, which itself goes to the worker over HTTP. A value in the route goes before one in the query, and there the last one
    /// counts.
    /// </summary>
    public static TriggerInput Of(HttpRequest request, RouteValueDictionary route)
    {
        var metadata = request.Query.Where(query => query.Key != "code")
            .ToDictionary(query => query.Key, query => Text(query.Value[^1]), StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in route) metadata[name] = Text(Convert.ToString(value, CultureInfo.InvariantCulture));
        return new TriggerInput(new TypedData { Http = new() }, metadata) { Trace = request.Headers.TraceParent.ToString() };
    }

    /// <summary>A queue message, in the form that the function takes.</summary>
    public static TriggerInput Of(HostedFunction function, QueueMessage message)
    {
        var text = message.Body.ToString();
        var data = function.TakesMessage ? new TypedData { ModelBindingData = Whole(message) }
            : function.TakesBytes ? new TypedData { Bytes = ByteString.CopyFrom(message.Body.ToMemory().Span) } : Text(text);
        return new TriggerInput(data, new Dictionary<string, TypedData>
        {
            ["QueueTrigger"] = Text(text),
            ["Id"] = Text(message.MessageId),
            ["PopReceipt"] = Text(message.PopReceipt),
            ["DequeueCount"] = Json(message.DequeueCount),
            ["InsertionTime"] = Json(message.InsertedOn),
            ["ExpirationTime"] = Json(message.ExpiresOn),
            ["NextVisibleTime"] = Json(message.NextVisibleOn),
        });
    }

    /// <summary>A timer that fired.</summary>
    public static TriggerInput Of(ScheduleStatus? status, bool isPastDue)
    {
        var timer = Json(new
        {
            Schedule = new { AdjustForDST = true },
            ScheduleStatus = status is null ? null : new { status.Last, status.Next, status.LastUpdated },
            IsPastDue = isPastDue
        });
        return new TriggerInput(timer, new Dictionary<string, TypedData> { ["TimerTrigger"] = Text(timer.Json) });
    }

    /// <summary>A call by hand, with what would be the message.</summary>
    public static TriggerInput Of(HostedFunction function, string input)
    {
        var now = TimeProvider.System.GetUtcNow();
        return function.Trigger == "timerTrigger" ? Of(status: null, isPastDue: false)
            : Of(function,
                QueuesModelFactory.QueueMessage(Guid.NewGuid().ToString(), "", BinaryData.FromString(input), 1, now, now, now.AddDays(7)));
    }

    private static ModelBindingData Whole(QueueMessage message) => new()
    {
        Version = "1.0",
        Source = "AzureStorageQueues",
        ContentType = "application/json",
        Content = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(message)),
    };

    private static TypedData Text(string? value) => new() { String = value ?? "" };

    private static TypedData Json<T>(T value) => new() { Json = JsonSerializer.Serialize(value) };
}

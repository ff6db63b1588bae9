using System.Diagnostics;

namespace Grain.Functions.Hosting.Telemetry;

/// <summary>
/// Grain's own spans: what the ledgers, queues and epochs do. Without a listener nothing is made, and it costs a comparison.
/// </summary>
internal static class Traces
{
    /// <summary>The name of the source.</summary>
    public const string SourceName = "Grain";

    /// <summary>Most traces that one span is linked to; exporters drop what is above 128.</summary>
    private const int LinksMax = 100;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether anybody listens.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>The span at hand as W3C's <c>traceparent</c>; <see langword="null"/> if nobody listens, or it is not sampled.</summary>
    public static string? Current =>
        IsOn && Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } span ? span.Id : null;

    /// <summary>Starts a span below the one at hand.</summary>
    public static Activity? Start(string name, ActivityKind kind = ActivityKind.Internal) => Source.StartActivity(name, kind);

    /// <summary>
    /// Starts a span of work that a message asked for. It belongs to the trace of whoever sent the message, if that is known, and is linked
    /// to the invocation that took it.
    /// </summary>
    public static Activity? StartOfMessage(string name, string? sender) =>
        ActivityContext.TryParse(sender, null, isRemote: true, out var parent)
            ? Source.StartActivity(ActivityKind.Consumer, parent, links: Activity.Current is { } taking ? [new(taking.Context)] : null,
                name: name)
            : Source.StartActivity(name, ActivityKind.Consumer);

    /// <summary>Links the span at hand, if it is of Grain, to a trace that it has to do with.</summary>
    public static void Link(string? trace)
    {
        if (trace is null || Activity.Current is not { IsAllDataRequested: true } span || span.Source != Source
            || !ActivityContext.TryParse(trace, null, isRemote: true, out var context)) return;
        var linked = (HashSet<ActivityTraceId>?)span.GetCustomProperty(nameof(Link)) ?? [];
        span.SetCustomProperty(nameof(Link), linked);
        if (linked.Count < LinksMax && linked.Add(context.TraceId)) span.AddLink(new(context));
    }

    /// <summary>Says something of the span at hand, whoever's it is, if anybody listens.</summary>
    public static void Tag(string name, string value)
    {
        if (IsOn && Activity.Current is { IsAllDataRequested: true } span) span.SetTag(name, value);
    }

    /// <summary>Says that what a span stands for failed, and by what kind of fault; the words are in the log.</summary>
    public static void Failed(this Activity? span, Exception fault) =>
        span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", fault.GetType().Name);
}

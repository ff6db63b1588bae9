using System.Collections.Concurrent;
using System.Net;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grain.Functions.Tests.Telemetry;

/// <summary>A span as it was sent.</summary>
internal sealed record SentSpan(string Trace, string Id, string Parent, string Name, IReadOnlyList<string> Links);

/// <summary>A collector that takes OTLP over HTTP on a free port, and keeps what the tests ask for.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication app;

    private Collector(WebApplication app) => this.app = app;

    public ConcurrentQueue<SentSpan> Spans { get; } = new();

    /// <summary>The names of the metrics that came, with the bounds between which histograms count.</summary>
    public ConcurrentDictionary<string, double[]> Metrics { get; } = new();

    /// <summary>The names of the events that were logged, with the trace of each.</summary>
    public ConcurrentQueue<(string Event, string Trace)> Events { get; } = new();

    public string Address => app.Urls.First();

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var collector = new Collector(builder.Build());
        collector.app.Run(collector.TakeAsync);
        await collector.app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>Each export is resources, of each the scopes, of each the spans, metrics or records, below the same numbers.</summary>
    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var items = FieldsOf(body.ToArray()).SelectMany(resource => FieldsOf(resource.Bytes).Where(each => each.Number == 2))
            .SelectMany(scope => FieldsOf(scope.Bytes).Where(each => each.Number == 2)).Select(item => FieldsOf(item.Bytes));
        foreach (var item in items)
        {
            var fields = item.ToLookup(field => field.Number, field => field.Bytes);
            switch (context.Request.Path.Value)
            {
                case "/v1/traces":
                    Spans.Enqueue(new(Hex(fields[1]), Hex(fields[2]), Hex(fields[4]), Text(fields[5]), [.. fields[13].Select(LinkedTo)]));
                    break;
                case "/v1/metrics":
                    Metrics[Text(fields[1])] = BoundsOf(fields[9]);
                    break;
                case "/v1/logs":
                    Events.Enqueue((Text(fields[12]), Hex(fields[9])));
                    break;
            }
        }
    }

    /// <summary>Of the first of a histogram's points: numbers of eight bytes, one after the other.</summary>
    private static double[] BoundsOf(IEnumerable<byte[]> histogram) =>
        histogram.SelectMany(FieldsOf).Where(field => field.Number == 1).Take(1).SelectMany(point => FieldsOf(point.Bytes))
            .Where(field => field.Number == 7).SelectMany(field => MemoryMarshal.Cast<byte, double>(field.Bytes).ToArray()).ToArray();

    private static string LinkedTo(byte[] link) => Hex(FieldsOf(link).Where(field => field.Number == 1).Select(field => field.Bytes));

    /// <summary>The parts of a message that have a length: texts, bytes and messages.</summary>
    private static List<(int Number, byte[] Bytes)> FieldsOf(byte[] message)
    {
        var (found, input) = (new List<(int, byte[])>(), new CodedInputStream(message));
        while (input.ReadTag() is var tag && tag != 0)
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                found.Add((WireFormat.GetTagFieldNumber(tag), input.ReadBytes().ToByteArray()));
            else input.SkipLastField();
        return found;
    }

    private static string Hex(IEnumerable<byte[]> bytes) => Convert.ToHexStringLower(bytes.FirstOrDefault() ?? []);

    private static string Text(IEnumerable<byte[]> bytes) => System.Text.Encoding.UTF8.GetString(bytes.FirstOrDefault() ?? []);
}

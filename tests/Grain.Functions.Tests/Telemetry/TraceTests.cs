using System.Net;
using System.Text;
using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Functions.Tests.Webhooks;
using Grain.Functions.Webhooks.Proof;
using Xunit;

namespace Grain.Functions.Tests.Telemetry;

/// <summary>One webhook, as a collector sees it: from the sender's own trace into the ledger, and to the epoch that counted it.</summary>
public sealed class TraceTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task A_collector_sees_the_trace_of_a_webhook_through_to_the_epoch()
    {
        await using var collector = await Collector.StartAsync();
        await using (var host = await TestHost.StartProcessAsync(await Azurite.ConnectionStringAsync(MemoryAccount.New()),
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
                ["OTEL_BLRP_SCHEDULE_DELAY"] = "50",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
            }))
        {
            using var client = TestHost.ClientOf(host.Address);
            await PutSpaceAsync(client);
            await DeliverAsync(client);
            await SendTaskAsync(client);
            await Eventually.HoldsAsync(() => collector.Spans.Any(span => span is { Trace: Trace, Name: "append credits" }));
            await Eventually.HoldsAsync(() => collector.Spans.Any(span => span is { Trace: Trace, Name: "append grants" }));
            await host.RunAsync("EpochsSchedule");
            await host.RunAsync("HealthMeasure");
            await Eventually.HoldsAsync(() => collector.Events.Any(told => told.Event == "EpochClosed"));
            await Eventually.HoldsAsync(() => collector.Spans.Any(span => span.Name == "epoch close"));
            await Eventually.HoldsAsync(() => Expected.All(collector.Metrics.ContainsKey));
        }

        // Seconds, where the library's own bounds would put all below 5 into one.
        Assert.Equal((0.005, 600), (collector.Metrics[Measures.Requests.Name][0], collector.Metrics[Measures.Requests.Name][^1]));
        var spans = collector.Spans.ToArray();
        var ours = spans.Where(span => span.Trace == Trace).ToDictionary(span => span.Id);
        // Each stands below the one before, over the queue.
        var append = ours.Values.First(span => span.Name == "append grants");
        Assert.Equal(["append grants", "process grants", "send grants"], Ancestors(append, ours).Take(3));
        var earn = ours.Values.First(span => span.Name == "append credits");
        Assert.Equal(["append credits", "process task-credits", "send task-credits"], Ancestors(earn, ours).Take(3));
        Assert.Contains(ours.Values, span => span.Name.StartsWith("TableClient.", StringComparison.Ordinal));
        Assert.Contains(collector.Events, told => told is { Event: "GrantsAppended", Trace: Trace });
        // The epoch has a trace of its own, from the timer; what it collected is linked to.
        var collect = Assert.Single(spans, span => span.Name == "epoch collect" && span.Links.Contains(Trace));
        var epoch = spans.Where(span => span.Trace == collect.Trace).ToArray();
        Assert.Superset(
            new HashSet<string>
            {
                "send epochs", "process epochs", "epoch rank", "epoch allocate", "epoch distribute", "append grain", "epoch close",
            },
            epoch.Select(span => span.Name).ToHashSet());
    }

    /// <summary>Of metrics those that a webhook and an epoch move; the others need something to go wrong.</summary>
    private static IEnumerable<string> Expected => Measures.Names.Except(
    [
        Measures.Facts.Name, Measures.Retries.Name, Measures.Failures.Name, Measures.Verifications.Name,
    ]);

    [Fact]
    public void A_message_carries_its_trace_once_and_is_read_with_it_and_without()
    {
        const string Parent = $"00-{Trace}-b7ad6b7169203331-01";
        var carried = TracedMessage.Carry("""{"space":"s"}""", Parent);
        Assert.Equal($$"""{"space":"s","traceparent":"{{Parent}}"}""", carried);
        Assert.Equal(Parent, TracedMessage.Of(carried));
        Assert.Equal(carried, TracedMessage.Carry(carried, $"00-{Trace}-00000000000000aa-01"));
        foreach (var text in (string[])["{}", "[]", "", "no JSON", """{"a":{"traceparent":"x"}}"""])
            Assert.Equal((text, null), (TracedMessage.Carry(text, Parent), TracedMessage.Of(text)));
        foreach (var text in (string[])["""{"traceparent":"x"}""", """{"traceparent":4}""", """{"traceparent" """])
            Assert.Null(TracedMessage.Of(text));
        Assert.Equal("""{"space":"s"}""", TracedMessage.Carry("""{"space":"s"}""", null));
    }

    private static IEnumerable<string> Ancestors(SentSpan span, Dictionary<string, SentSpan> spans)
    {
        for (var at = span; at is not null; at = spans.GetValueOrDefault(at.Parent)) yield return at.Name;
    }

    private static async Task PutSpaceAsync(HttpClient client)
    {
        using var content = new StringContent("""
            {"epochs":{"lengthDays":365,"first":"2025-01-01T00:00:00Z","anchor":"2025-01-01T00:00:00Z"},
             "webhooks":{"github":{"secrets":["a-secret-of-the-tests"]}}}
            """, Encoding.UTF8, "application/json");
        using var answer = await client.PutAsync(new Uri("/api/spaces/traced", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    private static async Task SendTaskAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/spaces/traced/tasks")
        {
            Content = new StringContent("""{"kind":"earn","nodeId":"ada","taskId":"one","amount":1}""", Encoding.UTF8, "application/json"),
            Headers = { { "traceparent", $"00-{Trace}-b7ad6b7169203331-01" } },
        };
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private static async Task DeliverAsync(HttpClient client)
    {
        var example = Examples.GitHub.First(each => each is { Event: "issues", Action: "opened" });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/spaces/traced/webhooks/github")
        {
            Content = new ByteArrayContent(example.Body) { Headers = { ContentType = new("application/json") } },
            Headers =
            {
                { "X-GitHub-Event", example.Event },
                { "X-GitHub-Delivery", "one" },
                { "traceparent", $"00-{Trace}-b7ad6b7169203331-01" },
                { WebhookSignature.Header, WebhookSignature.Sign(example.Body, "a-secret-of-the-tests"u8.ToArray()) },
            },
        };
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }
}

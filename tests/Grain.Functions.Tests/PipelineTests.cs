using System.Net;
using System.Text;
using System.Text.Json;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Functions.Tests.Webhooks;
using Grain.Functions.Webhooks.Proof;
using Xunit;

namespace Grain.Functions.Tests;

/// <summary>
/// The main job through the published package under (a stand-in for) the Functions host: real payloads in, signed; queues read by
/// Microsoft's listeners; epochs closed. Once quietly, and once with every delivery three times and
/// the process killed in the middle: both end in the same state.
/// </summary>
public sealed class PipelineTests
{
    private const string Secret = "a-secret-of-the-tests";
    private const string Space = "pipeline";

    [Fact]
    public async Task Every_real_payload_told_three_times_over_a_killed_process_counts_once()
    {
        var quiet = await RunAsync(times: 1, kill: false);
        var rough = await RunAsync(times: 3, kill: true);
        Assert.Equal(quiet, rough);
    }

    private static async Task<string> RunAsync(int times, bool kill)
    {
        var account = await Azurite.ConnectionStringAsync(MemoryAccount.New());
        await using var host = await TestHost.StartProcessAsync(
            account, new Dictionary<string, string> { ["AzureWebJobs_EpochsSchedule_Disabled"] = "true" },
            folder: await PublishedPackage.FolderAsync());
        using var client = TestHost.ClientOf(host.Address);
        var first = host.WorkerProcessId;
        Assert.Equal(HttpStatusCode.Created, await SendAsync(client, HttpMethod.Put, "", """
            {"epochs":{"lengthDays":365,"first":"2018-01-01T00:00:00Z","anchor":"2018-01-01T00:00:00Z"},
             "webhooks":{"github":{"secrets":["a-secret-of-the-tests"]}}}
            """));

        var deliveries = Enumerable.Repeat(Examples.GitHub, times).SelectMany(examples => examples).ToArray();
        Assert.Equal(329 * times, deliveries.Length);
        var sent = 0;
        await Parallel.ForEachAsync(deliveries, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (example, _) =>
        {
            if (Interlocked.Increment(ref sent) == deliveries.Length / 2 && kill) host.KillWorker();
            await DeliverAsync(client, example);
        });

        await EmptyAsync(account, "grants");
        await host.RunAsync("EpochsSchedule");
        await Eventually.HoldsAsync(async () => !(await GetAsync(client, "/epochs")).TryGetProperty("due", out _));
        Assert.Equal(kill, host.WorkerProcessId != first);
        return (await GetAsync(client, "/leaderboard?limit=1000")).GetProperty("standings").GetRawText();
    }

    /// <summary>Sends as a sender does that redelivers what was not taken.</summary>
    private static async Task DeliverAsync(HttpClient client, Example example)
    {
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                var status = await SendAsync(
                    client, HttpMethod.Post, "/webhooks/github", Encoding.UTF8.GetString(example.Body), ("X-GitHub-Event", example.Event),
                    ("X-GitHub-Delivery", example.ToString()),
                    (WebhookSignature.Header, WebhookSignature.Sign(example.Body, Encoding.UTF8.GetBytes(Secret))));
                Assert.True(status is HttpStatusCode.Accepted or >= HttpStatusCode.InternalServerError, $"{example}: {status}");
                return status == HttpStatusCode.Accepted;
            }
            catch (HttpRequestException)
            {
                return false; // killed: sent again
            }
        });
    }

    private static async Task EmptyAsync(string account, string queue)
    {
        var storage = new StorageService(StorageAccount.Parse(account), Azurite.Settings());
        // A message whose handler was killed is invisible, and counted, until its time is over.
        await Eventually.HoldsAsync(async () => await storage.Queue(queue).CountAsync() == 0);
        Assert.Equal(0, await storage.Queue($"{queue}-poison").CountAsync());
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, HttpMethod method, string path, string body,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method,
            $"/api/spaces/{Space}{path}")
        { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<JsonElement> GetAsync(HttpClient client, string path) =>
        JsonDocument.Parse(await client.GetStringAsync(new Uri($"/api/spaces/{Space}{path}", UriKind.Relative))).RootElement;
}

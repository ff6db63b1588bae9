using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Webhooks.Reading;
using Grain.Local;
using Grain.Local.Api;
using Grain.Local.Host;

namespace Grain.Functions.Benchmarks.Webhooks;

/// <summary>
/// Measures webhooks over HTTP against the emulator, beside the bare enqueue of the same messages in the same run, in turns; and with
/// <c>--fuzz N</c> sends N spoilt deliveries through the app instead, with <c>--large N</c> N bodies of 10 MB.
/// </summary>
internal static class WebhooksBench
{
    private const int Rounds = 6;
    private const int AloneInRound = 300;
    private const int TogetherInRound = 1000;
    private const int AtOnce = 16;
    private const string Secret = "a-secret-of-the-benchmark";
    private const string Space = "bench";

    /// <summary>The verb <c>webhooks</c>.</summary>
    public static Command CreateCommand()
    {
        var fuzz = new Option<long>("--fuzz")
        {
            Description =
            "Send so many spoilt deliveries of all senders through the app, and measure nothing."
        };
        var seed = new Option<int>("--seed") { Description = "What the spoilt deliveries follow from.", DefaultValueFactory = _ => 8 };
        var large = new Option<int>("--large")
        {
            Description =
            $"Send so many bodies of 10 MB, at least {LargeBodies.Least}, and measure only the memory."
        };
        var command = new Command("webhooks", "Answers to webhooks, beside the bare enqueue.") { fuzz, seed, large };
        command.SetAction((parsed, _) => (parsed.GetValue(fuzz), parsed.GetValue(large)) switch
        {
            ( > 0 and var count, _) => FuzzAsync(parsed.GetValue(seed), count),
            (_, > 0 and var count) => LargeAsync(count, parsed.GetValue(BenchReport.Json)),
            _ => RunAsync(parsed.GetValue(BenchReport.Json)),
        });
        return command;
    }

    private static async Task<int> FuzzAsync(int seed, long count)
    {
        var seeds = GitHubPayloads().Concat(FuzzSeed.OfOtherSenders).ToArray();
        var start = Stopwatch.GetTimestamp();
        var result = await WebhookFuzzer.RunAsync(seed, count, seeds, done =>
        {
            if (done % 50_000 == 0) Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{done} deliveries, {done / Stopwatch.GetElapsedTime(start).TotalSeconds:F0} a second"));
        });
        foreach (var (answer,
            times) in result.Answers) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times,10}  {answer}"));
        foreach (var fault in result.Faults) Console.WriteLine($"FAULT {fault}");
        Console.WriteLine(result.Faults.Count == 0 ? "no answer of 500 or above, and nothing stored that nobody vouches for"
            : $"{result.Faults.Count} faults");
        return result.Faults.Count == 0 ? 0 : 1;
    }

    private static async Task<int> LargeAsync(int count, bool json)
    {
        await using var azurite = await AzuriteServer.StartAsync();
        await using var app = await StartAsync(azurite.ConnectionString);
        using var http = TestHost.ClientOf(app.Address);
        await CreateSpaceAsync(http);
        BenchReport.Print(await LargeBodies.SendAsync(count, body => SendAsync(http, "ping", body)), json);
        return 0;
    }

    private static async Task<int> RunAsync(bool json)
    {
        await using var azurite = await AzuriteServer.StartAsync();
        await using var app = await StartAsync(azurite.ConnectionString);
        using var http = TestHost.ClientOf(app.Address, new SocketsHttpHandler { MaxConnectionsPerServer = AtOnce });
        await CreateSpaceAsync(http);
        var queue = new GrantQueue(new StorageService(StorageAccount.Parse(azurite.ConnectionString),
            new StorageSettings(TimeProvider.System, Random.Shared)));
        var payload = GitHubPayloads().First(each =>
            each.Event == "issues" && Encoding.UTF8.GetString(each.Body).Contains("\"opened\"", StringComparison.Ordinal)).Body;
        var (answers, enqueues, together, floor) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var (mine, bare) = await AloneAsync(http, queue, payload, round);
            var rate = await TogetherAsync(number => PostAsync(http, payload, 1_000_000 + (round * TogetherInRound) + number));
            var bareRate = await TogetherAsync(number => EnqueueAsync(queue, payload, 1_000_000 + (round * TogetherInRound) + number));
            if (round == 0) continue; // it warms up
            answers.AddRange(mine);
            enqueues.AddRange(bare);
            together.Add(rate);
            floor.Add(bareRate);
        }

        var large = await LargeBodies.SendAsync(LargeBodies.Usual, body => SendAsync(http, "ping", body));
        BenchReport.Print(
        [
            new Measurement("webhooks.answers_per_s", Median(together), "answers/s", Median(floor)),
            new Measurement("webhooks.p50_ms", At(answers, 0.5), "ms", At(enqueues, 0.5)),
            new Measurement("webhooks.p99_ms", At(answers, 0.99), "ms", At(enqueues, 0.99)),
            new Measurement("webhooks.p99_over_storage_ms", At(answers, 0.99) - At(enqueues, 0.99), "ms"),
            .. large,
        ], json);
        return 0;
    }

    /// <summary>One at a time, a webhook and the bare enqueue of what it gives in turns.</summary>
    private static async Task<(List<double> Answers, List<double> Enqueues)> AloneAsync(HttpClient http, GrantQueue queue, byte[] payload,
        int round)
    {
        var (answers, enqueues) = (new List<double>(), new List<double>());
        for (var i = 0; i < AloneInRound; i++)
        {
            var number = (round * AloneInRound) + i;
            var start = Stopwatch.GetTimestamp();
            await PostAsync(http, payload, number);
            answers.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            var grants = GrantsOf(payload, number);
            start = Stopwatch.GetTimestamp();
            await queue.SendAsync(Space, "bare", grants, default);
            enqueues.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return (answers, enqueues);
    }

    private static async Task<double> TogetherAsync(Func<int, Task> one)
    {
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, TogetherInRound), new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (number, _) => await one(number));
        return TogetherInRound / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static Task PostAsync(HttpClient http, byte[] payload, int number) => SendAsync(http, "issues", Numbered(payload, number));

    private static Task EnqueueAsync(GrantQueue queue, byte[] payload, int number) =>
        queue.SendAsync(Space, "bare", GrantsOf(payload, number), default);

    private static IReadOnlyList<Grant> GrantsOf(byte[] payload, int number) =>
        ((WebhookOutcome.Normalised)Functions.Webhooks.GitHub.GitHubWebhook.Normalise("issues", Numbered(payload, number),
            EventWeights.Default)).Grants;

    /// <summary>The payload with another id, so that each tells something new.</summary>
    private static byte[] Numbered(byte[] payload, int number) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(payload).Replace("\"id\":444500041",
            string.Create(CultureInfo.InvariantCulture, $"\"id\":{900_000_000 + number}"), StringComparison.Ordinal));

    private static async Task SendAsync(HttpClient http, string eventName, byte[] body)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Post, $"/api/spaces/{Space}/webhooks/github") { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in SignedDelivery.HeadersOf("github", eventName, "bench", body, Secret, TimeProvider.System.GetUtcNow()))
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        if (answer.StatusCode != HttpStatusCode.Accepted)
            throw new InvalidOperationException($"A webhook was answered {(int)answer.StatusCode}.");
    }

    /// <summary>The app in this process, so that its memory can be seen; the answer is measured, not what comes of it later.</summary>
    private static Task<FunctionsHost> StartAsync(string connection) => TestHost.StartAsync(
        connection,
        new Dictionary<string, string> { ["Grain__LogLevel"] = "Error", ["AzureWebJobs_GrantsAppendQueued_Disabled"] = "true" });

    private static async Task CreateSpaceAsync(HttpClient http)
    {
        using var config = new StringContent($"{{\"webhooks\":{{\"github\":{{\"secrets\":[\"{Secret}\"]}}}}}}");
        (await http.PutAsync(new Uri($"/api/spaces/{Space}", UriKind.Relative), config)).EnsureSuccessStatusCode();
    }

    private static List<FuzzSeed> GitHubPayloads()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Repository.Find().WebhookExamples));
        return
        [
            .. from definition in document.RootElement.EnumerateArray()
               from example in definition.GetProperty("examples").EnumerateArray()
               select new FuzzSeed("github", definition.GetProperty("name").GetString()!,
                   JsonSerializer.SerializeToUtf8Bytes(example, BenchJson.Default.JsonElement)),
        ];
    }

    private static double Median(List<double> values) => At(values, 0.5);

    private static double At(List<double> values, double share) => values.Order().ElementAt((int)(values.Count * share));
}

/// <summary>Payloads without the white space of their file.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(JsonElement))]
internal sealed partial class BenchJson : System.Text.Json.Serialization.JsonSerializerContext;

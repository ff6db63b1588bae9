using System.Globalization;
using System.Text;
using Azure.Core.Pipeline;
using Grain.Functions.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Grain.Functions.Benchmarks.Webhooks;

/// <summary>What came of spoilt deliveries.</summary>
/// <param name="Answers">How many were answered how, proven and unproven apart.</param>
/// <param name="Faults">What must not be: answers of 500 and above, unproven deliveries that were taken, and what was stored of
/// them.</param>
internal sealed record FuzzResult(SortedDictionary<string, long> Answers, IReadOnlyList<string> Faults);

/// <summary>
/// Sends spoilt deliveries of all senders through the whole app, without a network and with a storage that only watches. Everything follows
/// from the seed.
/// </summary>
internal static class WebhookFuzzer
{
    private const int FaultsMax = 20;

    private static readonly Dictionary<string, string> Secrets = new(StringComparer.Ordinal)
    {
        ["github"] = "a-secret-of-github",
        ["gitlab"] = "a-secret-of-gitlab",
        ["gitea"] = "a-secret-of-gitea-senders",
        ["discourse"] = "a-secret-of-discourse",
        ["standard"] = "whsec_" + Convert.ToBase64String(Encoding.UTF8.GetBytes("a-secret-of-standard-senders....")),
        ["cloudevents"] = "whsec_" + Convert.ToBase64String(Encoding.UTF8.GetBytes("a-secret-of-cloudevents-senders.")),
        ["chat"] = "whsec_" + Convert.ToBase64String(Encoding.UTF8.GetBytes("a-secret-of-chat-forwarders.....")),
    };

    /// <summary>Runs.</summary>
    /// <param name="seed">Everything follows from it.</param>
    /// <param name="count">How many deliveries.</param>
    /// <param name="seeds">What to spoil.</param>
    /// <param name="progress">Is told how many are done.</param>
    public static async Task<FuzzResult> RunAsync(int seed, long count, IReadOnlyList<FuzzSeed> seeds, Action<long> progress)
    {
        var (answers, faults) = (new SortedDictionary<string, long>(StringComparer.Ordinal), new List<string>());
        var current = "";
        var storage = new FakeStorage(FuzzedDelivery.Space, Config(), (method, path, body) =>
        {
            if (method != "GET" && Shows(path, body.Span)) faults.Add($"{current}: {method} {path} stores what nobody vouches for");
        });
        using var app = Build(storage);
        var door = new FuzzedDoor(app.Services);
        for (long i = 0; i < count && faults.Count < FaultsMax; i++)
        {
            var random = new Random(HashOf(seed, i));
            var delivery = FuzzedDelivery.Make(random, seeds, Secrets,
                DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
            current = string.Create(CultureInfo.InvariantCulture, $"seed {seed}, delivery {i} ({delivery.Path})");
            var (status, _) = await door.SendAsync(delivery.Method, delivery.Path, delivery.Headers, delivery.Body);
            if (status >= 500) faults.Add($"{current}: answered {status}");
            if (!delivery.IsProven && delivery.Method == "POST" && status < 400)
                faults.Add($"{current}: answered {status} without a proof");
            var answer =
                string.Create(CultureInfo.InvariantCulture, $"{(delivery.IsProven ? "proven" : "unproven")} {delivery.Method} {status}");
            answers[answer] = answers.GetValueOrDefault(answer) + 1;
            progress(i + 1);
        }

        return new FuzzResult(answers, faults);
    }

    private static IHost Build(FakeStorage storage) => GrainWorker.Build(
        ["--AzureWebJobsStorage=UseDevelopmentStorage=true", "--Grain:LogLevel=Critical"],
        builder => builder.Services.AddSingleton(new StorageService(
            StorageAccount.FromConfiguration(builder.Configuration),
            new StorageSettings(TimeProvider.System, Random.Shared) { Transport = (HttpPipelineTransport)storage })));

    private static string Config()
    {
        var sources = string.Join(',', Secrets.Select(secret => $"\"{secret.Key}\":{{\"secrets\":[\"{secret.Value}\"]}}"));
        return $"{{\"webhooks\":{{{sources},\"log\":{{\"payloads\":true}}}}}}";
    }

    private static bool Shows(string path, ReadOnlySpan<byte> body)
    {
        if (path.Contains(FuzzedDelivery.Mark, StringComparison.Ordinal) || body.IndexOf(Encoding.UTF8.GetBytes(FuzzedDelivery.Mark)) >= 0)
            return true;
        var start = body.IndexOf("<MessageText>"u8);
        if (start < 0) return false;
        var text = body[(start + 13)..body.IndexOf("</MessageText>"u8)];
        return Convert.FromBase64String(Encoding.ASCII.GetString(text)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(FuzzedDelivery.Mark)) >= 0;
    }

    /// <summary>Spreads the numbers: neighbours give unlike deliveries.</summary>
    private static int HashOf(int seed, long number) =>
        unchecked((int)(((ulong)(uint)seed * 0x9E3779B97F4A7C15UL + (ulong)number) * 0xD1B54A32D192ED03UL >> 32));
}

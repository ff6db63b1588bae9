using System.CommandLine;
using System.Diagnostics;
using System.Net;
using Grain.Functions.Benchmarks.Hosts;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Grain.Functions.Benchmarks;

/// <summary>
/// Measures what telemetry adds: the published app twice, once without and once sending every trace, metric and line to a collector that
/// throws them away, in turns. Storage is in this process, so that the app is what is measured.
/// </summary>
internal static class TelemetryBench
{
    private const string Live = "/api/health/live";

    /// <summary>One in so many webhooks comes before, so that nothing is compiled while it is measured.</summary>
    private const int WarmingPart = 4;

    /// <summary>The verb <c>telemetry</c>.</summary>
    public static Command CreateCommand()
    {
        var runs = new Option<int>("--runs") { Description = "Starts that count, of each.", DefaultValueFactory = _ => 5 };
        var count = new Option<int>("--webhooks") { Description = "Webhooks to each.", DefaultValueFactory = _ => 3_000 };
        var again = new Option<bool>("--again") { Description = "Measure what was published the last time." };
        var command = new Command("telemetry", "What traces, metrics and logs add to starts, webhooks and memory.") { runs, count, again };
        command.SetAction(async (parsed, cancellation) =>
        {
            var repository = Repository.Find();
            var grain = new PublishedApp(repository, repository.FunctionsFolder, ahead: true);
            await grain.MakeAsync(parsed.GetValue(again), cancellation);
            await RunAsync(grain.Folder, parsed.GetValue(runs), parsed.GetValue(count), parsed.GetValue(BenchReport.Json));
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(string folder, int runs, int count, bool json)
    {
        var sent = 0L;
        await using var sink = await SinkAsync(bytes => Interlocked.Add(ref sent, bytes));
        var on = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.Urls.First(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
        };
        var (starts, plainStarts) = (new List<double>(), new List<double>());
        for (var run = 0; run <= runs; run++)
        {
            var (mine, its) = (await StartAsync(folder, on), await StartAsync(folder, null));
            if (run == 0) continue; // it warms up
            starts.Add(mine);
            plainStarts.Add(its);
        }

        await using var told = await RunningApp.StartAsync(folder, await NewAccountAsync(), on);
        await using var plain = await RunningApp.StartAsync(folder, await NewAccountAsync());
        await SignedIssue.PrepareAsync(told.Http);
        await SignedIssue.PrepareAsync(plain.Http);
        var (answers, plainAnswers) = (new List<double>(), new List<double>());
        var (before, plainBefore, sentBefore) = (0.0, 0.0, 0L);
        for (var number = 1 - (count / WarmingPart); number <= count; number++)
        {
            if (number == 1) (before, plainBefore, sentBefore) = (told.CpuMs, plain.CpuMs, Interlocked.Read(ref sent));
            var (mine, its) = (await DeliverAsync(told, number + count), await DeliverAsync(plain, number + count));
            if (number < 1) continue; // it warms up
            answers.Add(mine);
            plainAnswers.Add(its);
        }

        BenchReport.Print(
        [
            new Measurement("telemetry.start_ms", At(starts, 0.5), "ms", At(plainStarts, 0.5)),
            new Measurement("telemetry.webhook_p50_ms", At(answers, 0.5), "ms", At(plainAnswers, 0.5)),
            new Measurement("telemetry.webhook_p99_ms", At(answers, 0.99), "ms", At(plainAnswers, 0.99)),
            new Measurement("telemetry.cpu_ms_per_webhook", (told.CpuMs - before) / count, "ms", (plain.CpuMs - plainBefore) / count),
            new Measurement("telemetry.sent_kib_per_webhook", (Interlocked.Read(ref sent) - sentBefore) / 1024.0 / count, "KiB"),
            new Measurement("telemetry.worker_mib", told.ResidentMiB, "MiB", plain.ResidentMiB),
        ], json);
    }

    private static Task<string> NewAccountAsync() => MemoryServer.ConnectionStringAsync(MemoryAccount.New());

    private static async Task<double> StartAsync(string folder, Dictionary<string, string>? settings)
    {
        var (account, start) = (await NewAccountAsync(), Stopwatch.GetTimestamp());
        await using var app = await RunningApp.StartAsync(folder, account, settings);
        await app.GetAsync(Live);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task<double> DeliverAsync(RunningApp app, int number)
    {
        var start = Stopwatch.GetTimestamp();
        await SignedIssue.DeliverAsync(app.Http, number);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Takes whatever it is sent.</summary>
    /// <param name="took">Hears of how many bytes each time.</param>
    private static async Task<WebApplication> SinkAsync(Action<long> took)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var sink = builder.Build();
        sink.Run(async context =>
        {
            took(context.Request.ContentLength ?? 0);
            await context.Request.Body.CopyToAsync(Stream.Null);
        });
        await sink.StartAsync();
        return sink;
    }

    private static double At(List<double> values, double share) => values.Order().ElementAt((int)(values.Count * share));
}

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Grain.Functions.Benchmarks.Hosts;
using Grain.Local;

namespace Grain.Functions.Benchmarks;

/// <summary>
/// Measures the app as a worker beside one that has nothing but a function that answers, both published as for Azure and run by the same
/// stand-in, in turns: from the start of the process to the first answer, an answer's time, and the memory after <see cref="Requests"/>
/// requests.
/// </summary>
internal static class HostBench
{
    /// <summary>Requests to each app before its memory is looked at; half of Grain's read a leaderboard.</summary>
    private const int Requests = 10_000;

    private const string Space = "bench";
    private const string Live = "/api/health/live";
    private const string Leaderboard = $"/api/spaces/{Space}/leaderboard";

    /// <summary>The verb <c>host</c>.</summary>
    public static Command CreateCommand()
    {
        var runs = new Option<int>("--runs")
        {
            Description = "Starts of each app that count, after one that warms up.",
            DefaultValueFactory = _ => 9
        };
        var jit = new Option<bool>("--jit") { Description = "Measure the apps compiled as they run, not ahead (ReadyToRun)." };
        var again = new Option<bool>("--again") { Description = "Measure what was published the last time." };
        var command = new Command("host", "Start, answers and memory of the worker, beside a bare isolated app.") { runs, jit, again };
        command.SetAction(async (parsed, cancellation) =>
        {
            var repository = Repository.Find();
            var grain = new PublishedApp(repository, repository.FunctionsFolder, !parsed.GetValue(jit));
            var bare = new PublishedApp(repository, Path.Combine(repository.Root, "tests", "Grain.Functions.Benchmarks.Bare"),
                !parsed.GetValue(jit));
            await grain.MakeAsync(parsed.GetValue(again), cancellation);
            await bare.MakeAsync(parsed.GetValue(again), cancellation);

            return await RunAsync(grain.Folder, bare.Folder, parsed.GetValue(runs), parsed.GetValue(BenchReport.Json), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(string grain, string bare, int runs, bool json, CancellationToken cancellation)
    {
        await using var azurite = await AzuriteServer.StartAsync(cancellation: cancellation);

        var (starts, bareStarts) = (new List<double>(), new List<double>());
        for (var run = 0; run <= runs; run++)
        {
            var (mine, its) = (await StartAsync(grain, azurite), await StartAsync(bare, azurite));
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"start {run}: {mine:F0} ms, bare {its:F0} ms"));
            if (run == 0) continue; // it warms up
            starts.Add(mine);
            bareStarts.Add(its);
        }

        await using var running = await RunningApp.StartAsync(grain, azurite.ConnectionString);
        await using var beside = await RunningApp.StartAsync(bare, azurite.ConnectionString);
        await PrepareAsync(running);
        var (answers, bareAnswers) = (new List<double>(), new List<double>());
        for (var i = 0; i < Requests; i++)
        {
            if (i % 2 == 0) await running.GetAsync(Leaderboard);
            else answers.Add(await running.GetAsync(Live));
            var its = await beside.GetAsync(Live);
            if (i % 2 != 0) bareAnswers.Add(its);
        }

        BenchReport.Print(
        [
            new Measurement("host.start_ms", At(starts, 0.5), "ms", At(bareStarts, 0.5)),
            new Measurement("host.http_p50_ms", At(answers, 0.5), "ms", At(bareAnswers, 0.5)),
            new Measurement("host.http_p99_ms", At(answers, 0.99), "ms", At(bareAnswers, 0.99)),
            new Measurement("host.worker_mib", running.ResidentMiB, "MiB", beside.ResidentMiB),
        ], json);
        return 0;
    }

    private static async Task<double> StartAsync(string folder, AzuriteServer azurite)
    {
        var start = Stopwatch.GetTimestamp();
        await using var app = await RunningApp.StartAsync(folder, azurite.ConnectionString);
        await app.GetAsync(Live);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>A space of a hundred people, so that there is something to read.</summary>
    private static async Task PrepareAsync(RunningApp app)
    {
        (await app.Http.PutAsync(new Uri($"/api/spaces/{Space}", UriKind.Relative), null)).EnsureSuccessStatusCode();
        var grants = Enumerable.Range(0, 100)
            .Select(i => new { grantId = $"g{i}", contributor = $"person-{i}", amount = i + 1, grantedAt = "2026-11-02T10:00:00Z" });
        (await app.Http.PostAsJsonAsync($"/api/spaces/{Space}/grants", grants)).EnsureSuccessStatusCode();
    }

    private static double At(List<double> values, double share) => values.Order().ElementAt((int)(values.Count * share));
}

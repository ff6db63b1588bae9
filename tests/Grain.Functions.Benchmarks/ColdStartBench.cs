using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Grain.Functions.Benchmarks.Hosts;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local;

namespace Grain.Functions.Benchmarks;

/// <summary>
/// Measures how an app wakes up: from the start of the process to its first answer, and to the first webhook that is counted. As it is
/// packaged (compiled ahead), as ./grain serve runs it (compiled as it runs), and beside a worker that has nothing but a function that
/// answers. Storage is in this process, in memory.
/// </summary>
internal static class ColdStartBench
{
    private const int Requests = 10_000;
    private const string Live = "/api/health/live";

    /// <summary>The verb <c>coldstart</c>.</summary>
    public static Command CreateCommand()
    {
        var runs = new Option<int>("--runs") { Description = "Starts of each that count.", DefaultValueFactory = _ => 7 };
        var again = new Option<bool>("--again") { Description = "Measure what was published the last time." };
        var command = new Command("coldstart", "From the start of a process to its first answer and its first webhook, and its memory.")
        {
            runs, again,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var repository = Repository.Find();
            var packaged = new PublishedApp(repository, repository.FunctionsFolder, ahead: true);
            var bare = new PublishedApp(repository, Path.Combine(repository.Root, "tests", "Grain.Functions.Benchmarks.Bare"), ahead: true);
            await packaged.MakeAsync(parsed.GetValue(again), cancellation);
            await bare.MakeAsync(parsed.GetValue(again), cancellation);

            await RunAsync([packaged.Folder, repository.AppFolder, bare.Folder], parsed.GetValue(runs), parsed.GetValue(BenchReport.Json));
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(string[] folders, int runs, bool json)
    {
        var (packaged, plain, bare) = (new List<Start>(), new List<Start>(), new List<Start>());
        for (var run = 0; run <= runs; run++)
        {
            var (mine, jit, its) = (await StartAsync(folders[0], true), await StartAsync(folders[1], true),
                await StartAsync(folders[2], false));
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"start {run}: packaged {mine.AnswerMs:F0} ms, plain {jit.AnswerMs:F0} ms, bare {its.AnswerMs:F0} ms"));
            if (run == 0) continue; // it warms up
            packaged.Add(mine);
            plain.Add(jit);
            bare.Add(its);
        }

        await using var worked = await RunningApp.StartAsync(folders[0], await NewAccountAsync());
        for (var i = 0; i < Requests; i++) await worked.GetAsync(Live);
        await using var beside = await RunningApp.StartAsync(folders[2], await NewAccountAsync());
        for (var i = 0; i < Requests; i++) await beside.GetAsync(Live);
        BenchReport.Print(
        [
            Of("answer_ms", packaged, bare, start => start.AnswerMs, "ms"),
            Of("plain_answer_ms", plain, bare, start => start.AnswerMs, "ms"),
            Of("answer_cpu_ms", packaged, bare, start => start.AnswerCpuMs, "ms"),
            Of("plain_answer_cpu_ms", plain, bare, start => start.AnswerCpuMs, "ms"),
            Of("webhook_ms", packaged, plain, start => start.WebhookMs, "ms"),
            Of("webhook_cpu_ms", packaged, plain, start => start.WebhookCpuMs, "ms"),
            Of("idle_mib", packaged, bare, start => start.IdleMiB, "MiB"),
            new Measurement("coldstart.worked_mib", worked.ResidentMiB, "MiB", beside.ResidentMiB),
        ], json);
    }

    private static Task<string> NewAccountAsync() => MemoryServer.ConnectionStringAsync(MemoryAccount.New());

    /// <summary>The space is there before: an app wakes up to what it has.</summary>
    private static async Task<Start> StartAsync(string folder, bool isGrain)
    {
        var account = await NewAccountAsync();
        if (isGrain)
        {
            await using var before = await RunningApp.StartAsync(folder, account);
            await SignedIssue.PrepareAsync(before.Http);
        }

        var start = Stopwatch.GetTimestamp();
        await using var app = await RunningApp.StartAsync(folder, account);
        await app.GetAsync(Live);
        var answered = new Start(Stopwatch.GetElapsedTime(start).TotalMilliseconds, app.CpuMs, 0, 0, app.ResidentMiB);
        if (!isGrain) return answered;
        await SignedIssue.DeliverAsync(app.Http, 1);
        while (!await SignedIssue.IsCountedAsync(app.Http, 1)) await Task.Delay(5);
        return answered with { WebhookMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds, WebhookCpuMs = app.CpuMs };
    }

    private static Measurement Of(string name, List<Start> starts, List<Start> beside, Func<Start, double> figure, string unit) =>
        new($"coldstart.{name}", Median(starts, figure), unit, Median(beside, figure));

    private static double Median(List<Start> starts, Func<Start, double> figure) =>
        starts.Select(figure).Order().ElementAt(starts.Count / 2);

    /// <summary>One start.</summary>
    /// <param name="AnswerMs">To the first answer.</param>
    /// <param name="AnswerCpuMs">What the worker had of the processors by then, whatever else the machine does.</param>
    /// <param name="WebhookMs">To the first webhook that is counted.</param>
    /// <param name="WebhookCpuMs">What the worker had of the processors by then.</param>
    /// <param name="IdleMiB">What is resident at the first answer.</param>
    private sealed record Start(double AnswerMs, double AnswerCpuMs, double WebhookMs, double WebhookCpuMs, double IdleMiB);
}

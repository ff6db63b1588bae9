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
            if (!parsed.GetValue(again))
            {
                await packaged.MakeAsync(cancellation);
                await bare.MakeAsync(cancellation);
            }

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
            new Measurement("coldstart.answer_ms", Of(packaged, start => start.AnswerMs), "ms", Of(bare, start => start.AnswerMs)),
            new Measurement("coldstart.plain_answer_ms", Of(plain, start => start.AnswerMs), "ms", Of(bare, start => start.AnswerMs)),
            new Measurement("coldstart.webhook_ms", Of(packaged, start => start.WebhookMs), "ms", Of(plain, start => start.WebhookMs)),
            new Measurement("coldstart.idle_mib", Of(packaged, start => start.IdleMiB), "MiB", Of(bare, start => start.IdleMiB)),
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
        var (answered, idle) = (Stopwatch.GetElapsedTime(start).TotalMilliseconds, app.ResidentMiB);
        if (!isGrain) return new Start(answered, 0, idle);
        await SignedIssue.DeliverAsync(app.Http, 1);
        while (!await SignedIssue.IsCountedAsync(app.Http, 1)) await Task.Delay(5);
        return new Start(answered, Stopwatch.GetElapsedTime(start).TotalMilliseconds, idle);
    }

    private static double Of(List<Start> starts, Func<Start, double> figure) => starts.Select(figure).Order().ElementAt(starts.Count / 2);

    /// <summary>One start.</summary>
    /// <param name="AnswerMs">To the first answer.</param>
    /// <param name="WebhookMs">To the first webhook that is counted.</param>
    /// <param name="IdleMiB">What is resident at the first answer.</param>
    private sealed record Start(double AnswerMs, double WebhookMs, double IdleMiB);
}

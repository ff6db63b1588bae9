using System.Diagnostics;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Escrows;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Local.Host;

namespace Grain.Functions.Benchmarks.Credits;

/// <summary>What a soak has come to.</summary>
/// <param name="Messages">Messages sent, duplicates included.</param>
/// <param name="Credits">Different task credits among them.</param>
/// <param name="Kills">Processes killed while they worked.</param>
/// <param name="Seconds">From the first message to the last.</param>
/// <param name="Faults">What is wrong in the end; nothing, if all is well.</param>
internal sealed record SoakResult(int Messages, int Credits, int Kills, double Seconds, IReadOnlyList<string> Faults);

/// <summary>
/// Several processes of the app work off one queue of task credits, with duplicates and out of order, while one after the
/// other is killed (SIGKILL) and started again. In the end every balance must be exact and every task counted once.
/// </summary>
internal sealed class CreditSoak(string connectionString, string appFolder, Action<string> say)
{
    /// <summary>A killed process leaves its messages hidden for as long; short, so that the soak does not wait for them.</summary>
    private const int LeaseSeconds = 5;

    private const int SendAtOnceMax = 16;

    /// <summary>So many are sent before it is looked at how many wait.</summary>
    private const int SendPart = 200;

    private const int WaitingMax = 800;

    private const int NodesMax = 500;

    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(10);

    private readonly StorageService storage =
        new(StorageAccount.Parse(connectionString), new StorageSettings(TimeProvider.System, Random.Shared));

    /// <summary>Runs to the end.</summary>
    /// <param name="messages">How many messages; about 30 % of them are duplicates.</param>
    /// <param name="processes">How many processes work.</param>
    /// <param name="killEvery">The time from a restart to the next kill.</param>
    /// <param name="seed">Decides order and duplicates.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<SoakResult> RunAsync(int messages, int processes, TimeSpan killEvery, int seed, CancellationToken cancellation)
    {
        var credits = CreditWorkload.Make(messages * 10 / 13, Math.Clamp(messages / 50, 10, NodesMax));
        var config = new SpaceConfig { Credits = new CreditsConfig { Contributions = new TaskContributions { Enabled = false } } };
        var (space, _) = await new SpaceDirectory(storage, TimeProvider.System)
            .CreateAsync($"soak-{seed}", SpaceDirectory.ShardsDefault, config, cancellation);
        var options = new FunctionsHostOptions(appFolder)
        {
            QueueLeaseSeconds = LeaseSeconds,
            Log = _ => { }, // what each process says is of no use here, and would be thousands of lines
            Settings = new Dictionary<string, string> { ["AzureWebJobsStorage"] = connectionString, ["Grain__LogLevel"] = "Error" },
        };
        var apps = await Task.WhenAll(Enumerable.Range(0, processes).Select(_ => FunctionsHost.StartAsync(options, cancellation)));
        try
        {
            var start = Stopwatch.GetTimestamp();
            using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var killing = KillAsync(apps, killEvery, done.Token);
            await SendAsync(space.Name, CreditWorkload.Shuffle(credits, messages, seed), start, cancellation);
            await WaitUntilLeftAsync(0, cancellation);
            await done.CancelAsync();
            var (kills, seconds) = (await killing, Stopwatch.GetElapsedTime(start).TotalSeconds);
            say($"all {messages} messages are done after {seconds:F0} s and {kills} kills; proving every account");
            return new SoakResult(messages, credits.Length, kills, seconds, await CompareAsync(space, credits, cancellation));
        }
        finally
        {
            foreach (var app in apps) await app.DisposeAsync();
        }
    }

    /// <summary>
    /// Sends them as fast as they are worked off: the emulator looks through all waiting messages for each that it hands out.
    /// </summary>
    private async Task SendAsync(string space, TaskCredit[] credits, long start, CancellationToken cancellation)
    {
        var (sent, said, queue) = (0, start, storage.Queue(TaskCreditQueue.Name));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = SendAtOnceMax, CancellationToken = cancellation };
        foreach (var part in credits.Chunk(SendPart))
        {
            await WaitUntilLeftAsync(WaitingMax, cancellation);
            await Parallel.ForEachAsync(part, parallel,
                async (credit, token) => await queue.SendAsync(TaskCreditQueue.Text(space, credit), null, token));
            sent += part.Length;
            if (Stopwatch.GetElapsedTime(said) < SayEvery) continue;
            said = Stopwatch.GetTimestamp();
            say($"{sent} of {credits.Length} messages sent, {sent / Stopwatch.GetElapsedTime(start).TotalSeconds:F0} a second");
        }
    }

    private async Task WaitUntilLeftAsync(int atMost, CancellationToken cancellation)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await storage.Queue(TaskCreditQueue.Name).CountAsync(cancellation) > atMost) await tick.WaitForNextTickAsync(cancellation);
    }

    /// <summary>Kills one process after the other, which its host starts again, until told to stop; returns how many it killed.</summary>
    private static async Task<int> KillAsync(FunctionsHost[] apps, TimeSpan every, CancellationToken done)
    {
        var kills = 0;
        try
        {
            while (true)
            {
                // Counted from the restart: on a slow machine they must get something done in between.
                await Task.Delay(every, done);
                var app = apps[kills++ % apps.Length];
                var killed = app.WorkerProcessId;
                app.KillWorker();
                while (app.WorkerProcessId == killed || app.WorkerProcessId == 0) await Task.Delay(TimeSpan.FromMilliseconds(20), done);
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            return kills;
        }
    }

    private async Task<IReadOnlyList<string>> CompareAsync(Space space, TaskCredit[] credits, CancellationToken cancellation)
    {
        var books = await CreditVerification.RunAsync(storage, TimeProvider.System, space, cancellation);
        var faults = new List<string>(books.Faults);
        var expected = CreditWorkload.Balances(credits);
        var (ledger, entries) = (new CreditLedger(storage, TimeProvider.System), 0L);
        await foreach (var head in ledger.ReadHeadsAsync(space.Journal, cancellation))
        {
            entries += head.Seq;
            if (!expected.Remove(head.Account, out var balance)) faults.Add($"{head.Account} has an account that nobody asked for");
            else if (balance != head.Totals.Balance) faults.Add($"{head.Account} has {head.Totals.Balance} instead of {balance}");
        }

        if (entries != credits.Length) faults.Add($"there are {entries} entries for {credits.Length} task credits");
        faults.AddRange(expected.Keys.Select(node => $"{node} has no account"));
        return faults;
    }
}

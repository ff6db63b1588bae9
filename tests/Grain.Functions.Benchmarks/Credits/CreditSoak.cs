using System.Diagnostics;
using Grain.Functions.Credits;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Local;

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
internal sealed class CreditSoak(AzuriteServer azurite, string executable, Action<string> say)
{
    /// <summary>A killed process leaves its messages hidden for as long; short, so that the soak does not wait for them.</summary>
    private const int LeaseSeconds = 5;

    private const int SendAtOnceMax = 16;

    private readonly StorageService storage = new(StorageAccount.Parse(azurite.ConnectionString));

    /// <summary>Runs to the end.</summary>
    /// <param name="messages">How many messages; about 30 % of them are duplicates.</param>
    /// <param name="processes">How many processes work.</param>
    /// <param name="killEvery">How many messages are done between two kills.</param>
    /// <param name="seed">Decides order and duplicates.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<SoakResult> RunAsync(int messages, int processes, int killEvery, int seed, CancellationToken cancellation)
    {
        var credits = CreditWorkload.Make(messages * 10 / 13, Math.Clamp(messages / 50, 10, 2000));
        var config = new SpaceConfig { Credits = new CreditsConfig { Contributions = new TaskContributions { Enabled = false } } };
        var (space, _) = await new SpaceDirectory(storage, TimeProvider.System).CreateAsync($"soak-{seed}", SpaceDirectory.ShardsDefault, config, cancellation);
        var settings = new AppSettings(executable, azurite.ConnectionString)
        {
            More = new Dictionary<string, string> { ["Grain__QueueLeaseSeconds"] = $"{LeaseSeconds}", ["Grain__LogLevel"] = "Error" },
        };
        var apps = await Task.WhenAll(Enumerable.Range(0, processes).Select(_ => AppProcess.StartAsync(settings, say, cancellation)));
        try
        {
            var start = Stopwatch.GetTimestamp();
            var sending = SendAsync(space.Name, CreditWorkload.Shuffle(credits, messages, seed), cancellation);
            var kills = await KillAsync(apps, sending, killEvery, cancellation);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            return new SoakResult(messages, credits.Length, kills, seconds, await CompareAsync(space, credits, cancellation));
        }
        finally
        {
            foreach (var app in apps) await app.DisposeAsync();
        }
    }

    private Task SendAsync(string space, TaskCredit[] credits, CancellationToken cancellation)
    {
        var queue = storage.Queue(TaskCreditQueue.Name);
        return Parallel.ForEachAsync(
            credits, new ParallelOptions { MaxDegreeOfParallelism = SendAtOnceMax, CancellationToken = cancellation },
            async (credit, token) => await queue.SendMessageAsync(TaskCreditQueue.Text(space, credit), null, token));
    }

    /// <summary>Kills and restarts one process after the other, whenever the queue has moved by so many messages, until it is empty.</summary>
    private async Task<int> KillAsync(AppProcess[] apps, Task sending, int killEvery, CancellationToken cancellation)
    {
        var (queue, kills) = (storage.Queue(TaskCreditQueue.Name), 0);
        var lastCount = await queue.GetApproximateCountAsync(cancellation);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (await tick.WaitForNextTickAsync(cancellation))
        {
            var left = await queue.GetApproximateCountAsync(cancellation);
            if (left == 0 && sending.IsCompleted) break;
            // It moves up while it is being filled, and down while it is worked off.
            if (Math.Abs(left - lastCount) < killEvery) continue;
            var app = apps[kills++ % apps.Length];
            app.Kill();
            await app.RestartAsync(cancellation);
            say($"killed and restarted one process, {left} messages left");
            lastCount = left;
        }

        await sending;
        return kills;
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

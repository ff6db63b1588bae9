using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Grain.Functions.Benchmarks.Fuzz;
using Grain.Functions.Tests.Hosting;

namespace Grain.Functions.Benchmarks.Chaos;

/// <summary>
/// <c>chaos [--minutes M] [--seed S]</c>: runs the app in several processes under a mixed load while they, their storage and the wires
/// between them fail; exits 1 if anything that was taken is lost or counts twice.
/// </summary>
internal static class ChaosCommand
{
    private const int ShownMax = 30;

    /// <summary>How often it is told how far it is.</summary>
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(15);

    /// <summary>Makes the command.</summary>
    public static Command CreateCommand()
    {
        var minutes = new Option<double>("--minutes") { Description = "How long things fail.", DefaultValueFactory = _ => 1 };
        var seed = new Option<int>("--seed") { Description = "What is drawn follows from it.", DefaultValueFactory = _ => 1 };
        var hosts = new Option<int>("--hosts") { Description = "Hosts, each with a worker.", DefaultValueFactory = _ => 3 };
        var clients = new Option<int>("--clients") { Description = "Clients.", DefaultValueFactory = _ => 12 };
        var command = new Command("chaos",
            "Kills, stops and cuts off hosts, workers and storage under load, and looks for what is lost or doubled.")
        {
            minutes, seed, hosts, clients,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                return await RunAsync(new ChaosPlan(TimeSpan.FromMinutes(Math.Max(0.02, parsed.GetValue(minutes))),
                    parsed.GetValue(seed), Math.Max(1, parsed.GetValue(hosts)), Math.Max(1, parsed.GetValue(clients))),
                    parsed.GetValue(BenchReport.Json), cancellation);
            }
            catch (InvalidOperationException fault)
            {
                await Console.Error.WriteLineAsync(fault.Message); // a host or the emulator does not start
                return 1;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("given up: nothing was held against what was taken");
                return 1;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(ChaosPlan plan, bool json, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var (dice, tally) = (new ChaosDice(plan.Seed), new ChaosTally());
        await using var house = await ChaosHouse.StartAsync(plan.Hosts, dice, cancellation);
        Tell(clock, $"{plan.Hosts} hosts serve; they say more in {house.LogPath}");
        var load = new ChaosLoad(new ChaosClient(house, dice, tally), dice, tally, TimeProvider.System.GetUtcNow());
        var faults = new ChaosFaults(house, dice, plan.FaultMost, cancellation);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await load.FoundAsync(patience.Token);
        over.CancelAfter(plan.Length);
        patience.CancelAfter(plan.Length + ChaosPlan.Patience);
        var end = new ChaosEnd { Over = over.Token, Patience = patience.Token };
        var all = Task.WhenAll(load.RunAsync(plan.Clients, plan.Each, end), faults.RunAsync(over.Token));
        while (await Task.WhenAny(all, Task.Delay(Told, CancellationToken.None)) != all)
            Tell(clock, $"{load.Books.Sum(book => book.Taken)} taken of {tally.Sent} requests, "
                + $"{tally.UnknownCount} without a clear answer; "
                + $"{faults.Done.Values.Sum()} faults; {tally.Findings.Count} findings");
        await all;
        cancellation.ThrowIfCancellationRequested();
        var rest = new ChaosRest(house, load, tally);
        try
        {
            Tell(clock, "nothing fails any more; waiting until all is worked off");
            await rest.ComeAsync(what => Tell(clock, what), cancellation);
            Tell(clock, $"all is worked off; {rest.PutAside} messages had been put aside; looking at all of it");
            using var app = TestHost.ClientOf(rest.Address);
            foreach (var book in load.Books)
            {
                await new ChaosCheck(house.Storage, book, tally).RunAsync(cancellation);
                await new ChaosReads(app, book, tally).RunAsync();
            }

            foreach (var fault in await LedgerProof.FaultsAsync(house.Storage, cancellation)) tally.Find($"verify: {fault}");
        }
        finally
        {
            await rest.EndAsync();
        }

        house.KeepLog = !tally.Findings.IsEmpty;
        Report(plan, load, faults, tally, rest.PutAside, house.LogPath, json);
        return tally.Findings.IsEmpty ? 0 : 1;
    }

    private static void Report(ChaosPlan plan, ChaosLoad load, ChaosFaults faults, ChaosTally tally, int putAside, string log, bool json)
    {
        foreach (var finding in tally.Findings.Take(ShownMax)) Console.Error.WriteLine($"WRONG {finding}");
        if (!tally.Findings.IsEmpty) Console.Error.WriteLine($"The hosts' log is kept in {log}");
        BenchReport.Print(
        [
            .. Measured(faults.Done, "", "times"),
            new Measurement("chaos.connections_broken", faults.Broken, "connections"),
            .. Measured(tally.Done, "", "answers"),
            .. Measured(tally.Unknown, "unclear_", "requests"),
            new Measurement("chaos.put_aside", putAside, "messages"),
            new Measurement("chaos.wrong", tally.Findings.Count, "findings"),
        ], json);
        var told = string.Create(CultureInfo.InvariantCulture,
            $"seed {plan.Seed}: {faults.Done.Values.Sum()} faults in {plan.Length.TotalMinutes:0.##} min, {tally.Sent} requests, "
            + $"{load.Books.Sum(book => book.Taken)} taken in {load.Books.Count} communities; ")
            + (tally.Findings.IsEmpty ? "nothing lost, nothing doubled" : $"{tally.Findings.Count} things are wrong");
        (json ? Console.Error : Console.Out).WriteLine(told);
    }

    private static IEnumerable<Measurement> Measured(IEnumerable<KeyValuePair<string, int>> counts, string prefix, string unit) =>
        counts.OrderBy(each => each.Key, StringComparer.Ordinal)
            .Select(each => new Measurement($"chaos.{prefix}{each.Key.Replace(' ', '_')}", each.Value, unit));

    private static void Tell(Stopwatch clock, string what) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed:mm\\:ss} {what}"));
}

/// <summary>How a run goes.</summary>
/// <param name="Length">How long things fail.</param>
/// <param name="Seed">What is drawn follows from it.</param>
/// <param name="Hosts">How many hosts there are.</param>
/// <param name="Clients">How many clients.</param>
internal sealed record ChaosPlan(TimeSpan Length, int Seed, int Hosts, int Clients)
{
    /// <summary>How long after that a definite answer is waited for.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a fault lasts at most.</summary>
    public TimeSpan FaultMost => TimeSpan.FromMilliseconds(Math.Clamp(Length.TotalMilliseconds / 8, 400, 8000));

    /// <summary>
    /// From one new community, and one that closes its epochs, to the next. A killed process holds its epoch for two minutes more, which is
    /// too long for a run of seconds.
    /// </summary>
    public TimeSpan Each => Length < TimeSpan.FromSeconds(20) ? Timeout.InfiniteTimeSpan : Length / 8;
}

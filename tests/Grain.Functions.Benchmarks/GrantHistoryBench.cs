using System.CommandLine;
using System.Diagnostics;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Journals;
using Grain.Functions.Storage;
using Grain.Local;

namespace Grain.Functions.Benchmarks;

/// <summary>
/// Measures the memory that reading a contributor's whole history takes: what is alive, after a collection, at every thousandth
/// grant. The baseline is a contributor with one page of grants.
/// </summary>
public static class GrantHistoryBench
{
    private const int Page = 1000;
    private const double Mebibyte = 1024 * 1024;

    /// <summary>The verb <c>grants-history</c>.</summary>
    public static Command CreateCommand()
    {
        var grants = new Option<int>("--grants")
        {
            Description = "Grants of the contributor with the long history.",
            DefaultValueFactory = _ => 100_000
        };
        var command = new Command("grants-history", "Reading all grants of one contributor: memory and operations.") { grants };
        command.SetAction((arguments, cancellation) =>
            RunAsync(arguments.GetValue(grants), arguments.GetValue(BenchReport.Json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int grants, bool json, CancellationToken cancellation)
    {
        await using var azurite = await AzuriteServer.StartAsync(cancellation: cancellation);
        var storage =
            new StorageService(StorageAccount.Parse(azurite.ConnectionString), new StorageSettings(TimeProvider.System, Random.Shared));
        var space = new JournalSpace("history", 16);
        var ledger = new GrantLedger(storage, TimeProvider.System);
        await AppendAsync(ledger, space, "short", Page, cancellation);
        await AppendAsync(ledger, space, "long", grants, cancellation);

        await ReadAsync(storage, space, "short", cancellation); // warms up
        var one = await ReadAsync(storage, space, "short", cancellation);
        var all = await ReadAsync(storage, space, "long", cancellation);
        BenchReport.Print(
            [
                new Measurement("grants.history", all.Grants, "grants", one.Grants),
                new Measurement("grants.history_live_mib", all.LiveMib, "MiB alive while reading", one.LiveMib),
                new Measurement("grants.history_operations", all.Operations, "operations", one.Operations),
                new Measurement("grants.history_ms", all.Milliseconds, "ms", one.Milliseconds),
            ],
            json);
        return 0;
    }

    private static async Task AppendAsync(GrantLedger ledger, JournalSpace space, string contributor, int count,
        CancellationToken cancellation)
    {
        foreach (var batch in Enumerable.Range(0, count).Chunk(Page))
        {
            if (count > Page && batch[0] % 10_000 == 0) await Console.Error.WriteLineAsync($"{batch[0]} of {count} grants written");
            await ledger.AppendAsync(space, [.. batch.Select(i => GrantsBench.Grant($"{contributor}-{i}", contributor))], cancellation);
        }
    }

    private static async Task<(int Grants, double LiveMib, long Operations, double Milliseconds)> ReadAsync(
        StorageService storage, JournalSpace space, string contributor, CancellationToken cancellation)
    {
        var ledger = new GrantLedger(storage, TimeProvider.System);
        var (before, operations, start) =
            (GC.GetTotalMemory(forceFullCollection: true), storage.BilledOperations, Stopwatch.GetTimestamp());
        var (count, most) = (0, 0L);
        await foreach (var entry in ledger.ReadEntriesAsync(space, $"github/{contributor}", 0, cancellation))
            if (++count % Page == Page / 2) most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        return (count, most / Mebibyte, storage.BilledOperations - operations, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
}

using System.CommandLine;
using System.Diagnostics;
using Grain.Functions.SourceCred.Writing;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.SourceCred;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local;
using Grain.Local.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Grain.Functions.Benchmarks.Imports;

/// <summary>
/// How long an instance of SourceCred takes: a dry run, which only plays the ledger, against an import, and a second one that finds nothing
/// new. On an emulator that it starts, or with storage inside the process, which leaves what the import itself takes.
/// </summary>
internal static class SourceCredBench
{
    private const int EventsDefault = 10_921;

    public static Command CreateCommand()
    {
        var events = new Option<int>("--events") { Description = "Events of the ledger.", DefaultValueFactory = _ => EventsDefault };
        var memory = new Option<bool>("--memory") { Description = "Storage inside the process." };
        var command = new Command("import-sourcecred", "Importing an instance of SourceCred.") { events, memory };
        command.SetAction(async (parsed, cancellation) => BenchReport.Print(
            await MeasureAsync(parsed.GetValue(events), parsed.GetValue(memory), cancellation), parsed.GetValue(BenchReport.Json)));
        return command;
    }

    private static async Task<List<Measurement>> MeasureAsync(int events, bool inMemory, CancellationToken cancellation)
    {
        var made = Made(events);
        await using var emulator = inMemory ? null : await AzuriteServer.StartAsync(cancellation: cancellation);
        var storage = emulator is null ? await Azurite.NewServiceAsync(account: MemoryAccount.New())
            : new StorageService(StorageAccount.Parse(emulator.ConnectionString), new StorageSettings(TimeProvider.System, Random.Shared));
        await using var services = CommandScope.Build(new ConfigurationBuilder().Build(), _ => storage);
        var (space, _) = await services.GetRequiredService<SpaceDirectory>().CreateAsync("bench", 16, new SpaceConfig(), cancellation);
        var import = services.GetRequiredService<InstanceImport>();

        var (dry, _, _) = await TimeAsync(dryRun: true);
        var operations = storage.BilledOperations;
        var (first, cpu, added) = await TimeAsync(dryRun: false);
        operations = storage.BilledOperations - operations;
        var (again, _, none) = await TimeAsync(dryRun: false);
        if (added != made.Lines.Count || none != 0) throw new InvalidOperationException($"{added} events were new, and then {none}.");
        return
        [
            new Measurement("import_sourcecred.events", made.Lines.Count, "events"),
            new Measurement("import_sourcecred.s", first, "s", dry),
            new Measurement("import_sourcecred.processor_s", cpu, "s of the app's processor"),
            new Measurement("import_sourcecred.again_s", again, "s when nothing is new", dry),
            new Measurement("import_sourcecred.operations_per_event", operations / (double)made.Lines.Count, "operations"),
        ];

        async Task<(double Seconds, double Processor, long New)> TimeAsync(bool dryRun)
        {
            var (began, spent) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var report = await import.RunAsync(space!, made.ToInstance(), new ImportChoice(Lenient: false, dryRun), null, cancellation);
            return (Stopwatch.GetElapsedTime(began).TotalSeconds, (Environment.CpuUsage.TotalTime - spent).TotalSeconds, report.Ledger.New);
        }
    }

    /// <summary>
    /// A community of three years: who came, under which names, what they were paid each week, and what they sent each other.
    /// </summary>
    private static MadeLedger Made(int events)
    {
        const int weeks = 150;
        const int paid = 100;
        var (made, people) = (new MadeLedger(), Math.Max(1, events / 7));
        for (var i = 0; i < people; i++)
        {
            made.Create(Name(i)).Alias(Name(i), "sourcecred", "github", "USERLIKE", "USER", Name(i)).Toggle(Name(i));
            if (i % 2 == 0) made.Alias(Name(i), "sourcecred", "discord", "MEMBER", "user", $"{i}");
        }

        for (var week = 0; week < weeks && made.Lines.Count < events; week++)
            made.Pay($"week {week}", MadeLedger.Start.AddDays(7 * week),
                [.. Enumerable.Range(0, Math.Min(paid, people)).Select(i => (Name(((week * 7) + i) % people), "1000000000000000000"))]);
        for (var i = 0; made.Lines.Count < events; i++)
            made.Transfer(Name(i % Math.Min(paid, people)), Name(i * 31 % people), "1000000000000");
        return made;

        static string Name(int i) => $"person-{i}";
    }
}

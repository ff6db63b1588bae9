using System.CommandLine;
using Grain.Functions.Benchmarks;
using Grain.Functions.Benchmarks.Activity;
using Grain.Functions.Benchmarks.Chaos;
using Grain.Functions.Benchmarks.CredRank;
using Grain.Functions.Benchmarks.Epochs;
using Grain.Functions.Benchmarks.Fuzz;
using Grain.Functions.Benchmarks.Hour;
using Grain.Functions.Benchmarks.Imports;
using Grain.Functions.Benchmarks.Load;
using Grain.Functions.Benchmarks.Tenants;
using Grain.Functions.Benchmarks.Webhooks;

const int WrongUsage = 2;

var benchmarks = new RootCommand("Measures Grain: bench NAME prints a table, with --json one JSON object a line.")
{
    CredRankBenchmark.CreateCommand(),
    EpochsBenchmark.CreateCommand(),
    LiveBenchmark.CreateCommand(),
    StorageBench.CreateCommand(),
    HostBench.CreateCommand(),
    ColdStartBench.CreateCommand(),
    TelemetryBench.CreateCommand(),
    GrantsBench.CreateCommand(),
    GrantHistoryBench.CreateCommand(),
    ImportMemoryBench.CreateCommand(),
    SourceCredBench.CreateCommand(),
    SealBench.CreateCommand(),
    CreditsBench.CreateCommand(),
    CreditsSoakBench.CreateCommand(),
    WebhooksBench.CreateCommand(),
    ActivityBenchmark.CreateCommand(),
    HourBench.CreateCommand(),
    FuzzBench.CreateCommand(),
    TenantsBench.CreateCommand(),
    LoadBench.CreateCommand(),
    ChaosCommand.CreateCommand(),
    ChaosHost.CreateCommand(),
};
benchmarks.Options.Add(BenchReport.Json);
benchmarks.HelpName = "./grain bench";
var parsed = benchmarks.Parse(args);
// What was started is ended first: hosts and emulators, and what they have on disk.
var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
return parsed.Errors.Count > 0 ? WrongUsage : exitCode;

using System.CommandLine;
using Grain.Functions.Benchmarks;
using Grain.Functions.Benchmarks.CredRank;
using Grain.Functions.Benchmarks.Epochs;

var benchmarks = new RootCommand("Measures Grain: bench NAME prints a table, with --json one JSON object a line.")
{
    CredRankBenchmark.CreateCommand(),
    GrantsBench.CreateCommand(),
    EpochsBenchmark.CreateCommand(),
    StorageBench.CreateCommand(),
};
benchmarks.Options.Add(BenchReport.Json);
var credits = new Command("credits", "Task credits through the pump, beside the floor.");
credits.SetAction(parsed => CreditsBench.RunAsync(parsed.GetValue(BenchReport.Json)));
benchmarks.Subcommands.Add(credits);
benchmarks.Subcommands.Add(CreditsSoakBench.CreateCommand());
return await benchmarks.Parse(args).InvokeAsync();

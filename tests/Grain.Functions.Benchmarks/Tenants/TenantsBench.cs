using System.CommandLine;
using Grain.Functions.Benchmarks.Fuzz;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Hosting;
using Grain.Local;

namespace Grain.Functions.Benchmarks.Tenants;

/// <summary>
/// <c>bench tenants [--seconds N] [--seed N]</c>: two communities at once, one at its limits; exits 1 if anything of one is found with the
/// other.
/// </summary>
internal static class TenantsBench
{
    private const int Parallel = 4;

    /// <summary>Makes the command.</summary>
    public static Command CreateCommand()
    {
        var seconds = new Option<int>("--seconds") { Description = "How long each phase takes.", DefaultValueFactory = _ => 10 };
        var seed = new Option<int>("--seed") { Description = "All requests follow from it.", DefaultValueFactory = _ => 1 };
        var command = new Command("tenants", "Two communities at once, one of them at its limits all the time.") { seconds, seed };
        command.SetAction((parsed, cancellation) => RunAsync(
            Math.Max(1, parsed.GetValue(seconds)), parsed.GetValue(seed), parsed.GetValue(BenchReport.Json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int seconds, int seed, bool json, CancellationToken cancellation)
    {
        await using var storage = await AzuriteServer.StartAsync(cancellation: cancellation);
        await using var host = await TestHost.StartAsync(storage.ConnectionString);
        var client =
            new StorageService(StorageAccount.Parse(storage.ConnectionString), new StorageSettings(TimeProvider.System, Random.Shared));
        await Console.Error.WriteLineAsync($"two phases of {seconds} s, then up to two minutes until all that waits is counted and proven");
        var report = await new TenantsRun(host, client, new FuzzQueues(host, client, byHand: false), TestHost.OwnerKey, seed)
            .RunAsync(int.MaxValue / 8, TimeSpan.FromSeconds(seconds), Parallel, cancellation);
        foreach (var fault in report.Faults.Take(20)) await Console.Error.WriteLineAsync($"fault: {fault}");
        BenchReport.Print(
        [
            .. Of("quiet_alone", report.Alone), .. Of("quiet", report.Beside), .. Of("noisy", report.Noisy),
            new Measurement("tenants.quiet_p50_ms", report.Beside.Quantile(0.5), "ms", report.Alone.Quantile(0.5)),
            new Measurement("tenants.quiet_p99_ms", report.Beside.Quantile(0.99), "ms", report.Alone.Quantile(0.99)),
            new Measurement("tenants.faults", report.Faults.Count, "faults"),
        ], json);
        return report.Faults.Count == 0 ? 0 : 1;
    }

    private static IEnumerable<Measurement> Of(string name, TenantFigures figures) =>
    [
        .. figures.Statuses.OrderBy(status => status.Key)
            .Select(status => new Measurement($"tenants.{name}_answered_{status.Key}", status.Value, "requests")),
        new Measurement($"tenants.{name}_grants", figures.Grants, "grants"),
        new Measurement($"tenants.{name}_told_to_wait", figures.WaitSeconds, "s"),
    ];
}

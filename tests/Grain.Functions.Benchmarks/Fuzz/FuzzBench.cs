using System.CommandLine;
using System.Globalization;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local;

namespace Grain.Functions.Benchmarks.Fuzz;

/// <summary>
/// <c>bench fuzz [--requests N] [--seed N] [--parallel N] [--memory]</c>: hostile callers of all roles and two tenants; exits 1 if
/// anything broke, was told that must not be, or is not whole afterwards.
/// </summary>
internal static class FuzzBench
{
    private const int Told = 10_000;

    /// <summary>Makes the command.</summary>
    public static Command CreateCommand()
    {
        var requests = new Option<int>("--requests") { Description = "How many requests.", DefaultValueFactory = _ => 200_000 };
        var seed = new Option<int>("--seed") { Description = "All requests follow from it.", DefaultValueFactory = _ => 1 };
        var parallel = new Option<int>("--parallel") { Description = "How many at once.", DefaultValueFactory = _ => 8 };
        var memory = new Option<bool>("--memory") { Description = "On storage in this process: the times are the app's own." };
        var command = new Command("fuzz", "Hostile requests of all roles to all operations, at two tenants.")
        {
            requests, seed, parallel, memory,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var emulator = parsed.GetValue(memory) ? null : await AzuriteServer.StartAsync(cancellation: cancellation);
            return await RunAsync(emulator?.ConnectionString ?? await MemoryServer.ConnectionStringAsync(MemoryAccount.New()),
                parsed.GetValue(requests), parsed.GetValue(seed), Math.Max(1, parsed.GetValue(parallel)),
                parsed.GetValue(BenchReport.Json), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        string storage, int requests, int seed, int parallel, bool json, CancellationToken cancellation)
    {
        await using var host = await TestHost.StartAsync(storage,
            new Dictionary<string, string> { ["Grain__Limits__RequestsAMinute"] = "0", ["Grain__Limits__RequestsAMinuteOfKey"] = "0" });
        var settings = new StorageSettings(TimeProvider.System, Random.Shared);
        var client = await MemoryServer.TryOpenAsync(storage, settings) ?? new StorageService(StorageAccount.Parse(storage), settings);
        var report = await new FuzzRun(host, client, new FuzzQueues(host, client, byHand: false), TestHost.OwnerKey, seed)
            .RunAsync(requests, parallel, done =>
        {
            if (done % Told == 0) Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} of {requests} requests"));
        }, cancellation);
        foreach (var fault in report.Faults) await Console.Error.WriteLineAsync($"fault: {fault}");
        await Console.Error.WriteLineAsync($"never answered with success: {string.Join(", ", report.Missed)}");
        foreach (var (milliseconds, request) in report.Slowest)
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{milliseconds:F0} ms: {request}"));
        BenchReport.Print(
        [
            new Measurement("fuzz.requests", report.Requests, "requests"),
            new Measurement("fuzz.operations_succeeded", report.Succeeded.Count, "operations",
                report.Succeeded.Count + report.Missed.Count),
            .. report.Statuses.Select(status => new Measurement($"fuzz.answered_{status.Key}", status.Value, "requests")),
            new Measurement("fuzz.slowest_ms", report.Slowest[0].Milliseconds, "ms", 1000),
            new Measurement("fuzz.over_1_s", report.Slow, "requests"),
            new Measurement("fuzz.faults", report.Faults.Count, "faults"),
        ], json);
        return report.Faults.Count == 0 && report.Slow == 0 ? 0 : 1;
    }
}

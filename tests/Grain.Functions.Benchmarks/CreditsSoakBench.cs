using System.CommandLine;
using System.Globalization;
using Grain.Functions.Benchmarks.Credits;
using Grain.Local;

namespace Grain.Functions.Benchmarks;

/// <summary>
/// <c>bench credits-soak [--messages N] [--kill-every SECONDS]</c>: four processes, 30 % duplicates, out of order, one process killed again and
/// again; exits 1 unless every balance is exact and every task counted once.
/// </summary>
public static class CreditsSoakBench
{
    private const int Processes = 4;

    /// <summary>Makes the command.</summary>
    public static Command CreateCommand()
    {
        var messages = new Option<int>("--messages") { Description = "How many messages.", DefaultValueFactory = _ => 50_000 };
        var every = new Option<int>("--kill-every") { Description = "Seconds between two kills.", DefaultValueFactory = _ => 5 };
        var command = new Command("credits-soak", "Task credits under duplicates, disorder and killed processes.") { messages, every };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(messages), parsed.GetValue(every), parsed.GetValue(BenchReport.Json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int messages, int killEvery, bool json, CancellationToken cancellation)
    {
        await using var azurite = await AzuriteServer.StartAsync(cancellation: cancellation);
        var soak = new CreditSoak(azurite, Path.Combine(AppContext.BaseDirectory, "Grain.Functions"), Console.Error.WriteLine);
        var result = await soak.RunAsync(messages, Processes, TimeSpan.FromSeconds(Math.Max(1, killEvery)), seed: 1, cancellation);
        BenchReport.Print(
        [
            new Measurement("credits.soak_messages", result.Messages, "messages"),
            new Measurement("credits.soak_credits", result.Credits, "task credits"),
            new Measurement("credits.soak_kills", result.Kills, "kills"),
            new Measurement("credits.soak_messages_per_s", result.Messages / result.Seconds, "messages/s"),
            new Measurement("credits.soak_faults", result.Faults.Count, "faults"),
        ], json);
        foreach (var fault in result.Faults.Take(20)) await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"fault: {fault}"));
        return result.Faults.Count == 0 ? 0 : 1;
    }
}

using System.CommandLine;
using System.Globalization;
using Grain.Functions.Benchmarks.Credits;
using Grain.Local;

namespace Grain.Functions.Benchmarks;

/// <summary>
/// <c>bench credits-soak [--messages N] [--rounds N] [--kill-every SECONDS]</c>: four processes, 30 % duplicates, out of order, one process
/// killed again and again; exits 1 unless every balance is exact and every task counted once.
/// </summary>
public static class CreditsSoakBench
{
    private const int Processes = 4;

    /// <summary>Makes the command.</summary>
    public static Command CreateCommand()
    {
        var messages = new Option<int>("--messages") { Description = "How many messages in all.", DefaultValueFactory = _ => 50_000 };
        var rounds = new Option<int>("--rounds")
        {
            Description =
                "In how many rounds, each with its own space on a fresh emulator, which looks at all rows of a table for each page that "
                    + "it reads.",
            DefaultValueFactory = _ => 1,
        };
        var every =
            new Option<int>("--kill-every") { Description = "Seconds from a restart to the next kill.", DefaultValueFactory = _ => 5 };
        var command =
            new Command("credits-soak", "Task credits under duplicates, disorder and killed processes.") { messages, rounds, every };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(messages), Math.Max(1, parsed.GetValue(rounds)), TimeSpan.FromSeconds(Math.Max(1, parsed.GetValue(every))),
            parsed.GetValue(BenchReport.Json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int messages, int rounds, TimeSpan killEvery, bool json, CancellationToken cancellation)
    {
        var results = new List<SoakResult>();
        for (var round = 1; round <= rounds; round++)
        {
            var result = await RunRoundAsync(messages / rounds, killEvery, round, cancellation);
            foreach (var fault in result.Faults.Take(20)) await Console.Error.WriteLineAsync($"fault: {fault}");
            results.Add(result);
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"round {round} of {rounds}: {result.Messages} messages, {result.Credits} task credits, "
                + $"{result.Kills} kills, {result.Faults.Count} faults"));
        }

        BenchReport.Print(
        [
            new Measurement("credits.soak_messages", results.Sum(result => result.Messages), "messages"),
            new Measurement("credits.soak_credits", results.Sum(result => result.Credits), "task credits"),
            new Measurement("credits.soak_kills", results.Sum(result => result.Kills), "kills"),
            new Measurement("credits.soak_messages_per_s", results.Sum(result => result.Messages) / results.Sum(result => result.Seconds),
                "messages/s"),
            new Measurement("credits.soak_faults", results.Sum(result => result.Faults.Count), "faults"),
        ], json);
        return results.TrueForAll(result => result.Faults.Count == 0) ? 0 : 1;
    }

    /// <summary>
    /// In memory the emulator makes a place of its own for each message, and stands still for half a minute when it clears ten thousand of
    /// them; in a folder it writes them one behind the other. So the queue has an emulator of its own.
    /// </summary>
    private static async Task<SoakResult> RunRoundAsync(int messages, TimeSpan killEvery, int round, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("grain-soak-");
        try
        {
            await using var tables = await AzuriteServer.StartAsync(cancellation: cancellation);
            await using var queues = await AzuriteServer.StartAsync(folder.FullName, cancellation: cancellation);
            var connectionString =
                tables.ConnectionString.Replace($":{tables.QueuePort}/", $":{queues.QueuePort}/", StringComparison.Ordinal);
            var soak = new CreditSoak(connectionString, AppContext.BaseDirectory, Console.Error.WriteLine);
            return await soak.RunAsync(messages, Processes, killEvery, seed: round, cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Grain.Functions.Journals;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Storage;
using Grain.Local;

namespace Grain.Functions.Benchmarks;

/// <summary>
/// Measures what a sealed space costs: counting grants of pull requests with title, link, name and two edges there, against the same grants
/// in a plain space in turns, on the emulator; the sealing alone; and the bytes of an entry.
/// </summary>
public static class SealBench
{
    private const int Rounds = 5;
    private const int Count = 2000;
    private const int Batch = 100;
    private const int People = 50;

    private static readonly DateTimeOffset At = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>The verb <c>seal</c>.</summary>
    public static Command CreateCommand()
    {
        var command = new Command("seal", "Counting grants in a sealed space, against a plain one.");
        command.SetAction((arguments, _) => RunAsync(arguments.GetValue(BenchReport.Json)));
        return command;
    }

    /// <summary>Runs all and prints a table, or one JSON object a line.</summary>
    public static async Task<int> RunAsync(bool json)
    {
        await using var azurite = await AzuriteServer.StartAsync();
        var storage = new StorageService(
            StorageAccount.Parse(azurite.ConnectionString), new StorageSettings(TimeProvider.System, Random.Shared));
        Dictionary<string, List<double>> figures = [];
        for (var round = 0; round <= Rounds; round++)
        {
            // The first round warms up.
            var kept = round == 0 ? [] : figures;
            await RunAsync(storage, new JournalSpace($"plain-{round}", 16), "plain", kept);
            await RunAsync(storage, new JournalSpace($"sealed-{round}", 16) { IsSealed = true }, "sealed", kept);
        }

        var median = figures.ToDictionary(figure => figure.Key, figure => figure.Value.Order().ElementAt(figure.Value.Count / 2));
        BenchReport.Print(
        [
            new Measurement("seal.us_per_grant", median["sealed.us"], "µs/grant", median["plain.us"]),
            new Measurement("seal.us_per_new_person", median["sealed.new"], "µs/grant of somebody new", median["plain.new"]),
            new Measurement("seal.us_of_sealing", median["sealed.sealing"], "µs/grant"),
            new Measurement("seal.bytes_per_entry", median["sealed.bytes"], "bytes/entry", median["plain.bytes"]),
            new Measurement("seal.operations_per_grant", median["sealed.operations"], "operations/grant", median["plain.operations"]),
        ], json);
        return 0;
    }

    private static async Task RunAsync(StorageService storage, JournalSpace space, string form, Dictionary<string, List<double>> figures)
    {
        var ledger = new GrantLedger(storage, TimeProvider.System);
        await AppendAsync([Grant(-1, "forge/first")]); // makes tables, and the space's key
        var start = Stopwatch.GetTimestamp();
        for (var person = 0; person < People; person++) await AppendAsync([Grant(-2 - person, $"forge/person{person}")]);
        Keep("new", Stopwatch.GetElapsedTime(start).TotalMicroseconds / People);

        Grant[] grants = [.. Enumerable.Range(0, Count).Select(number => Grant(number, $"forge/person{number % People}"))];
        start = Stopwatch.GetTimestamp();
        foreach (var some in grants.Chunk(Batch)) await ledger.Arriving.SealAsync(space, some, default);
        Keep("sealing", Stopwatch.GetElapsedTime(start).TotalMicroseconds / Count);

        var (operations, bytes) = (storage.BilledOperations, 0L);
        start = Stopwatch.GetTimestamp();
        foreach (var some in grants.Chunk(Batch)) bytes += await AppendAsync(some);
        Keep("us", Stopwatch.GetElapsedTime(start).TotalMicroseconds / Count);
        Keep("bytes", (double)bytes / Count);
        Keep("operations", (double)(storage.BilledOperations - operations) / Count);

        async Task<long> AppendAsync(IReadOnlyList<Grant> some)
        {
            var kept = await ledger.Arriving.SealAsync(space, some, default);
            if (!(await ledger.AppendAsync(space, kept, default)).All(outcome => outcome is GrantOutcome.Appended))
                throw new InvalidOperationException("A grant was not counted.");
            return kept.Sum(grant => JsonSerializer.SerializeToUtf8Bytes(grant, GrantJson.Stored.Grant).LongLength);
        }

        void Keep(string figure, double value)
        {
            if (!figures.TryGetValue($"{form}.{figure}", out var values)) figures[$"{form}.{figure}"] = values = [];
            values.Add(value);
        }
    }

    private static Grant Grant(int number, string contributor) => new()
    {
        GrantId = $"forge:garden/field#{number}:merged",
        Contributor = contributor,
        Key = "pull-request",
        Category = "code",
        Source = "forge",
        Amount = Points.Of(5),
        GrantedAt = At,
        Facts = new ContributionFacts
        {
            ContributorName = "Ada Lovelace",
            Nodes =
            [
                new ContributionNode
                {
                    Id = $"forge:garden/field#{number}",
                    Type = "pull-request",
                    Module = "forge",
                    Title = "Plants a hedge around the field",
                    Url = $"https://forge.example/garden/field/pulls/{number}",
                    At = At,
                },
            ],
            Edges =
            [
                new ContributionEdge { Type = "authors", From = $"@{contributor}", To = $"forge:garden/field#{number}" },
                new ContributionEdge { Type = "has", From = "forge:garden/field", To = $"forge:garden/field#{number}" },
            ],
            Retracts = [],
        },
    };
}

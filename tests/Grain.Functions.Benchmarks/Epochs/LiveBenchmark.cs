using System.CommandLine;
using System.Diagnostics;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Jobs;
using Grain.Functions.Epochs.Open;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces;
using Grain.Functions.Spaces.Calendar;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Accounts;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;

namespace Grain.Functions.Benchmarks.Epochs;

/// <summary>
/// What ranking the open epoch costs when one review came, and when nothing did, in spaces with graphs of several sizes. Storage is in this
/// process: seconds are the app's own, and operations are what storage would bill.
/// </summary>
internal static class LiveBenchmark
{
    private const int Rounds = 5;
    private const int BatchSize = 1000;
    private const int EdgesAGrant = 3;
    private static readonly int[] Sizes = [1_000, 100_000, 1_000_000];
    private static readonly DateTimeOffset First = new(2024, 1, 7, 0, 0, 0, TimeSpan.Zero);

    public static Command CreateCommand()
    {
        var edges = new Option<int[]>("--edges")
        {
            Description = "Edges of the graphs.",
            DefaultValueFactory = _ => Sizes,
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("live", "Ranking the open epoch: seconds, operations and memory by the size of the graph.") { edges };
        command.SetAction(async (parsed, cancellation) =>
        {
            var measured = new List<Measurement>();
            foreach (var count in parsed.GetValue(edges) ?? Sizes) measured.AddRange(await MeasureAsync(count, cancellation));
            BenchReport.Print(measured, parsed.GetValue(BenchReport.Json));
        });
        return command;
    }

    private static async Task<List<Measurement>> MeasureAsync(int edges, CancellationToken cancellation)
    {
        var storage = await Azurite.NewServiceAsync(account: MemoryAccount.New());
        var time = new Clock { Now = First.AddDays(366) };
        var config = new SpaceConfig { Epochs = new EpochSchedule { First = First, LengthDays = 3660 } };
        var (space, _) = await new SpaceDirectory(storage, time).CreateAsync("bench", 16, config, cancellation);
        var ledger = new GrantLedger(storage, time);
        var people = Math.Max(2, (int)Math.Sqrt(edges) / 2);
        foreach (var batch in Enumerable.Range(0, edges / EdgesAGrant).Chunk(BatchSize))
        {
            await ledger.AppendAsync(space.Journal, [.. batch.Select(index => Review(index, people))], cancellation);
            if (batch[0] % 50_000 == 0) await Console.Error.WriteLineAsync($"{batch[0]} of {edges / EdgesAGrant} grants written");
        }

        var first = await RankAsync(storage, time, space, cancellation);
        var (news, rest) = (new List<(double Ms, long Operations)>(), new List<(double Ms, long Operations)>());
        for (var round = 1; round <= Rounds; round++)
        {
            time.Now = time.Now.AddMinutes(5);
            await ledger.AppendAsync(space.Journal, [Review(edges + round, people)], cancellation);
            news.Add(await RankAsync(storage, time, space, cancellation));
            rest.Add(await RankAsync(storage, time, space, cancellation));
        }

        var name = $"live.{edges}";
        return
        [
            new Measurement($"{name}.first_ms", first.Ms, "ms, with all grants to collect"),
            new Measurement($"{name}.one_review_ms", news.Select(each => each.Ms).Order().ElementAt(Rounds / 2), "ms"),
            new Measurement($"{name}.one_review_operations", news[^1].Operations, "operations"),
            new Measurement($"{name}.at_rest_ms", rest.Select(each => each.Ms).Order().ElementAt(Rounds / 2), "ms"),
            new Measurement($"{name}.at_rest_operations", rest[^1].Operations, "operations"),
            new Measurement($"{name}.peak_mib", Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0, "MiB, storage included"),
        ];
    }

    /// <summary>As a process that did nothing for the space before: nothing is in its memory.</summary>
    private static async Task<(double Ms, long Operations)> RankAsync(
        StorageService storage, Clock time, Space space, CancellationToken cancellation)
    {
        var (epochs, grants, grain) = (new EpochStore(storage), new GrantLedger(storage, time), new GrainLedger(storage, time));
        var registers = new RegisterStore(storage, time);
        var ranker =
            new OpenRanker(epochs, new OpenRankings(storage), new OpenNews(grants, grain, registers), new DueEpochs(epochs), grants,
            grain, registers, Treasuries.Over(storage, time), new RankJobs(epochs, 0), time);
        var (operations, began) = (storage.BilledOperations, Stopwatch.GetTimestamp());
        if (await ranker.RunAsync(space, TimeSpan.FromHours(1), cancellation) is not OpenOutcome.Ranked)
            throw new InvalidOperationException("The open epoch was not ranked.");
        return (Stopwatch.GetElapsedTime(began).TotalMilliseconds, storage.BilledOperations - operations);
    }

    /// <summary>Somebody reviews a pull request and refers to an earlier review.</summary>
    private static Grant Review(int index, int people)
    {
        var (who, id) = ($"person{(long)index * 7919 % people}", $"github/octo/hello/review/{index}");
        var at = First.AddMinutes(index % 500_000);
        return new Grant
        {
            GrantId = id,
            Contributor = who,
            Key = "bench",
            Category = "code",
            Source = "bench",
            Amount = Points.Of(1),
            GrantedAt = at,
            Facts = new ContributionFacts
            {
                Nodes = [new ContributionNode { Id = id, Type = NodeTypes.Review, Module = "bench", At = at }],
                Edges =
                [
                    new ContributionEdge { Type = EdgeTypes.Authors, From = "@" + who, To = id },
                    new ContributionEdge { Type = EdgeTypes.Reviews, From = id, To = $"github/octo/hello/pull/{index / 4}" },
                    new ContributionEdge { Type = EdgeTypes.References, From = id, To = $"github/octo/hello/review/{index / 2}" },
                ],
            },
        };
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

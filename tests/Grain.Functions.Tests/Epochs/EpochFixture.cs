using System.Text;
using System.Text.RegularExpressions;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Jobs;
using Grain.Functions.Epochs.Open;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Ledgers.Trees;
using Grain.Functions.Spaces;
using Grain.Functions.Spaces.Calendar;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Accounts;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>The real time, which a test can move ahead.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long looks;

    public TimeSpan Ahead { get; set; }

    /// <summary>How long everything takes: what passes between two looks at the stopwatch, beside the real time.</summary>
    public TimeSpan Slowness { get; set; }

    public override long GetTimestamp() =>
        base.GetTimestamp() + (Interlocked.Increment(ref looks) * (long)Slowness.TotalSeconds * TimestampFrequency);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}

/// <summary>A space with grants and the runner of its epochs, in the account given or one of its own in memory.</summary>
internal sealed partial class EpochFixture(string? account = null)
{
    private static readonly DateTimeOffset First = new(2024, 1, 7, 0, 0, 0, TimeSpan.Zero);

    public ShiftedTime Time { get; } = new();

    private readonly string account = account ?? MemoryAccount.New();

    public string Name { get; private init; } = Azurite.NewName("space-");

    public Space Space { get; private set; } = null!;

    /// <summary>The same space in an account of its own, if this one is in memory.</summary>
    public EpochFixture Copy(int? perStep = null, int jobsAboveEdges = 0) => new(MemoryAccount.CopyOf(account))
    {
        JobsAboveEdges = jobsAboveEdges,
        Name = Name,
        Space = Space,
        PerStep = perStep ?? PerStep,
        Time = { Ahead = Time.Ahead },
    };

    public static SpaceConfig Config(DateTimeOffset first, int lengthDays = 7) => new()
    {
        Epochs = new EpochSchedule { LengthDays = lengthDays, First = first },
    };

    /// <summary>A client of the account that only this fixture has.</summary>
    public Task<StorageService> NewStorageAsync(FaultInjector? faults = null, bool withRetries = true) =>
        Azurite.NewServiceAsync(faults, withRetries, account);

    /// <summary>Makes the space, its first epoch <paramref name="epochsDue"/> weeks before the week that is not over yet.</summary>
    public async Task<Space> CreateAsync(int epochsDue, int shards = 2)
    {
        var storage = await NewStorageAsync();
        // The clock stands in the week after the last due one.
        Time.Ahead = First.AddDays((7 * epochsDue) + 1) - TimeProvider.System.GetUtcNow();
        (Space, _) = await new SpaceDirectory(storage, Time).CreateAsync(Name, shards, Config(First), default);
        return Space;
    }

    /// <summary>Changes who is who.</summary>
    public async Task IdentifyAsync(params RegisterEvent[] events) => Assert.IsType<RegisterOutcome.Changed>(
        await new RegisterStore(await NewStorageAsync(), Time).ChangeAsync(Space.Journal, events, default));

    /// <summary>Changes the space's configuration.</summary>
    public async Task ConfigureAsync(Func<SpaceConfig, SpaceConfig> change)
    {
        var config = change(Space.Config);
        Assert.Empty(config.Check());
        Space = (await new SpaceDirectory(await NewStorageAsync(), Time).ConfigureAsync(Space, config, default))!;
    }

    public async Task GrantAsync(string id, string who, int points, int week, StorageService? storage = null)
    {
        var outcomes = await new GrantLedger(storage ?? await NewStorageAsync(), Time)
            .AppendAsync(Space.Journal, [Grant(id, who, points, week)], default);
        Assert.IsType<GrantOutcome.Appended>(outcomes[0]);
    }

    public static Grant Grant(string id, string who, int points, int week) => new()
    {
        GrantId = id,
        Contributor = who,
        Key = "test",
        Category = "test",
        Source = "test",
        Amount = Points.Of(points),
        GrantedAt = First.AddDays(7 * week).AddHours(5),
    };

    /// <summary>Graphs of more edges are left to ranking jobs; 0 if none are.</summary>
    public int JobsAboveEdges { get; init; }

    /// <summary>How another process finds the account.</summary>
    public Task<string> ConnectionStringAsync() => Azurite.ConnectionStringAsync(account);

    /// <summary>Entries and payments after which a run is saved.</summary>
    public int PerStep { get; init; } = 5_000;

    public EpochRunner Runner(StorageService storage, int calculation = CalculationVersion.Current, bool withTrees = true) =>
        RunnerOver(storage, Time, calculation, PerStep, withTrees, JobsAboveEdges);

    /// <summary>A runner of the epochs of any space.</summary>
    public static EpochRunner RunnerOver(
        StorageService storage, TimeProvider time, int calculation = CalculationVersion.Current, int perStep = 5_000,
        bool withTrees = true, int jobsAboveEdges = 0)
    {
        var stages = new EpochStages(new EpochStore(storage), new GrantLedger(storage, time), new GrainLedger(storage, time),
            new RegisterStore(storage, time), Treasuries.Over(storage, time), new RankJobs(new EpochStore(storage), jobsAboveEdges))
        {
            EntriesPerStep = perStep,
            PaymentsPerStep = perStep,
        };
        return new EpochRunner(new EpochStore(storage), stages, time) { Calculation = calculation, WithTrees = withTrees };
    }

    /// <summary>A ranker of open epochs.</summary>
    public OpenRanker Ranker(StorageService storage, int perStep = 20_000)
    {
        var (epochs, grants, grain) = (new EpochStore(storage), new GrantLedger(storage, Time), new GrainLedger(storage, Time));
        var registers = new RegisterStore(storage, Time);
        return new OpenRanker(epochs, new OpenRankings(storage), new OpenNews(grants, grain, registers), new DueEpochs(epochs), grants,
            grain, registers, Treasuries.Over(storage, Time), new RankJobs(epochs, JobsAboveEdges), Time)
        {
            EntriesPerStep = perStep,
        };
    }

    /// <summary>Ranks the open epoch.</summary>
    public async Task<OpenOutcome> RankOpenAsync(FaultInjector? faults = null, bool withRetries = true) =>
        await Ranker(await NewStorageAsync(faults, withRetries)).RunAsync(Space, TimeSpan.FromMinutes(1), default);

    public async Task<EpochRunOutcome> RunAsync(FaultInjector? faults = null, bool withRetries = true) =>
        await Runner(await NewStorageAsync(faults, withRetries)).RunAsync(Space, default);

    /// <summary>Runs until nothing is due, over expired leases if need be.</summary>
    public async Task<int> RunAllAsync()
    {
        for (var closed = 0; ;)
        {
            switch (await RunAsync())
            {
                case EpochRunOutcome.NothingDue:
                    return closed;
                case EpochRunOutcome.Closed:
                    closed++;
                    break;
                default:
                    Time.Ahead += TimeSpan.FromMinutes(3);
                    break;
            }
        }
    }

    /// <summary>
    /// Everything that counts, as text without the space's name: statements byte for byte but for the roots of their trees (the hashes of
    /// payments have the times at which they were made), supply, balances. Proves on the way that chains hold, that balances equal entries,
    /// that the trees are those of the journals, and that grain equals supply.
    /// </summary>
    public async Task<string> EndStateAsync()
    {
        var storage = await NewStorageAsync();
        var (store, grain) = (new EpochStore(storage), new GrainLedger(storage, Time));
        var text = new StringBuilder();
        string? previous = null;
        await foreach (var run in store.ListAsync(Name))
        {
            Assert.Equal(EpochStage.Closed, run.Stage);
            var statement = Encoding.UTF8.GetString((await store.GetAsync(run.Statement!, default)).Span);
            text.AppendLine(Roots().Replace(statement, "\"root\":ROOT").Replace(Name, "SPACE", StringComparison.Ordinal)
                .Replace(previous ?? "-", "PREVIOUS", StringComparison.Ordinal));
            previous = run.Statement!.Hash;
        }

        Assert.Null((await new TreesVerifier(store, new GrantLedger(storage, Time), grain).CheckAsync(Space, default)).Fault);
        var books = await store.ReadBooksAsync(Name, default);
        text.AppendLine($"supply {books.Supply} carried {books.CarriedOver}");
        var sum = GrainAmount.Zero;
        await foreach (var head in grain.ReadHeadsAsync(Space.Journal, default))
        {
            Assert.Null(await grain.VerifyAsync(Space.Journal, head, default));
            text.AppendLine($"{head.Account} {head.Seq} {head.Totals.Balance} {head.Totals.Received}");
            sum += head.Totals.Balance;
        }

        Assert.Equal(books.Supply, sum);
        return text.ToString();
    }

    [GeneratedRegex("\"root\":\"[0-9a-f]{64}\"")]
    private static partial Regex Roots();
}

using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Scores;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Epochs;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local.Backups;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Grain.Functions.Tests.Local.Backups;

/// <summary>Backups of a space whose ledgers are all written to meanwhile: each comes back proven, whatever moment it is of.</summary>
public sealed class BackupWhileWrittenTests
{
    /// <summary>More than are done while the backups are taken, unless something else holds those up.</summary>
    private const int RoundsMax = 400;

    private static readonly string[] People = ["ada", "bob", "cy"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_backup_of_a_space_that_is_written_to_all_the_while_is_proven_when_it_comes_back(bool isSpread)
    {
        var fixture = new EpochFixture(MemoryAccount.New());
        if (isSpread) await new StorageFormats(await fixture.NewStorageAsync(), fixture.Time).MoveAsync(default);
        await fixture.CreateAsync(epochsDue: 5, shards: 2);
        await fixture.ConfigureAsync(config =>
        {
            var next = SpaceConfig.Of(config.ToJson());
            next.Credits = new CreditsConfig { Mode = CreditMode.Transfer };
            return next;
        });
        var source = await fixture.NewStorageAsync();
        await using var services = BackupBench.Services(source, fixture.Time);
        foreach (var person in People) await MintAsync(services, fixture.Space, person);

        using var stop = new CancellationTokenSource();
        var written = 0;
        Task Loop(Func<int, Task> write) => Task.Run(async () =>
        {
            for (var i = 0; i < RoundsMax && !stop.IsCancellationRequested; i++)
            {
                await write(i);
                Interlocked.Increment(ref written);
            }
        });
        await TellAsync(services, fixture.Space, RoundsMax);
        Task[] writers =
        [
            Loop(i => GrantAsync(services, fixture.Space, i)), Loop(i => TransferAsync(services, fixture.Space, i)),
            Loop(i => TaskAsync(services, fixture.Space, i)), Loop(i => TellAsync(services, fixture.Space, i)),
            Loop(i => services.GetRequiredService<ActivityCollector>().CatchUpAsync(fixture.Space, default)),
            Loop(async _ => await fixture.RunAsync()),
        ];
        var begun = Volatile.Read(ref written);
        var file = await BackupBench.BackUpAsync(source, fixture.Name, fixture.Time, waitMax: TimeSpan.FromMinutes(1));
        Assert.NotEqual(begun, Volatile.Read(ref written));
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        var (_, target) = await BackupBench.NewAccountAsync();
        await BackupBench.RestoreAsync(target, file);
        Assert.Equal(isSpread, (await new ActivityStore(target).Layouts.LookAsync(fixture.Name, default)).IsSharded);
    }

    [Fact]
    public void What_is_in_has_in_with_it_what_it_follows_from()
    {
        var cut = new JournalCut();
        cut.Complete([new Cause("grain", "ada", 1, [])]);
        Assert.Equal(0, cut["grain", "ada"]); // follows to nothing that is in

        Cause[] causes =
        [
            new("grain", "ada", 3, [new("grain", "bob", 2)]), new("grain", "ada", 7, [new("grain", "bob", 9)]),
            new("grain", "bob", 2, [new("grain", "cy", 1)]), new("grain", "cy", 1, [new("grain", "dan", 0)]),
        ];
        cut.Complete(causes);
        Assert.Equal([3, 2, 1], People.Select(account => cut["grain", account]));
    }

    private static async Task MintAsync(IServiceProvider services, Space space, string person)
    {
        var mint = new GrainEntry(GrainEntryKinds.Mint, new GrainAmount(1_000_000)) { Id = person };
        await services.GetRequiredService<GrainLedger>().AppendAsync(space.Journal, person, $"mint/{person}", mint, default);
    }

    private static async Task GrantAsync(IServiceProvider services, Space space, int i) =>
        await services.GetRequiredService<GrantLedger>().AppendAsync(space.Journal,
            [.. Enumerable.Range(0, 3).Select(n => EpochFixture.Grant($"g{i}-{n}", People[(i + n) % 3], 1, week: i % 300))], default);

    private static async Task TransferAsync(IServiceProvider services, Space space, int i)
    {
        var steps = new TransferSteps(services.GetRequiredService<GrainLedger>());
        var (from, to) = (People[i % 3], People[(i + 1) % 3]);
        Assert.Null(await steps.StartAsync(space.Journal, new TransferRequest($"t{i}", from, to, new GrainAmount(1)), to, default));
        await steps.FinishAsync(space.Journal, from, $"t{i}", _ => i % 5 != 0, default);
    }

    private static async Task TaskAsync(IServiceProvider services, Space space, int i)
    {
        var credits = services.GetRequiredService<TaskCredits>();
        foreach (var (kind, node) in new[] { (CreditKinds.Spend, People[i % 3]), (CreditKinds.Earn, People[(i + 1) % 3]) })
            await credits.ApplyAsync(
                space, new TaskCredit { Kind = kind, NodeId = node, TaskId = $"task{i}" }, maybeSeen: false, default);
    }

    private static async Task TellAsync(IServiceProvider services, Space space, int i)
    {
        var (person, now) = (People[i % 3], TimeProvider.System.GetUtcNow());
        var fact = new ActivityFact { Kind = ActivityKinds.Request, Id = $"f{i}", Caller = person, At = now };
        await services.GetRequiredService<ActivityLedger>().AppendAsync(space, [fact], maybeSeen: false, default);
        var bucket = new BucketWrite(person, $"b{i}", Points.Of(1), "test", "test", now);
        await services.GetRequiredService<ScoreBuckets>().WriteAsync(space.Journal, bucket, default);
    }
}

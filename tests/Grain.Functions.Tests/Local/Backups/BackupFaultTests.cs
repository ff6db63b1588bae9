using Azure;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Epochs;
using Grain.Functions.Tests.Fixtures;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.Local.Backups;

/// <summary>A backup and a restore are cut at each of their calls to storage, and done again.</summary>
public sealed class BackupFaultTests
{
    /// <summary>Calls between two cuts; those of either kind lie between those of the other.</summary>
    private const int Step = 5;

    [Fact]
    public async Task A_restore_cut_at_any_call_goes_on_and_is_seen_by_nobody_before_it_is_whole()
    {
        var fixture = new EpochFixture();
        var space = await fixture.CreateAsync(epochsDue: 1, shards: 1);
        foreach (var (id, who) in new[] { ("a", "ada"), ("b", "bob") }) await fixture.GrantAsync(id, who, 5, week: 0);
        await fixture.RunAllAsync();
        var file = await BackupBench.BackUpAsync(await fixture.NewStorageAsync(), fixture.Name, fixture.Time);

        var (to, target) = await BackupBench.NewAccountAsync();
        var counter = new FaultInjector();
        await BackupBench.RestoreAsync(BackupBench.Open(to, counter), file, checks: false);
        var expected = await BackupBench.ImageAsync(to, fixture.Name);
        foreach (var fault in new[] { Fault.DiesBefore, Fault.AnswerLost })
            for (var call = fault == Fault.DiesBefore ? 1 : 4; call <= counter.Operations; call += Step)
            {
                await FreeAsync(target, fixture.Name);
                var faults = new FaultInjector().FailAt(call, fault);
                var cut = await Record.ExceptionAsync(
                    () => BackupBench.RestoreAsync(BackupBench.Open(to, faults, withRetries: false), file, checks: false));
                var directory = new SpaceDirectory(target, TimeProvider.System);
                Assert.True(cut is null or RequestFailedException or ProcessDiedException, cut?.ToString());
                if (cut is not null)
                {
                    var isOpen = await directory.FindAsync(fixture.Name, fresh: true, default) is not null;
                    if (isOpen) Assert.Equal(counter.Operations, call);
                    else await BackupBench.RestoreAsync(target, file, checks: false);
                }

                Assert.Equal(space.CreatedAt, (await directory.FindAsync(fixture.Name, fresh: true, default))!.CreatedAt);
                ImageAssert.Equal(expected, await BackupBench.ImageAsync(to, fixture.Name));
            }

        var grants = new GrantLedger(target, fixture.Time);
        var again = await grants.AppendAsync(space.Journal, [EpochFixture.Grant("a", "ada", 5, 0)], default);
        Assert.IsType<GrantOutcome.AlreadyAppended>(again[0]);
    }

    [Fact]
    public async Task Nobody_makes_or_sees_a_space_while_it_is_restored()
    {
        var fixture = new EpochFixture();
        await fixture.CreateAsync(epochsDue: 0, shards: 1);
        await fixture.GrantAsync("a", "ada", 5, week: 0);
        var file = await BackupBench.BackUpAsync(await fixture.NewStorageAsync(), fixture.Name, fixture.Time);
        var (to, target) = await BackupBench.NewAccountAsync();
        await Assert.ThrowsAsync<ProcessDiedException>(
            () => BackupBench.RestoreAsync(BackupBench.Open(to, new FaultInjector().FailAt(40, Fault.DiesBefore)), file));

        var directory = new SpaceDirectory(target, TimeProvider.System);
        Assert.Null(await directory.LookAsync(fixture.Name, fresh: true, default));
        Assert.Empty(await directory.ListAsync().ToListAsync());
        await Assert.ThrowsAsync<Grain.Functions.Hosting.ProblemException>(
            () => directory.CreateAsync(fixture.Name, 1, new SpaceConfig(), default));
    }

    /// <summary>As if there had never been a space of that name.</summary>
    private static async Task FreeAsync(Grain.Functions.Storage.StorageService storage, string name)
    {
        while (!await new SpaceRemains(storage).RemoveAsync(name, default)) { }
        await storage.Table("spaces").DeleteAsync(SpaceRows.Partition, name, ETag.All);
    }
}

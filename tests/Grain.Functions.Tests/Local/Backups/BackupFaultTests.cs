using Azure;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Epochs;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local.Backups;
using Xunit;

namespace Grain.Functions.Tests.Local.Backups;

/// <summary>A backup and a restore are cut at each of their calls to storage, and done again.</summary>
public sealed class BackupFaultTests
{
    [Theory]
    [InlineData(Fault.DiesBefore, 1)]
    [InlineData(Fault.AnswerLost, 2)]
    public async Task A_restore_cut_at_any_call_goes_on_and_is_seen_by_nobody_before_it_is_whole(Fault fault, int from)
    {
        var fixture = new EpochFixture();
        var space = await fixture.CreateAsync(epochsDue: 1, shards: 1);
        foreach (var (id, who) in new[] { ("a", "ada"), ("b", "bob") }) await fixture.GrantAsync(id, who, 5, week: 0);
        await fixture.RunAllAsync();
        var file = await BackupBench.BackUpAsync(await fixture.NewStorageAsync(), fixture.Name, fixture.Time);

        var (counter, plain) = (new FaultInjector(), MemoryAccount.New());
        await BackupBench.RestoreAsync(await Azurite.NewServiceAsync(counter, account: plain), file, checks: false);
        var expected = await RowsAsync(plain, fixture.Name);
        Assert.NotEmpty(expected);
        var cuts = 0;
        for (var call = from; call <= counter.Operations; call += 2, cuts++)
        {
            var account = MemoryAccount.New();
            var faults = new FaultInjector().FailAt(call, fault);
            var cut = await Record.ExceptionAsync(async () => await BackupBench.RestoreAsync(
                await Azurite.NewServiceAsync(faults, withRetries: false, account), file, checks: false));
            Assert.True(cut is null or RequestFailedException or ProcessDiedException, cut?.ToString());
            var target = await Azurite.NewServiceAsync(account: account);
            var directory = new SpaceDirectory(target, TimeProvider.System);
            if (cut is not null)
            {
                if (await directory.FindAsync(fixture.Name, fresh: true, default) is not null) Assert.Equal(counter.Operations, call);
                else await BackupBench.RestoreAsync(target, file, checks: false);
            }

            Assert.Equal(space.CreatedAt, (await directory.FindAsync(fixture.Name, fresh: true, default))!.CreatedAt);
            Assert.Equal(expected, await RowsAsync(account, fixture.Name));
            var again = await new GrantLedger(target, fixture.Time)
                .AppendAsync(space.Journal, [EpochFixture.Grant("a", "ada", 5, 0)], default);
            Assert.IsType<GrantOutcome.AlreadyAppended>(again[0]);
        }

        Assert.True(cuts > 10);
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

    /// <summary>All rows of a space, but for its own, and the pieces of its epochs, which are held against their hashes.</summary>
    private static async Task<IReadOnlyList<string>> RowsAsync(string account, string space)
    {
        var (storage, lines) = (await Azurite.NewServiceAsync(account: account), new List<string>());
        foreach (var (table, filter) in SpaceRemains.Places(space))
            await foreach (var row in storage.Table(table).QueryAsync(filter))
                lines.Add($"{table} {row.PartitionKey} {row.RowKey} "
                    + string.Join(' ', RowLine.Properties(row).OrderBy(each => each.Key, StringComparer.Ordinal).Select(each =>
                        $"{each.Key}={(each.Value is byte[] bytes ? Convert.ToHexString(bytes) : each.Value)}")));
        await foreach (var run in new EpochStore(storage).ListAsync(space))
            foreach (var piece in new EpochsTaken([], [run], null).Pieces)
                lines.Add($"{piece.Name} {(await new EpochStore(storage).GetAsync(piece, default)).Length}");
        return lines;
    }
}

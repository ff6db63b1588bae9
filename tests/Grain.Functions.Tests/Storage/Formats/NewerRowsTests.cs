using Azure.Data.Tables;
using Grain.Functions.Audit;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Verification;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Storage.Formats;
using Grain.Functions.Tests.Activity;
using Grain.Functions.Tests.Epochs;
using Grain.Functions.Tests.Fixtures;
using Grain.Functions.Tests.Local.Backups;
using Grain.Functions.Tests.Spaces;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local.CommandLine;
using Grain.Local.Grants;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Grain.Functions.Tests.Storage.Formats;

/// <summary>
/// A space whose rows a newer version has written, beside one that it has not: whoever meets the rows says so, nobody changes or deletes
/// one, and the other space goes on.
/// </summary>
public sealed class NewerRowsTests : IAsyncLifetime
{
    private readonly TimerApp app = new();

    public static TheoryData<string> Timers => [.. DueWork.OfTimers.Keys];

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Theory]
    [MemberData(nameof(Timers))]
    public async Task A_timer_does_its_work_in_the_other_space_and_leaves_the_rows_alone(string name)
    {
        var (makeDue, isDone) = DueWork.OfTimers[name];
        var (newer, whole) = (await app.NewSpaceAsync("newer-", DueWork.Config), await app.NewSpaceAsync("whole-", DueWork.Config));
        foreach (var space in new[] { newer, whole }) await makeDue(app, space);
        var before = await AgeAsync(newer.Name);
        await Assert.ThrowsAsync<AggregateException>(() => app.RunAsync(name)); // one space of the app is broken anyway
        Assert.True(await isDone(app, whole));
        Assert.Equal(before, await RowsAsync(newer.Name));
    }

    [Fact]
    public async Task Proofs_and_backups_say_it_and_those_of_the_other_space_hold()
    {
        var (newer, whole) = (await app.NewSpaceAsync("newer-", DueWork.Config), await app.NewSpaceAsync("whole-", DueWork.Config));
        var storage = app.Get<StorageService>();
        foreach (var space in new[] { newer, whole })
        {
            await DueWork.GrantAsync(app, space);
            await DueWork.BeginTransferAsync(app, space);
        }

        var before = await AgeAsync(newer.Name);
        var faults = new List<string>();
        foreach (var check in app.Services.GetServices<LedgerCheck>())
        {
            Assert.Null((await LedgerCheckResult.OfAsync(() => check.RunAsync(whole, default))).Fault);
            if ((await LedgerCheckResult.OfAsync(() => check.RunAsync(newer, default))).Fault is { } fault) faults.Add(fault);
        }

        Assert.Contains(faults, fault => fault.EndsWith(UnknownFormatException.Cure, StringComparison.Ordinal));
        await Assert.ThrowsAsync<UnknownFormatException>(() => BackupBench.BackUpAsync(storage, newer.Name, app.Time));
        await Assert.ThrowsAsync<UnknownFormatException>(() => ExportAsync(newer));
        Assert.Equal(1, await ExportAsync(whole));
        var file = await BackupBench.BackUpAsync(storage, whole.Name, app.Time);
        await BackupBench.RestoreAsync((await BackupBench.NewAccountAsync()).Storage, file, time: app.Time);

        // Its end, too, is for the version that knows what there is.
        await Assert.ThrowsAsync<UnknownFormatException>(() => new SpaceRemains(storage).RemoveAsync(newer.Name, default));
        Assert.Equal(before, await RowsAsync(newer.Name));
    }

    [Fact]
    public async Task A_backup_of_a_newer_version_is_refused_before_anything_is_written_and_one_of_a_newer_storage_names_the_upgrade()
    {
        var fixture = new EpochFixture(MemoryAccount.New());
        var source = await fixture.NewStorageAsync();
        await new StorageFormats(source, fixture.Time).MoveAsync(default);
        await fixture.CreateAsync(epochsDue: 1);
        await using var services = BackupBench.Services(source, fixture.Time);
        await services.GetRequiredService<ActivityLedger>()
            .AppendAsync(fixture.Space, [ActivityFixture.Request("r1", "ada")], maybeSeen: false, default);
        var file = await BackupBench.BackUpAsync(source, fixture.Name, fixture.Time);

        var (connection, _) = await BackupBench.NewAccountAsync();
        var former = Azurite.Settings();
        former.Format = 1;
        var fault = await Assert.ThrowsAsync<CommandException>(() =>
            BackupBench.RestoreAsync(new StorageService(StorageAccount.Parse(connection), former), file));
        Assert.EndsWith($"has format 2; this version reads 1. {UnknownFormatException.Cure}", fault.Message, StringComparison.Ordinal);
        Assert.Empty((await AccountImage.ReadAsync(connection)).Files);

        var target = BackupBench.Open(connection);
        await target.Table("spaces").AddAsync(new TableEntity("spaces", "moss") { ["Format"] = 1 });
        fault = await Assert.ThrowsAsync<CommandException>(() => BackupBench.RestoreAsync(target, file));
        Assert.EndsWith("./grain upgrade moves the storage", fault.Message, StringComparison.Ordinal);
        await new StorageFormats(target, fixture.Time).MoveAsync(default);
        fixture.Time.Ahead += TimeSpan.FromMinutes(3);
        await BackupBench.RestoreAsync(target, file, time: fixture.Time);
    }

    [Fact]
    public async Task The_command_line_changes_nothing_on_storage_of_a_newer_version()
    {
        await app.Get<StorageService>().Table("spaces").AddAsync(
            new TableEntity(StoredKinds.FormatsPartition, "storage") { ["Format"] = 1, ["Before"] = 1, ["InForce"] = 3 });
        var run = false;
        await Assert.ThrowsAsync<UnknownFormatException>(() => app.Get<Acts>().AroundAsync(null, "poison drop", _ =>
        {
            run = true;
            return Task.CompletedTask;
        }, default));
        Assert.False(run);
        await Assert.ThrowsAsync<UnknownFormatException>(() => app.NewSpaceAsync("new-", DueWork.Config));
    }

    private Task<long> ExportAsync(Space space) =>
        GrantExport.WriteAsync(app.Get<GrantLedger>(), space, new HashSet<string>(), Stream.Null, _ => { }, default);

    /// <summary>Makes all rows of a space but its own such as a newer version might have written. Gives them.</summary>
    private async Task<string[]> AgeAsync(string space)
    {
        var rows = new TableServiceClient(await app.ConnectionStringAsync());
        await foreach (var table in rows.QueryAsync())
            await foreach (var row in rows.GetTableClient(table.Name).QueryAsync<TableEntity>().Where(row => IsOf(row, space)))
            {
                row[StoredKinds.Column] = 9;
                await rows.GetTableClient(table.Name).UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);
            }

        return await RowsAsync(space);
    }

    private async Task<string[]> RowsAsync(string space)
    {
        var rows = new TableServiceClient(await app.ConnectionStringAsync());
        return await rows.QueryAsync().SelectMany(table => rows.GetTableClient(table.Name).QueryAsync<TableEntity>()
            .Where(row => IsOf(row, space) && row[StoredKinds.Column] is 9).Select(row => $"{table.Name} {StoredRow.Write(row)}"))
            .ToArrayAsync();
    }

    private static bool IsOf(TableEntity row, string space) => row.PartitionKey != "spaces"
        && (row.PartitionKey == space || row.PartitionKey.StartsWith($"{space}~", StringComparison.Ordinal) || row.RowKey == space
            || row.GetString("Space") == space);
}

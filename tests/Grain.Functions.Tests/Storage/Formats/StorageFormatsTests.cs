using Azure;
using Azure.Data.Tables;
using Grain.Functions.Storage;
using Grain.Functions.Storage.Formats;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage.Memory;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Grain.Functions.Tests.Storage.Formats;

/// <summary>
/// The row that says which storage format is in force: nobody writes by what was not read, by what is old, or by what makes no sense; and
/// whoever moves it is cut off or meets another.
/// </summary>
public sealed class StorageFormatsTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly FaultInjector faults = new();
    private readonly string account = MemoryAccount.New();

    [Theory]
    [InlineData("Format", 2)]
    [InlineData("Format", "two")]
    [InlineData("InForce", null)]
    [InlineData("InForce", 0)]
    [InlineData("InForce", -3)]
    [InlineData("InForce", "two")]
    [InlineData("InForce", 9_000_000_000L)]
    [InlineData("InForce", int.MaxValue)]
    [InlineData("Before", null)]
    [InlineData("Before", 0)]
    [InlineData("Before", 3)]
    [InlineData("From", "soon")]
    public async Task A_row_that_makes_no_sense_or_is_newer_lets_nobody_write_and_is_left_alone(string column, object? value)
    {
        var row = Row(1, 2);
        if (value is null) row.Remove(column);
        else row[column] = value;
        await Open(2).Table.AddAsync(row);
        foreach (var known in new[] { 1, 2 })
        {
            var formats = Open(known).Formats;
            await Assert.ThrowsAsync<UnknownFormatException>(() => formats.RefuseNewerAsync(default));
            await Assert.ThrowsAsync<UnknownFormatException>(() => formats.BeginAsync(default));
            if (value is not int.MaxValue)
                Assert.EndsWith(UnknownFormatException.Cure,
                    (await Assert.ThrowsAsync<UnknownFormatException>(() => formats.MoveAsync(default))).Message, StringComparison.Ordinal);
        }

        var rows = await new TableClient(await Azurite.ConnectionStringAsync(account), "spaces").QueryAsync<TableEntity>().ToArrayAsync();
        Assert.Equal(value, Assert.Single(rows)[column]);
    }

    [Fact]
    public async Task Where_the_row_is_gone_it_counts_as_never_moved_and_can_be_moved_again()
    {
        var (formats, table) = Open(2);
        await AddSpaceAsync(table);
        await formats.MoveAsync(default);
        await table.DeleteAsync(StoredKinds.FormatsPartition, "storage", ETag.All);
        Assert.Equal(new FormatsNow(1, 1, null), await Open(2).Formats.ReadAsync(default));
        Assert.Equal(2, (await Open(2).Formats.MoveAsync(default)).Next);
    }

    [Fact]
    public async Task Whoever_cannot_read_it_does_not_write_and_goes_on_when_it_can()
    {
        var (formats, table) = Open(2);
        await AddSpaceAsync(table);
        faults.FailNext(Fault.NotSent);
        await Assert.ThrowsAsync<RequestFailedException>(() => formats.RefuseNewerAsync(default));
        await formats.RefuseNewerAsync(default);
        time.Advance(TimeSpan.FromMinutes(2));
        faults.FailNext(Fault.Busy);
        await Assert.ThrowsAsync<RequestFailedException>(() => formats.RefuseNewerAsync(default));
        await formats.RefuseNewerAsync(default);
    }

    [Fact]
    public async Task It_is_read_once_for_all_who_ask_and_again_before_it_is_a_minute_old_and_nobody_waits_for_that()
    {
        var (formats, table) = Open(2);
        await table.AddAsync(Row(1, 1));
        faults.Reset();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => formats.RefuseNewerAsync(default)));
        Assert.Equal(1, faults.Operations);
        time.Advance(TimeSpan.FromSeconds(40));
        Assert.True(formats.RefuseNewerAsync(default).IsCompletedSuccessfully);
        Assert.Equal(1, faults.Operations);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(formats.RefuseNewerAsync(default).IsCompletedSuccessfully);
        await Eventually.HoldsAsync(() => faults.Operations == 2);
        time.Advance(TimeSpan.FromSeconds(30));
        await Eventually.HoldsAsync(() => formats.RefuseNewerAsync(default).IsCompletedSuccessfully);
        Assert.Equal(2, faults.Operations);
    }

    [Fact]
    public async Task An_answer_that_was_long_on_its_way_is_gone_by_only_as_long_as_if_it_had_been_quick()
    {
        var (formats, table) = Open(2);
        await AddSpaceAsync(table);
        faults.BeforeSend = (_, _) =>
        {
            time.Advance(TimeSpan.FromSeconds(61));
            return Task.CompletedTask;
        };
        await formats.RefuseNewerAsync(default);
        faults.BeforeSend = null;
        await Open(2).Table.UpsertAsync(Row(1, 3));
        await Assert.ThrowsAsync<UnknownFormatException>(() => formats.RefuseNewerAsync(default));
        time.Advance(TimeSpan.FromDays(1));
        faults.FailNext(Fault.Busy); // what was newer once is newer for good
        await Assert.ThrowsAsync<UnknownFormatException>(() => formats.RefuseNewerAsync(default));
    }

    [Theory]
    [InlineData(Fault.NotSent)]
    [InlineData(Fault.AnswerLost)]
    [InlineData(Fault.ErrorAfterEffect)]
    [InlineData(Fault.DiesBefore)]
    [InlineData(Fault.DiesAfter)]
    public async Task A_move_that_is_cut_anywhere_is_made_by_the_next_and_announced_once(Fault fault)
    {
        for (var cut = 1; cut <= 3; cut++)
        {
            var there = MemoryAccount.New();
            var (_, table) = Open(2, there, new FaultInjector());
            await AddSpaceAsync(table);
            await Assert.ThrowsAnyAsync<Exception>(() =>
                Open(2, there, new FaultInjector().FailAt(cut, fault)).Formats.MoveAsync(default));
            var moved = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
                Open(2, there, new FaultInjector()).Formats.MoveAsync(default)));
            Assert.Equal(new FormatsNow(1, 2, time.GetUtcNow() + TimeSpan.FromMinutes(2)), Assert.Single(moved.Distinct()));
        }
    }

    [Fact]
    public async Task Whoever_knows_more_moves_on_what_was_announced_and_gives_notice_anew()
    {
        await Open(2).Table.AddAsync(Row(1, 2, time.GetUtcNow() + TimeSpan.FromMinutes(1)));
        var moved = await Open(3).Formats.MoveAsync(default);
        Assert.Equal(new FormatsNow(1, 3, time.GetUtcNow() + TimeSpan.FromMinutes(2)), moved);
        await Assert.ThrowsAsync<UnknownFormatException>(() => Open(2).Formats.RefuseNewerAsync(default));
        Assert.Equal(moved, await Open(2).Formats.MoveAsync(default));
    }

    private (StorageFormats Formats, Table Table) Open(int known) => Open(known, account, faults);

    private (StorageFormats Formats, Table Table) Open(int known, string there, FaultInjector withFaults)
    {
        var settings = Azurite.Settings(withFaults, withRetries: false);
        settings.Format = known;
        var storage = MemoryAccount.TryOpen(there, settings)!;
        return (new StorageFormats(storage, time), storage.Table("spaces"));
    }

    private static Task<ETag> AddSpaceAsync(Table table) => table.AddAsync(new TableEntity("spaces", "moss") { ["Format"] = 1 });

    private static TableEntity Row(int before, int next, DateTimeOffset? from = null)
    {
        var row = new TableEntity(StoredKinds.FormatsPartition, "storage") { ["Format"] = 1, ["Before"] = before, ["InForce"] = next };
        if (from is { } at) row["From"] = at;
        return row;
    }
}

using Azure.Data.Tables;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Journals;
using Grain.Functions.Ledgers.Scores;
using Grain.Functions.Storage;
using Grain.Functions.Storage.Formats;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Verification;

/// <summary>Whatever somebody changes by hand in storage is found, and the fault names the account and the invariant.</summary>
public sealed class TamperTests : IAsyncLifetime
{
    private readonly JournalSpace space = new(Azurite.NewName("space-"), 2);
    private StorageService storage = null!;

    public async Task InitializeAsync()
    {
        storage = await Azurite.NewServiceAsync(account: MemoryAccount.New());
        var grants = Enumerable.Range(0, 12).Select(i => Grant($"g{i}", i % 3 == 0 ? "bob" : "ada", i + 1)).ToList();
        grants.Add(Grant("c", "ada", -2) with { Corrects = "g1" });
        await new GrantLedger(storage, TimeProvider.System).AppendAsync(space, grants, default);
        await new GrainLedger(storage, TimeProvider.System).PayAsync(space, "2026-11-01",
            [new Receipt("ada", GrainAmount.Parse("5")), new Receipt("bob", GrainAmount.Parse("6"))], default);
        foreach (var key in new[] { "k1", "k2" })
            await new ScoreBuckets(storage)
                .WriteAsync(space, new BucketWrite("ada", key, Points.Of(3), "c", "s", default), default);
        Assert.Equal("", await VerifyAsync());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("grants", "h~ada", "Format", "7", "format 7")]
    [InlineData("grants", "h~ada", "Seq", "8", "the head does not have the last entry's hash (J4)")]
    [InlineData("grants", "h~ada", "Hash", "00", "J4")]
    [InlineData("grants", "h~ada", "Totals", """{"total":1,"count":9,"categories":{},"sources":{}}""", "J3")]
    [InlineData("grants", "h~ada", "Totals", "{", "cannot be read")]
    [InlineData("grants", "e~ada~000000000003", "Seq", "4", "says it is entry 4")]
    [InlineData("grants", "e~ada~000000000003", "Key", "g0", "entry 3 does not have the hash of its content (J4)")]
    [InlineData("grants", "e~ada~000000000003", "At", "2026-11-01T00:00:00.0000000Z", "entry 3 does not have the hash")]
    [InlineData("grants", "e~ada~000000000003", "At", "yesterday", "cannot be read")]
    [InlineData("grants", "e~ada~000000000003", "Hash", "00", "entry 3 does not have the hash")]
    [InlineData("grants", "e~ada~000000000003", "Content",
        """
        {"grantId":"g4","contributor":"ada","key":"k","category":"c","source":"s","amount":500,"grantedAt":"2026-11-01T00:00:00+00:00"}
        """, "entry 3 does not have the hash")]
    [InlineData("grants", "e~ada~000000000009", "Hash", "00", "entry 9 does not have the hash")]
    [InlineData("grants", "k~ada~g4", "Seq", "1", "the used key of entry 3 is missing or differs (J2)")]
    [InlineData("grants", "k~ada~g4", "ContentHash", "00", "the used key of entry 3 is missing or differs (J2)")]
    [InlineData("grantids", "g4", "Contributor", "bob", "the id g4 of entry 3 is not reserved for it (G1)")]
    [InlineData("grantids", "g4", "ContentHash", "00", "the id g4 of entry 3 is not reserved for it (G1)")]
    [InlineData("grantids", "g4", "MicroAmount", "1", "the id g4 of entry 3 is not reserved for it (G1)")]
    [InlineData("grantids", "\ng1", "ContentHash", "00", "the right of entry 9 to correct g1 is not reserved for it (G3)")]
    [InlineData("grain", "h~ada", "Totals", """{"balance":"6","received":"6"}""", "J3")]
    [InlineData("grain", "e~ada~000000000001", "Content", """{"kind":"distribution","amount":"6","epoch":"2026-11-01"}""", "J4")]
    [InlineData("buckets", "h~ada", "MicroTotal", "7", "the total says 0.000007 in 2 buckets, they hold 6 in 2 (B1)")]
    [InlineData("buckets", "h~ada", "Buckets", "3", "B1")]
    [InlineData("buckets", "b~ada~k1", "MicroPoints", "1", "B1")]
    public async Task A_changed_property_is_found(string table, string row, string property, string value, string fault)
    {
        var changed = await FindAsync(table, row);
        changed[property] = property switch
        {
            "Format" => int.Parse(value),
            "Seq" or "MicroAmount" or "MicroTotal" or "MicroPoints" or "Buckets" => long.Parse(value),
            _ => (object)value,
        };
        await storage.Table(table).UpdateAsync(changed, changed.ETag);
        Assert.Contains(fault, await VerifyAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grants", "h~ada", "J1")]
    [InlineData("grants", "e~ada~000000000001", "entry 1 is missing (J1)")]
    [InlineData("grants", "e~ada~000000000003", "entry 3 is missing (J1)")]
    [InlineData("grants", "e~ada~000000000009", "the head counts 9 entries, there are 8 (J1)")]
    [InlineData("grants", "k~ada~g4", "the used key of entry 3 is missing or differs (J2)")]
    [InlineData("grantids", "g4", "the id g4 of entry 3 is not reserved for it (G1)")]
    [InlineData("grantids", "\ng1", "the right of entry 9 to correct g1 is not reserved for it (G3)")]
    [InlineData("grain", "k~bob~epoch/2026-11-01", "J2")]
    [InlineData("buckets", "h~ada", "there are 2 buckets and no total (B1)")]
    [InlineData("buckets", "b~ada~k1", "B1")]
    public async Task A_deleted_row_is_found(string table, string row, string fault)
    {
        var deleted = await FindAsync(table, row);
        Assert.True(await storage.Table(table).DeleteAsync(deleted.PartitionKey, deleted.RowKey, deleted.ETag));
        Assert.Contains(fault, await VerifyAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("e~ada~000000000009", "e~ada~000000000010", "the row e~ada~000000000010 says it is entry 9")]
    [InlineData("k~ada~g4", "k~ada~g400", "the used key 'g400' is of no entry (J5)")]
    [InlineData("k~ada~g4", "k~nobody~g4", "J")]
    [InlineData("h~ada", "h~eve", "J1")]
    public async Task An_added_row_is_found(string from, string to, string fault)
    {
        var row = await FindAsync("grants", from);
        var added = new TableEntity(row) { RowKey = to };
        await storage.Table("grants").AddAsync(added);
        Assert.Contains(fault, await VerifyAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_is_reserved_without_a_grant_is_told_and_no_fault()
    {
        var row = await FindAsync("grantids", "g4");
        var pending = new TableEntity(row) { RowKey = "pending" };
        await storage.Table("grantids").AddAsync(pending);
        Assert.Equal(new GrantProofResult(2, 13, 1, null), await new GrantLedger(storage, TimeProvider.System).ProveAsync(space, default));
    }

    [Fact]
    public async Task What_is_written_meanwhile_is_no_fault()
    {
        var ledger = new GrantLedger(storage, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
                await ledger.AppendAsync(space, [Grant($"live{i}", $"p{i % 7}", 1), Grant($"hot{i}", "ada", 1)], default);
        });
        for (var i = 0; i < 6; i++) Assert.Null((await ledger.ProveAsync(space, default)).Fault);
        await stop.CancelAsync();
        await writing;
        Assert.Equal("", await VerifyAsync());
    }

    private static Grant Grant(string id, string contributor, int points) => new()
    {
        GrantId = id,
        Contributor = contributor,
        Key = "k",
        Category = "c",
        Source = "s",
        Amount = Points.Of(points),
        GrantedAt = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero),
    };

    /// <summary>The first fault of all ledgers, or nothing.</summary>
    private async Task<string> VerifyAsync()
    {
        try
        {
            return (await new GrantLedger(storage, TimeProvider.System).ProveAsync(space, default)).Fault
                ?? (await new GrainLedger(storage, TimeProvider.System).ProveAsync(space, default)).Fault
                ?? (await new ScoreBuckets(storage).ProveAsync(space, default)).Fault
                ?? "";
        }
        catch (UnknownFormatException newer)
        {
            return newer.Message; // whoever proves all ledgers says it of the one
        }
    }

    /// <summary>A row by what its key reads like when it is not escaped; a row of entries by its number.</summary>
    private async Task<TableEntity> FindAsync(string table, string key)
    {
        var parts = key.Split('~');
        var escaped = string.Join('~', parts.Select(TableKey.Escape));
        await foreach (var row in storage.Table(table).QueryAsync($"PartitionKey ge '{space.Name}~' and PartitionKey lt '{space.Name}~~'"))
            if (row.RowKey == escaped) return row;
        throw new InvalidOperationException($"There is no row {key} in {table}.");
    }
}

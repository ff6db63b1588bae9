using Azure;
using Grain.Functions.Benchmarks.Chaos;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Journals;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Epochs;
using Xunit;

namespace Grain.Functions.Tests.Simulation;

/// <summary>
/// What <c>./grain chaos</c> looks for when all is over is shown to it: it finds each, and nothing where nothing is wrong.
/// </summary>
public sealed class ChaosCheckTests
{
    [Fact]
    public async Task What_is_as_it_was_told_is_not_found()
    {
        var (_, storage, book) = await MakeAsync();
        Assert.Empty(await FindAsync(storage, book));
    }

    [Fact]
    public async Task What_was_taken_and_is_not_there_is_lost()
    {
        var (_, storage, book) = await MakeAsync();
        book.Count("g9", "ada", Points.Of(1));
        book.Tasks["earn:t1"] = new TakenTask("node-1", "earn", 2);
        book.Mints["m9"] = new TakenMove(null, "ada", 1, "completed");
        book.Transfers["x9"] = new TakenMove("ada", "bob", 1, "completed");
        var findings = await FindAsync(storage, book);
        foreach (var lost in (string[])["grant g9", "grant task:t1:completed", "task earn:t1", "mint m9", "transfer x9"])
            Assert.Contains(findings, finding => finding.Contains($"the {lost} was taken", StringComparison.Ordinal)
                && finding.EndsWith("is lost", StringComparison.Ordinal));
        Assert.Equal(5, findings.Length);
    }

    [Fact]
    public async Task A_grant_that_is_gone_from_storage_is_found_though_its_account_still_counts_it()
    {
        var (fixture, storage, book) = await MakeAsync();
        var table = storage.Table("grants");
        foreach (var rows in SpaceRemains.PartitionsOf(fixture.Name))
            await foreach (var row in table.QueryAsync(rows, default))
                if (row.RowKey.StartsWith($"{JournalKeys.EntryPrefix}ada~", StringComparison.Ordinal))
                    await table.DeleteAsync(row.PartitionKey, row.RowKey, ETag.All, default);
        Assert.Contains(await FindAsync(storage, book), finding => finding.Contains("g1", StringComparison.Ordinal)
            || finding.Contains("cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_grant_that_counts_twice_is_found()
    {
        var (fixture, storage, book) = await MakeAsync();
        foreach (var rows in SpaceRemains.PartitionsOf(fixture.Name)) await storage.Table("grantids").SweepAsync(rows, 100, default);
        await fixture.GrantAsync("g1", "bob", 5, 0);
        Assert.Contains($"{fixture.Name}: the grant g1 counts twice", await FindAsync(storage, book));
    }

    [Fact]
    public async Task Grain_that_is_made_twice_is_found()
    {
        var (fixture, storage, book) = await MakeAsync();
        await MintAsync(fixture, storage, "bob");
        Assert.Contains($"{fixture.Name}: mint of m1 counts twice", await FindAsync(storage, book));
    }

    [Fact]
    public async Task What_nobody_was_told_of_or_is_other_than_told_is_found()
    {
        var (fixture, storage, book) = await MakeAsync();
        book.Grants["g1"] = new TakenGrant("ada", Points.Of(6));
        await fixture.GrantAsync("stray", "bob", 1, 0);
        var findings = await FindAsync(storage, book);
        Assert.Contains(findings, finding => finding.Contains("the grant g1 was taken as", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Contains("the grant stray is there", StringComparison.Ordinal));
        Assert.Equal(["elsewhere is not there"], await FindAsync(storage, new ChaosBook("elsewhere")));
    }

    /// <summary>A community with two grants and a mint, and what its clients were told of them.</summary>
    private static async Task<(EpochFixture Fixture, StorageService Storage, ChaosBook Book)> MakeAsync()
    {
        var fixture = new EpochFixture();
        await fixture.CreateAsync(epochsDue: 1);
        await fixture.GrantAsync("g1", "ada", 5, 0);
        await fixture.GrantAsync("g2", "bob", 3, 0);
        var (storage, book) = (await fixture.NewStorageAsync(), new ChaosBook(fixture.Name));
        await MintAsync(fixture, storage, "ada");
        book.Count("g1", "ada", Points.Of(5));
        book.Count("g2", "bob", Points.Of(3));
        book.Mints["m1"] = new TakenMove(null, "ada", 7, "completed");
        return (fixture, storage, book);
    }

    private static async Task MintAsync(EpochFixture fixture, StorageService storage, string to) =>
        Assert.IsType<AppendOutcome<GrainTotals>.Appended>(
            await new GrainLedger(storage, fixture.Time).AppendAsync(fixture.Space.Journal, to, "mint/m1",
                new GrainEntry(GrainEntryKinds.Mint, new GrainAmount(700)) { Id = "m1" }, default));

    private static async Task<string[]> FindAsync(StorageService storage, ChaosBook book)
    {
        var tally = new ChaosTally();
        await new ChaosCheck(storage, book, tally).RunAsync(default);
        return [.. tally.Findings];
    }
}

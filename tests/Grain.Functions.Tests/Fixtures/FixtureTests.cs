using System.Security.Cryptography;
using Azure.Data.Tables;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Fixtures;

/// <summary>Data written before stay good: an account that an earlier build wrote is read, proven and gone on with by this one.</summary>
public sealed class FixtureTests
{
    [Fact]
    public async Task Verify_holds_and_statements_are_served_byte_for_byte()
    {
        var account = await LoadedAsync();
        var (_, report) = await FixtureApp.VerifyAsync(account);
        var lines = report.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(FixtureRecipe.Spaces,
            space => Assert.Contains(lines, line => line.StartsWith($"{space}: epochs: ", StringComparison.Ordinal)));
        Assert.All(lines, line => Assert.Contains(": ok, ", line, StringComparison.Ordinal));
        // In the mill people are paid already for an epoch whose statement is still to come.
        Assert.Contains(lines, line => line.StartsWith("mill: epochs: ok, ", StringComparison.Ordinal)
            && line.EndsWith("; 2026-11-08 is under way, at stage Allocated", StringComparison.Ordinal));

        await using var app = await FixtureApp.StartAsync(account, new FixtureClock(FixtureRecipe.GoesOnAt));
        var statements = Fixture.Data.AllBlobs().Where(blob => blob.Name.Contains("/statement.json-", StringComparison.Ordinal))
            .ToDictionary(blob => blob.Name, blob => blob.Bytes);
        var closed = Fixture.Data.Rows("epochs").Where(row => row.GetString("Stage") == "Closed").ToArray();
        Assert.Equal(statements.Count, closed.Length);
        Assert.True(closed.Length >= 6);
        foreach (var row in closed)
        {
            var served = await app.Client.GetByteArrayAsync(new Uri($"/api/spaces/{row.PartitionKey}/epochs/{row.RowKey}/statement",
                UriKind.Relative));
            Assert.Equal(statements[row.GetString("Statement")], served);
            Assert.Equal(row.GetString("StatementHash"), Convert.ToHexStringLower(SHA256.HashData(served)));
        }
    }

    [Fact]
    public async Task All_that_counts_once_is_sent_again_and_counts_nothing()
    {
        var account = await LoadedAsync();
        var clock = new FixtureClock(FixtureRecipe.GoesOnAt);
        await using (var app = await FixtureApp.StartAsync(account, clock))
        {
            var player = new FixturePlayer(app, clock, account);
            foreach (var step in FixtureRecipe.Steps.Where(step => step.CountsOnce))
                await player.PlayAsync(step with { At = FixtureRecipe.GoesOnAt });
        }

        // The log of deliveries tells of each arrival, the audit of moves from before there was one that they were asked for, and the feed
        // of events of beginnings that were not told of then.
        static AccountImage Ledgers(AccountImage image) => image.Where((file, line) => file != AccountImage.FileOf("deliveries")
            && file != AccountImage.FileOf("audit") && !Fixture.TellsOfBeginning(file, line));
        ImageAssert.Equal(Ledgers(Fixture.Data).Masked(), Ledgers(await AccountImage.ReadAsync(account)).Masked());
    }

    [Fact]
    public async Task Runs_that_were_cut_are_finished_and_epochs_go_on_to_the_same_statements()
    {
        Assert.Equal(
            [("garden", "2026-11-08", "Ranked"), ("mill", "2026-11-08", "Allocated"), ("pond", "2026-11-08", "Collected")],
            Fixture.Data.Rows("epochs").Where(IsCut).Select(row => (row.PartitionKey, row.RowKey, row.GetString("Stage"))));
        Assert.Equal(
            ["ada", "cy", "dan", "max", "zoe"], // and not bob, and eve, who is in the same shard
            Fixture.Data.Rows("grain").Where(row => row.PartitionKey.StartsWith("mill~", StringComparison.Ordinal)
                && row.TryGetValue("Key", out var key) && (string)key == "epoch/2026-11-08")
                .Select(row => row.RowKey.Split('~')[1]).Order(StringComparer.Ordinal));

        var account = await LoadedAsync();
        await Fixture.GoOnAsync(account);
        ImageAssert.Equal(Fixture.Expected.Masked(), Fixture.OutcomeOf(await AccountImage.ReadAsync(account)).Masked());
        var (holds, report) = await FixtureApp.VerifyAsync(account);
        Assert.True(holds, report);
    }

    [Fact]
    public async Task Columns_that_a_later_version_added_to_every_row_change_nothing_when_it_is_taken_back()
    {
        const string Column = ",\"Later\":\"yes\"";
        static string[] With(string file, string[] lines) =>
            file.StartsWith("tables/", StringComparison.Ordinal) ? [.. lines.Select(line => $"{line[..^1]}{Column}}}")] : lines;
        var later = Fixture.Data.Files.ToDictionary(file => file.Key, file => With(file.Key, file.Value));
        var account = await Azurite.ConnectionStringAsync(MemoryAccount.New());
        await new AccountImage(new(later, StringComparer.Ordinal)).WriteAsync(account);

        await Fixture.GoOnAsync(account);
        var (holds, report) = await FixtureApp.VerifyAsync(account);
        Assert.True(holds, report);
        var outcome = Fixture.OutcomeOf(await AccountImage.ReadAsync(account)).Files
            .ToDictionary(
                file => file.Key, file => file.Value.Select(line => line.Replace(Column, "", StringComparison.Ordinal)).ToArray());
        ImageAssert.Equal(Fixture.Expected.Masked(), new AccountImage(new(outcome, StringComparer.Ordinal)).Masked());
    }

    private static bool IsCut(TableEntity row) => row.TryGetValue("Stage", out var stage) && (string)stage != "Closed";

    private static async Task<string> LoadedAsync()
    {
        var account = await Azurite.ConnectionStringAsync(MemoryAccount.New());
        await Fixture.Data.WriteAsync(account);
        return account;
    }
}

using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces;
using Grain.Functions.Spaces.Calendar;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Epochs;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local.CommandLine;
using Grain.Local.Histories;
using Xunit;

namespace Grain.Functions.Tests.Local.Histories;

/// <summary>An import can let the epochs begin with the history, and says what there is to say.</summary>
public sealed class FirstEpochTests
{
    [Fact]
    public async Task Two_commands_lead_from_a_repository_to_people_who_are_paid()
    {
        using var clone = new MadeRepository()
            .Commit("Ada", "ada@example.org", "one", "a/b").Commit("Ada", "ada@example.org", "two", "a/b")
            .Commit("Bob", "bob@example.org", "three", "a/c").Finish(); // on 2023-11-14
        var account = await Azurite.ConnectionStringAsync(MemoryAccount.New());
        var storage = new StorageService(StorageAccount.Parse(account), Azurite.Settings());
        var spaces = new SpaceDirectory(storage, TimeProvider.System);
        var config = new SpaceConfig { Epochs = new EpochSchedule { LengthDays = 1000, Anchor = new DateTime(2021, 3, 1) } };
        await spaces.CreateAsync("field", 2, config, default);

        // Nobody is there to be asked: the command is named that does it, and does it when it is called.
        var (code, _, error) = await CommandLine.GrainAsync(account, "import", "git", clone.Folder, "--space", "field");
        Assert.Equal(0, code);
        Assert.Contains("The history begins 2023-11-14, and the epochs with", error, StringComparison.Ordinal);
        Assert.Contains($"./grain import git {clone.Folder} --space field --from-first", error, StringComparison.Ordinal);
        (code, var output, error) =
            await CommandLine.GrainAsync(account, "import", "git", clone.Folder, "--space", "field", "--from-first");
        Assert.Equal((0, true), (code, output.Contains("3 grants: 0 written, 3 were there", StringComparison.Ordinal)));
        Assert.Contains("Epochs begin with 2021-03-01 now.", error, StringComparison.Ordinal);
        Assert.Contains("./grain epochs close --space field", error, StringComparison.Ordinal);

        var space = (await spaces.FindAsync("field", fresh: true, default))!;
        Assert.IsType<EpochRunOutcome.Closed>(await EpochFixture.RunnerOver(storage, TimeProvider.System).RunAsync(space, default));
        var store = new EpochStore(storage);
        await foreach (var run in store.ListAsync("field"))
        {
            var statement = EpochWork.ReadStatement(await store.GetAsync(run.Statement!, default));
            Assert.Equal((2, "[]"), (statement.Payments.Count, run.Notes));
            Assert.Equal(statement.Budget, statement.Paid);
        }

        // Now there is one: it is said, and not done.
        var refused = await Assert.ThrowsAsync<CommandException>(() =>
            new FirstEpoch(spaces, store, TimeProvider.System).SetAsync("field", DateTimeOffset.UnixEpoch, default));
        Assert.Contains("the latest is 2021-03-01", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_beginning_only_moves_back_and_what_else_is_configured_stays()
    {
        var fixture = new EpochFixture();
        var space = await fixture.CreateAsync(epochsDue: 1);
        await fixture.ConfigureAsync(config => SpaceConfig.Of(System.Text.Json.JsonElement.Parse(
            """{"of a later version":1,"epochs":{"first":"2024-01-07T00:00:00Z","of it":2,"lengthDays":7}}""")));
        var storage = await fixture.NewStorageAsync();
        var first = new FirstEpoch(new SpaceDirectory(storage, fixture.Time), new EpochStore(storage), fixture.Time);
        await first.SetAsync(space.Name, new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), default); // later
        await first.SetAsync(space.Name, new DateTimeOffset(2024, 1, 9, 0, 0, 0, TimeSpan.Zero), default); // within the first
        Assert.Equal(2, (await FindAsync()).ConfigVersion);
        await first.SetAsync(space.Name, new DateTimeOffset(2023, 12, 25, 23, 0, 0, TimeSpan.FromHours(-5)), default);
        var changed = await FindAsync();
        Assert.Equal((3, new DateTimeOffset(2023, 12, 26, 4, 0, 0, TimeSpan.Zero)), (changed.ConfigVersion, changed.Config.Epochs.First));
        Assert.Equal(1, changed.Config.Find("of a later version")!.Value.GetInt32());
        await first.SetAsync(space.Name, new DateTimeOffset(1930, 1, 1, 0, 0, 0, TimeSpan.Zero), default); // older than any calendar
        Assert.Equal(DateTimeOffset.UnixEpoch, (await FindAsync()).Config.Epochs.First);
        Assert.Empty((await FindAsync()).Config.Check());
        async Task<Space> FindAsync() => (await new SpaceDirectory(storage, fixture.Time).FindAsync(space.Name, fresh: true, default))!;
    }
}

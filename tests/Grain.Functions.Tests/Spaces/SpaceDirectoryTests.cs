using System.Text.Json;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.Spaces;

/// <summary>The history of configurations: what each version was, whatever was refused or cut off.</summary>
public sealed class SpaceDirectoryTests
{
    private readonly string name = Azurite.NewName("space-");

    [Fact]
    public async Task A_space_that_is_there_already_keeps_its_first_version()
    {
        var spaces = await OpenAsync();
        Assert.True((await spaces.CreateAsync(name, 1, Called("first"), default)).Created);
        var (space, created) = await spaces.CreateAsync(name, 1, Called("refused"), default);
        Assert.Equal((false, "first"), (created, space.Config.DisplayName));
        Assert.Equal(["1 first"], await HistoryAsync());
    }

    [Fact]
    public async Task Of_two_that_make_a_space_at_once_the_history_tells_of_the_one_that_did()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        var made = await Task.WhenAll(one.CreateAsync(name, 1, Called("a"), default), other.CreateAsync(name, 1, Called("b"), default));
        Assert.Equal([$"1 {made.Single(each => each.Created).Space.Config.DisplayName}"], await HistoryAsync());
    }

    /// <summary>Cut off before and after each request; then it goes on, and no version is missing or another's.</summary>
    [Theory]
    [InlineData(Fault.DiesBefore)]
    [InlineData(Fault.DiesAfter)]
    public async Task Whatever_is_cut_off_the_history_is_whole_with_the_next_change(Fault fault)
    {
        for (var call = 1; call <= 5; call++)
        {
            var space = Azurite.NewName("space-");
            var faults = new FaultInjector().FailAt(call, fault);
            try
            {
                var dying = new SpaceDirectory(await Azurite.NewServiceAsync(faults, withRetries: false), TimeProvider.System);
                var (made, _) = await dying.CreateAsync(space, 1, Called("first"), default);
                await dying.ConfigureAsync(made, Called("second"), default);
            }
            catch (ProcessDiedException)
            {
                Assert.True(faults.IsDead);
            }

            var spaces = await OpenAsync();
            var found = await spaces.FindAsync(space, fresh: true, default);
            if (found is null || call % 2 == 0) (found, _) = await spaces.CreateAsync(space, 1, Called("first"), default);
            found = (await spaces.ConfigureAsync(found, Called("last"), default))!;
            string[] expected = found.ConfigVersion == 2 ? ["1 first", "2 last"] : ["1 first", "2 second", "3 last"];
            Assert.Equal(expected, await HistoryAsync(space));
        }
    }

    private static SpaceConfig Called(string displayName) => new() { DisplayName = displayName };

    private static async Task<SpaceDirectory> OpenAsync() => new(await Azurite.NewServiceAsync(), TimeProvider.System);

    private async Task<string[]> HistoryAsync(string? space = null)
    {
        var rows = (await Azurite.NewServiceAsync()).Table("spaces").QueryAsync(Filters.Partition($"config~{space ?? name}"), default);
        return await rows.Select(row =>
            $"{int.Parse(row.RowKey)} {JsonDocument.Parse(row.Text("Config")).RootElement.GetProperty("displayName").GetString()}")
                .ToArrayAsync();
    }
}

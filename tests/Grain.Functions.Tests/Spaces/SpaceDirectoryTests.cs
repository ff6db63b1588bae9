using System.Text.Json;
using Grain.Functions.Hosting;
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

    [Fact]
    public void The_time_in_the_archive_counts_as_switched_off()
    {
        var start = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        var space = new Space("moss", 1, start, 1, new SpaceConfig(), default);
        var opened = space.With(archived: true, start.AddDays(10)).With(archived: false, start.AddDays(40));
        Assert.Equal((null, new Pause(start.AddDays(10), start.AddDays(40))), (opened.OffSince, Assert.Single(opened.Pauses)));

        var off = space.With(new SpaceConfig { Enabled = false }, start.AddDays(1));
        off = off.With(archived: true, start.AddDays(10)).With(archived: false, start.AddDays(40));
        Assert.Equal(((DateTimeOffset?)start.AddDays(1), 0), (off.OffSince, off.Pauses.Count));
        Assert.Equal(new Pause(start.AddDays(1), start.AddDays(50)), Assert.Single(off.With(new SpaceConfig(), start.AddDays(50)).Pauses));
    }

    /// <summary>What one process does to a space, another hears of when its copy is two seconds old.</summary>
    [Fact]
    public async Task Another_process_learns_of_an_end_in_two_seconds()
    {
        var time = new StandingTime();
        var (one, other) = (await OpenAsync(), new SpaceDirectory(await Azurite.NewServiceAsync(), time));
        var (space, _) = await one.CreateAsync(name, 1, Called("first"), default);
        Assert.NotNull(await other.FindAsync(name, fresh: false, default));
        Assert.NotNull(await one.ReplaceAsync(space, space.With(archived: true, space.CreatedAt).Ended(space.CreatedAt), default));
        Assert.NotNull(await other.FindAsync(name, fresh: false, default));
        time.Now += TimeSpan.FromSeconds(2);
        Assert.Null(await other.FindAsync(name, fresh: false, default));
        Assert.Equal(SpaceState.Deleting, (await other.LookAsync(name, fresh: false, default))!.State);
        Assert.Empty(await one.ListAsync().Where(each => each.Name == name).ToArrayAsync());
        await Assert.ThrowsAsync<ProblemException>(() => one.CreateAsync(name, 1, Called("again"), default));
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

    private sealed class StandingTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

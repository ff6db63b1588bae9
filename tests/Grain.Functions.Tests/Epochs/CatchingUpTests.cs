using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>All that is due is closed in a row, an epoch a message, whatever an earlier build wrote into the message.</summary>
public sealed class CatchingUpTests
{
    private readonly EpochFixture fixture = new();

    [Fact]
    public async Task Each_epoch_asks_for_the_next_behind_what_waits_until_none_is_due()
    {
        await fixture.CreateAsync(epochsDue: 3);
        var storage = await fixture.NewStorageAsync();
        var (store, queue) = (new EpochStore(storage), storage.Queue("epochs"));
        var run = new RunEpoch(new SpaceDirectory(storage, fixture.Time), fixture.Runner(storage), new EpochQueue(storage), fixture.Time,
            NullLogger<RunEpoch>.Instance);

        await run.RunAsync($$"""{"space":"{{fixture.Name}}","left":1}""", default); // of an earlier build
        Assert.Equal(1, await queue.CountAsync());
        await run.RunAsync($$"""{"space":"{{fixture.Name}}"}""", default);
        Assert.Equal(2, await queue.CountAsync());
        await run.RunAsync($$"""{"space":"{{fixture.Name}}"}""", default);
        Assert.Equal(2, await queue.CountAsync()); // none is due
        await run.RunAsync($$"""{"space":"{{fixture.Name}}"}""", default); // delivered once more
        Assert.Equal(2, await queue.CountAsync());
        Assert.Equal("2024-01-21", (await store.ReadBooksAsync(fixture.Name, default)).LastClosed!.Id);
    }

    [Theory]
    [InlineData("2024-01-07", 7, "2024-02-04T00:00:00Z", 4)]
    [InlineData("2024-01-07", 7, "2024-02-03T23:59:59Z", 3)]
    [InlineData("1970-01-01", 7, "2026-11-26T00:00:00Z", 2969)]
    [InlineData("2026-11-26", 7, "2026-11-26T00:00:00Z", 0)]
    public void Whoever_looks_is_told_how_many_are_due(string first, int days, string now, int due)
    {
        var space = new Space("s", 1, default, 1, EpochFixture.Config(DateTimeOffset.Parse(first + "T00:00:00Z",
            System.Globalization.CultureInfo.InvariantCulture), days), default);
        Assert.Equal(due,
            EpochCalendar.CountDue(space, null, DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));
    }
}

using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Events;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static Grain.Functions.Tests.Credits.CreditsFixture;

namespace Grain.Functions.Tests.Credits;

/// <summary>The feed of events is a view that keeps a number of days; the accounts that it is a view of lose nothing.</summary>
public sealed class CreditEventFeedTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Old_events_are_not_shown_and_are_swept_and_no_entry_goes_with_them()
    {
        var fixture = await NewAsync(new CreditsConfig { EventDays = 7 }, time);
        for (var day = 0; day < 10; day++)
        {
            await fixture.ProcessAsync(Earn("ada", $"t{day}"));
            time.Advance(TimeSpan.FromDays(1));
        }

        // t3 is seven days old to the tick
        Assert.Equal(["t9", "t8", "t7", "t6", "t5", "t4", "t3"], (await fixture.EventsAsync()).Select(item => item.TaskId));
        Assert.Equal(10 + 1, await RowsAsync(fixture)); // and that the account began
        await SweepAsync(fixture);
        await SweepAsync(fixture);
        Assert.Equal((7, 7), (await RowsAsync(fixture), (await fixture.EventsAsync()).Count));
        Assert.Equal(10, (await fixture.EntriesAsync("ada")).Count);
        Assert.Equal(20, (await fixture.VerifyAsync()).Balances.ToDecimal());

        // What is told again has its old time, is not shown, and goes with the next run.
        await fixture.ProcessAsync(Earn("ada", "t0"), delivery: 2);
        Assert.Equal((9, 7), (await RowsAsync(fixture), (await fixture.EventsAsync()).Count));
        await SweepAsync(fixture);
        Assert.Equal((7, 20m), (await RowsAsync(fixture), await fixture.BalanceAsync("ada")));
    }

    [Fact]
    public async Task Sweeping_at_once_deletes_no_more_and_each_space_keeps_its_own_days()
    {
        var short1 = await NewAsync(new CreditsConfig { EventDays = 1 }, time);
        await short1.Feed.WriteAsync("another-space", [Event("kept", -3)], default);
        await short1.Feed.WriteAsync(short1.Space.Name, [.. Enumerable.Range(0, 250).Select(i => Event($"old{i}", -3)), Event("new", 0)],
            default);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SweepAsync(short1)));
        await SweepAsync(short1); // those that were in each other's way are done by now
        Assert.Equal("evt_new", Assert.Single(await short1.EventsAsync()).Id);
        Assert.Equal(1, await RowsAsync(short1));
        Assert.Single(await short1.Feed.ReadAsync("another-space", 90, null, 10, default));
    }

    [Fact]
    public async Task The_feed_is_read_in_pages_that_stay_in_step_while_events_arrive_and_are_swept()
    {
        var fixture = await NewAsync(new CreditsConfig { EventDays = 2 }, time);
        await fixture.Feed.WriteAsync(fixture.Space.Name, [.. Enumerable.Range(0, 5).Select(i => Event($"{i}", -i * 0.4))], default);
        var first = await fixture.Feed.ReadAsync(fixture.Space.Name, 2, null, 2, default);
        await fixture.Feed.WriteAsync(fixture.Space.Name, [Event("later", 0.1)], default);
        var second = await fixture.Feed.ReadAsync(fixture.Space.Name, 2, first[^1].RowKey, 2, default);
        Assert.Equal(["evt_0", "evt_1", "evt_2", "evt_3"], first.Concat(second).Select(item => item.Id));
        time.Advance(TimeSpan.FromDays(5));
        Assert.Empty(await fixture.Feed.ReadAsync(fixture.Space.Name, 2, second[^1].RowKey, 2, default));
    }

    private CreditEvent Event(string id, double days) => new($"evt_{id}", CreditEvent.Earned, time.GetUtcNow().AddDays(days), "ada");

    private Task SweepAsync(CreditsFixture fixture) =>
        new SweepCreditEvents(new SpaceDirectory(fixture.Storage, time), fixture.Feed, NullLogger<SweepCreditEvents>.Instance)
            .RunAsync(new Microsoft.Azure.Functions.Worker.TimerInfo(), default);

    private static async Task<int> RowsAsync(CreditsFixture fixture) =>
        await fixture.Storage.Table("events").QueryAsync(Filters.Partition(fixture.Space.Name), []).CountAsync();
}

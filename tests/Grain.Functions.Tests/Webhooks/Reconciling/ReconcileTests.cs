using Xunit;

namespace Grain.Functions.Tests.Webhooks.Reconciling;

/// <summary>What is lost, what is asked for, and when that ends.</summary>
public sealed class ReconcileTests
{
    [Fact]
    public async Task What_did_not_come_is_asked_for_once_oldest_first_and_what_came_of_it_is_said()
    {
        await using var house = await ReconcileHouse.NewAsync();
        house.Forge.Deliver("lost-1", 502);
        house.Forge.Deliver("here", 202);
        await house.ArriveAsync("here");
        house.Forge.Deliver("malformed", 400); // it came, and coming again mends nothing
        await house.ArriveAsync("malformed", "malformed");
        house.Forge.Deliver("by-hand", 500);
        house.Forge.Deliver("machines", 502, name: "check_run");
        house.Forge.Deliver("by-hand", 202, again: true);
        await house.ArriveAsync("by-hand");
        house.Forge.Deliver("lost-2", 504);
        await house.RunAfterAsync(5);
        Assert.Equal(["POST /repos/octo/field/hooks/7/deliveries/1001/attempts", "POST /repos/octo/field/hooks/7/deliveries/1007/attempts"],
            house.Forge.Asked);
        Assert.Equal(["lost-1 open 1", "lost-2 open 1"], await house.LostAsync());

        for (var run = 0; run < 3; run++) await house.RunAfterAsync(10);
        Assert.Equal(2, house.Forge.Asked.Length);
        Assert.Equal(["lost-1 arrived 1", "lost-2 arrived 1"], await house.LostAsync());
        var state = await house.StateAsync();
        Assert.Equal((2, 2, 0, null), (state.Asked, state.Arrived, state.GivenUp, state.Fault));
        Assert.Contains("lost-1 asked asked for again (1 of 8): the last try ended with 502", await house.LoggedAsync());
        Assert.All(house.Forge.Shown, shown => Assert.Equal($"Bearer {FakeForge.Token}", shown));
    }

    [Fact]
    public async Task What_the_forge_says_was_taken_and_is_not_here_is_asked_for_too_but_not_before_the_log_is_written()
    {
        await using var house = await ReconcileHouse.NewAsync();
        house.Forge.Deliver("answered-by-another", 200);
        await house.RunAsync();
        Assert.Empty(house.Forge.Asked);
        await house.RunAfterAsync(10);
        Assert.Single(house.Forge.Asked);
        await house.RunAfterAsync(10);
        Assert.Equal(["answered-by-another arrived 1"], await house.LostAsync());
    }

    [Fact]
    public async Task Where_all_that_was_taken_goes_elsewhere_the_forge_is_believed()
    {
        await using var house = await ReconcileHouse.NewAsync();
        house.Forge.Redeliver = _ => Task.FromResult(200); // and nothing comes here
        for (var i = 0; i < 3; i++) house.Forge.Deliver($"d{i}", 200);
        await house.RunAfterAsync(10);
        await house.RunAfterAsync(10);
        Assert.Equal(["d0 elsewhere 1", "d1 elsewhere 1", "d2 elsewhere 1"], await house.LostAsync());
        house.Forge.Deliver("d3", 200);
        house.Forge.Deliver("failed", 500);
        await house.RunAfterAsync(10);
        await house.RunAfterAsync(10);
        Assert.Equal(4, house.Forge.Asked.Length); // what failed is asked for all the same
    }

    [Fact]
    public async Task What_fails_again_is_asked_for_at_growing_pauses_and_then_given_up()
    {
        await using var house = await ReconcileHouse.NewAsync();
        house.Forge.Redeliver = _ => Task.FromResult(401);
        house.Forge.Deliver("hopeless", 401);
        var runs = new List<int>();
        for (var run = 0; run < 300; run++)
        {
            await house.RunAfterAsync(10);
            if (house.Forge.Asked.Length > runs.Count) runs.Add(run);
        }

        Assert.Equal([0, 1, 3, 7, 15, 31, 63, 127], runs);
        Assert.Equal(["hopeless given-up 8"], await house.LostAsync());
        Assert.Equal("hopeless given-up asked for 8 times in vain", (await house.LoggedAsync())[^1]);
    }

    [Fact]
    public async Task What_the_forge_will_not_deliver_again_does_not_stop_the_rest()
    {
        await using var house = await ReconcileHouse.NewAsync();
        house.Forge.Redeliver = guid => Task.FromResult(guid == "too-old" ? -422 : 202);
        house.Forge.Deliver("too-old", 500);
        house.Forge.Deliver("lost", 500);
        await house.RunAsync();
        Assert.Equal(["lost open 1", "too-old refused 1"], await house.LostAsync());
        Assert.Contains("too-old given-up it is not delivered again: 127.0.0.1 answered 422: as it is", await house.LoggedAsync());
    }

    [Fact]
    public async Task Long_lists_are_read_over_several_runs_and_what_is_asked_at_once_is_bounded()
    {
        await using var house = await ReconcileHouse.NewAsync();
        for (var i = 0; i < 1250; i++)
        {
            house.Forge.Deliver($"d{i}", i is < 60 or 1200 ? 500 : 200);
            if (i is not (< 60 or 1200)) await house.ArriveAsync($"d{i}");
        }

        await house.RunAfterAsync(5);
        Assert.Single(house.Forge.Asked); // ten pages of a hundred
        Assert.NotNull((await house.StateAsync()).Cursor);
        await house.RunAfterAsync(10);
        Assert.Equal(41, house.Forge.Asked.Length);
        Assert.Null((await house.StateAsync()).Cursor);
        for (var run = 0; run < 3; run++) await house.RunAfterAsync(10);
        Assert.Equal(61, house.Forge.Asked.Length);
        Assert.All(await house.LostAsync(), each => Assert.EndsWith(" arrived 1", each, StringComparison.Ordinal));
        Assert.Equal(61, (await house.StateAsync()).Arrived);
    }

    [Theory]
    [InlineData(-50)]
    [InlineData(50)]
    public async Task The_forge_s_clock_may_differ(int minutes)
    {
        await using var house = await ReconcileHouse.NewAsync();
        house.Forge.Now = () => house.Time.Now.AddMinutes(minutes);
        for (var i = 0; i < 12; i++)
        {
            house.Forge.Deliver($"here-{i}", 202);
            await house.ArriveAsync($"here-{i}");
            if (i == 4) house.Forge.Deliver("lost", 500);
            await house.RunAfterAsync(10);
        }

        Assert.Single(house.Forge.Asked);
        Assert.Equal(["lost arrived 1"], await house.LostAsync());
    }

    [Fact]
    public async Task A_sealed_space_keeps_no_id_that_could_say_something()
    {
        await using var house = await ReconcileHouse.NewAsync(isSealed: true);
        const string Guid = "6f1a9a1e-5f3a-4f0e-9a0b-1d2c3b4a5f60";
        house.Forge.Deliver("someone@octo.example", 200);
        house.Forge.Deliver("someone-was-here", 500);
        house.Forge.Deliver(Guid, 500);
        await house.RunAfterAsync(10);
        Assert.Single(house.Forge.Asked);
        Assert.Contains(await house.LoggedAsync(), line => line.StartsWith(Guid, StringComparison.Ordinal));
        Assert.DoesNotContain("someone", await house.StoredAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_goes_mad_for_a_moment_stops_nothing()
    {
        await using var house = await ReconcileHouse.NewAsync();
        house.Forge.Deliver("ahead", 202, house.Time.Now.AddYears(50));
        house.Forge.Deliver("behind", 500, DateTimeOffset.MinValue);
        house.Forge.Deliver("lost-1", 500);
        await house.RunAfterAsync(10);
        house.Forge.Deliver("lost-2", 500);
        await house.RunAfterAsync(10);
        await house.RunAfterAsync(10);
        Assert.Equal(["lost-1 arrived 1", "lost-2 arrived 1"], await house.LostAsync());
    }
}

using Grain.Functions.Hosting.Bodies;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Grain.Functions.Tests.Bodies;

/// <summary>Memory has a bound whoever sends, and whoever holds on to it without sending, or by many bodies, loses it first.</summary>
public sealed class BodyBudgetTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch);
    private readonly BodyBudget budget;

    public BodyBudgetTests() => budget = new BodyBudget(100, time);

    [Fact]
    public async Task Who_brought_nothing_for_the_longest_makes_room_and_no_one_else()
    {
        var (first, second, third) = (await OpenAsync("a", 40), await OpenAsync("b", 30), await OpenAsync("c", 30));
        await first.TakeAsync(0, default); // still sends
        time.Advance(TimeSpan.FromSeconds(1));
        var newcomer = budget.Open("d", isProven: false);
        var taking = newcomer.TakeAsync(20, default);
        Assert.Equal([false, true, false], Evicted(first, second, third));
        Assert.False(taking.IsCompleted); // what the other holds must come back before
        Assert.Equal(100, budget.Taken);
        second.Dispose();
        await taking;
        Assert.Equal(90, budget.Taken);
    }

    [Fact]
    public async Task As_many_go_as_are_needed_and_nobody_twice()
    {
        HeldBody[] held = [await OpenAsync("a", 40), await OpenAsync("b", 30), await OpenAsync("c", 30)];
        var (one, other) =
            (budget.Open("d", isProven: false).TakeAsync(50, default), budget.Open("e", isProven: false).TakeAsync(10, default));
        Assert.Equal([true, true, false], Evicted(held));
        held[0].Dispose();
        held[1].Dispose();
        await Task.WhenAll(one, other);
        Assert.Equal([true, true, false], Evicted(held));
    }

    [Fact]
    public async Task A_client_with_several_bodies_and_more_than_its_share_loses_first()
    {
        var (single, one, two) = (await OpenAsync("a", 60), await OpenAsync("b", 13), await OpenAsync("b", 13));
        _ = budget.Open("c", isProven: false).TakeAsync(20, default);
        Assert.Equal([false, true, false], Evicted(single, one, two));
    }

    [Fact]
    public async Task Within_its_share_a_client_may_have_several()
    {
        var (single, one, two) = (await OpenAsync("a", 60), await OpenAsync("b", 12), await OpenAsync("b", 13));
        _ = budget.Open("c", isProven: false).TakeAsync(20, default);
        Assert.Equal([true, false, false], Evicted(single, one, two));
    }

    [Fact]
    public async Task The_proven_stay_and_what_finds_no_room_among_them_hears_of_it_in_time()
    {
        var proven = await OpenAsync("a", 100, isProven: true);
        var newcomer = budget.Open("b", isProven: true);
        var taking = newcomer.TakeAsync(1, default);
        time.Advance(BodyBudget.Patience - TimeSpan.FromTicks(1));
        Assert.False(taking.IsCompleted);
        Assert.Equal([false], Evicted(proven));
        time.Advance(TimeSpan.FromTicks(1));
        await Assert.ThrowsAsync<NoRoomException>(() => taking);
        newcomer.Dispose();
        Assert.Equal(100, budget.Taken);
        time.Advance(BodyBudget.Stall - BodyBudget.Patience);
        _ = budget.Open("b", isProven: false).TakeAsync(1, default);
        Assert.Equal([true], Evicted(proven)); // it brings nothing any more
    }

    [Fact]
    public async Task The_proven_come_in_while_others_hold_everything()
    {
        var held = await OpenAsync("a", 100);
        var signed = budget.Open("a", isProven: true).TakeAsync(100, default);
        Assert.Equal([true], Evicted(held));
        held.Dispose();
        await signed;
    }

    [Fact]
    public async Task A_body_that_is_whole_is_let_alone()
    {
        var held = await OpenAsync("a", 100);
        held.Arrived();
        using var cancel = new CancellationTokenSource();
        var taking = budget.Open("b", isProven: false).TakeAsync(1, cancel.Token);
        Assert.Equal([false], Evicted(held));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking);
        Assert.Equal(100, budget.Taken);
    }

    [Fact]
    public async Task What_would_never_fit_is_told_at_once()
    {
        var held = await OpenAsync("a", 60);
        await Assert.ThrowsAsync<NoRoomException>(() => held.TakeAsync(41, default));
        held.Give(60);
        await held.TakeAsync(100, default);
        held.Dispose();
        Assert.Equal(0, budget.Taken);
    }

    private static IEnumerable<bool> Evicted(params HeldBody[] bodies) => bodies.Select(body => body.Evicted.IsCancellationRequested);

    private async Task<HeldBody> OpenAsync(string client, long bytes, bool isProven = false)
    {
        var body = budget.Open(client, isProven);
        await body.TakeAsync(bytes, default);
        time.Advance(TimeSpan.FromMilliseconds(1));
        return body;
    }
}

using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Runs;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>The fast and the slow part of what an epoch paid, worked out from what it pinned.</summary>
public sealed class PaymentSplitTests
{
    [Fact]
    public void The_fast_part_is_said_before_the_slow_one_exactly_and_also_where_it_is_nothing()
    {
        var splits = new PaymentSplits(Of(
            new("BALANCED", new(80), [new("ada", new(50)), new("bob", new(30))], null),
            new("IMMEDIATE", new(15), [new("ada", new(10))], null), new("IMMEDIATE", new(5), [new("ada", new(5))], null),
            new("SPECIAL", new(7), [new("eve", new(7))], null, "for the talk"), new("RECENT", new(9), [], "total-score-not-positive"),
            new("OF_TOMORROW", new(1), [new("bob", new(1))], null)), 1);
        Assert.Equal("1.5 fast + 0 recent + 5 slow + 0 OF_TOMORROW", splits.Of("ada").Text);
        Assert.Equal("0 fast + 0 recent + 3 slow + 0.1 OF_TOMORROW", splits.Of("bob").Text);
        Assert.Equal("0 fast + 0 recent + 0 slow + 0.7 special + 0 OF_TOMORROW", splits.Of("eve").Text);
        Assert.Equal("1.5 fast + 0 recent + 8 slow + 0.1 OF_TOMORROW", splits.Of("ada", "bob").Text);
        Assert.Equal([new("IMMEDIATE", "fast", new(15)), new("RECENT", "recent", new(0)), new("BALANCED", "slow", new(50)),
            new("OF_TOMORROW", "OF_TOMORROW", new(0))], splits.Of("ada").Parts);
    }

    [Fact]
    public async Task The_parts_of_every_payment_add_up_to_it_and_an_allocation_that_is_gone_leaves_the_rest()
    {
        var fixture = new EpochFixture();
        await fixture.CreateAsync(epochsDue: 2);
        await fixture.GrantAsync("g1", "ada", 5, 0);
        await fixture.GrantAsync("g2", "bob", 2, 1);
        await fixture.RunAllAsync();
        var storage = await fixture.NewStorageAsync();
        var store = new EpochStore(storage);
        using var logs = LoggerFactory.Create(_ => { });
        var reader = new SplitReader(store, logs.CreateLogger<SplitReader>());
        var paid = new List<(string Account, string Epoch, GrainAmount Amount)>();
        await foreach (var run in store.ListAsync(fixture.Name))
            foreach (var payment in (await store.ReadAllocationAsync(run.Allocation!, default)).Payments)
                paid.Add((payment.ParticipantId, run.Epoch.Id, payment.Amount));
        Assert.NotEmpty(paid);
        var splits = await reader.ReadAsync(fixture.Name, [.. paid.Select(each => (each.Account, each.Epoch)), ("ada", "1999-01-01")], 2,
            default);
        Assert.Equal(paid.Count, splits.Count);
        Assert.All(paid, each => Assert.Equal(each.Amount,
            GrainAmount.Sum(splits[(each.Account, each.Epoch)].Parts.Select(part => part.Amount))));

        var broken = (await store.FindAsync(fixture.Name, paid[0].Epoch, default))!;
        await store.SaveAsync(broken with { Allocation = broken.Allocation! with { Name = "nowhere" } }, default);
        splits = await reader.ReadAsync(fixture.Name, paid.Select(each => (each.Account, each.Epoch)), 2, default);
        Assert.Equal(paid.Where(each => each.Epoch != broken.Epoch.Id).Select(each => (each.Account, each.Epoch)).Order(),
            splits.Keys.Order());
    }

    private static EpochAllocation Of(params PolicyAllocation[] policies) =>
        new(new(100), new(0), [], new(0), policies, [], new(100), new(0), new(0));
}

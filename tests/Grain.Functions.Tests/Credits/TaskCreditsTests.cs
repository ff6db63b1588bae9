using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Events;
using Grain.Functions.Tests.Storage;
using Xunit;
using static Grain.Functions.Tests.Credits.CreditsFixture;

namespace Grain.Functions.Tests.Credits;

public sealed class TaskCreditsTests
{
    [Fact]
    public async Task A_node_begins_with_its_initial_credits_and_earns_and_spends_by_the_rules()
    {
        var fixture = await NewAsync();
        await fixture.ProcessAsync(Earn("ada", "t1", type: "compute"));
        await fixture.ProcessAsync(Spend("ada", "t2", type: "analyze", priority: "high"));

        var totals = await fixture.TotalsAsync("ada");
        Assert.Equal((9.75m, 12m, 2.25m), (totals.Balance.ToDecimal(), totals.TotalEarned.ToDecimal(), totals.TotalSpent.ToDecimal()));
        Assert.Equal((1, 1, 0), (totals.TasksExecuted, totals.TasksSubmitted, totals.InsufficientFunds));
        var events = await fixture.EventsAsync();
        Assert.Equal([CreditEvent.Spent, CreditEvent.Earned],
            events.Select(item => item.Type).Where(type => type != CreditEvent.Initialized));
        Assert.Equal(10, Assert.Single(events, item => item.Type == CreditEvent.Initialized).Balance?.ToDecimal());
        var books = await fixture.VerifyAsync();
        Assert.Equal((12m, 2.25m), (books.Issued.ToDecimal(), books.Burned.ToDecimal()));
    }

    [Fact]
    public async Task The_same_credit_counts_once_also_after_prices_have_changed()
    {
        var fixture = await NewAsync();
        await fixture.ProcessAsync(Earn("ada", "t", type: "compute"));
        var dearer = await fixture.AgainAsync(config: new CreditsConfig { TaskTypeMultipliers = { ["compute"] = 100 } });
        await dearer.ProcessAsync(Earn("ada", "t", type: "compute"));
        await dearer.ProcessAsync(Earn("ada", "t", type: "compute"), delivery: 2);
        Assert.Equal(12, await fixture.BalanceAsync("ada"));
        Assert.IsType<CreditRecord.WrittenBefore>(await dearer.ApplyAsync(Earn("ada", "t", type: "compute")));
    }

    [Fact]
    public async Task The_same_task_with_other_content_is_refused_and_reported()
    {
        var fixture = await NewAsync();
        await fixture.ApplyAsync(Earn("ada", "t", amount: 3));
        Assert.IsType<CreditRecord.Conflict>(await fixture.ApplyAsync(Earn("ada", "t", amount: 4)));
        await fixture.ProcessAsync(Earn("ada", "t", amount: 4)); // for the queue this is settled, not a failure
        Assert.Equal(13, await fixture.BalanceAsync("ada"));
        Assert.IsType<CreditRecord.Written>(await fixture.ApplyAsync(Spend("ada", "t", amount: 4)));
        Assert.IsType<CreditRecord.Written>(await fixture.ApplyAsync(Earn("bob", "t", amount: 4)));
    }

    [Theory]
    [InlineData(OverdraftPolicy.Allow, 0, 12, true)]
    [InlineData(OverdraftPolicy.Allow, 11, 12, false)] // does not even hold the minimum
    [InlineData(OverdraftPolicy.Allow, 11, 4, true)] // covered: as in the source, the minimum is looked at only when it is not
    [InlineData(OverdraftPolicy.Refuse, 0, 10, true)]
    [InlineData(OverdraftPolicy.Refuse, 0, 10.01, false)]
    [InlineData(OverdraftPolicy.Refuse, 11, 4, false)]
    public async Task Overdraft_and_minimum_balance_decide_what_is_charged(OverdraftPolicy policy, int minimum, double cost, bool charged)
    {
        var fixture = await NewAsync(new CreditsConfig { Overdraft = policy, MinimumBalance = CreditAmount.Of(minimum) });
        await fixture.ProcessAsync(Spend("ada", "t", (decimal)cost));

        var totals = await fixture.TotalsAsync("ada");
        Assert.Equal(charged ? 10 - (decimal)cost : 10, totals.Balance.ToDecimal());
        var wanting = !charged || cost > 10;
        Assert.Equal(wanting ? 1 : 0, totals.InsufficientFunds);
        var events = (await fixture.EventsAsync()).Select(item => item.Type).ToArray();
        Assert.Equal(wanting, events.Contains(CreditEvent.InsufficientFunds));
        Assert.Equal(charged, events.Contains(CreditEvent.Spent));
    }

    [Fact]
    public async Task A_refusal_is_for_ever_so_that_a_late_copy_is_not_charged()
    {
        var fixture = await NewAsync(new CreditsConfig { Overdraft = OverdraftPolicy.Refuse });
        await fixture.ProcessAsync(Spend("ada", "big", 50));
        await fixture.ProcessAsync(Earn("ada", "gift", amount: 100));
        await fixture.ProcessAsync(Spend("ada", "big", 50));
        await fixture.ProcessAsync(Spend("ada", "big", 50), delivery: 2);
        Assert.Equal(110, await fixture.BalanceAsync("ada"));
        Assert.Equal(1, (await fixture.TotalsAsync("ada")).InsufficientFunds);
        await fixture.ProcessAsync(Spend("ada", "big, once more", 50));
        Assert.Equal(60, await fixture.BalanceAsync("ada"));
    }

    [Fact]
    public async Task Of_two_charges_at_once_only_one_is_covered_by_the_same_credits()
    {
        var fixture = await NewAsync(new CreditsConfig { Overdraft = OverdraftPolicy.Refuse });
        var processes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => fixture.AgainAsync()));
        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => processes[i % 4].ProcessAsync(Spend("ada", $"t{i}", 3))));
        var totals = await fixture.TotalsAsync("ada");
        Assert.Equal((1m, 3, 21), (totals.Balance.ToDecimal(), totals.TasksSubmitted, totals.InsufficientFunds));
        await fixture.VerifyAsync();
    }

    [Fact]
    public async Task An_unknown_type_counts_as_one_and_is_written_down()
    {
        var fixture = await NewAsync();
        await fixture.ProcessAsync(Earn("ada", "t", type: "juggle"));
        Assert.Equal(11, await fixture.BalanceAsync("ada"));
        Assert.Equal(["type juggle"], Assert.Single(await fixture.EntriesAsync("ada")).Unknown!);
    }

    [Fact]
    public async Task A_message_takes_at_most_three_table_operations_and_one_that_was_sent_twice_four()
    {
        var fixture = await NewAsync();
        await fixture.ProcessAsync(Earn("ada", "first"));
        var faults = new FaultInjector();
        var counted = await fixture.AgainAsync(faults);

        Assert.Equal(3, await CountAsync(() => counted.ProcessAsync(Earn("ada", "t")))); // head, transaction, event
        Assert.Equal(4, await CountAsync(() => counted.ProcessAsync(Earn("ada", "t")))); // transaction refused, used key, entry, event
        Assert.Equal(3, await CountAsync(() => counted.ProcessAsync(Earn("ada", "t"), delivery: 2))); // used key, entry, event
        Assert.Equal(3, await CountAsync(() => counted.ProcessAsync(Spend("new", "t", 50)))); // two events, one transaction

        async Task<long> CountAsync(Func<Task> work)
        {
            faults.Reset();
            await work();
            return faults.Operations;
        }
    }
}

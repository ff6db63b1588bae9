using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Replicas;
using Xunit;
using static Grain.Functions.Tests.Credits.CreditsFixture;

namespace Grain.Functions.Tests.Credits;

/// <summary>What went wrong in the credit system that the rules come from, one test a fault.</summary>
public sealed class CreditSystemBugTests
{
    [Fact]
    public async Task No_restart_and_no_volume_makes_an_old_task_payable_again()
    {
        var fixture = await NewAsync();
        await fixture.ProcessAsync(Earn("ada", "old"));
        await Parallel.ForAsync(0, 300, async (i, _) => await fixture.ProcessAsync(Earn("ada", $"t{i}")));
        await (await fixture.AgainAsync()).ProcessAsync(Earn("ada", "old"));
        Assert.Equal(311, await fixture.BalanceAsync("ada"));
    }

    [Fact]
    public async Task The_first_credits_come_once_for_ever_whatever_the_balance_and_however_many_devices_start_at_once()
    {
        var fixture = await NewAsync();
        var devices = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => fixture.AgainAsync()));
        await Task.WhenAll(devices.Select((device, i) => device.ProcessAsync(Spend("ada", $"t{i}", 2.5m))));
        Assert.Equal(0, await fixture.BalanceAsync("ada"));
        await (await fixture.AgainAsync()).ProcessAsync(Spend("ada", "more", 1));
        Assert.Equal(-1, await fixture.BalanceAsync("ada"));
        Assert.Single(await fixture.EntriesAsync("ada"), entry => entry.Initial is not null);
    }

    [Fact]
    public async Task A_charge_that_the_policy_allows_is_made_though_the_balance_does_not_cover_it()
    {
        var fixture = await NewAsync();
        var record = Assert.IsType<CreditRecord.Written>(await fixture.ApplyAsync(Spend("ada", "t", 12)));
        Assert.Equal((true, false, -2m), (record.Entry.Insufficient, record.Entry.Refused, record.Entry.Balance.ToDecimal()));
    }

    [Theory]
    [InlineData("constructor")]
    [InlineData("__proto__")]
    [InlineData("toString")]
    public void A_type_is_looked_up_in_the_table_and_nowhere_else(string type)
    {
        var price = CreditPricing.Price(new CreditsConfig(), CreditAmount.Of(1), type, type);
        Assert.Equal((CreditAmount.Of(1), 2), (price.Amount, price.Unknown.Count));
    }

    [Fact]
    public void A_multiplier_of_zero_is_a_multiplier() => Assert.Equal(
        CreditAmount.Zero, CreditPricing.Price(new CreditsConfig { TaskTypeMultipliers = { ["compute"] = 0 } }, CreditAmount.Of(5),
            "compute", null).Amount);

    [Fact]
    public void One_changed_multiplier_leaves_the_others_as_they_are()
    {
        var config = new CreditsConfig { TaskTypeMultipliers = { ["compute"] = 3 } };
        Assert.Equal(new CreditAmount(300), CreditPricing.Price(config, CreditAmount.Of(1), "compute", null).Amount);
        Assert.Equal(new CreditAmount(150), CreditPricing.Price(config, CreditAmount.Of(1), "analyze", null).Amount);
    }

    [Fact]
    public async Task When_the_two_sides_reckon_differently_transfer_neither_makes_nor_destroys_credits()
    {
        var fixture = await NewAsync(new CreditsConfig { Mode = CreditMode.Transfer });
        await fixture.ProcessAsync(Spend("ada", "t", type: "compute", priority: "critical")); // 4
        await fixture.ProcessAsync(Earn("bob", "t", "ada", type: "compute")); // 2, for nobody told it the priority
        Assert.Equal((8m, 12m), (await fixture.BalanceAsync("ada"), await fixture.BalanceAsync("bob")));
        Assert.Equal(20, (await fixture.VerifyAsync()).Balances.ToDecimal());
    }

    [Fact]
    public async Task A_stranger_cannot_push_a_state_and_a_long_history_is_exchanged_in_pages()
    {
        var fixture = await NewAsync();
        var forged = new MergeRequest("ada", [Item("t", 1000)], []);
        var problem = await Assert.ThrowsAsync<Grain.Functions.Hosting.ProblemException>(() =>
            fixture.Merge.MergeAsync(fixture.Space, forged, default));
        Assert.Equal((400, "$.transactions[0]"), (problem.Problem.Status, problem.Problem.Faults[0].Path));
        Assert.Equal(0, (await fixture.TotalsAsync("ada")).Count);

        static MergeItem Item(string task, long amount)
        {
            var transaction =
                new ReplicaTransaction(CreditKinds.Earn, task, CreditAmount.Of(amount), null, new ReplicaMark("phone", "AAAA"));
            return new MergeItem("$.transactions[0]", transaction.Id, new CreditEntry
            {
                Kind = transaction.Kind,
                Amount = transaction.Amount,
                TaskId = task,
                Asked = transaction.Amount
            }, transaction);
        }
    }
}

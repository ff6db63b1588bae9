using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Accounts;

/// <summary>Sums hold whatever people do, before and after payments.</summary>
public sealed class ConservationTests
{
    private static readonly string[] People = ["ada", "ann", "bob", "eve"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Transfers_merges_burns_and_payments_in_any_order_conserve_grain(int seed)
    {
        var community = await Community.NewAsync(account: MemoryAccount.ForCut(seed));
        await community.MakeAsync(People);
        var (minted, burned, distributed) = (0, 0, 0);
        var random = new Random(seed);
        for (var index = 0; index < 90; index++)
        {
            var (what, from, to, amount) = (random.Next(14), People[random.Next(4)], People[random.Next(4)], random.Next(10));
            switch (what)
            {
                case 0 or 1 when await SpecialAsync(community, $"d{index}", to, amount):
                    (minted, distributed) = (minted + amount, distributed + amount);
                    break;
                case 2 when await community.Changes.BurnAsync(community.Space, $"b{index}", from, new GrainAmount(amount), null,
                    default) is TransferOutcome.Completed:
                    burned += amount;
                    break;
                case 3 when await community.MintAsync($"m{index}", to, amount) is TransferOutcome.Completed:
                    minted += amount;
                    break;
                case 4:
                    await community.ChangeAsync(new IdentitiesMerged(from, to));
                    break;
                case 5:
                    await community.ChangeAsync(new MergeUndone(from, null));
                    break;
                case 6 or 7:
                    await community.SendAsync($"t{index}", from, to, amount);
                    break;
                case 8 or 9:
                    await community.HoldAsync($"h{index}", from, to, amount + 1);
                    break;
                case 10:
                    await community.CommitAsync($"h{random.Next(index + 1)}", from, amount);
                    break;
                case 11:
                    await community.CommitAsync($"h{random.Next(index + 1)}", from, part: $"p{index}", amount: 1);
                    break;
                case 12:
                    await community.VoidAsync($"h{random.Next(index + 1)}", from);
                    break;
            }
        }

        var sums = await community.Books.ReadAsync(community.Space, default);
        Assert.Equal(new GrainAmount(minted - burned), sums.Balances);
        Assert.Equal((sums.Balances, GrainAmount.Zero), (sums.Circulating, sums.InTransit));
        await community.ProveAsync();
        var register = await community.Registers.ReadAsync(community.Space, default);
        var held = await Task.WhenAll(People.Where(id => register.Resolve(id) == id).Select(community.HeldAsync));
        Assert.Equal((sums.Balances, new GrainAmount(distributed)),
            (GrainAmount.Sum(held.Select(each => each.Balance)), GrainAmount.Sum(held.Select(each => each.Received))));
    }

    [Fact]
    public async Task Who_is_stopped_after_grain_was_sent_to_them_does_not_get_it()
    {
        var community = await Community.NewAsync();
        await community.MakeAsync("ada", "bob");
        await community.DistributeAsync("d1", ("ada", 10));
        var steps = new TransferSteps(community.Ledger);
        Assert.Null(await steps.StartAsync(community.Space, new TransferRequest("t1", "ada", "bob", new GrainAmount(4)), "bob", default));
        Assert.Equal((new GrainAmount(6), new GrainAmount(10)), await community.HeldAsync("ada"));
        Assert.Equal(new GrainAmount(4), (await community.Books.ReadAsync(community.Space, default)).InTransit);
        await community.ProveAsync();
        await community.ChangeAsync(new ActivitySet("bob", false));

        Assert.IsType<TransferOutcome.Returned>(await community.SendAsync("t1", "ada", "bob", 4));

        await community.ChangeAsync(new ActivitySet("bob", true)); // too late: the answer was given
        Assert.IsType<TransferOutcome.Returned>(await community.SendAsync("t1", "ada", "bob", 4));
        Assert.Equal(new GrainAmount(10), (await community.HeldAsync("ada")).Balance);
    }

    [Fact]
    public async Task What_nobody_finished_is_visibly_under_way_until_the_sweep_finishes_it()
    {
        var community = await Community.NewAsync();
        await community.MakeAsync("ada", "bob", "eve");
        await community.DistributeAsync("d1", ("ada", 10));
        var steps = new TransferSteps(community.Ledger);
        foreach (var (id, to, amount) in new[] { ("t1", "bob", 4), ("t2", "eve", 3) })
            Assert.Null(await steps.StartAsync(community.Space, new TransferRequest(id, "ada", to, new GrainAmount(amount)), to, default));
        await community.ChangeAsync(new ActivitySet("eve", false));
        var ada = await community.Ledger.ReadHeadAsync(community.Space, "ada", default);
        Assert.Equal((new GrainAmount(7), 2), (ada.Totals.InTransit, ada.Totals.Pending!.Count));

        Assert.Equal(1, await community.Sweep.SweepAsync(community.Space, default));
        Assert.Equal(0, await community.Sweep.SweepAsync(community.Space, default));

        Assert.Equal((new GrainAmount(6), new GrainAmount(4)),
            ((await community.HeldAsync("ada")).Balance, (await community.HeldAsync("bob")).Balance));
        Assert.Null((await community.Ledger.ReadHeadAsync(community.Space, "ada", default)).Totals.Pending);
        await community.ProveAsync();
    }

    [Fact]
    public async Task What_an_epoch_paid_into_balances_just_before_accounting_was_switched_off_is_paid_out()
    {
        var community = await Community.NewAsync();
        await community.MakeAsync("ada");
        await community.ChangeAsync(new CurrencySet(new Currency("BTC")), new AccountingSet(false));
        await community.Ledger.PayAsync(community.Space, "2026-01-04", [new Receipt("ada", new GrainAmount(5))], default, accounting: true);
        await community.Sweep.SweepAsync(community.Space, default);
        var ada = (await community.Ledger.ReadHeadAsync(community.Space, "ada", default)).Totals;
        Assert.Equal((GrainAmount.Zero, new GrainAmount(5)), (ada.Balance, ada.PaidOut));
    }

    [Fact]
    public async Task An_id_stands_for_one_transfer_for_ever()
    {
        var community = await Community.NewAsync();
        await community.MakeAsync("ada", "bob", "eve");
        await community.DistributeAsync("d1", ("ada", 10), ("eve", 10));
        Assert.IsType<TransferOutcome.Completed>(await community.SendAsync("t1", "ada", "bob", 10));
        Assert.IsType<TransferOutcome.Completed>(await community.SendAsync("t1", "ada", "bob", 10)); // no balance is left for a second one
        Assert.IsType<TransferOutcome.ConflictsWithEarlier>(await community.SendAsync("t1", "ada", "bob", 9));
        Assert.IsType<TransferOutcome.Completed>(await community.SendAsync("t1", "eve", "bob", 1)); // another sender's id
        await community.ChangeAsync(new IdentitiesMerged("eve", "bob"));
        Assert.IsType<TransferOutcome.Completed>(await community.SendAsync("t1", "ada", "bob", 10));
        Assert.Equal(new GrainAmount(20), (await community.HeldAsync("eve")).Balance);
    }

    [Fact]
    public async Task Frozen_grain_neither_leaves_nor_is_gathered()
    {
        var community = await Community.NewAsync();
        await community.MakeAsync("ada", "ann", "bob");
        await community.DistributeAsync("d1", ("ada", 5), ("ann", 5), ("bob", 1));
        await community.Changes.SetFrozenAsync(community.Space, "ann", true, "dispute 7", default);
        await community.ChangeAsync(new IdentitiesMerged("ada", "ann"));
        Assert.Equal(GrainAccountFault.FrozenAccount,
            Assert.IsType<TransferOutcome.Refused>(await community.SendAsync("t1", "ann", "bob", 1)).Kind);
        Assert.Equal(GrainAccountFault.InsufficientBalance,
            Assert.IsType<TransferOutcome.Refused>(await community.SendAsync("t2", "ada", "bob", 6)).Kind);
        Assert.IsType<TransferOutcome.Completed>(await community.SendAsync("t3", "bob", "ann", 1));
        await community.Changes.SetFrozenAsync(community.Space, "ann", false, "settled", default);
        Assert.IsType<TransferOutcome.Completed>(await community.SendAsync("t4", "ada", "bob", 11));
    }

    private static async Task<bool> SpecialAsync(Community community, string id, string to, int amount) =>
        await community.Distributions.DistributeAsync(community.Space, Community.Distribution(id, (to, amount)),
            default) is RegisterOutcome.Changed;
}

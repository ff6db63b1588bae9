using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Grain.Functions.Tests.Accounts;

/// <summary>Grain that is held: what can be done with it, and what cannot.</summary>
public sealed class HoldTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider time = new(Start);

    [Fact]
    public async Task What_is_held_cannot_be_spent_by_any_door()
    {
        var community = await NewAsync();
        await HeldAsync(community, "h1", 7);
        await community.ChangeAsync(new CurrencySet(new Currency("BTC")));
        AssertRefused(GrainAccountFault.InsufficientBalance, await community.SendAsync("t1", "ada", "bob", 4));
        AssertRefused(GrainAccountFault.InsufficientBalance, await community.HoldAsync("h2", "ada", "bob", 4));
        AssertRefused(GrainAccountFault.InsufficientBalance,
            await community.Changes.BurnAsync(community.Space, "b1", "ada", new GrainAmount(4), null, default));
        var head = await community.Ledger.ReadHeadAsync(community.Space, "ada", default);
        Assert.Equal((new(10), new(7), new(3)), (head.Totals.Balance, head.Totals.Held, head.Totals.Available));
        var sums = await community.Books.ReadAsync(community.Space, default);
        Assert.Equal((new(10), new(7), new GrainAmount(10)), (sums.Outstanding, sums.Held, sums.Circulating));

        Assert.IsType<TransferOutcome.Completed>(await community.SendAsync("t1", "ada", "bob", 3));
        await community.ProveAsync();
    }

    [Fact]
    public async Task A_commit_sends_at_most_what_is_held_and_the_rest_is_available_again()
    {
        var community = await NewAsync();
        await HeldAsync(community, "h1", 7);
        AssertRefused(HoldFault.Exceeded, await community.CommitAsync("h1", "ada", 8));
        AssertRefused(HoldFault.ForAnother, await community.CommitAsync("h1", "ada", 5, to: "eve"));
        Assert.IsType<TransferOutcome.Completed>(await community.CommitAsync("h1", "ada", 5));
        Assert.IsType<TransferOutcome.Completed>(await community.CommitAsync("h1", "ada", 5)); // delivered twice
        Assert.IsType<TransferOutcome.ConflictsWithEarlier>(await community.CommitAsync("h1", "ada", 4));
        Assert.IsType<TransferOutcome.ConflictsWithEarlier>(await community.CommitAsync("h1", "ada")); // all of it: that is 7
        AssertRefused(HoldFault.Ended, await community.VoidAsync("h1", "ada"));
        AssertRefused(HoldFault.Ended, await community.CommitAsync("h1", "ada", 1, part: "p1"));
        Assert.IsType<TransferOutcome.Completed>(await community.HoldAsync("h1", "ada", "bob", 7, Start.AddDays(1))); // it was placed
        await AssertHoldAsync(community, "h1", "committed", left: 0, committed: 5, released: 2);
        Assert.Equal((new(5), new GrainAmount(5)),
            ((await community.HeldAsync("ada")).Balance, (await community.HeldAsync("bob")).Balance));
        await community.ProveAsync();
    }

    [Fact]
    public async Task Parts_are_committed_one_by_one_until_the_hold_ends()
    {
        var community = await NewAsync();
        await HeldAsync(community, "h1", 7);
        Assert.IsType<TransferOutcome.Completed>(await community.CommitAsync("h1", "ada", 2, part: "p1"));
        Assert.IsType<TransferOutcome.Completed>(await community.CommitAsync("h1", "ada", 2, part: "p1"));
        Assert.IsType<TransferOutcome.ConflictsWithEarlier>(await community.CommitAsync("h1", "ada", 3, part: "p1"));
        await AssertHoldAsync(community, "h1", "open", left: 5, committed: 2, released: 0);
        Assert.IsType<TransferOutcome.Completed>(await community.CommitAsync("h1", "ada", 1, part: "gather"));
        Assert.IsType<TransferOutcome.Completed>(await community.CommitAsync("h1", "ada", 3));
        await AssertHoldAsync(community, "h1", "committed", left: 0, committed: 6, released: 1);

        await HeldAsync(community, "h2", 4);
        Assert.IsType<TransferOutcome.Completed>(await community.CommitAsync("h2", "ada", part: "all"));
        Assert.IsType<TransferOutcome.Completed>(await community.CommitAsync("h2", "ada", part: "all"));
        await AssertHoldAsync(community, "h2", "committed", left: 0, committed: 4, released: 0);
        await HeldAsync(community, "h3", 0, refused: true);
        await community.ProveAsync();
    }

    [Fact]
    public async Task A_void_hold_gives_all_back_and_stays_void()
    {
        var community = await NewAsync();
        await HeldAsync(community, "h1", 7);
        await community.CommitAsync("h1", "ada", 2, part: "p1");
        Assert.IsType<TransferOutcome.Completed>(await community.VoidAsync("h1", "ada"));
        Assert.IsType<TransferOutcome.Completed>(await community.VoidAsync("h1", "ada"));
        AssertRefused(HoldFault.Ended, await community.CommitAsync("h1", "ada"));
        AssertRefused(HoldFault.Unknown, await community.VoidAsync("h9", "ada"));
        AssertRefused(HoldFault.Unknown, await community.CommitAsync("h9", "ada"));
        await AssertHoldAsync(community, "h1", "voided", left: 0, committed: 2, released: 5);
        Assert.IsType<TransferOutcome.Completed>(await community.SendAsync("t1", "ada", "bob", 8));
        await community.ProveAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_its_time_is_over_a_hold_keeps_nothing_whether_or_not_the_timer_ran(bool swept)
    {
        var community = await NewAsync();
        await HeldAsync(community, "h1", 7);
        time.SetUtcNow(Start.AddDays(1));
        await AssertHoldAsync(community, "h1", "expired", left: 0, committed: 0, released: 7);
        if (swept) Assert.Equal(0, await community.Sweep.SweepAsync(community.Space, default));
        else AssertRefused(HoldFault.Expired, await community.CommitAsync("h1", "ada"));
        AssertRefused(HoldFault.Expired, await community.VoidAsync("h1", "ada"));
        AssertRefused(HoldFault.Expired, await community.CommitAsync("h1", "ada"));
        await AssertHoldAsync(community, "h1", "expired", left: 0, committed: 0, released: 7);
        Assert.IsType<TransferOutcome.Completed>(await community.HoldAsync("h1", "ada", "bob", 7, Start.AddDays(1))); // late, and the same
        AssertRefused(HoldFault.Expired, await community.HoldAsync("h2", "ada", "bob", 7, Start.AddDays(1)));
        Assert.Null((await community.Ledger.ReadHeadAsync(community.Space, "ada", default)).Totals.Holds);
        await community.ProveAsync();
    }

    [Fact]
    public async Task Who_spends_ends_what_is_over()
    {
        var community = await NewAsync();
        await HeldAsync(community, "h1", 7);
        time.SetUtcNow(Start.AddDays(1));
        Assert.IsType<TransferOutcome.Completed>(await community.SendAsync("t1", "ada", "bob", 10));
        await community.ProveAsync();
    }

    [Fact]
    public async Task While_accounting_is_off_nothing_is_held()
    {
        var community = await NewAsync();
        await HeldAsync(community, "h1", 7);
        await community.ChangeAsync(new CurrencySet(new Currency("BTC")));
        await community.Payout.ChangeAsync(community.Space, new AccountingSet(false), default);
        var ada = (await community.Ledger.ReadHeadAsync(community.Space, "ada", default)).Totals;
        Assert.Equal((GrainAmount.Zero, GrainAmount.Zero, new GrainAmount(10)), (ada.Balance, ada.Held, ada.PaidOut));
        await AssertHoldAsync(community, "h1", "voided", left: 0, committed: 0, released: 7);
        AssertRefused(HoldFault.Ended, await community.CommitAsync("h1", "ada"));
        AssertRefused(TransferFault.AccountingDisabled, await community.HoldAsync("h2", "ada", "bob", 1));
        await community.ProveAsync();
    }

    [Fact]
    public async Task Frozen_grain_is_neither_held_nor_committed_and_a_hold_of_it_can_end()
    {
        var community = await NewAsync();
        await HeldAsync(community, "h1", 7);
        await community.Changes.SetFrozenAsync(community.Space, "ada", true, "dispute 7", default);
        AssertRefused(GrainAccountFault.FrozenAccount, await community.HoldAsync("h2", "ada", "bob", 1));
        AssertRefused(GrainAccountFault.FrozenAccount, await community.CommitAsync("h1", "ada"));
        await community.ChangeAsync(new ActivitySet("bob", false));
        AssertRefused(GrainAccountFault.InactiveAccount, await community.CommitAsync("h1", "ada"));
        Assert.IsType<TransferOutcome.Completed>(await community.VoidAsync("h1", "ada"));
        await community.ProveAsync();
    }

    [Fact]
    public async Task A_hold_stays_with_its_account_when_people_are_merged_and_parted()
    {
        var community = await NewAsync();
        await HeldAsync(community, "h1", 7);
        await community.ChangeAsync(new IdentitiesMerged("eve", "ada"), new IdentitiesMerged("cem", "bob"));
        Assert.IsType<TransferOutcome.Completed>(await community.CommitAsync("h1", "ada", 4, part: "p1"));
        Assert.Equal(new GrainAmount(4), (await community.Ledger.ReadHeadAsync(community.Space, "cem", default)).Totals.Balance);
        AssertRefused(HoldFault.Unknown, await community.VoidAsync("h1", "eve"));
        await community.ChangeAsync(new MergeUndone("ada", null));
        Assert.IsType<TransferOutcome.Completed>(await community.CommitAsync("h1", "ada"));
        await community.ProveAsync();
    }

    [Fact]
    public async Task An_account_has_so_many_open_holds_and_no_more()
    {
        var community = await NewAsync();
        await community.MintAsync("m1", "ada", 100);
        for (var each = 0; each < HoldRules.OpenMax; each++) await HeldAsync(community, $"h{each}", 1);
        AssertRefused(HoldFault.TooMany, await community.HoldAsync("more", "ada", null, 1, Start.AddDays(1)));
        Assert.IsType<TransferOutcome.Completed>(await community.VoidAsync("h7", "ada"));
        await HeldAsync(community, "more", 1);
    }

    [Fact]
    public async Task Who_placed_a_hold_may_end_it_and_nobody_elses()
    {
        var community = await NewAsync();
        await HeldAsync(community, "theirs", 3);
        var own = new HoldRequest("mine", "ada", "bob", new GrainAmount(3), Start.AddDays(1), IsOwn: true);
        Assert.IsType<TransferOutcome.Completed>(await community.Holds.PlaceAsync(community.Space, own, default));
        for (var times = 0; times < 2; times++)
        {
            AssertRefused(HoldFault.Unknown, await community.Holds.VoidAsync(community.Space, "ada", "theirs", isOwn: true, default));
            var commit = new CommitRequest("ada", "theirs", null, new GrainAmount(2), null, IsOwn: true);
            AssertRefused(HoldFault.Unknown, (await community.Commits.CommitAsync(community.Space, commit, default)).Outcome);
            Assert.IsType<TransferOutcome.Completed>(await community.CommitAsync("theirs", "ada", 2));
            Assert.IsType<TransferOutcome.Completed>(
                await community.Holds.VoidAsync(community.Space, "ada", "mine", isOwn: true, default));
        }
    }

    private async Task<Community> NewAsync()
    {
        var community = await Community.NewAsync(time: time);
        await community.MakeAsync("ada", "bob", "cem", "eve");
        await community.DistributeAsync("d1", ("ada", 10));
        return community;
    }

    private static async Task HeldAsync(Community community, string id, int amount, bool refused = false)
    {
        var outcome = await community.HoldAsync(id, "ada", "bob", amount, Start.AddDays(1));
        if (refused) AssertRefused(GrainRules.InvalidEntry, outcome);
        else Assert.IsType<TransferOutcome.Completed>(outcome);
    }

    private static async Task AssertHoldAsync(Community community, string id, string state, int left, int committed, int released)
    {
        var hold = await community.Ledger.ReadHoldAsync(community.Space, "ada", id, default);
        Assert.Equal((state, new(left), new(committed), new GrainAmount(released)),
            (hold!.State, hold.Left, hold.Committed, hold.Released));
    }

    private static void AssertRefused(string kind, TransferOutcome outcome) =>
        Assert.Equal(kind, Assert.IsType<TransferOutcome.Refused>(outcome).Kind);
}

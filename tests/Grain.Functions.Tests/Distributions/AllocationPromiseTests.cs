using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Distributions.Policies;
using Xunit;

namespace Grain.Functions.Tests.Distributions;

/// <summary>Ways in which simpler schemes cheat people, each of which must not happen here.</summary>
public sealed class AllocationPromiseTests
{
    private static readonly DistributionPolicy Slow = new BalancedPolicy(0);
    private static readonly DistributionPolicy Fast = new ImmediatePolicy(1);

    [Fact]
    public void No_remainder_is_lost_to_rounding_each_share_down()
    {
        var receipts = Fast.Allocate(new GrainAmount(880_000), Even(137)).Receipts;
        Assert.Equal(new GrainAmount(880_000), GrainAmount.Sum(receipts.Select(receipt => receipt.Amount)));
        Assert.All(receipts, receipt => Assert.InRange(receipt.Amount.BaseUnits, 880_000 / 137, 880_000 / 137 + 2));
    }

    [Fact]
    public void The_fast_share_follows_the_cred_of_the_last_interval_not_of_all_time()
    {
        var view = new CredView([Standing("veteran", 0, 1000, 0), Standing("newcomer", 0, 0, 1)], 2);
        Assert.Equal([0, 500], Amounts(Fast.Allocate(new GrainAmount(500), view)));
        Assert.Equal([499, 1], Amounts(Slow.Allocate(new GrainAmount(500), view)));
    }

    [Fact]
    public void Spending_does_not_reopen_a_claim_because_what_counts_is_grain_received_over_life()
    {
        // Both have the same cred and received 400; the spender gave all of it away since, which the standings do not even know.
        var view = new CredView([Standing("spender", 400, 10), Standing("saver", 400, 10)], 1);
        Assert.Equal([50, 50], Amounts(Slow.Allocate(new GrainAmount(100), view)));
    }

    [Fact]
    public void What_is_due_follows_from_payments_made_not_from_a_guess_about_past_budgets()
    {
        // 90 were really paid, whatever share of whatever budget that was: 90 + 60 = 150 are due for 3 cred.
        var view = new CredView([Standing("a", 90, 1), Standing("b", 0, 1), Standing("c", 0, 1)], 1);
        Assert.Equal([0, 30, 30], Amounts(Slow.Allocate(new GrainAmount(60), view)));
    }

    [Fact]
    public void The_slow_share_is_paid_in_full_even_if_nobody_has_fallen_behind()
    {
        var view = new CredView([Standing("a", 100, 1), Standing("b", 300, 3)], 1);
        Assert.Equal([25, 75], Amounts(Slow.Allocate(new GrainAmount(100), view)));
    }

    [Fact]
    public void A_tiny_score_is_kept_and_paid_when_it_adds_up()
    {
        var standings = new[] { Standing("giant", 0, 1_000_000), Standing("ant", 0, 0.001) };
        var first = Slow.Allocate(new GrainAmount(1_000_000), new CredView(standings, 1));
        Assert.Equal(["giant", "ant"], first.Receipts.Select(receipt => receipt.ParticipantId));

        var grain = new GrainAmount(System.Numerics.BigInteger.Pow(10, 18));
        Assert.All(Slow.Allocate(grain, new CredView(standings, 1)).Receipts, receipt => Assert.True(receipt.Amount > GrainAmount.Zero));
    }

    [Fact]
    public void A_token_without_decimals_pays_although_there_is_more_cred_than_grain()
    {
        var view = new CredView([Standing("a", 3, 100), Standing("b", 0, 50)], 1);
        Assert.Equal([5, 5], Amounts(Slow.Allocate(new GrainAmount(10), view)));
        Assert.Equal(1000, Amounts(Slow.Allocate(new GrainAmount(1000), Even(2000))).Sum());
    }

    [Fact]
    public void Everybody_converges_to_the_same_grain_for_the_same_cred_over_epochs()
    {
        var random = new Random(7);
        var cred = new double[20];
        var paid = new GrainAmount[20];
        for (var epoch = 1; epoch <= 200; epoch++)
        {
            for (var i = 0; i < cred.Length; i++) cred[i] += random.NextDouble() * (i % 5);
            var view = new CredView(
                [.. cred.Select((each, i) =>
                    new ParticipantStanding { Id = $"p{i}", Active = true, CredBefore = each, PaidBefore = paid[i] })], epoch, epoch);
            var receipts = Slow.Allocate(new GrainAmount(1_000_000_000_000), view).Receipts;
            for (var i = 0; i < paid.Length; i++) paid[i] += receipts[i].Amount;
        }

        var rates = cred.Zip(paid).Where(pair => pair.First > 0).Select(pair => pair.Second.ToDouble() / pair.First).ToArray();
        Assert.InRange(rates.Max() / rates.Min(), 1, 1.001);
        Assert.Equal(GrainAmount.Zero, paid[0]);
    }

    [Fact]
    public void A_window_that_the_view_cannot_show_is_refused_not_guessed()
    {
        var view = new CredView([new ParticipantStanding { Id = "a", Active = true, CredBefore = 9, Cred = new double[] { 1 },
            PaidBefore = new GrainAmount(5) }], 10, 9);
        Assert.Throws<InvalidOperationException>(() => new ImmediatePolicy(2).Allocate(new GrainAmount(1), view));
        Assert.Throws<InvalidOperationException>(() => new BalancedPolicy(1).Allocate(new GrainAmount(1), view));
        Assert.Throws<InvalidOperationException>(() => new RecentPolicy(0.5).Allocate(new GrainAmount(1), view));
        Assert.Equal([1], Amounts(new ImmediatePolicy(1).Allocate(new GrainAmount(1), view)));
    }

    [Fact]
    public void A_view_refuses_standings_that_cannot_be()
    {
        AssertRefused("cred must be finite", Standing("a", 0, double.NaN));
        AssertRefused("cred must be finite", Standing("a", 0, -1));
        AssertRefused("paid grain must not be negative", Standing("a", -1, 1));
        AssertRefused("the id occurs twice", Standing("a", 0, 1), Standing("a", 0, 1));
        AssertRefused("2 intervals are given instead of 1", Standing("b", 0, 1), Standing("a", 0, 1, 2));
        AssertRefused("2 payments are given for 1 intervals", Standing("a", 0, 1) with { Paid = new GrainAmount[2] });
    }

    private static void AssertRefused(string fault, params ParticipantStanding[] participants)
    {
        var refusal = Assert.Throws<ArgumentException>(() => new CredView(participants, 1));
        Assert.StartsWith($"participant 'a': {fault}", refusal.Message, StringComparison.Ordinal);
    }

    private static CredView Even(int participants) => new([.. Enumerable.Range(0, participants).Select(i => Standing($"p{i}", 0, 1))], 1);

    private static ParticipantStanding Standing(string id, int paid, params double[] cred) =>
        new() { Id = id, Active = true, Cred = cred, PaidBefore = new GrainAmount(paid) };

    private static int[] Amounts(Allocation allocation) => [.. allocation.Receipts.Select(receipt => (int)receipt.Amount.BaseUnits)];
}

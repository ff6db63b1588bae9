using Grain.Functions.Distributions;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Distributions.Policies;
using Grain.Functions.Ledgers.Accounts.Balances;
using Xunit;

namespace Grain.Functions.Tests.Distributions;

public sealed class DistributionPlanTests
{
    private static readonly DistributionPolicy Slow = new BalancedPolicy(0);
    private static readonly DistributionPolicy Fast = new ImmediatePolicy(1);
    private static readonly DistributionPlan DefaultPlan = new DistributionConfig().ToPlan(id => id, 18);

    [Fact]
    public void Pays_four_fifths_by_lifetime_and_one_fifth_by_the_last_interval()
    {
        var distribution = DefaultPlan.Distribute(Units(1000), View(2, ("old", [10, 0], 0), ("new", [0, 10], 0)));

        Assert.Equal([Units(800), Units(200)], distribution.Outcomes.Select(outcome => outcome.Budget));
        Assert.Equal([new Receipt("old", Units(400)), new Receipt("new", Units(600))], distribution.Payments);
        Assert.Equal(Units(1000), distribution.Paid);
    }

    [Fact]
    public void Gives_the_units_that_remain_to_the_first_share()
    {
        var plan = new DistributionPlan([new(Slow, 1), new(Fast, 1), new(Fast, 1)]);
        Assert.Equal([Units(334), Units(333), Units(333)], plan.SplitBudget(Units(1000)));
        Assert.Equal([Units(4), Units(0)], DefaultPlan.SplitBudget(Units(4)));
    }

    [Theory]
    [InlineData("""[{"type":"BALANCED","budget":"20000"},{"type":"IMMEDIATE","lookback":1,"budget":"0.5"}]""", 20000500, "20000000 500")]
    [InlineData("""[{"type":"BALANCED","budget":"7"},{"type":"IMMEDIATE","lookback":1,"parts":3},{"type":"BALANCED"}]""", 1007000,
        "7000 750000 250000")]
    public void A_budget_of_its_own_is_what_a_policy_gets_of_a_whole_epoch(string policies, int budget, string split)
    {
        var read = Configs.Read($$"""{"token":{"decimals":3},"distribution":{"policies": {{policies}} } }""");
        Assert.Empty(read.Check());
        Assert.Equal(Units(budget), read.Distribution.ToBudget(3));
        var plan = read.Distribution.ToPlan(id => id, 3);
        Assert.Equal(split, string.Join(' ', plan.SplitBudget(Units(budget))));
        Assert.Equal(Units(budget / 2), GrainAmount.Sum(plan.SplitBudget(Units(budget / 2))));
        Assert.Equal("$.distribution.policies[0].budget", Assert.Single(Configs.Read(
            """{"distribution":{"policies":[{"type":"BALANCED","budget":"0"}]}}""").Check()).Path);
    }

    [Theory]
    [InlineData(UnpaidBudget.CarryOver, 200, 0)]
    [InlineData(UnpaidBudget.Lapse, 0, 200)]
    public void Carries_over_or_lapses_the_share_of_a_policy_without_cred_in_its_window(UnpaidBudget unpaid, int carriedOver, int lapsed)
    {
        var plan = new DistributionPlan(DefaultPlan.Shares, unpaid);

        var distribution = plan.Distribute(Units(1000), View(2, ("a", [10, 0], 0), ("b", [30, 0], 0)));

        Assert.Equal(Units(800), distribution.Paid);
        Assert.Equal(Units(carriedOver), distribution.CarriedOver);
        Assert.Equal(Units(lapsed), distribution.Lapsed);
        Assert.Equal([null, DistributionFault.TotalScoreNotPositive], distribution.Outcomes.Select(outcome => outcome.NothingToPay));
        Assert.Null(distribution.Outcomes[1].Allocation);
    }

    public static TheoryData<string, CredView> NobodyToPay => new()
    {
        { DistributionFault.NoActiveIdentity, new CredView([], 0) },
        { DistributionFault.NoActiveIdentity, new CredView([new() { Id = "a", Active = false, Cred = new double[] { 5 } }], 1) },
        { DistributionFault.TotalCredBelowOne, View(1, ("a", [0.5], 0)) },
        { DistributionFault.NoCredInWindow, new CredView([new() { Id = "a", Active = false, Cred = new double[] { 5 } },
            new() { Id = "b", Active = true, Cred = new double[] { 0 } }], 1) },
    };

    [Theory]
    [MemberData(nameof(NobodyToPay))]
    public void Keeps_the_whole_budget_when_there_is_nobody_to_pay(string why, CredView view)
    {
        var distribution = DefaultPlan.Distribute(Units(1000), view);

        Assert.Equal(why, distribution.Outcomes[0].NothingToPay);
        Assert.Empty(distribution.Payments);
        Assert.Equal(Units(1000), distribution.CarriedOver);
        Assert.Equal(why, Assert.Throws<DistributionException>(() => Slow.Allocate(Units(1000), view)).Kind);
    }

    [Fact]
    public void Keeps_the_share_of_a_special_recipient_who_is_not_active()
    {
        var plan = new DistributionPlan([new(Slow, 1), new(new SpecialPolicy("gone", "for the garden"), 1)]);
        var distribution = plan.Distribute(Units(10), View(1, ("a", [1], 0)));
        Assert.Equal(DistributionFault.RecipientNotActive, distribution.Outcomes[1].NothingToPay);
        Assert.Equal(Units(5), distribution.CarriedOver);
    }

    [Fact]
    public void Lets_no_policy_see_what_another_one_pays_in_the_same_epoch()
    {
        var view = View(1, ("a", [1], 0), ("b", [3], 0));
        var distribution = new DistributionPlan([new(Fast, 1), new(Slow, 1)]).Distribute(Units(800), view);
        Assert.Equal(Slow.Allocate(Units(400), view).Receipts, distribution.Outcomes[1].Allocation!.Receipts);
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-9)]
    [InlineData(0.1)]
    public void Without_a_least_sum_any_cred_is_paid_for(double cred)
    {
        CredView View(double sum) => new(
            [
                new() { Id = "a", Active = true, Cred = new[] { sum } }, new() { Id = "b", Active = true, Cred = new[] { 3 * sum } },
            ], 1)
        {
            TotalCredMin = 0,
        };
        foreach (var policy in (DistributionPolicy[])[Slow, new ImmediatePolicy(1), new RecentPolicy(0.5)])
        {
            var distribution = new DistributionPlan([new(policy, 1)]).Distribute(Units(4000), View(cred));
            Assert.Equal(Units(4000), distribution.Paid);
            Assert.InRange((long)distribution.Payments.Single(payment => payment.ParticipantId == "a").Amount.BaseUnits, 999, 1001);
            var none = new DistributionPlan([new(policy, 1)]).Distribute(Units(4000), View(0));
            Assert.Equal((Units(4000), DistributionFault.TotalCredBelowOne), (none.CarriedOver, none.Outcomes[0].NothingToPay));
        }
    }

    [Fact]
    public void Throws_for_mistakes_of_the_caller()
    {
        AssertFault(DistributionFault.NegativeBudget, () => DefaultPlan.Distribute(Units(-1), View(1, ("a", [1], 0))));
        AssertFault(DistributionFault.PlanNotValid, () => new DistributionPlan([]));
        AssertFault(DistributionFault.PlanNotValid, () => new DistributionPlan([new(Slow, 0)]));
        AssertFault(DistributionFault.LookbackBelowOne, () => new DistributionPlan([new(new ImmediatePolicy(0), 1)]));
        AssertFault(DistributionFault.LookbackBelowZero, () => new DistributionPlan([new(new BalancedPolicy(-1), 1)]));
        AssertFault(DistributionFault.DiscountOutOfRange, () => new DistributionPlan([new(new RecentPolicy(double.NaN), 1)]));
    }

    [Fact]
    public void Every_policy_is_of_a_kind_that_can_be_configured()
    {
        var policies = typeof(DistributionPolicy).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(DistributionPolicy)));
        var config = new PolicyConfig { Lookback = 1, Recipient = "a", Memo = "m", Exclusions = ["b"] };
        var made = PolicyKind.All.Select(kind => kind.Make(config, id => id + "!")).ToArray();
        Assert.Equal(policies.Select(type => type.Name).Order(), made.Select(policy => policy.GetType().Name).Order());
        Assert.Equal(PolicyKind.All.Select(kind => kind.Name), made.Select(policy => policy.Type));
        Assert.Equal(["b!"], Assert.Single(made.OfType<RecentPolicy>()).Exclusions);
        Assert.Equal([("a!", "m")], made.OfType<SpecialPolicy>().Select(policy => (policy.Recipient, policy.Memo)));
    }

    private static void AssertFault(string kind, Func<object> action) =>
        Assert.Equal(kind, Assert.Throws<DistributionException>(action).Kind);

    private static GrainAmount Units(int units) => new(units);

    private static CredView View(int finished, params (string Id, double[] Cred, int Paid)[] participants) => new(
        [.. participants.Select(each =>
            new ParticipantStanding { Id = each.Id, Active = true, Cred = each.Cred, PaidBefore = Units(each.Paid) })], finished);
}

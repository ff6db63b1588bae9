using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Distributions;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Distributions.Policies;
using Xunit;

namespace Grain.Functions.Tests.Distributions;

/// <summary>What must hold for every budget and every score.</summary>
public sealed class DistributionLawTests
{
    private static readonly DistributionPlan DefaultPlan = new DistributionConfig().ToPlan(id => id, 18);

    [Fact]
    public void Pieces_are_not_negative_and_add_up_to_the_budget() => Prop.ForAll(Budgets(), Scores(), (budget, scores) =>
    {
        var pieces = BudgetSplit.Split(budget, scores);
        return GrainAmount.Sum(pieces) == budget && Array.TrueForAll(pieces, piece => piece.Sign >= 0);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_score_of_zero_gets_nothing() => Prop.ForAll(Budgets(), Scores(), (budget, scores) =>
        BudgetSplit.Split(budget, scores).Zip(scores).All(pair => pair.Second > 0 || pair.First.IsZero)).QuickCheckThrowOnFailure();

    [Fact]
    public void The_parts_of_a_plan_add_up_to_the_budget() => Prop.ForAll(
        Budgets(), ArbMap.Default.ArbFor<NonEmptyArray<PositiveInt>>(), (budget, parts) =>
        {
            var plan = new DistributionPlan([.. parts.Get.Select(each => new PolicyShare(new ImmediatePolicy(1), each.Get))]);
            var pieces = plan.SplitBudget(budget);
            var rest = pieces[0] - new GrainAmount(budget.BaseUnits * parts.Get[0].Get / parts.Get.Sum(each => (long)each.Get));
            return GrainAmount.Sum(pieces) == budget && rest.Sign >= 0 && rest.BaseUnits < parts.Get.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_is_not_paid_is_carried_over_or_lapses() => Prop.ForAll(
        Budgets(), Standings(), ArbMap.Default.ArbFor<UnpaidBudget>(), (budget, view, unpaid) =>
        {
            var distribution = new DistributionPlan(DefaultPlan.Shares, unpaid).Distribute(budget, view);
            return distribution.Paid + distribution.CarriedOver + distribution.Lapsed == budget
                && (unpaid == UnpaidBudget.CarryOver ? distribution.Lapsed : distribution.CarriedOver).IsZero
                && distribution.Payments.All(payment => payment.Amount.Sign > 0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_participants_moves_only_a_few_units() => Prop.ForAll(
        Budgets(), Standings(), Policies(), (budget, view, policy) =>
        {
            // Otherwise there may be nobody to pay, or (BALANCED without a budget) nobody underpaid.
            if (budget.IsZero || !view.Participants.Any(each => each.Active && each.Cred.Span[^1] >= 1)) return true;
            var reversed = new CredView([.. view.Participants.Reverse()], view.FinishedIntervals);
            var there = policy.Allocate(budget, view).Receipts.ToDictionary(receipt => receipt.ParticipantId, receipt => receipt.Amount);
            var back = policy.Allocate(budget, reversed).Receipts;
            // Each step floors one unit away, or the 2^-53 of a large amount that a double cannot tell.
            var tolerance = (there.Count + 1) * (BigInteger.One + (budget.BaseUnits >> 50));
            return back.Count == there.Count
                && back.All(receipt => BigInteger.Abs((receipt.Amount - there[receipt.ParticipantId]).BaseUnits) <= tolerance);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Summed_early_intervals_give_what_single_ones_give() => Prop.ForAll(Budgets(), Standings(), (budget, view) =>
    {
        var summarised = view.FinishedIntervals - 1;
        var lifetime = new CredView(
            [.. view.Participants.Select(each => new ParticipantStanding
            {
                Id = each.Id,
                Active = each.Active,
                CredBefore = each.CredIn(new CredWindow(true, 0, summarised)),
                Cred = each.Cred[summarised..],
                PaidBefore = GrainAmount.Sum(each.Paid.ToArray()),
            })], view.FinishedIntervals, summarised);
        var (expected, actual) = (DefaultPlan.Distribute(budget, view), DefaultPlan.Distribute(budget, lifetime));
        return expected.Payments.SequenceEqual(actual.Payments) && expected.CarriedOver == actual.CarriedOver;
    }).QuickCheckThrowOnFailure();

    private static Arbitrary<GrainAmount> Budgets() => (
        from bits in Gen.Choose(0, 110)
        from value in ArbMap.Default.GeneratorFor<ulong>()
        select new GrainAmount(((BigInteger)value << 46) >> (110 - bits))).ToArbitrary();

    private static Gen<double> Score() => Gen.Frequency(
        (2, Gen.Constant(0.0)),
        (4, Gen.Choose(1, 1000).Select(value => value / 10.0)),
        (1, from exponent in Gen.Choose(-40, 12) from mantissa in Gen.Choose(1, 9999) select mantissa * Math.Pow(10, exponent)));

    private static Arbitrary<double[]> Scores() => Gen.ArrayOf(Score()).Where(scores => scores.Sum() > 0).ToArbitrary();

    private static Arbitrary<DistributionPolicy> Policies() =>
        Gen.Elements<DistributionPolicy>(new BalancedPolicy(0), new BalancedPolicy(2), new ImmediatePolicy(1), new RecentPolicy(0.5))
            .ToArbitrary();

    private static Arbitrary<CredView> Standings() => (
        from intervals in Gen.Choose(1, 4)
        from standings in Gen.ListOf(
            from active in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
            from cred in Gen.ArrayOf(Gen.Choose(0, 300).Select(value => value / 8.0), intervals)
            from paid in Gen.ArrayOf(Gen.Choose(0, 1000).Select(value => new GrainAmount(value)), intervals)
            select (active, cred, paid))
        select new CredView(
            [.. standings.Select((each, index) =>
                new ParticipantStanding { Id = $"p{index}", Active = each.active, Cred = each.cred, Paid = each.paid })],
            standings.Count > 0 ? intervals : 0)).Where(view => view.FinishedIntervals > 0).ToArbitrary();
}

using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Epochs.Calculation;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

public sealed class CredHistoryTests
{
    [Fact]
    public void What_is_negligible_is_counted_in_the_nearest_kept_epoch_before_it_or_else_after()
    {
        var history = CredHistory.Of([1e-9, 5, 1e-9, 2, 3, 1e-8, 1e-9]);
        Assert.Equal([1, 3], history.Select(run => run.From));
        Assert.Equal([5 + 2e-9], history[0].Cred);
        Assert.Equal([2, 3 + 1.1e-8], history[1].Cred);
    }

    [Fact]
    public void Nobody_has_too_little_to_have_a_history() =>
        Assert.Equal([1e-12, 2e-12], Assert.Single(CredHistory.Of([0, 1e-12, 2e-12, 0])).Cred);

    [Fact]
    public void Without_cred_there_is_no_history()
    {
        Assert.Empty(CredHistory.Of([0, 0]));
        Assert.Equal([0, 0], CredHistory.Of([0, 0]).Expand(0, 2));
    }

    [Fact]
    public void Nothing_is_lost_and_every_epoch_is_right_to_a_millionth() =>
        Prop.ForAll(Gen.ArrayOf(Gen.Choose(-12, 3)).ToArbitrary(), exponents =>
        {
            var cred = exponents.Select(exponent => Math.Pow(10, exponent)).ToArray();
            var (total, history) = (cred.Sum(), CredHistory.Of(cred));
            var again = history.Expand(0, cred.Length);
            Assert.Equal(total, again.Sum(), 1e-12 * total);
            for (var epoch = 0; epoch < cred.Length; epoch++)
            {
                Assert.InRange(again[epoch] - cred[epoch], -1e-6 * total, 1e-6 * total * cred.Length);
                Assert.Equal(total, history.Before(epoch) + history.Expand(epoch, cred.Length - epoch).Sum(), 1e-12 * total);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_decade_of_weeks_with_work_in_one_of_them_keeps_a_dozen()
    {
        var cred = Enumerable.Range(0, 520).Select(epoch => Math.Pow(0.1, Math.Abs(epoch - 260))).ToArray();
        Assert.Equal(11, CredHistory.Of(cred).Sum(run => run.Cred.Count));
    }
}

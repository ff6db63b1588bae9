using Grain.Functions.Distributions;
using Grain.Functions.Distributions.Amounts;
using Xunit;

namespace Grain.Functions.Tests.Distributions;

public sealed class TreasuryTests
{
    [Theory]
    [InlineData(BeyondFunds.Refuse, 100, 60, 40)] // exactly covered
    [InlineData(BeyondFunds.Refuse, 100, 61, 0)]
    [InlineData(BeyondFunds.Scale, 100, 61, 39)]
    [InlineData(BeyondFunds.Scale, 100, 100, 0)]
    [InlineData(BeyondFunds.Scale, 100, 150, 0)] // the funds were cut: nothing more, and nothing negative
    [InlineData(BeyondFunds.Refuse, 1000, 0, 40)]
    public void An_epoch_pays_no_more_than_is_covered(BeyondFunds beyond, int funded, int outstanding, int paid)
    {
        var treasury = new TreasuryConfig { Funded = $"{funded}", Beyond = beyond };
        Assert.Equal(new GrainAmount(paid), treasury.Cover(new GrainAmount(40), new GrainAmount(outstanding), 0));
    }
}

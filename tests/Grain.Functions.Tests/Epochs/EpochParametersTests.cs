using Grain.Functions.Cred.CredRank;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>Whatever parameters a configuration may have, its epochs close.</summary>
public sealed class EpochParametersTests
{
    [Theory]
    [InlineData(0.1, 1e-310, 0.1, 0.1)]
    [InlineData(1e-310, 0.4, 0.1, 0.1)]
    [InlineData(double.Epsilon, double.Epsilon, 0.5, 0.4)]
    [InlineData(0, 1e-16, 0.5, 0.4999999999999999)]
    public async Task An_epoch_closes_by_any_parameters_that_are_taken(double alpha, double beta, double forward, double backward)
    {
        var fixture = new EpochFixture();
        await fixture.CreateAsync(epochsDue: 1);
        await fixture.ConfigureAsync(config =>
        {
            config.CredRank = new CredRankConfig { Alpha = alpha, Beta = beta, GammaForward = forward, GammaBackward = backward };
            return config;
        });
        await fixture.GrantAsync("g1", "ada", 5, 0);
        await fixture.GrantAsync("g2", "bob", 3, 0);
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
    }
}

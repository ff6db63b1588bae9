using Grain.Functions.Distributions;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Accounts.Issuing;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Tests.Accounts;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>An epoch decides on the treasury in turn with whoever else makes grain.</summary>
public sealed class EpochTreasuryTests
{
    [Theory]
    [InlineData(BeyondFunds.Scale, 900)]
    [InlineData(BeyondFunds.Refuse, 0)]
    public async Task What_was_decided_before_is_made_and_counts_and_what_the_epoch_decided_counts_for_others(BeyondFunds beyond, int paid)
    {
        var fixture = new EpochFixture();
        await fixture.CreateAsync(epochsDue: 1);
        var treasury = new TreasuryConfig { Funded = "1500", Beyond = beyond };
        await fixture.ConfigureAsync(config => config with
        {
            Token = new TokenConfig { Decimals = 0 },
            Distribution = new DistributionConfig { BudgetPerEpoch = "1000", Treasury = treasury },
        });
        await fixture.GrantAsync("g1", "ada", 5, week: 0);
        var storage = await fixture.NewStorageAsync();
        var (rows, space) = (new TreasuryRows(storage), fixture.Space);
        var mint = Reservation.OfMint("m", "eve", new GrainAmount(600), null);
        Assert.True(await rows.TryAddAsync(space.Name, await rows.ReadAsync(space.Name, default), mint, default));

        var closed = Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        Assert.Equal(new GrainAmount(paid), closed.Paid);
        Assert.Equal(new GrainAmount(600),
            (await new GrainLedger(storage, fixture.Time).ReadHeadAsync(space.Journal, "eve", default)).Totals.Balance);
        var state = await rows.ReadAsync(space.Name, default);
        Assert.Equal((2L, closed.Epoch.Id, new GrainAmount(paid)),
            (state.Decisions, state.Open.Single().Epoch, state.Open.Single().Amount));

        var over = Reservation.OfMint("n", "eve", new GrainAmount(901 - paid), null);
        var refused = await Treasuries.Over(storage, fixture.Time).ReserveAsync(space.Journal, over, default);
        Assert.Equal(TransferFault.BeyondFunds, Assert.IsType<TransferOutcome.Refused>(refused).Kind);
        Assert.Empty((await rows.ReadAsync(space.Name, default)).Open); // the closed epoch's is forgotten
        var rest = Reservation.OfMint("o", "eve", new GrainAmount(900 - paid), null);
        Assert.Null(await Treasuries.Over(storage, fixture.Time).ReserveAsync(space.Journal, rest, default));

        var (epochs, fault) =
            await new EpochVerifier(new EpochStore(storage), new GrainLedger(storage, fixture.Time)).VerifyAsync(space, null, default);
        Assert.Equal((1, null), (epochs, fault));
    }
}

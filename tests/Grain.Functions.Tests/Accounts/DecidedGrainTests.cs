using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Accounts.Issuing;
using Grain.Functions.Ledgers.Identities;
using Xunit;

namespace Grain.Functions.Tests.Accounts;

/// <summary>
/// Grain was decided upon, its process died, and its receiver was stopped before anybody asked again. Found by simulation, seed 211: it was
/// refused, and made later all the same.
/// </summary>
public sealed class DecidedGrainTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_answered_of_something_decided_stays_so(bool special)
    {
        var community = await Community.NewAsync();
        await community.MakeAsync("ada");
        var (rows, name, all) = (new TreasuryRows(community.Storage), community.Space.Name, Community.Distribution("d", ("ada", 5)));
        var decided = special ? Reservation.Of(all) : Reservation.OfMint("m", "ada", new GrainAmount(5), null);
        Assert.True(await rows.TryAddAsync(name, await rows.ReadAsync(name, default), decided, default));
        await community.ChangeAsync(new ActivitySet("ada", false));

        var isMade = special
            ? await community.HandedOut.DistributeAsync(community.Space, all, default) is not RegisterOutcome.Refused
            : await community.MintAsync("m", "ada", 5) is TransferOutcome.Completed;

        await community.ChangeAsync(new ActivitySet("ada", true));
        await community.Sweep.SweepAsync(community.Space, default);
        Assert.Equal(new GrainAmount(isMade ? 5 : 0), (await community.HeldAsync("ada")).Balance);
        Assert.Empty((await rows.ReadAsync(name, default)).Open);
    }
}

using System.Text;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Epochs;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Ledgers.Runs;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>How an epoch is computed is fixed when it is claimed, and whoever computes it again asks the epoch.</summary>
public sealed class CalculationVersionTests
{
    private readonly EpochFixture fixture = new();

    [Fact]
    public async Task A_run_under_way_keeps_its_version_and_new_ones_take_the_current_one()
    {
        await fixture.CreateAsync(epochsDue: 2);
        await fixture.GrantAsync("g1", "ada", 7, 0);
        var store = new EpochStore(await fixture.NewStorageAsync());
        await store.SaveAsync(
            new EpochRun
            {
                Space = fixture.Name,
                Epoch = fixture.Space.Config.Epochs.FirstOf(default),
                Stage = EpochStage.Claimed,
                StartedAt = fixture.Time.GetUtcNow(),
                StageAt = fixture.Time.GetUtcNow(),
                LeaseUntil = fixture.Time.GetUtcNow()
            }, default);

        Assert.Equal(2, await fixture.RunAllAsync());

        var statements = new List<string>();
        await foreach (var run in store.ListAsync(fixture.Name))
            statements.Add(Encoding.UTF8.GetString((await store.GetAsync(run.Statement!, default)).Span));
        Assert.DoesNotContain("calculation", statements[0], StringComparison.Ordinal);
        Assert.Contains($"\"calculation\":{CalculationVersion.Current},", statements[1], StringComparison.Ordinal);
        Assert.Equal((2, null), await VerifyAsync(store));
    }

    [Fact]
    public async Task A_version_that_this_build_does_not_know_is_told_and_not_guessed()
    {
        await fixture.CreateAsync(epochsDue: 1);
        await fixture.GrantAsync("g1", "ada", 7, 0);
        Assert.Equal(1, await fixture.RunAllAsync());
        var store = new EpochStore(await fixture.NewStorageAsync());
        var run = (await store.FindAsync(fixture.Name, "2024-01-07", default))!;
        Assert.NotNull(await store.SaveAsync(run with { Calculation = CalculationVersion.Current + 1 }, default));
        Assert.Contains("is not known", (await VerifyAsync(store)).Fault, StringComparison.Ordinal);
    }

    private async Task<(int Epochs, string? Fault)> VerifyAsync(EpochStore store) =>
        await new EpochVerifier(store, new GrainLedger(await fixture.NewStorageAsync(), fixture.Time))
            .VerifyAsync(fixture.Space, null, default);
}

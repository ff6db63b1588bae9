using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Checkpoints;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Ledgers.Trees;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Epochs;
using Grain.Functions.Tests.Local.Backups;
using Xunit;

namespace Grain.Functions.Tests.Proofs;

/// <summary>A backup has trees and checkpoints, and a private key only as it is sealed.</summary>
public sealed class ProofBackupTests
{
    [Fact]
    public async Task Trees_and_checkpoints_come_back_and_a_new_key_goes_on()
    {
        var fixture = new EpochFixture();
        var source = await fixture.NewStorageAsync();
        await fixture.CreateAsync(epochsDue: 1);
        await fixture.GrantAsync("g1", "ada", 5, 0);
        await fixture.RunAllAsync();
        var keys = new SigningKeys(source, new SpaceSecrets(), fixture.Time);
        var signed = await new CheckpointBook(source, keys, new EpochStore(source)).SignAsync(fixture.Name, default);

        var (_, target) = await BackupBench.NewAccountAsync();
        var space = await BackupBench.RestoreAsync(target, await BackupBench.BackUpAsync(source, fixture.Name));
        var restored = new SigningKeys(target, new SpaceSecrets(), fixture.Time);
        var head = await restored.ReadHeadAsync(space.Name, default);
        Assert.Equal((1, 1, signed.Last), (head.Keys, head.Checkpoints, head.Last));
        Assert.Equal(await keys.ListAsync(space.Name, default), await restored.ListAsync(space.Name, default));
        var found = await new TreesVerifier(new EpochStore(target), new GrantLedger(target, fixture.Time),
            new GrainLedger(target, fixture.Time)).CheckAsync(space, default);
        Assert.Equal((null, true), (found.Fault, found.Summary.StartsWith("1 epoch with trees", StringComparison.Ordinal)));

        await Assert.ThrowsAsync<SigningKeyLostException>(() => restored.ReadAsync(space.Name, default));
        Assert.Equal(2, (await restored.RotateAsync(space.Name, default)).Read().Signer);
    }
}

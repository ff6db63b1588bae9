using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Ledgers.Trees;
using Grain.Functions.Merkle;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Epochs;
using Xunit;

namespace Grain.Functions.Tests.Proofs;

/// <summary>The trees of epochs: they go on from each other, come to the same in one step or in many, and are proven by verify.</summary>
public sealed class TreesTests
{
    private StorageService storage = null!;

    [Fact]
    public async Task Trees_go_on_from_epoch_to_epoch_and_every_entry_is_found_in_every_later_one()
    {
        var fixture = await CloseThreeAsync(perStep: 5_000);
        var (store, grain) = (new EpochStore(storage), new GrainLedger(storage, fixture.Time));
        var reader = new TreeReader(store);
        var runs = await store.ListAsync(fixture.Name).ToListAsync();
        EpochTrees? before = null;
        foreach (var run in runs)
        {
            var trees = await reader.ReadAsync(run.Trees!, default);
            Assert.Null(trees.Growing);
            await foreach (var head in grain.ReadHeadsAsync(fixture.Space.Journal, default))
                await foreach (var entry in grain.ReadEntriesAsync(fixture.Space.Journal, head.Account, default))
                {
                    var leaf = await reader.FindLeafAsync(fixture.Name, trees, isGrain: true, head.Account, entry.Seq, default);
                    Assert.Equal(string.CompareOrdinal(entry.Value.Epoch, run.Epoch.Id) <= 0, leaf is not null);
                    if (leaf is not { } at) continue;
                    var path = await reader.InclusionAsync(fixture.Name, trees, at, default);
                    Assert.Equal(trees.Entries.Root, Hex(LogProof.RootOf(
                        EntryLeaf.Of("grain", head.Account, entry.Seq, entry.Hash), at, trees.Entries.Size, path)));
                }

            var (found, way) = await reader.FindAccountAsync(fixture.Name, trees, "ada", default);
            Assert.Equal(trees.Accounts.Root, Hex(MapProof.RootOf(TreeAccount.KeyOf("ada"), found!.ToLeaf(), way)));
            if (before is not null)
                Assert.True(LogProof.IsConsistent(before.Entries.Size, Convert.FromHexString(before.Entries.Root), trees.Entries.Size,
                    Convert.FromHexString(trees.Entries.Root),
                    await reader.ConsistencyAsync(fixture.Name, trees, before.Entries.Size, default)));
            before = trees;
        }

        var held = await grain.ReadHeadAsync(fixture.Space.Journal, "ada", default);
        Assert.Equal(held.Totals.Balance.ToString(),
            (await reader.FindAccountAsync(fixture.Name, before!, "ada", default)).Found!.Balance);
        Assert.Equal(3 + 2 + 2 + (await CountEntriesAsync(fixture, grain)), before!.Entries.Size);
        Assert.StartsWith("3 epochs with trees, ", (await VerifyAsync(fixture)).Summary, StringComparison.Ordinal);
        Assert.Null((await VerifyAsync(fixture)).Fault);
    }

    [Fact]
    public async Task In_steps_of_one_entry_they_come_to_the_same()
    {
        var fixture = await PrepareAsync(5_000);
        var slow = fixture.Copy(1);
        await fixture.RunAllAsync();
        await slow.RunAllAsync();
        var (once, often) = (await RunsAsync(fixture), await RunsAsync(slow));
        // Payments are recorded at other times, so the hashes differ and the sizes do not.
        Assert.Equal(once.Select(trees => (trees.Entries.Size, trees.Accounts.Size)),
            often.Select(trees => (trees.Entries.Size, trees.Accounts.Size)));
        storage = await slow.NewStorageAsync();
        Assert.Null((await VerifyAsync(slow)).Fault);
    }

    [Fact]
    public async Task An_epoch_without_trees_in_between_breaks_nothing()
    {
        var fixture = await PrepareAsync(5_000);
        storage = await fixture.NewStorageAsync();
        await fixture.RunAsync();
        await fixture.Runner(storage, withTrees: false).RunAsync(fixture.Space, default);
        await fixture.RunAllAsync();
        var trees = (await RunsAsync(fixture)).ToArray();
        Assert.Equal(2, trees.Length);
        Assert.NotNull(trees[1].Previous);
        Assert.Null((await VerifyAsync(fixture)).Fault);
    }

    [Fact]
    public async Task What_was_written_anew_with_all_its_hashes_is_found_by_the_trees()
    {
        var fixture = await CloseThreeAsync(perStep: 5_000);
        var table = storage.Table("grants");
        await foreach (var row in table.QueryAsync($"RowKey eq 'e~ada~000000000001'", default))
        {
            row["Hash"] = new string('a', 64);
            await table.UpsertAsync(row);
        }

        var fault = (await VerifyAsync(fixture)).Fault;
        Assert.StartsWith("the trees of epoch 2024-01-07: the log is not that of the journals: leaf ", fault, StringComparison.Ordinal);
        Assert.EndsWith(" is not entry 1 of ada in grants", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_was_changed_is_found()
    {
        var fixture = await CloseThreeAsync(perStep: 5_000);
        var piece = (await RunsAsync(fixture)).Last().Page!.Blob;
        await storage.Container("grain").UploadAsync(piece.Name, "{}"u8.ToArray());
        Assert.Contains($"E2: the blob {piece.Name} does not have the hash", (await VerifyAsync(fixture)).Fault, StringComparison.Ordinal);
    }

    private async Task<EpochFixture> CloseThreeAsync(int perStep)
    {
        var fixture = await PrepareAsync(perStep);
        await fixture.RunAllAsync();
        return fixture;
    }

    private async Task<EpochFixture> PrepareAsync(int perStep)
    {
        var fixture = new EpochFixture { PerStep = perStep };
        await fixture.CreateAsync(epochsDue: 3);
        storage = await fixture.NewStorageAsync();
        foreach (var (id, who, week) in new[]
        {
            ("g1", "ada", 0), ("g2", "bob", 0), ("g3", "ada", 0), ("g4", "cy", 1), ("g5", "ada", 1), ("g6", "bob", 2), ("g7", "ada", 2),
        })
            await fixture.GrantAsync(id, who, 3, week);
        return fixture;
    }

    private static async Task<IEnumerable<EpochTrees>> RunsAsync(EpochFixture fixture)
    {
        var store = new EpochStore(await fixture.NewStorageAsync());
        var trees = new List<EpochTrees>();
        await foreach (var run in store.ListAsync(fixture.Name))
            if (run.Trees is { } piece) trees.Add(await TreeBlobs.ReadTreesAsync(store, piece, default));
        return trees;
    }

    private static async Task<int> CountEntriesAsync(EpochFixture fixture, GrainLedger grain)
    {
        var count = 0;
        await foreach (var head in grain.ReadHeadsAsync(fixture.Space.Journal, default)) count += (int)head.Seq;
        return count;
    }

    private Task<Grain.Functions.Ledgers.Verification.LedgerCheckResult> VerifyAsync(EpochFixture fixture) => new TreesVerifier(
        new EpochStore(storage), new GrantLedger(storage, fixture.Time), new GrainLedger(storage, fixture.Time))
        .CheckAsync(fixture.Space, default);

    private static string Hex(byte[]? hash) => Convert.ToHexStringLower(hash!);
}

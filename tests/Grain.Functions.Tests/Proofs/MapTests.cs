using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Ledgers.Trees;
using Grain.Functions.Merkle;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Proofs;

/// <summary>The map of accounts: in pages it has the root that it has without, and proves what it has and what it has not.</summary>
public sealed class MapTests
{
    [Fact]
    public void In_pages_it_is_the_same_map_in_every_order() => Prop.ForAll(Gen.Choose(0, 80).ToArbitrary(), CompareAsync)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(6));

    private static async Task CompareAsync(int size)
    {
        var store = new EpochStore(await Azurite.NewServiceAsync(null, true, MemoryAccount.New()));
        var accounts = Enumerable.Range(0, size).Select(i => $"p{i}").ToArray();
        var changes = accounts.Select(account => (account, (Func<TreeAccount?, TreeAccount>)(_ => Of(account)))).ToArray();
        var (first, second) = (NewMap(store), NewMap(store));
        var once = await first.ChangeAsync(null, 0, changes, default);
        MapPageRef? twice = null;
        foreach (var some in changes.Reverse().Chunk(17)) twice = await second.ChangeAsync(twice, 0, some, default);
        Assert.Equal(once?.Blob, twice?.Blob);

        MapLeaf[] leaves = [.. accounts.Select(account => Of(account).ToLeaf()).OrderBy(leaf => Convert.ToHexString(leaf.Key))];
        var whole = MapSum.Of(leaves, 0);
        var root = once is null ? MapSum.Empty.Hash : Convert.FromHexString(once.Hash);
        Assert.Equal(whole.Hash, root);
        Assert.Equal(whole.Count, once?.Count ?? 0);
        foreach (var asked in accounts.Take(20).Concat(["q1", "q2", "q3"]))
        {
            var (found, path) = await first.FindAsync(once, asked, default);
            var key = TreeAccount.KeyOf(asked);
            Assert.Equal(accounts.Contains(asked), found?.Account == asked);
            Assert.Equal(root, MapProof.RootOf(key, found?.ToLeaf(), path));
            if (path.Count > 0) Assert.NotEqual(root, MapProof.RootOf(key, found?.ToLeaf(), [.. path.Skip(1)]) ?? []);
            Assert.NotEqual(root, MapProof.RootOf(key, new MapLeaf(key, LogHash.Empty), path));
            if (found?.Account == asked) Assert.NotEqual(root, MapProof.RootOf(key, null, path));
        }
    }

    [Fact]
    public void A_place_keeps_its_latest_stretches_and_names_the_trees_that_know_the_others()
    {
        TreePlace? place = null;
        for (var i = 0; i < TreePlace.RangesMax + 3; i++)
            place = TreePlace.After(place, i + 1, i + 1, i * 10, $"h{i}", new StoredPiece($"t{i}", "x"));
        Assert.Equal((67, "h66", 3, "t64"), (place!.Seq, place.Hash, place.Ranges.Count, place.Before!.Name));
        Assert.Equal(new EntryStretch(65, 640), place.Ranges[0]);
        var next = TreePlace.After(place, 68, 70, 661, "h", null);
        Assert.Equal((70, 3), (next.Seq, next.Ranges.Count));
    }

    private static AccountMap NewMap(EpochStore store) => new(new TreeBlobs(store, "s"), []) { PageMax = 4 };

    private static TreeAccount Of(string account) => TreeAccount.None(account) with { Balance = $"{account.Length}" };
}

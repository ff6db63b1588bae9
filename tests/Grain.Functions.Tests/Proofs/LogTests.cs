using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Merkle;
using Xunit;

namespace Grain.Functions.Tests.Proofs;

/// <summary>The log against the definitions of RFC 9162, written down as they stand there.</summary>
public sealed class LogTests
{
    private readonly Dictionary<string, byte[]> tiles = new(StringComparer.Ordinal);

    [Fact]
    public void Roots_of_the_reference_vectors_come_out()
    {
        // The leaves and roots of the certificate transparency project's own tests.
        string[] leaves =
            ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        string[] roots =
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        var edge = new LogEdge();
        foreach (var (leaf, root) in leaves.Zip(roots))
        {
            edge.Append(LogHash.Leaf(Convert.FromHexString(leaf)), _ => { });
            Assert.Equal(root, Convert.ToHexStringLower(edge.Root()));
        }
    }

    [Fact]
    public void Proofs_are_those_of_a_naive_tree_and_prove() => ForAllSizes(ProveAsync);

    private async Task ProveAsync(int size, int seed)
    {
        var leaves = new List<byte[]>();
        var edge = Grow(leaves, size);
        Assert.Equal(Naive(leaves), edge.Root());
        Assert.Equal(edge.Root(), LogEdge.Of(edge.ToTexts()).Root());
        var reader = new LogReader(LogEdge.Of(edge.ToTexts()), ReadAsync);
        foreach (var index in new[] { 0, seed % size, size - 1 })
        {
            var path = await reader.InclusionAsync(index);
            Assert.Equal(NaivePath(index, leaves), path);
            Assert.Equal(edge.Root(), LogProof.RootOf(leaves[index], index, size, path));
            Assert.NotEqual(edge.Root(), LogProof.RootOf(LogHash.Leaf("x"u8), index, size, path));
            if (size > 1) Assert.NotEqual(edge.Root(), LogProof.RootOf(leaves[index], (index + 1) % size, size, path) ?? []);
            Assert.Null(LogProof.RootOf(leaves[index], index, size, [.. path, LogHash.Empty]));
        }
    }

    [Fact]
    public void A_log_that_grew_is_consistent_with_what_it_was_and_no_other_is() => ForAllSizes(GrowAsync);

    private async Task GrowAsync(int size, int seed)
    {
        var leaves = new List<byte[]>();
        var edge = Grow(leaves, size);
        var reader = new LogReader(edge, ReadAsync);
        foreach (var before in new[] { 1, 1 + (seed % size), size })
        {
            var path = await reader.ConsistencyAsync(before);
            var then = Naive(leaves.GetRange(0, before));
            Assert.Equal(NaiveProof(before, leaves, isWhole: true), path);
            Assert.True(LogProof.IsConsistent(before, then, size, edge.Root(), path));
            Assert.False(LogProof.IsConsistent(before, LogHash.Empty, size, edge.Root(), path));
            Assert.False(LogProof.IsConsistent(before, then, size, LogHash.Empty, path));
            Assert.False(LogProof.IsConsistent(before, then, size, edge.Root(), [.. path, LogHash.Empty]));
        }
    }

    [Fact]
    public async Task A_tile_that_was_changed_is_found()
    {
        var edge = Grow([], 600);
        var changed = new LogReader(edge, async root => (await ReadAsync(root)).ToArray().Select((one, i) => i == 5 ? (byte)(one ^ 1) : one)
            .ToArray());
        await Assert.ThrowsAsync<InvalidDataException>(() => changed.InclusionAsync(3));
    }

    private static void ForAllSizes(Func<int, int, Task> check) => Prop.ForAll(
        Gen.Choose(1, 1500).Zip(Gen.Choose(0, int.MaxValue - 1)).ToArbitrary(), pair => check(pair.Item1, pair.Item2))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    private LogEdge Grow(List<byte[]> leaves, int size)
    {
        var edge = new LogEdge();
        for (var i = 0; i < size; i++)
        {
            leaves.Add(LogHash.Leaf(Encoding.UTF8.GetBytes($"{i}")));
            edge.Append(leaves[^1], tile => tiles[Convert.ToHexString(tile.Root)] = tile.Hashes);
        }

        Assert.Equal(size, edge.Size);
        return edge;
    }

    private Task<ReadOnlyMemory<byte>> ReadAsync(byte[] root) =>
        Task.FromResult<ReadOnlyMemory<byte>>(tiles[Convert.ToHexString(root)]);

    private static int Half(int size)
    {
        var half = 1;
        while (half * 2 < size) half *= 2;
        return half;
    }

    private static byte[] Naive(List<byte[]> leaves) => leaves.Count == 1 ? leaves[0]
        : LogHash.Node(Naive(leaves.GetRange(0, Half(leaves.Count))), Naive(leaves[Half(leaves.Count)..]));

    private static List<byte[]> NaivePath(int index, List<byte[]> leaves)
    {
        if (leaves.Count == 1) return [];
        var half = Half(leaves.Count);
        return index < half ? [.. NaivePath(index, leaves[..half]), Naive(leaves[half..])]
            : [.. NaivePath(index - half, leaves[half..]), Naive(leaves[..half])];
    }

    private static List<byte[]> NaiveProof(int before, List<byte[]> leaves, bool isWhole)
    {
        if (before == leaves.Count) return isWhole ? [] : [Naive(leaves)];
        var half = Half(leaves.Count);
        return before <= half ? [.. NaiveProof(before, leaves[..half], isWhole), Naive(leaves[half..])]
            : [.. NaiveProof(before - half, leaves[half..], isWhole: false), Naive(leaves[..half])];
    }
}

namespace Grain.Functions.Merkle;

/// <summary>
/// A part of a map from keys (32 bytes) to values (32 bytes): all leaves whose keys begin with the same bits. A part with one leaf is that
/// leaf, however long its key; a part with more is cut in two by the next bit. So the root says which keys there are, and which are not,
/// whatever the order in which they came. Pure.
/// </summary>
/// <param name="Hash">Its hash; zeros if it has no leaf.</param>
/// <param name="Count">How many leaves it has.</param>
internal readonly record struct MapSum(byte[] Hash, long Count)
{
    private const byte LeafMark = 2;
    private const byte NodeMark = 3;

    /// <summary>The part without leaves.</summary>
    public static MapSum Empty { get; } = new(new byte[SHA256.HashSizeInBytes], 0);

    /// <summary>The hash of a leaf.</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => SHA256.HashData([LeafMark, .. key, .. value]);

    /// <summary>The hash of a part that is cut in two.</summary>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => SHA256.HashData([NodeMark, .. left, .. right]);

    /// <summary>A bit of a key, the first one being number 0.</summary>
    public static bool Bit(byte[] key, int number) => (key[number / 8] & (0x80 >> (number % 8))) != 0;

    /// <summary>Two parts side by side.</summary>
    public static MapSum Join(MapSum left, MapSum right) => (left.Count, right.Count) switch
    {
        (0, <= 1) => right,
        (1, 0) => left,
        _ => new(Node(left.Hash, right.Hash), left.Count + right.Count),
    };

    /// <summary>The part that leaves make whose keys begin with the same bits.</summary>
    /// <param name="leaves">The leaves, in the order of their keys.</param>
    /// <param name="depth">How many bits that is.</param>
    public static MapSum Of(ReadOnlySpan<MapLeaf> leaves, int depth)
    {
        if (leaves.Length == 0) return Empty;
        if (leaves.Length == 1) return new(leaves[0].Hash, 1);
        var right = FirstRight(leaves, depth);
        return Join(Of(leaves[..right], depth + 1), Of(leaves[right..], depth + 1));
    }

    /// <summary>Parts side by side, as many as a power of two.</summary>
    public static MapSum Of(ReadOnlySpan<MapSum> parts) =>
        parts.Length == 1 ? parts[0] : Join(Of(parts[..(parts.Length / 2)]), Of(parts[(parts.Length / 2)..]));

    /// <summary>The way to a key through leaves: adds the hashes beside it, the highest first.</summary>
    /// <returns>The leaf at the end of the way, of that key or of another one; <see langword="null"/> if there is none.</returns>
    public static MapLeaf? Find(ReadOnlySpan<MapLeaf> leaves, int depth, byte[] key, List<byte[]> path)
    {
        if (leaves.Length <= 1) return leaves.Length == 0 ? null : leaves[0];
        var right = FirstRight(leaves, depth);
        path.Add(Of(Bit(key, depth) ? leaves[..right] : leaves[right..], depth + 1).Hash);
        return Find(Bit(key, depth) ? leaves[right..] : leaves[..right], depth + 1, key, path);
    }

    private static int FirstRight(ReadOnlySpan<MapLeaf> leaves, int depth)
    {
        var (from, to) = (0, leaves.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (Bit(leaves[middle].Key, depth)) to = middle;
            else from = middle + 1;
        }

        return from;
    }
}

/// <summary>A leaf of a map.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
internal sealed record MapLeaf(byte[] Key, byte[] Value)
{
    /// <summary>Its hash.</summary>
    public byte[] Hash { get; } = MapSum.Leaf(Key, Value);
}

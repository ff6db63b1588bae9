namespace Grain.Functions.Merkle;

/// <summary>Checks what a map has at a key, or that it has nothing there, by its root alone. Pure.</summary>
internal static class MapProof
{
    private const int BitsMax = 256;

    /// <summary>
    /// The root that the way to a key comes to; <see langword="null"/> if there can be no such way: what lies at its end, if it is the leaf
    /// of another key, must lie where the key's own leaf would.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="found">The leaf at the end of the way; absent if there is none.</param>
    /// <param name="path">The hashes beside the way, the highest first.</param>
    public static byte[]? RootOf(byte[] key, MapLeaf? found, IReadOnlyList<byte[]> path)
    {
        if (path.Count > BitsMax) return null;
        if (found is not null)
            for (var bit = 0; bit < path.Count; bit++)
                if (MapSum.Bit(found.Key, bit) != MapSum.Bit(key, bit)) return null;
        var hash = found?.Hash ?? MapSum.Empty.Hash;
        for (var bit = path.Count - 1; bit >= 0; bit--)
            hash = MapSum.Bit(key, bit) ? MapSum.Node(path[bit], hash) : MapSum.Node(hash, path[bit]);
        return hash;
    }
}

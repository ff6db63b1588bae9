namespace Grain.Functions.Merkle;

/// <summary>The hashes of a log, as RFC 9162 (2.1.1) has them: SHA-256, leaves behind a byte 0, nodes behind a byte 1. Pure.</summary>
internal static class LogHash
{
    private const byte LeafMark = 0;
    private const byte NodeMark = 1;

    /// <summary>The root of a log without leaves.</summary>
    public static byte[] Empty => SHA256.HashData([]);

    /// <summary>The hash of a leaf.</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> content) => SHA256.HashData([LeafMark, .. content]);

    /// <summary>The hash of two parts that lie side by side.</summary>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => SHA256.HashData([NodeMark, .. left, .. right]);

    /// <summary>The root of hashes whose number is a power of two.</summary>
    public static byte[] Whole(IReadOnlyList<byte[]> hashes)
    {
        var level = hashes;
        while (level.Count > 1)
        {
            var above = new byte[level.Count / 2][];
            for (var i = 0; i < above.Length; i++) above[i] = Node(level[2 * i], level[(2 * i) + 1]);
            level = above;
        }

        return level[0];
    }
}

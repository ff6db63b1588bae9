namespace Grain.Functions.Merkle;

/// <summary>
/// A piece of a log that is full and never changes again: 256 hashes of one level, side by side. Its root is one hash of the level above;
/// so whoever has the upper tiles knows what the lower ones are called, and what must be in them. Pure.
/// </summary>
/// <param name="Root">The root of its hashes.</param>
/// <param name="Hashes">The hashes, one after another.</param>
internal sealed record LogTile(byte[] Root, byte[] Hashes)
{
    /// <summary>How many hashes a tile has.</summary>
    public const int Width = 256;

    /// <summary>The logarithm of <see cref="Width"/>.</summary>
    public const int Height = 8;

    /// <summary>Makes one.</summary>
    public static LogTile Of(IReadOnlyList<byte[]> hashes) => new(LogHash.Whole(hashes), [.. hashes.SelectMany(hash => hash)]);

    /// <summary>The hashes of a stored tile.</summary>
    /// <exception cref="InvalidDataException">They do not have this root.</exception>
    public static IReadOnlyList<byte[]> Read(byte[] root, ReadOnlySpan<byte> stored)
    {
        if (stored.Length == Width * SHA256.HashSizeInBytes)
        {
            var hashes = Split(stored);
            if (LogHash.Whole(hashes).AsSpan().SequenceEqual(root)) return hashes;
        }

        throw new InvalidDataException($"The tile {Convert.ToHexStringLower(root)} does not have the root that it is called by.");
    }

    /// <summary>Hashes that stand one after another.</summary>
    /// <exception cref="InvalidDataException">The last one is cut off.</exception>
    public static byte[][] Split(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % SHA256.HashSizeInBytes != 0) throw new InvalidDataException("A list of hashes is cut off.");
        var hashes = new byte[bytes.Length / SHA256.HashSizeInBytes][];
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = bytes.Slice(i * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes).ToArray();
        return hashes;
    }
}

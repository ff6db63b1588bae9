namespace Grain.Functions.Hosting;

/// <summary>Random bytes that nobody may guess: keys, salts, nonces, and ids that tell nothing.</summary>
internal static class RandomSecret
{
    /// <summary>Makes them. Only a simulation gives in another: there a run is repeated byte for byte.</summary>
    internal static Func<int, byte[]> Source { get; set; } = RandomNumberGenerator.GetBytes;

    /// <summary>So many bytes.</summary>
    public static byte[] New(int bytes) => Source(bytes);

    /// <summary>Fills a place with them.</summary>
    public static void Fill(Span<byte> place) => Source(place.Length).CopyTo(place);
}

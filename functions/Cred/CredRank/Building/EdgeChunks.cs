namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>
/// A fixed partition of the edges, or of as many nodes, for building in parallel. It depends on their number alone, never on the
/// number of threads, so that sums over the edges of a node come out the same on any number of threads.
/// </summary>
internal static class EdgeChunks
{
    // Each chunk keeps a count and a sum a row (12 bytes), so more chunks cost memory; four keep four cores busy.
    private const int Most = 4;

    // Below this a chunk is done before another thread has woken up.
    private const int EdgesPerChunk = 1 << 15;

    /// <summary>How many chunks to cut so many edges into.</summary>
    public static int CountFor(int edges) => Math.Clamp(edges / EdgesPerChunk, 1, Most);

    /// <summary>The edges of a chunk: from (inclusive) to (exclusive).</summary>
    public static (int From, int To) Bounds(int chunk, int chunks, int edges) =>
        ((int)((long)edges * chunk / chunks), (int)((long)edges * (chunk + 1) / chunks));
}

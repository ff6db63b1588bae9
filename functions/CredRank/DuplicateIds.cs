using System.Numerics;
using Grain.Functions.Graph;

namespace Grain.Functions.CredRank;

/// <summary>Finds an id that two nodes share.</summary>
/// <remarks>
/// Almost always there is none, and a set of all ids would take longer than the sweeps. So ids are hashed to bits, eight or more for each
/// node; only the few that meet another one there are compared as they are.
/// </remarks>
internal static class DuplicateIds
{
    private const int BitsPerNode = 8;
    private const int NodesPerPart = 1 << 14;

    /// <summary>The first node whose id an earlier one has; -1 if there is none.</summary>
    public static int Find(WeightedGraph graph, Crew crew)
    {
        var hashes = Hash(graph, crew);
        var (seen, met) = (new uint[Words(hashes.Length)], new uint[Words(hashes.Length)]);
        foreach (var hash in hashes)
        {
            var (word, bit) = Place(hash, seen.Length);
            met[word] |= seen[word] & bit;
            seen[word] |= bit;
        }

        var ids = new HashSet<string>();
        for (var node = 0; node < hashes.Length; node++)
        {
            var (word, bit) = Place(hashes[node], met.Length);
            if ((met[word] & bit) != 0 && !ids.Add(graph.IdOf(node))) return node;
        }

        return -1;
    }

    private static int[] Hash(WeightedGraph graph, Crew crew)
    {
        var hashes = new int[graph.NodeCount];
        crew.Run((hashes.Length + NodesPerPart - 1) / NodesPerPart, part =>
        {
            var end = Math.Min(hashes.Length, (part + 1) * NodesPerPart);
            for (var node = part * NodesPerPart; node < end; node++) hashes[node] = graph.IdOf(node).GetHashCode(StringComparison.Ordinal);
        });
        return hashes;
    }

    private static int Words(int nodes) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, nodes / 32 * BitsPerNode));

    private static (int Word, uint Bit) Place(int hash, int words) => ((hash >> 5) & (words - 1), 1u << (hash & 31));
}

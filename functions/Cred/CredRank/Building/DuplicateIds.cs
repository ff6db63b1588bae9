using System.Numerics;
using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>Finds an id that two nodes share.</summary>
/// <remarks>
/// Almost always there is none, and a set of all ids would take longer than the sweeps. So ids are hashed to bits, eight or more for each
/// node; only the few that meet another one there are compared as they are.
/// </remarks>
internal sealed class DuplicateIds
{
    private const int BitsPerNode = 8;

    private readonly WeightedGraph graph;
    private readonly int words;
    private readonly int[] hashes;
    private readonly Part[] parts;

    private DuplicateIds(WeightedGraph graph, ScratchArrays scratch)
    {
        this.graph = graph;
        words = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, graph.NodeCount / 32 * BitsPerNode));
        this.hashes = scratch.Rent<int>(graph.NodeCount);
        this.parts = [.. Enumerable.Range(0, EdgeChunks.CountFor(graph.NodeCount))
            .Select(_ => new Part(scratch.Rent<uint>(words), scratch.Rent<uint>(words)))];
    }

    /// <summary>A part of the nodes as bits by hash: those it has, and those that met another node of the part.</summary>
    private readonly record struct Part(uint[] Seen, uint[] Met);

    /// <summary>The first node whose id an earlier one has; -1 if there is none.</summary>
    public static int Find(WeightedGraph graph, SolverThreads crew, ScratchArrays scratch)
    {
        var duplicates = new DuplicateIds(graph, scratch);
        crew.Run(duplicates.parts.Length, duplicates.Hash);
        duplicates.MeetOtherParts();
        var suspects = new List<int>[duplicates.parts.Length];
        crew.Run(suspects.Length, part => suspects[part] = duplicates.FindSuspects(part));

        var ids = new HashSet<string>();
        foreach (var node in suspects.SelectMany(nodes => nodes))
        {
            if (!ids.Add(graph.IdOf(node))) return node;
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Hash(int part)
    {
        var (seen, met) = this.parts[part];
        Array.Clear(seen, 0, words);
        Array.Clear(met, 0, words);
        var (from, to) = NodesOf(part);
        for (var node = from; node < to; node++)
        {
            this.hashes[node] = this.graph.IdOf(node).GetHashCode(StringComparison.Ordinal);
            var (word, bit) = Place(this.hashes[node]);
            met[word] |= seen[word] & bit;
            seen[word] |= bit;
        }
    }

    /// <summary>Gathers in the first part what met another node in any part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MeetOtherParts()
    {
        var (seen, met) = this.parts[0];
        foreach (var (seenThere, metThere) in this.parts.AsSpan(1))
        {
            for (var word = 0; word < words; word++)
            {
                met[word] |= metThere[word] | (seen[word] & seenThere[word]);
                seen[word] |= seenThere[word];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private List<int> FindSuspects(int part)
    {
        var met = this.parts[0].Met;
        var suspects = new List<int>();
        var (from, to) = NodesOf(part);
        for (var node = from; node < to; node++)
        {
            var (word, bit) = Place(this.hashes[node]);
            if ((met[word] & bit) != 0) suspects.Add(node);
        }

        return suspects;
    }

    private (int From, int To) NodesOf(int part) => EdgeChunks.Bounds(part, this.parts.Length, this.graph.NodeCount);

    private (int Word, uint Bit) Place(int hash) => ((hash >> 5) & (words - 1), 1u << (hash & 31));
}

using System.Numerics;
using System.Runtime.Intrinsics.X86;
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

    // The bits of so many nodes are on their way from memory at a time.
    private const int NodesAtATime = 32;

    private readonly WeightedGraph graph;
    private readonly int words;
    private readonly int[] hashes;

    // Of each part of the nodes the bits by hash, 32 a word: in its lower half those that nodes have, in its upper half those that two
    // have.
    private readonly ulong[][] parts;

    private DuplicateIds(WeightedGraph graph, ScratchArrays scratch)
    {
        this.graph = graph;
        words = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, graph.NodeCount / 32 * BitsPerNode));
        this.hashes = scratch.Rent<int>(graph.NodeCount);
        this.parts = [.. Enumerable.Range(0, EdgeChunks.CountFor(graph.NodeCount))
            .Select(_ => scratch.Rent<ulong>(words))];
    }

    /// <summary>The first node whose id an earlier one has; -1 if there is none.</summary>
    public static int Find(WeightedGraph graph, SolverThreads crew, ScratchArrays scratch)
    {
        var duplicates = new DuplicateIds(graph, scratch);
        crew.Run(duplicates.parts.Length, duplicates.Hash);
        duplicates.MeetOtherParts();
        var suspects = new List<int>[duplicates.parts.Length];
        crew.Run(suspects.Length, part => suspects[part] = duplicates.FindSuspects(part));

        var ids = new HashSet<string>();
        foreach (var node in duplicates.MeetAgain([.. suspects.SelectMany(nodes => nodes)]))
        {
            if (!ids.Add(graph.IdOf(node))) return node;
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Hash(int part)
    {
        var bits = this.parts[part];
        Array.Clear(bits, 0, words);
        var (from, to) = NodesOf(part);
        for (var node = from; node < to;)
        {
            var end = Math.Min(to, node + NodesAtATime);
            for (var each = node; each < end; each++)
                AskFor(bits, this.hashes[each] = this.graph.IdOf(each).GetHashCode(StringComparison.Ordinal));
            for (; node < end; node++) Meet(bits, this.hashes[node]);
        }
    }

    /// <summary>Gathers in the first part what met another node in any part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MeetOtherParts()
    {
        var bits = this.parts[0];
        foreach (var others in this.parts.AsSpan(1))
            for (var word = 0; word < words; word++) bits[word] |= others[word] | ((bits[word] & others[word]) << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private List<int> FindSuspects(int part)
    {
        var suspects = new List<int>();
        var (from, to) = NodesOf(part);
        for (var node = from; node < to; node++)
        {
            AskFor(this.parts[0], this.hashes[Math.Min(node + NodesAtATime, to - 1)]);
            if (HasMet(this.parts[0], this.hashes[node])) suspects.Add(node);
        }

        return suspects;
    }

    /// <summary>
    /// One in sixteen meets another one by chance. The same with other bits of the hash leaves next to none but those that are the same.
    /// </summary>
    private List<int> MeetAgain(List<int> suspects)
    {
        var bits = this.parts[0];
        Array.Clear(bits, 0, words);
        foreach (var node in suspects) Meet(bits, Mix(this.hashes[node]));
        suspects.RemoveAll(node => !HasMet(bits, Mix(this.hashes[node])));
        return suspects;
    }

    private void Meet(ulong[] bits, int hash)
    {
        var (word, bit) = Place(hash);
        bits[word] |= bit | ((bits[word] & bit) << 32);
    }

    private unsafe void AskFor(ulong[] bits, int hash)
    {
        if (!Sse.IsSupported) return;
        fixed (ulong* word = &bits[Place(hash).Word]) Sse.Prefetch0(word);
    }

    private bool HasMet(ulong[] bits, int hash)
    {
        var (word, bit) = Place(hash);
        return (bits[word] & (bit << 32)) != 0;
    }

    /// <summary>Another number for each hash, whose lower bits are made of its upper ones.</summary>
    private static int Mix(int hash) => unchecked((int)BitOperations.RotateLeft((uint)hash * 0x9E3779B1, 16));

    private (int From, int To) NodesOf(int part) => EdgeChunks.Bounds(part, this.parts.Length, this.graph.NodeCount);

    private (int Word, ulong Bit) Place(int hash) => ((hash >> 5) & (words - 1), 1ul << (hash & 31));
}

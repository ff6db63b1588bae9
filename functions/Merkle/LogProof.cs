namespace Grain.Functions.Merkle;

/// <summary>Checks proofs of a log, as whoever knows nothing but roots does (RFC 9162, 2.1.3.2 and 2.1.4.2). Pure.</summary>
internal static class LogProof
{
    /// <summary>The root that a leaf and the hashes beside it come to; <see langword="null"/> if there can be no such proof.</summary>
    /// <param name="leaf">The leaf's hash.</param>
    /// <param name="index">Its number, from 0.</param>
    /// <param name="size">How many leaves the log has.</param>
    /// <param name="path">The hashes beside it, the lowest first.</param>
    public static byte[]? RootOf(byte[] leaf, long index, long size, IReadOnlyList<byte[]> path)
    {
        if (index < 0 || index >= size) return null;
        var (at, last, hash) = (index, size - 1, leaf);
        foreach (var beside in path)
        {
            if (last == 0) return null;
            if ((at & 1) == 1 || at == last)
            {
                hash = LogHash.Node(beside, hash);
                while ((at & 1) == 0 && at != 0) (at, last) = (at >> 1, last >> 1);
            }
            else
            {
                hash = LogHash.Node(hash, beside);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return last == 0 ? hash : null;
    }

    /// <summary>Whether a log with one root began with all leaves of one with another.</summary>
    /// <param name="before">How many leaves it had then.</param>
    /// <param name="rootBefore">Its root then.</param>
    /// <param name="size">How many it has now.</param>
    /// <param name="root">Its root now.</param>
    /// <param name="path">The proof.</param>
    public static bool IsConsistent(long before, byte[] rootBefore, long size, byte[] root, IReadOnlyList<byte[]> path)
    {
        if (before == 0) return path.Count == 0 && Same(rootBefore, LogHash.Empty);
        if (before < 0 || before > size) return false;
        if (before == size) return path.Count == 0 && Same(rootBefore, root);
        var hashes = (before & (before - 1)) == 0 ? [rootBefore, .. path] : path;
        if (hashes.Count == 0) return false;
        var (at, last) = (before - 1, size - 1);
        while ((at & 1) == 1) (at, last) = (at >> 1, last >> 1);
        var (then, now) = (hashes[0], hashes[0]);
        foreach (var beside in hashes.Skip(1))
        {
            if (last == 0) return false;
            if ((at & 1) == 1 || at == last)
            {
                (then, now) = (LogHash.Node(beside, then), LogHash.Node(beside, now));
                while ((at & 1) == 0 && at != 0) (at, last) = (at >> 1, last >> 1);
            }
            else
            {
                now = LogHash.Node(now, beside);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return last == 0 && Same(then, rootBefore) && Same(now, root);
    }

    private static bool Same(byte[] one, byte[] other) => one.AsSpan().SequenceEqual(other);
}

namespace Grain.Functions.Merkle;

/// <summary>
/// The right edge of an append-only log: of each level the hashes that fill no tile yet. It is all that is needed to append, and to know
/// size and root; what lies left of it is in tiles. Pure.
/// </summary>
internal sealed class LogEdge
{
    private readonly List<List<byte[]>> levels = [];

    /// <summary>How many leaves the log has.</summary>
    public long Size { get; private set; }

    /// <summary>The hashes of a level that fill no tile, from the leaves (0) up.</summary>
    public IReadOnlyList<byte[]> this[int level] => level < levels.Count ? levels[level] : [];

    /// <summary>Appends a leaf by its hash.</summary>
    /// <param name="leaf">The hash.</param>
    /// <param name="filled">Takes each tile that is full by it.</param>
    public void Append(byte[] leaf, Action<LogTile> filled)
    {
        Size++;
        var hash = leaf;
        for (var level = 0; ; level++)
        {
            if (level == levels.Count) levels.Add([]);
            levels[level].Add(hash);
            if (levels[level].Count < LogTile.Width) return;
            var tile = LogTile.Of(levels[level]);
            levels[level].Clear();
            filled(tile);
            hash = tile.Root;
        }
    }

    /// <summary>The root of all leaves.</summary>
    public byte[] Root()
    {
        // Parts whose sizes are powers of two, the largest first: what is to their right is joined first.
        var parts = new List<byte[]>();
        for (var level = levels.Count - 1; level >= 0; level--)
        {
            var taken = 0;
            for (var size = LogTile.Width / 2; size > 0; size /= 2)
            {
                if ((levels[level].Count & size) == 0) continue;
                parts.Add(LogHash.Whole(levels[level].GetRange(taken, size)));
                taken += size;
            }
        }

        if (parts.Count == 0) return LogHash.Empty;
        var root = parts[^1];
        for (var i = parts.Count - 2; i >= 0; i--) root = LogHash.Node(parts[i], root);
        return root;
    }

    /// <summary>The edge as it is stored: base64 of the hashes of each level.</summary>
    public IReadOnlyList<string> ToTexts() => [.. levels.Select(level => Convert.ToBase64String([.. level.SelectMany(hash => hash)]))];

    /// <summary>Reads what <see cref="ToTexts"/> gives.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static LogEdge Of(IReadOnlyList<string> texts)
    {
        var edge = new LogEdge();
        for (var level = 0; level < texts.Count; level++)
        {
            var hashes = LogTile.Split(Convert.FromBase64String(texts[level]));
            if (hashes.Length >= LogTile.Width) throw new InvalidDataException("An edge holds a tile that is full.");
            edge.levels.Add([.. hashes]);
            edge.Size += (long)hashes.Length << (LogTile.Height * level);
        }

        return edge;
    }
}

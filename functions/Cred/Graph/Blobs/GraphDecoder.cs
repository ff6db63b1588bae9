namespace Grain.Functions.Cred.Graph.Blobs;

/// <summary>Reads a graph. Everything has to be in its one order, so that what is read is written with the same bytes again.</summary>
internal sealed class GraphDecoder(GraphBlobReader reader)
{
    private ContributionGraph graph = new();

    public async Task<ContributionGraph> ReadAsync(CancellationToken cancellation)
    {
        await reader.FillAsync(cancellation);
        ReadHeader();
        var words = await ReadWordsAsync(cancellation);
        await ReadNodesAsync(words, cancellation);
        await ReadEdgesAsync(words, cancellation);
        await ReadCursorsAsync(cancellation);
        if (graph.KeepsLives) await ReadClearedAsync(words, cancellation);
        await reader.EndAsync(cancellation);
        graph.IndexIds();
        graph.CheckInvariants();
        return graph;
    }

    private void ReadHeader()
    {
        if (!reader.Bytes(GraphBlob.Magic.Length).SequenceEqual(GraphBlob.Magic))
            throw new InvalidDataException("These bytes are not a contribution graph.");
        if (reader.Byte() is var version && version is < CalculationVersion.First or > CalculationVersion.Fifth)
            throw new InvalidDataException(
                $"The contribution graph has "
                    + $"format {version}; this version reads {CalculationVersion.First} to {CalculationVersion.Fifth}.");
        graph = new ContributionGraph(version);
    }

    private async Task<List<string>> ReadWordsAsync(CancellationToken cancellation)
    {
        var words = new List<string>();
        for (var left = reader.Count(); left > 0; left--)
        {
            if (reader.IsLow) await reader.FillAsync(cancellation);
            var word = reader.Text();
            if (words.Count > 0 && string.CompareOrdinal(words[^1], word) >= 0)
                throw GraphBlobReader.Damaged($"the word '{word}' is not in order");
            words.Add(graph.Words.Intern(word));
        }

        return words;
    }

    private async Task ReadNodesAsync(List<string> words, CancellationToken cancellation)
    {
        if (reader.IsLow) await reader.FillAsync(cancellation);
        var previous = "";
        for (var left = reader.Count(); left > 0; left--)
        {
            if (reader.IsLow) await reader.FillAsync(cancellation);
            previous = ReadKey(previous);
            var (type, isRetracted) = Math.DivRem(reader.Index(words.Count * 2), 2);
            graph.AppendUnchecked(previous, new GraphNode(
                words[type], words[reader.Index(words.Count)], reader.Signed(), unchecked(reader.Signed() + GraphNode.One),
                isRetracted == 1, reader.Text()));
        }
    }

    private async Task ReadEdgesAsync(List<string> words, CancellationToken cancellation)
    {
        if (reader.IsLow) await reader.FillAsync(cancellation);
        var (source, target, lastType) = (0, 0, -1);
        for (var left = reader.Count(); left > 0; left--)
        {
            if (reader.IsLow) await reader.FillAsync(cancellation);
            var (onward, aside) = (reader.Count(), reader.Count());
            if (onward > 0) target = 0;
            if ((onward | aside) != 0) lastType = -1;
            (source, target) = (Node(source, onward), Node(target, aside));
            var (type, hasMore) = graph.KeepsLives ? Math.DivRem(reader.Index(words.Count * 2), 2) : (reader.Index(words.Count), 0);
            if (type <= lastType)
                throw GraphBlobReader.Damaged($"the edges from {graph.Ids[source]} to {graph.Ids[target]} are not in order");
            var atMs = unchecked(GraphBlob.LikelyTime(graph.Nodes[source], graph.Nodes[target]) + reader.Signed());
            var tellings = hasMore == 1 ? ReadLife(graph.EdgeTable.Count, atMs) : 1;
            graph.EdgeTable.AppendUnchecked(graph.Words.NumberOf(words[type]), source, target, atMs, tellings);
            lastType = type;
        }
    }

    /// <returns>How often the edge was told.</returns>
    private int ReadLife(int edge, long atMs)
    {
        var (tellings, kept) = (reader.Signed(), reader.Byte());
        if (tellings != (int)tellings || kept is not (0 or GraphBlob.HasLast or GraphBlob.HasLast | GraphBlob.HasUntil)
            || (kept == 0 && tellings == 1))
            throw GraphBlobReader.Damaged($"edge {edge} was told {tellings} times, {kept}");
        if (kept == 0) return (int)tellings;
        var last = unchecked(atMs + reader.Signed());
        long? until = kept == GraphBlob.HasLast ? null : unchecked(atMs + reader.Signed());
        if (until is null && last == atMs) throw GraphBlobReader.Damaged($"edge {edge} was told once, and last");
        graph.EdgeTable.Lives.Set(edge, new EdgeLife(last, until));
        return (int)tellings;
    }

    private async Task ReadCursorsAsync(CancellationToken cancellation)
    {
        if (reader.IsLow) await reader.FillAsync(cancellation);
        var previous = "";
        for (var left = reader.Count(); left > 0; left--)
        {
            if (reader.IsLow) await reader.FillAsync(cancellation);
            previous = ReadKey(previous);
            graph.SetCursor(previous, unchecked((long)reader.Number()));
        }
    }

    private async Task ReadClearedAsync(List<string> words, CancellationToken cancellation)
    {
        if (reader.IsLow) await reader.FillAsync(cancellation);
        var previous = (Node: -1, Kind: 0);
        for (var left = reader.Count(); left > 0; left--)
        {
            if (reader.IsLow) await reader.FillAsync(cancellation);
            var (node, kind) = (reader.Index(graph.Ids.Count), reader.Index(words.Count * 2));
            if (previous.CompareTo((node, kind)) >= 0)
                throw GraphBlobReader.Damaged($"what was withdrawn at {graph.Ids[node]} is not in order");
            previous = (node, kind);
            graph.EdgeTable.Lives.Clear(new(graph.Words.NumberOf(words[kind / 2]), node, kind % 2 == 1), reader.Signed());
        }
    }

    /// <summary>An id that follows another one in ordinal order.</summary>
    private string ReadKey(string previous)
    {
        var key = string.Concat(previous.AsSpan(0, reader.Index(previous.Length + 1)), reader.Text());
        return string.CompareOrdinal(previous, key) < 0 ? key : throw GraphBlobReader.Damaged($"'{key}' is not in order");
    }

    private int Node(int before, int step) =>
        (long)before + step < graph.Ids.Count ? before + step
            : throw GraphBlobReader.Damaged($"an edge leads to node {(long)before + step} of {graph.Ids.Count}");
}

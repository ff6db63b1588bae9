namespace Grain.Functions.Cred.Graph.Blobs;

/// <summary>Puts a graph into its one order and writes it.</summary>
internal sealed class GraphEncoder(ContributionGraph graph, GraphBlobWriter writer)
{
    /// <summary>For each word its place in the file.</summary>
    private readonly int[] wordRanks = graph.Words.Ranks();

    public async Task WriteAsync(CancellationToken cancellation)
    {
        writer.Bytes(GraphBlob.Magic);
        writer.Byte((byte)graph.Calculation); // the format is the calculation's
        var words = await WriteWordsAsync(cancellation);
        var places = await WriteNodesAsync(words, cancellation);
        await WriteEdgesAsync(words, places, cancellation);
        await WriteCursorsAsync(cancellation);
        if (graph.KeepsLives) await WriteClearedAsync(words, places, cancellation);
        await writer.EndAsync(cancellation);
    }

    /// <summary>Only words in use: one may have gone when an earlier telling gave a node another type.</summary>
    /// <returns>For each word of the graph its number in the file.</returns>
    private async Task<int[]> WriteWordsAsync(CancellationToken cancellation)
    {
        var isUsed = new bool[wordRanks.Length];
        foreach (var node in graph.Nodes) isUsed[graph.Words.NumberOf(node.Type)] = isUsed[graph.Words.NumberOf(node.Module)] = true;
        foreach (var type in graph.EdgeTable.Types) isUsed[type] = true;
        foreach (var node in graph.EdgeTable.Lives.Cleared.Keys) isUsed[node.Type] = true;
        var used = Enumerable.Range(0, isUsed.Length).Where(word => isUsed[word]).OrderBy(word => wordRanks[word]).ToArray();

        var numbers = new int[isUsed.Length];
        writer.Number(used.Length);
        foreach (var (number, word) in used.Index())
        {
            numbers[word] = number;
            writer.Text(graph.Words[word]);
            if (writer.IsFull) await writer.FlushAsync(cancellation);
        }

        return numbers;
    }

    /// <returns>For each node of the graph its place in the file.</returns>
    private async Task<int[]> WriteNodesAsync(int[] words, CancellationToken cancellation)
    {
        var ids = graph.Ids.ToArray();
        var order = new int[ids.Length];
        for (var node = 0; node < order.Length; node++) order[node] = node;
        Array.Sort(ids, order, StringComparer.Ordinal);

        var places = new int[order.Length];
        writer.Number(order.Length);
        for (var place = 0; place < order.Length; place++)
        {
            places[order[place]] = place;
            WriteNode(place > 0 ? ids[place - 1] : "", ids[place], graph.Nodes[order[place]], words);
            if (writer.IsFull) await writer.FlushAsync(cancellation);
        }

        return places;
    }

    private void WriteNode(string previous, string id, GraphNode node, int[] words)
    {
        // Ids share long beginnings with their neighbours in order; only the rest of each is written.
        var shared = GraphBlob.SharedBeginning(previous, id);
        writer.Number(shared);
        writer.Text(id.AsSpan(shared));
        writer.Number((words[graph.Words.NumberOf(node.Type)] * 2) + (node.Retracted ? 1 : 0));
        writer.Number(words[graph.Words.NumberOf(node.Module)]);
        writer.Signed(node.AtMs);
        writer.Signed(unchecked(node.MicroAmount - GraphNode.One));
        writer.Text(node.Name);
    }

    private async Task WriteEdgesAsync(int[] words, int[] places, CancellationToken cancellation)
    {
        var table = graph.EdgeTable;
        var order = Order(table, words, places);
        writer.Number(order.Length);
        var (source, target) = (0, 0);
        foreach (var edge in order)
        {
            var (from, to) = (table.Sources[edge], table.Targets[edge]);
            if (places[from] != source) target = 0;
            writer.Number(places[from] - source);
            writer.Number(places[to] - target);
            var life = table.Lives.Of(edge);
            var hasMore = life is not null || table.Tellings[edge] != 1;
            writer.Number(graph.KeepsLives ? (words[table.Types[edge]] * 2) + (hasMore ? 1 : 0) : words[table.Types[edge]]);
            writer.Signed(unchecked(table.Times[edge] - GraphBlob.LikelyTime(graph.Nodes[from], graph.Nodes[to])));
            if (graph.KeepsLives && hasMore) WriteLife(table.Tellings[edge], life, table.Times[edge]);
            (source, target) = (places[from], places[to]);
            if (writer.IsFull) await writer.FlushAsync(cancellation);
        }
    }

    private void WriteLife(int tellings, EdgeLife? life, long atMs)
    {
        writer.Signed(tellings);
        writer.Byte((byte)((life is null ? 0 : GraphBlob.HasLast) | (life?.UntilMs is null ? 0 : GraphBlob.HasUntil)));
        if (life is not { } known) return;
        writer.Signed(unchecked(known.LastMs - atMs));
        if (known.UntilMs is { } until) writer.Signed(unchecked(until - atMs));
    }

    /// <summary>The edges by source, target and type.</summary>
    private static int[] Order(EdgeTable table, int[] words, int[] places)
    {
        var (ends, order) = (new ulong[table.Count], new int[table.Count]);
        for (var edge = 0; edge < order.Length; edge++)
        {
            ends[edge] = ((ulong)places[table.Sources[edge]] << 32) | (uint)places[table.Targets[edge]];
            order[edge] = edge;
        }

        Array.Sort(ends, order);
        for (int begin = 0, end; begin < order.Length; begin = end)
        {
            for (end = begin + 1; end < order.Length && ends[end] == ends[begin];) end++;
            if (end - begin > 1) Array.Sort(order, begin, end - begin,
                Comparer<int>.Create((a, b) => words[table.Types[a]].CompareTo(words[table.Types[b]])));
        }

        return order;
    }

    private async Task WriteCursorsAsync(CancellationToken cancellation)
    {
        writer.Number(graph.Cursors.Count);
        var previous = "";
        foreach (var (account, seq) in graph.Cursors.OrderBy(cursor => cursor.Key, StringComparer.Ordinal))
        {
            var shared = GraphBlob.SharedBeginning(previous, account);
            writer.Number(shared);
            writer.Text(account.AsSpan(shared));
            writer.Number((ulong)seq);
            previous = account;
            if (writer.IsFull) await writer.FlushAsync(cancellation);
        }
    }

    private async Task WriteClearedAsync(int[] words, int[] places, CancellationToken cancellation)
    {
        var cleared = graph.EdgeTable.Lives.Cleared
            .Select(each => (places[each.Key.Node], (words[each.Key.Type] * 2) + (each.Key.IsTarget ? 1 : 0), each.Value))
            .Order().ToArray();
        writer.Number(cleared.Length);
        foreach (var (node, kind, ms) in cleared)
        {
            writer.Number(node);
            writer.Number(kind);
            writer.Signed(ms);
            if (writer.IsFull) await writer.FlushAsync(cancellation);
        }
    }
}

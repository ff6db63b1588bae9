namespace Grain.Functions.Reads.Graphs;

/// <summary>What lies around a node, step by step; of too much the strongest connected. Pure.</summary>
internal sealed class Surroundings
{
    /// <summary>Connections told for each node that is.</summary>
    private const int EdgesANode = 10;

    private readonly ShownGraph graph;
    private readonly int[] depths;
    private readonly List<int> taken = [];
    private int leftOut;

    private Surroundings(ShownGraph graph)
    {
        (this.graph, depths) = (graph, new int[graph.NodeCount]);
        Array.Fill(depths, -1);
    }

    /// <summary>Looks around.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="center">The place of the node.</param>
    /// <param name="depth">How many steps to go.</param>
    /// <param name="size">How many nodes to tell, this one among them.</param>
    public static GraphAroundAnswer Of(ShownGraph graph, int center, int depth, int size)
    {
        var around = new Surroundings(graph);
        around.Take(center, 0);
        for (var step = 1; step <= depth && around.leftOut == 0; step++)
            if (!around.Step(step, size)) break;

        var (edges, edgesLeftOut) = around.Edges(size * EdgesANode);
        return new GraphAroundAnswer(
            graph.Epoch.Run.Epoch.Id, graph.IdOf(center),
            [.. around.taken.Select(node => GraphNodeAnswer.Of(graph.Node(node)) with { Depth = around.depths[node] })], edges,
            around.leftOut, edgesLeftOut);
    }

    private void Take(int node, int depth)
    {
        depths[node] = depth;
        taken.Add(node);
    }

    /// <summary>Takes what is next to the nodes of the step before.</summary>
    /// <returns>Whether there was anything.</returns>
    private bool Step(int step, int size)
    {
        var found = new Dictionary<int, double>();
        for (var edge = 0; edge < graph.EdgeCount; edge++)
        {
            var (from, to) = graph.EndsOf(edge);
            if (IsNext(from, to, step)) Add(to);
            if (IsNext(to, from, step)) Add(from);

            void Add(int node) => found[node] = found.GetValueOrDefault(node) + StrengthOf(edge);
        }

        var next = found.OrderByDescending(each => each.Value).ThenBy(each => each.Key).Select(each => each.Key).ToArray();
        foreach (var node in next.Take(size - taken.Count)) Take(node, step);
        leftOut = next.Count(node => depths[node] < 0);
        return next.Length > 0;
    }

    /// <summary>What stands for others is many things: it connects nothing.</summary>
    private bool IsNext(int known, int node, int step) =>
        depths[known] == step - 1 && depths[node] < 0 && (step == 1 || !graph.IsOfOthers(known));

    private double StrengthOf(int edge) => graph.Edge(edge) is var shown ? shown.ForwardFlow + shown.BackwardFlow : 0;

    private (IReadOnlyList<GraphEdgeAnswer> Edges, int LeftOut) Edges(int edgesMax)
    {
        var (strongest, count) = (new PriorityQueue<int, (double, int)>(), 0);
        for (var edge = 0; edge < graph.EdgeCount; edge++)
        {
            var (from, to) = graph.EndsOf(edge);
            if (depths[from] < 0 || depths[to] < 0) continue;
            count++;
            strongest.Enqueue(edge, (StrengthOf(edge), -edge));
            if (strongest.Count > edgesMax) strongest.Dequeue();
        }

        return ([.. strongest.UnorderedItems.Select(each => each.Element).Order()
            .Select(edge => GraphEdgeAnswer.Of(graph, graph.Edge(edge)))], count - strongest.Count);
    }
}

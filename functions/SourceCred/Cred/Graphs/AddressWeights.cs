using Grain.Functions.Cred.Graph;

namespace Grain.Functions.SourceCred.Cred.Graphs;

/// <summary>
/// Weights by address. A weight stands for its address and for all that begin with the same parts, and all that stand for one are
/// multiplied, the shortest first. An address is as SourceCred has it: <c>N</c> or <c>E</c>, and each part, ended by a zero byte.
/// </summary>
internal sealed class AddressWeights
{
    private const byte End = 0;

    private readonly IdTable nodes = new();
    private readonly Column<double> nodeWeights = new();
    private readonly IdTable edges = new();
    private readonly Column<(double Forwards, double Backwards)> edgeWeights = new();

    /// <summary>How many addresses of nodes have a weight.</summary>
    public int Nodes => nodes.Count;

    /// <summary>How many addresses of edges have a weight.</summary>
    public int Edges => edges.Count;

    /// <summary>All weights of nodes.</summary>
    public IEnumerable<(string Address, double Weight)> AllNodes =>
        Enumerable.Range(0, nodes.Count).Select(node => (nodes[node], nodeWeights[node]));

    /// <summary>All weights of edges.</summary>
    public IEnumerable<(string Address, double Forwards, double Backwards)> AllEdges => Enumerable.Range(0, edges.Count)
        .Select(edge => (edges[edge], edgeWeights[edge].Forwards, edgeWeights[edge].Backwards));

    /// <summary>Sets the weight of an address of nodes, instead of the one that it has.</summary>
    public void SetNode(ReadOnlySpan<byte> address, double weight)
    {
        var node = nodes.NumberOf(address);
        if (node == nodeWeights.Count) nodeWeights.Add(weight);
        else nodeWeights[node] = weight;
    }

    /// <summary>Multiplies the weight of an address of nodes; 1 if it has none.</summary>
    public void ScaleNode(ReadOnlySpan<byte> address, double factor)
    {
        var node = nodes.NumberOf(address);
        if (node == nodeWeights.Count) nodeWeights.Add(factor);
        else nodeWeights[node] *= factor;
    }

    /// <summary>Sets the weights of an address of edges, instead of those that it has.</summary>
    public void SetEdge(ReadOnlySpan<byte> address, double forwards, double backwards)
    {
        var edge = edges.NumberOf(address);
        if (edge == edgeWeights.Count) edgeWeights.Add((forwards, backwards));
        else edgeWeights[edge] = (forwards, backwards);
    }

    /// <summary>What a node mints.</summary>
    public double OfNode(ReadOnlySpan<byte> address)
    {
        var weight = 1.0;
        if (nodes.Count == 0) return weight;
        for (var at = 0; at < address.Length; at++)
            if (address[at] == End && nodes.Find(address[..(at + 1)]) is var found and >= 0) weight *= nodeWeights[found];
        return weight;
    }

    /// <summary>How an edge conducts.</summary>
    public (double Forwards, double Backwards) OfEdge(ReadOnlySpan<byte> address)
    {
        var (forwards, backwards) = (1.0, 1.0);
        if (edges.Count == 0) return (forwards, backwards);
        for (var at = 0; at < address.Length; at++)
        {
            if (address[at] != End || edges.Find(address[..(at + 1)]) is not (var found and >= 0)) continue;
            (forwards, backwards) = (forwards * edgeWeights[found].Forwards, backwards * edgeWeights[found].Backwards);
        }

        return (forwards, backwards);
    }
}

using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Webhooks.Reading;

/// <summary>Collects what a contribution tells the graph, each node and edge once.</summary>
/// <param name="module">The module that the nodes belong to: the sender.</param>
internal sealed class FactSheet(string module)
{
    private readonly List<ContributionNode> nodes = [];
    private readonly List<ContributionEdge> edges = [];
    private readonly List<ContributionWithdrawal> withdraws = [];

    /// <summary>Tells a node.</summary>
    public FactSheet Add(string id, string type, string? title, string? url, DateTimeOffset at)
    {
        if (nodes.Exists(node => node.Id == id)) return this;
        nodes.Add(new ContributionNode
        {
            Id = id,
            Type = type,
            Module = module,
            Title = title is null ? null : BoundedText.Line(title, Contribution.TitleMax),
            Url = BoundedText.Link(url, Contribution.UrlMax),
            At = at,
        });
        return this;
    }

    /// <summary>Tells an edge.</summary>
    public FactSheet Link(string from, string type, string to, DateTimeOffset at)
    {
        if (!edges.Exists(edge => edge.Type == type && edge.From == from && edge.To == to))
            edges.Add(new ContributionEdge { Type = type, From = from, To = to, At = at });
        return this;
    }

    /// <summary>
    /// Tells that an edge is no more since a moment; with one end alone, that of the node's edges of the type only those are left that are
    /// told as of the moment or later.
    /// </summary>
    public FactSheet Withdraw(string? from, string type, string? to, DateTimeOffset at)
    {
        withdraws.Add(new ContributionWithdrawal { Type = type, From = from, To = to, At = at });
        return this;
    }

    /// <summary>Another sheet with the same.</summary>
    public FactSheet Copy()
    {
        var copy = new FactSheet(module);
        copy.nodes.AddRange(nodes);
        copy.edges.AddRange(edges);
        copy.withdraws.AddRange(withdraws);
        return copy;
    }

    /// <summary>The facts of a grant to a person.</summary>
    public ContributionFacts For(Person person) => new()
    {
        ContributorName = person.IsNamed ? person.Name : null,
        Nodes = [.. nodes],
        Edges = [.. edges],
        Withdraws = withdraws.Count > 0 ? [.. withdraws] : null,
    };
}

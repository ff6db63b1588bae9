using Grain.Functions.Grants;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>Collects what a contribution tells the graph, each node and edge once.</summary>
internal sealed class FactSheet
{
    private readonly List<ContributionNode> nodes = [];
    private readonly List<ContributionEdge> edges = [];

    /// <summary>Tells a node.</summary>
    public FactSheet Add(string id, string type, string? title, string? url, DateTimeOffset at)
    {
        if (nodes.Exists(node => node.Id == id)) return this;
        nodes.Add(new ContributionNode
        {
            Id = id,
            Type = type,
            Module = "github",
            Title = title is null ? null : BoundedText.Line(title, Contribution.MaxTitle),
            Url = BoundedText.WebAddress(url, Contribution.MaxUrl),
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

    /// <summary>Tells a repository; without a date of its own it is as old as what is told of it.</summary>
    public FactSheet Add(Repository repository, DateTimeOffset at) =>
        Add(repository.Node, NodeTypes.Repository, repository.FullName, repository.Url, repository.CreatedAt ?? at);

    /// <summary>Tells what a text mentions.</summary>
    public FactSheet Mention(string from, string? text, Repository repository, DateTimeOffset at)
    {
        foreach (var mentioned in References.In(text, repository, from)) Link(from, EdgeTypes.References, mentioned, at);
        return this;
    }

    /// <summary>The facts of a grant to a person.</summary>
    public ContributionFacts For(Person person) => new() { ContributorName = person.Name, Nodes = [.. nodes], Edges = [.. edges] };
}

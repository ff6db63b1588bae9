using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>Tells what belongs to a repository of GitHub.</summary>
internal static class RepositoryFacts
{
    /// <summary>Tells a repository; without a date of its own it is as old as what is told of it.</summary>
    public static FactSheet Add(this FactSheet facts, Repository repository, DateTimeOffset at) =>
        facts.Add(repository.Node, NodeTypes.Repository, repository.FullName, repository.Url, repository.CreatedAt ?? at);

    /// <summary>Tells what a text mentions.</summary>
    public static FactSheet Mention(this FactSheet facts, string from, string? text, Repository repository, DateTimeOffset at)
    {
        foreach (var mentioned in References.In(text, repository, from)) facts.Link(from, EdgeTypes.References, mentioned, at);
        return facts;
    }
}

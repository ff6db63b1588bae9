using System.Diagnostics.CodeAnalysis;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Forges;

/// <summary>The repository that a delivery is about.</summary>
internal sealed record Repository
{
    /// <summary>What hosts it.</summary>
    public required Forge Forge { get; init; }

    /// <summary>
    /// Its node: <c>github/{owner}/{repo}</c>, with the host before the owner if it is not at home; in lower case because forges do not
    /// mind the case.
    /// </summary>
    public required string Node { get; init; }

    /// <summary><c>owner/repo</c> as its owner writes it.</summary>
    public required string FullName { get; init; }

    /// <summary>The installation it lives on: <c>github.com</c> or a company's own.</summary>
    public required Instance Instance { get; init; }

    /// <summary>Where people find it.</summary>
    public string? Url { get; init; }

    /// <summary>The branch that counts.</summary>
    public string? DefaultBranch { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Its last sign of life that the payload tells.</summary>
    public DateTimeOffset? LastActiveAt { get; init; }

    /// <summary>Reads the repository of a delivery.</summary>
    /// <exception cref="PayloadException">It is missing, or lacks its name.</exception>
    public static Repository Read(Payload root, Forge forge, Instance instance, string member = "repository")
    {
        var repository = root.Object(member);
        var fullName = repository.Text("full_name");
        if (!TryNode(forge, instance, fullName, out var node)) throw repository.Fault("full_name", "is not the name of a repository");
        var (updated, pushed) = (repository.OptionalTime("updated_at"), repository.OptionalTime("pushed_at"));
        return new Repository
        {
            Forge = forge,
            Node = node,
            FullName = fullName,
            Instance = instance,
            Url = BoundedText.WebAddress(repository.OptionalText("html_url"), Contribution.UrlMax),
            DefaultBranch = repository.OptionalText("default_branch") ?? repository.OptionalText("master_branch"),
            CreatedAt = repository.OptionalTime("created_at"),
            LastActiveAt = updated > pushed || pushed is null ? updated : pushed,
        };
    }

    /// <summary>A repository of which only the place and the full name are known.</summary>
    public static Repository? Named(Forge forge, Instance instance, string fullName) => TryNode(forge, instance, fullName, out var node)
        ? new Repository
        {
            Forge = forge,
            Node = node,
            FullName = fullName,
            Instance = instance,
            Url = $"https://{instance.Host}/{fullName}",
        }
        : null;

    /// <summary>The node of a repository's full name, if it is one.</summary>
    public static bool TryNode(Forge forge, Instance instance, string fullName, [NotNullWhen(true)] out string? node)
    {
        node = null;
        if (fullName.Length > FullNameMax || fullName.Split('/') is not [var owner, var name] || !IsName(owner) || !IsName(name))
            return false;
        node = $"{forge.Source}/{instance.Scope}{fullName.ToLowerInvariant()}";
        return true;
    }

    /// <summary>Whether a character can be in the name of an owner or a repository.</summary>
    public static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';

    /// <summary>About 40 characters for the owner, 100 for the repository, by the forges' rules, and the slash.</summary>
    public const int FullNameMax = 141;

    /// <summary>Something of this repository: <c>Thing("pull", 7)</c> is <c>github/octo/hello/pull/7</c>.</summary>
    public string Thing(string kind, long number) => $"{Node}/{kind}/{BoundedText.Digits(number)}";

    /// <summary>A commit of this repository.</summary>
    public string Commit(string sha) => $"{Node}/commit/{sha}";

    /// <summary>Tells the repository; without a date of its own it is as old as what is told of it.</summary>
    public FactSheet AddTo(FactSheet facts, DateTimeOffset at) => facts.Add(Node, NodeTypes.Repository, FullName, Url, CreatedAt ?? at);

    /// <summary>Tells the repository, and that a node is a part of it.</summary>
    public FactSheet Tell(FactSheet facts, string node, DateTimeOffset at) =>
        AddTo(facts, at).Link(node, EdgeTypes.PartOf, Node, at);

    /// <summary>Tells what a text mentions.</summary>
    public FactSheet Mention(FactSheet facts, string from, string? text, DateTimeOffset at)
    {
        foreach (var mentioned in References.In(text, this, from)) facts.Link(from, EdgeTypes.References, mentioned, at);
        return facts;
    }

    /// <summary>Tells that a commit changes something in a folder.</summary>
    public FactSheet TellFolder(FactSheet facts, string commit, string folder, DateTimeOffset at) =>
        facts.Add($"{Node}/tree/{folder}", NodeTypes.Folder, folder, null, at).Link(commit, EdgeTypes.Touches, $"{Node}/tree/{folder}", at);

    private static bool IsName(string name) => name.Length > 0 && name.All(IsNameCharacter) && name is not "." and not "..";
}

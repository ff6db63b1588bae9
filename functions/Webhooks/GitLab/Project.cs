using System.Diagnostics.CodeAnalysis;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>The project that a delivery is about.</summary>
internal sealed record Project
{
    private const string PublicHost = "gitlab.com";
    private const int HostMax = 60;

    /// <summary>Keeps a node's id with its kind and number below 300 characters. GitLab allows 255 for a namespace.</summary>
    public const int PathMax = 180;

    /// <summary><c>group/project</c> as its owner writes it.</summary>
    public required string Path { get; init; }

    /// <summary>Where its instance lives.</summary>
    public required string Host { get; init; }

    /// <summary>The names of one instance, perhaps of this one: then the first of them is its host here.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>
    /// Its node: <c>gitlab/{group}/{project}</c> in lower case; of instances other than gitlab.com with the host before the path.
    /// </summary>
    public required string Node { get; init; }

    /// <summary>Where people find it.</summary>
    public string? Url { get; init; }

    /// <summary>The branch that counts.</summary>
    public string? DefaultBranch { get; init; }

    /// <summary>
    /// What ids of this instance begin with: nothing for gitlab.com, else the host. Instances number their things independently.
    /// </summary>
    public string Scope => ScopeOf(Host);

    /// <summary>Reads the project of a delivery.</summary>
    /// <exception cref="PayloadException">It is missing, or lacks its id or path.</exception>
    public static Project Read(Payload root, IReadOnlyList<string> names)
    {
        var project = root.Object("project");
        var path = project.Text("path_with_namespace");
        var url = BoundedText.WebAddress(project.OptionalText("web_url"), Contribution.UrlMax);
        var address =
            url ?? BoundedText.WebAddress(project.OptionalText("git_http_url") ?? project.OptionalText("http_url"), Contribution.UrlMax);
        var host = Instance.Called(WebHost.Of(address) ?? PublicHost, names);
        if (!TryNode(host, path, out var node)) throw project.Fault("path_with_namespace", "is not the path of a project");
        return new Project
        {
            Path = path,
            Host = host,
            Names = names,
            Node = node,
            Url = url,
            DefaultBranch = project.OptionalText("default_branch"),
        };
    }

    /// <summary>The node of a project's path, if it is one.</summary>
    public static bool TryNode(string host, string path, [NotNullWhen(true)] out string? node)
    {
        node = null;
        var parts = path.Split('/');
        if (path.Length > 2 * PathMax || parts.Length < 2 || !parts.All(IsName)) return false;
        node = "gitlab/" + ScopeOf(host) + BoundedText.Key(path.ToLowerInvariant(), PathMax);
        return true;
    }

    /// <summary>Whether a host is a name of this instance.</summary>
    public bool IsAt(string host) => Instance.Called(host, Names) == Host;

    /// <summary>Whether a character can be in the name of a group or a project.</summary>
    public static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';

    /// <summary>Something of this project: <c>Thing("pull", 7)</c>.</summary>
    public string Thing(string kind, long number) => $"{Node}/{kind}/{BoundedText.Digits(number)}";

    /// <summary>A commit of this project.</summary>
    public string Commit(string sha) => $"{Node}/commit/{sha}";

    /// <summary>Tells the project, and that a node is a part of it.</summary>
    public FactSheet Tell(FactSheet facts, string node, DateTimeOffset at) =>
        facts.Add(Node, NodeTypes.Repository, Path, Url, at).Link(node, EdgeTypes.PartOf, Node, at);

    /// <summary>Tells what a text mentions.</summary>
    public FactSheet Mention(FactSheet facts, string from, string? text, DateTimeOffset at)
    {
        foreach (var mentioned in GitLabReferences.In(text, this, from)) facts.Link(from, EdgeTypes.References, mentioned, at);
        return facts;
    }

    private static string ScopeOf(string host) => host == PublicHost ? "" : BoundedText.Key(host, HostMax) + "/";

    private static bool IsName(string name) => name.Length > 0 && name.All(IsNameCharacter) && name is not "." and not "..";
}

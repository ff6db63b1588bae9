using Grain.Functions.Webhooks.Reading;
using System.Diagnostics.CodeAnalysis;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>The repository that a delivery is about.</summary>
internal sealed record Repository
{
    /// <summary>GitHub's number for it, which stays when it is renamed; 0 if it is not known.</summary>
    public required long Id { get; init; }

    /// <summary>
    /// Its node: <c>github/{owner}/{repo}</c>, with the host before the owner if it is not at home; in lower case because GitHub does not
    /// mind the case.
    /// </summary>
    public required string Node { get; init; }

    /// <summary><c>owner/repo</c> as its owner writes it.</summary>
    public required string FullName { get; init; }

    /// <summary>The installation it lives on: <c>github.com</c> or a company's own.</summary>
    public required Instance Instance { get; init; }

    /// <summary>The host it lives on.</summary>
    public string Host => Instance.Host;

    /// <summary>Where people find it.</summary>
    public string? Url { get; init; }

    /// <summary>The branch that counts.</summary>
    public string? DefaultBranch { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Its last sign of life that the payload tells.</summary>
    public DateTimeOffset? LastActiveAt { get; init; }

    /// <summary>Reads the repository of a delivery.</summary>
    /// <exception cref="PayloadException">It is missing, or lacks its id or name.</exception>
    public static Repository Read(Payload root, Instance instance)
    {
        var repository = root.Object("repository");
        var fullName = repository.Text("full_name");
        if (!TryNode(instance, fullName, out var node)) throw repository.Fault("full_name", "is not the name of a repository");
        var url = BoundedText.WebAddress(repository.OptionalText("html_url"), Contribution.UrlMax);
        var (updated, pushed) = (repository.OptionalTime("updated_at"), repository.OptionalTime("pushed_at"));
        return new Repository
        {
            Id = repository.OptionalNumber("id") ?? 0,
            Node = node,
            FullName = fullName,
            Instance = instance,
            Url = url,
            DefaultBranch = repository.OptionalText("default_branch") ?? repository.OptionalText("master_branch"),
            CreatedAt = repository.OptionalTime("created_at"),
            LastActiveAt = updated > pushed || pushed is null ? updated : pushed,
        };
    }

    /// <summary>A repository of which only the place and the full name are known.</summary>
    public static Repository? Named(Instance instance, string fullName) => TryNode(instance, fullName, out var node)
        ? new Repository { Id = 0, Node = node, FullName = fullName, Instance = instance, Url = $"https://{instance.Host}/{fullName}" }
        : null;

    /// <summary>The node of a repository's full name, if it is one.</summary>
    public static bool TryNode(Instance instance, string fullName, [NotNullWhen(true)] out string? node)
    {
        node = null;
        if (fullName.Length > FullNameMax) return false;
        var slash = fullName.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || !IsName(fullName.AsSpan(0, slash)) || !IsName(fullName.AsSpan(slash + 1))) return false;
        node = $"github/{instance.Scope}{fullName.ToLowerInvariant()}";
        return true;
    }

    /// <summary>Whether a character can be in the name of an owner or a repository.</summary>
    public static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';

    /// <summary>39 characters for the owner, 100 for the repository, by GitHub's rules, and the slash.</summary>
    public const int FullNameMax = 140;

    /// <summary>Something of this repository: <c>Thing("pull", 7)</c> is <c>github/octo/hello/pull/7</c>.</summary>
    public string Thing(string kind, long number) => $"{Node}/{kind}/{BoundedText.Digits(number)}";

    /// <summary>A commit of this repository.</summary>
    public string Commit(string sha) => $"{Node}/commit/{sha}";

    /// <summary>A folder of this repository.</summary>
    public string Folder(string path) => $"{Node}/tree/{path}";

    private static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
            if (!IsNameCharacter(c)) return false;
        return name.Length > 0 && name is not "." and not "..";
    }
}

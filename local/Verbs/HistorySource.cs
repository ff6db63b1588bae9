using Grain.Functions.Spaces;
using Grain.Functions.Webhooks;
using Grain.Local.CommandLine;
using Grain.Local.Histories;
using GitHubRepository = Grain.Functions.Webhooks.GitHub.Repository;

namespace Grain.Local.Verbs;

/// <summary>Where a clone is from: the host, what runs there, and the repository's name.</summary>
/// <param name="Host">A name of the Internet.</param>
/// <param name="IsGitLab">Whether a GitLab runs there; else its repositories are told as GitHub's are.</param>
/// <param name="FullName"><c>owner/name</c>, on a GitLab perhaps with more groups; empty if nobody says.</param>
internal sealed record HistorySource(string Host, bool IsGitLab, string FullName)
{
    private const string GitHub = "github";
    private const string GitLab = "gitlab";

    /// <summary>What the clone's remote says, and over it what the command line does.</summary>
    /// <exception cref="CommandException">They do not say where it is.</exception>
    public static HistorySource Of((string Host, string FullName)? origin, string? host, string? forge, string? name)
    {
        if (forge is not (null or GitHub or GitLab)) throw new CommandException($"'{forge}' is neither github nor gitlab");
        var place = (host ?? origin?.Host ?? (forge == GitLab ? "gitlab.com" : Instance.GitHub.Host)).ToLowerInvariant();
        if (!IsHost(place))
            throw new CommandException($"the remote's host '{place}' is no host, but perhaps a name of your SSH configuration: say where the repository is, as in --host github.com");
        var isGitLab = forge is null ? place.Split('.', '-').Contains(GitLab) : forge == GitLab;
        return new HistorySource(place, isGitLab, name ?? origin?.FullName ?? "");
    }

    /// <summary>The import. If this installation of GitHub is the first of the space, it is at home from then on, as with a push.</summary>
    /// <exception cref="CommandException">The name is none.</exception>
    public async Task<GitImport> OpenAsync(CommandScope scope, Space space, bool isDry, CancellationToken cancellationToken)
    {
        if (FullName.Length == 0)
            throw new CommandException("the clone does not tell which repository it is: it has no remote 'origin' that ends with owner/name; give it with --repo");
        var options = space.Config.Webhooks.Counting(scope.Get<TimeProvider>().GetUtcNow());
        if (IsGitLab) return new GitImport(space, GitLabHistory.IsPath(Host, FullName) ? new GitLabHistory(Host, FullName, options).Read : throw NoName());
        var homes = scope.Get<HomeInstances>();
        if (GitHubRepository.Named(new Instance(Host, null), FullName) is null) throw NoName();
        var home = isDry ? await homes.FindAsync(space.Name, GitHub, cancellationToken) : await homes.OfAsync(space.Name, GitHub, Host, cancellationToken);
        return new GitImport(space, new GitHubHistory(GitHubRepository.Named(new Instance(Host, home), FullName)!, options).Read);
    }

    private CommandException NoName() => new($"'{FullName}' is not the name of a repository: owner/name");

    /// <summary>The last part of a host's name has letters only: <c>work</c> and <c>github.com-work</c> are names of one's own.</summary>
    private static bool IsHost(string name) =>
        name.Split('.') is [.., _, var top] && top.Length > 1 && (top.All(char.IsAsciiLetter) || top.StartsWith("xn--", StringComparison.Ordinal));
}

using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.Intake;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Settings;
using Grain.Local.Histories;
using ForgeRepository = Grain.Functions.Webhooks.Forges.Repository;

namespace Grain.Local.Verbs;

/// <summary>Where a clone is from: the host, what runs there, and the repository's name.</summary>
/// <param name="Host">A name of the Internet.</param>
/// <param name="IsGitLab">Whether a GitLab runs there; else its repositories are told as GitHub's are.</param>
/// <param name="FullName"><c>owner/name</c>, on a GitLab perhaps with more groups; empty if nobody says.</param>
internal sealed record HistorySource(string Host, bool IsGitLab, string FullName)
{
    private const string GitHub = "github";
    private const string GitLab = "gitlab";

    /// <summary>Hosts through which a place is reached that has another name.</summary>
    private static readonly Dictionary<string, string> DoorsElsewhere = new(StringComparer.Ordinal)
    {
        ["ssh.github.com"] = Instance.GitHub.Host,
        ["www.github.com"] = Instance.GitHub.Host,
        ["altssh.gitlab.com"] = "gitlab.com",
        ["www.gitlab.com"] = "gitlab.com",
    };

    /// <summary>What the clone's remote says, and over it what the command line does.</summary>
    /// <exception cref="CommandException">They do not say where it is.</exception>
    public static HistorySource Of(RemoteAddress? origin, string? host, string? forge, string? name)
    {
        if (forge is not (null or GitHub or GitLab)) throw new UsageException($"'{forge}' is neither github nor gitlab");
        var place = (host ?? origin?.Host ?? (forge == GitLab ? "gitlab.com" : Instance.GitHub.Host)).ToLowerInvariant();
        if (!WebhookSource.IsHost(place)) throw new UsageException($"'{place}' is not the name of a host");
        if (host is null && origin is { IsBySsh: true } && !IsOfTheInternet(place))
            throw new CommandException(
                $"the remote's host '{place}' is no host, but perhaps a name of your SSH configuration: say where the repository is, as "
                    + "in --host github.com");
        var isGitLab = forge is null ? place.Split('.', '-').Contains(GitLab) : forge == GitLab;
        return new HistorySource(DoorsElsewhere.GetValueOrDefault(place, place), isGitLab, name ?? origin?.FullName ?? "");
    }

    /// <summary>
    /// The import. If github.com, or what else is at home by the space's grants or configuration, is the first of the space, that is
    /// decided before anything is written. Another host is never at home by an import alone: nobody vouches for a clone's remote.
    /// </summary>
    /// <exception cref="CommandException">The name is none.</exception>
    public async Task<GitImport> OpenAsync(HomeInstances homes, Space space, DateTimeOffset now, CancellationToken cancellation)
    {
        if (FullName.Length == 0)
            throw new CommandException(
                "the clone does not tell which repository it is: it has no remote 'origin' that ends with owner/name; give it with --repo");
        var options = space.Config.Webhooks.Counting(now) with { Hosts = space.Config.Webhooks.HostsOf(IsGitLab ? GitLab : GitHub) };
        if (IsGitLab) return new GitImport(space,
            GitLabHistory.IsPath(Host, FullName) ? new GitLabHistory(Host, FullName, options).Read : throw NoName());
        return await OpenGitHubAsync(homes, space, options, cancellation);
    }

    private async Task<GitImport> OpenGitHubAsync(
        HomeInstances homes, Space space, CountingOptions options, CancellationToken cancellation)
    {
        var home = (await homes.LikelyAsync(space, GitHub, cancellation))?.Host ?? Instance.GitHub.Host;
        var instance = new Instance(Host, home) { Names = options.Hosts };
        var repository = ForgeRepository.Named(GitHubWebhook.Forge, instance, FullName) ?? throw NoName();
        return new GitImport(space, new GitHubHistory(repository, options).Read)
        {
            BeforeWriting = instance.Scope.Length > 0 ? null : async token =>
            {
                if ((await homes.OfAsync(space, GitHub, home, token)).Host != home)
                    throw new CommandException("another installation of GitHub was heard in the space meanwhile; run the import again");
            },
        };
    }

    private CommandException NoName() => new($"'{FullName}' is not the name of a repository: owner/name");

    /// <summary>The last part of a host's name has letters only: <c>work</c> and <c>github.com-work</c> are names of one's own.</summary>
    private static bool IsOfTheInternet(string name) =>
        name.Split('.') is [.., _, var top] && top.Length > 1
            && (top.All(char.IsAsciiLetter) || top.StartsWith("xn--", StringComparison.Ordinal));
}

using System.Text.Json.Nodes;

namespace Grain.Local.GitHub;

/// <summary>What is read of a repository in one go.</summary>
/// <param name="Name">What it is called in answers and on the command line.</param>
/// <param name="Words">What people call it.</param>
/// <param name="List">What is asked.</param>
/// <param name="Tell">What happened to an item.</param>
internal sealed record ImportPart(string Name, string Words, Connection List,
    Func<JsonObject, CancellationToken, IAsyncEnumerable<ToldEvent>> Tell)
{
    /// <summary>What is read if nothing else is said.</summary>
    public static readonly IReadOnlyList<string> Usual = ["issues", "pulls", "discussions", "releases"];

    /// <summary>All that can be read.</summary>
    public static readonly IReadOnlyList<string> Known = [.. Usual, "stars", "forks"];

    /// <summary>Whether items come by their last change, so that those which did not change lately can be passed over.</summary>
    public bool IsByUpdate => List.Field.Contains("UPDATED_AT", StringComparison.Ordinal);

    /// <summary>The parts.</summary>
    /// <param name="repository">The repository, as it was told.</param>
    /// <param name="client">Brings what did not come with an item.</param>
    /// <param name="closings">Of which kinds of things it is asked who closed them.</param>
    public static IEnumerable<ImportPart> All(JsonObject repository, GraphClient client, Func<string, bool> closings)
    {
        var issues = new IssuesTold(repository, client);
        var pulls = new PullsTold(repository, client, issues);
        var (issuesAsked, pullsAsked) = (Asked.Issues(closings("issues")), Asked.Pulls(closings("pull_request")));
        return
        [
            new("issues", "issues", issuesAsked, (item, token) => issues.IssueAsync(issuesAsked, item, token)),
            new("pulls", "pull requests", pullsAsked, (item, token) => pulls.PullAsync(pullsAsked, item, token)),
            new("discussions", "discussions", Asked.Discussions, (item, token) => issues.DiscussionAsync(Asked.Discussions, item, token)),
            new("releases", "releases", Asked.Releases, (item, _) => issues.Release(item).ToAsyncEnumerable()),
            new("stars", "stars", Asked.Stars, (item, _) => issues.Star(item).ToAsyncEnumerable()),
            new("forks", "forks", Asked.Forks, (item, _) => issues.Fork(item).ToAsyncEnumerable()),
        ];
    }
}

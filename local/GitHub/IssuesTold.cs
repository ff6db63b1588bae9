using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Grain.Local.GitHub;

/// <summary>
/// What the webhooks told, or would have told, of an issue and its comments, of a discussion, a release, a star and a fork.
/// </summary>
/// <param name="repository">The repository.</param>
/// <param name="client">Brings what did not come with a thing.</param>
internal sealed class IssuesTold(JsonObject repository, GraphClient client)
{
    /// <summary>An issue: opened, commented on, closed and reopened.</summary>
    public async IAsyncEnumerable<ToldEvent> IssueAsync(Connection asked, JsonObject issue,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var about = $"issue {Things.Number(issue)}";
        yield return ToldEvent.Of("issues", "opened", about, repository, ("issue", issue));
        await foreach (var told in CommentsAsync(asked, issue, Things.Brief(issue), about, cancellation)) yield return told;
        if (asked.Find("closings") is not { } closings) yield break;
        await foreach (var change in client.AllAsync(issue, closings, cancellation))
            yield return Things.Changed(change, "issues", "issue", about, repository, issue);
    }

    /// <summary>The comments on an issue, or on a pull request as an issue.</summary>
    public async IAsyncEnumerable<ToldEvent> CommentsAsync(Connection asked, JsonObject thing, JsonObject brief, string about,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var comment in client.AllAsync(thing, asked.Find("comments")!, cancellation))
            yield return ToldEvent.Of("issue_comment", "created", "a comment on " + about, repository, ("issue", brief),
                ("comment", comment));
    }

    /// <summary>A discussion: created, commented on, answered.</summary>
    public async IAsyncEnumerable<ToldEvent> DiscussionAsync(Connection asked, JsonObject discussion,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (about, brief) = ($"discussion {Things.Number(discussion)}", Things.Brief(discussion));
        yield return ToldEvent.Of("discussion", "created", about, repository, ("discussion", discussion));
        var comments = asked.Find("comments")!;
        await foreach (var comment in client.AllAsync(discussion, comments, cancellation))
        {
            yield return Comment(comment);
            await foreach (var reply in client.AllAsync(comment, comments.Find("replies")!, cancellation)) yield return Comment(reply);
        }

        if (discussion["answer"] is JsonObject answer)
            yield return ToldEvent.Of("discussion", "answered", "the answer to " + about, repository, ("discussion", brief),
                ("answer", Things.Reply(answer, "parent_id")));

        ToldEvent Comment(JsonObject comment) => ToldEvent.Of("discussion_comment", "created", "a comment on " + about, repository,
            ("discussion", brief), ("comment", Things.Reply(comment, "parent_id")));
    }

    /// <summary>A release, unless it is not published.</summary>
    public IEnumerable<ToldEvent> Release(JsonObject release)
    {
        if (Things.IsTrue(release, "draft") || release["published_at"] is null) yield break;
        yield return ToldEvent.Of("release", "published", $"release {release["tag_name"]}", repository, ("release", release));
    }

    /// <summary>A star.</summary>
    public IEnumerable<ToldEvent> Star(JsonObject star)
    {
        yield return ToldEvent.Of("star", "created", "a star", repository, ("starred_at", star["starred_at"]), ("sender", star["user"]));
    }

    /// <summary>A fork of a person: who forks into an organisation is not told.</summary>
    public IEnumerable<ToldEvent> Fork(JsonObject fork)
    {
        if (fork["user"]?["type"]?.GetValue<string>() != "User") yield break;
        yield return ToldEvent.Of("fork", "created", "a fork", repository, ("forkee", fork), ("sender", fork["user"]));
    }
}

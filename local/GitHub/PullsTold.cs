using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Grain.Local.GitHub;

/// <summary>What the webhooks told, or would have told, of a pull request, its comments and its reviews.</summary>
/// <param name="repository">The repository.</param>
/// <param name="client">Brings what did not come with a pull request.</param>
/// <param name="issues">Reads comments, which are as on issues.</param>
internal sealed class PullsTold(JsonObject repository, GraphClient client, IssuesTold issues)
{
    /// <summary>A pull request: opened, commented on, reviewed, merged or closed.</summary>
    public async IAsyncEnumerable<ToldEvent> PullAsync(Connection asked, JsonObject pull,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (about, brief) = ($"pull request {Things.Number(pull)}", Things.Brief(pull));
        foreach (var opening in Opened(pull, about)) yield return opening;

        var asIssue = (JsonObject)brief.DeepClone();
        asIssue["pull_request"] = new JsonObject();
        await foreach (var comment in issues.CommentsAsync(asked, pull, asIssue, about, cancellation)) yield return comment;
        await foreach (var review in ReviewsAsync(asked.Find("reviews")!, pull, brief, about, cancellation)) yield return review;

        pull["merge_commit_sha"] = pull["merge_commit"]?["oid"]?.DeepClone();
        if (Things.IsTrue(pull, "merged")) yield return ToldEvent.Of("pull_request", "closed", about, repository, ("pull_request", pull));
        await foreach (var change in ClosingsAsync(asked, pull, cancellation))
            yield return Things.Changed(change, "pull_request", "pull_request", about, repository, pull);
    }

    /// <summary>A draft that became ready was told twice; one that was made a draft later was opened ready.</summary>
    private IEnumerable<ToldEvent> Opened(JsonObject pull, string about)
    {
        var first = (pull["drafts"]?["nodes"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault()?["type"]?.GetValue<string>();
        var wasDraft = first is null ? Things.IsTrue(pull, "draft") : first == Asked.FirstReady;
        pull["draft"] = wasDraft;
        pull.Remove("drafts");
        yield return ToldEvent.Of("pull_request", "opened", about, repository, ("pull_request", pull));
        if (!wasDraft || first is null) yield break;
        pull["draft"] = false;
        yield return ToldEvent.Of("pull_request", "ready_for_review", about, repository, ("pull_request", pull));
    }

    private async IAsyncEnumerable<ToldEvent> ReviewsAsync(Connection asked, JsonObject pull, JsonObject brief, string about,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var review in client.AllAsync(pull, asked, cancellation))
        {
            var action = review["state"]?.GetValue<string>() == "DISMISSED" ? "dismissed" : "submitted";
            yield return ToldEvent.Of("pull_request_review", action, "a review of " + about, repository, ("pull_request", brief),
                ("review", review));
            await foreach (var comment in client.AllAsync(review, asked.Find("comments")!, cancellation))
            {
                comment["pull_request_review_id"] = review["id"]?.DeepClone();
                yield return ToldEvent.Of("pull_request_review_comment", "created", "a review comment on " + about, repository,
                    ("pull_request", brief), ("comment", Things.Reply(comment, "in_reply_to_id")));
            }
        }
    }

    /// <summary>The closings that merged nothing: that of a merged one is the last, and told as its merging.</summary>
    private async IAsyncEnumerable<JsonObject> ClosingsAsync(Connection asked, JsonObject pull,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (asked.Find("closings") is not { } closings) yield break;
        JsonObject? last = null;
        await foreach (var change in client.AllAsync(pull, closings, cancellation))
        {
            if (last is not null) yield return last;
            last = change;
        }

        if (last is not null && !(Things.IsTrue(pull, "merged") && Things.IsClosing(last))) yield return last;
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Grain.Functions.Tests.Local.GitHub;

/// <summary>
/// What GitHub's webhooks told while a <see cref="Yard"/> came to be, in the shapes that "Webhook events and payloads" documents.
/// </summary>
internal sealed class YardHooks(JsonObject repository)
{
    private readonly List<(string Event, byte[] Body)> told = [];

    /// <summary>All deliveries, in no particular order.</summary>
    public IReadOnlyList<(string Event, byte[] Body)> Tell()
    {
        foreach (var issue in List(repository, "issues")) TellIssue(issue);
        foreach (var pull in List(repository, "pullRequests")) TellPull(pull);
        foreach (var discussion in List(repository, "discussions")) TellDiscussion(discussion);
        foreach (var release in List(repository, "releases").Where(release => release["isDraft"]!.GetValue<bool>() is false))
            TellRelease(release);
        return told;
    }

    private void TellIssue(JsonObject issue)
    {
        Add("issues", "opened", issue["author"], ("issue", Thing(issue)));
        foreach (var comment in List(issue, "comments"))
            Add("issue_comment", "created", comment["author"], ("issue", Thing(issue)), ("comment", Made(comment)));
        TellChanges("issues", "issue", issue);
    }

    private void TellPull(JsonObject pull)
    {
        var readiness = List(pull, "timelineItems").Select(item => item["__typename"]!.ToString())
            .Where(type => type is "ReadyForReviewEvent" or "ConvertToDraftEvent").ToArray();
        var wasDraft = readiness is [var first, ..] ? first == "ReadyForReviewEvent" : pull["isDraft"]!.GetValue<bool>();
        var opened = Thing(pull);
        opened["draft"] = wasDraft;
        Add("pull_request", "opened", pull["author"], ("pull_request", opened));
        foreach (var ready in readiness.Where(type => type == "ReadyForReviewEvent"))
            Add("pull_request", "ready_for_review", pull["author"], ("pull_request", Thing(pull)));
        foreach (var comment in List(pull, "comments"))
        {
            var issue = Thing(pull);
            issue["pull_request"] = new JsonObject { ["url"] = "https://api.github.com/" };
            Add("issue_comment", "created", comment["author"], ("issue", issue), ("comment", Made(comment)));
        }

        foreach (var review in List(pull, "reviews").Where(review => review["submittedAt"] is not null)) TellReview(pull, review);
        if (pull["merged"]!.GetValue<bool>())
        {
            var merged = Thing(pull);
            (merged["merged"], merged["merged_at"], merged["closed_at"]) =
                (true, pull["mergedAt"]!.DeepClone(), pull["mergedAt"]!.DeepClone());
            (merged["merged_by"], merged["merge_commit_sha"]) = (User(pull["mergedBy"]), pull["mergeCommit"]!["oid"]!.DeepClone());
            Add("pull_request", "closed", pull["mergedBy"], ("pull_request", merged));
        }

        TellChanges("pull_request", "pull_request", pull);
    }

    private void TellReview(JsonObject pull, JsonObject review)
    {
        var (made, state) = (Made(review), review["state"]!.ToString());
        (made["submitted_at"], made["state"]) =
            (review["submittedAt"]!.DeepClone(), state == "DISMISSED" ? "approved" : state.ToLowerInvariant());
        Add("pull_request_review", "submitted", review["author"], ("pull_request", Thing(pull)), ("review", made));
        if (state == "DISMISSED")
        {
            var dismissed = made.DeepClone().AsObject();
            dismissed["state"] = "dismissed";
            Add("pull_request_review", "dismissed", pull["author"], ("pull_request", Thing(pull)), ("review", dismissed));
        }

        foreach (var comment in List(review, "comments"))
        {
            var line = Made(comment);
            line["pull_request_review_id"] = Id(review);
            if (comment["replyTo"] is JsonObject earlier) line["in_reply_to_id"] = Id(earlier);
            Add("pull_request_review_comment", "created", comment["author"], ("pull_request", Thing(pull)), ("comment", line));
        }
    }

    private void TellChanges(string name, string member, JsonObject thing)
    {
        var changes =
            List(thing, "timelineItems").Where(item => item["__typename"]!.ToString() is "ClosedEvent" or "ReopenedEvent").ToList();
        if (thing["merged"]?.GetValue<bool>() == true) changes.RemoveAt(changes.Count - 1);
        foreach (var change in changes)
        {
            var (isClosing, payload) = (change["__typename"]!.ToString() == "ClosedEvent", Thing(thing));
            (payload["updated_at"], payload["closed_at"]) =
                (change["createdAt"]!.DeepClone(), isClosing ? change["createdAt"]!.DeepClone() : null);
            payload["merged"] = false;
            Add(name, isClosing ? "closed" : "reopened", change["actor"], (member, payload));
        }
    }

    private void TellDiscussion(JsonObject discussion)
    {
        Add("discussion", "created", discussion["author"], ("discussion", Thing(discussion)));
        foreach (var remark in List(discussion, "comments").SelectMany(remark => List(remark, "replies").Prepend(remark)))
            Add("discussion_comment", "created", remark["author"], ("discussion", Thing(discussion)), ("comment", Remark(remark)));
        if (discussion["answer"] is JsonObject answer)
            Add("discussion", "answered", discussion["author"], ("discussion", Thing(discussion)), ("answer", Remark(answer)));
    }

    private void TellRelease(JsonObject release) => Add("release", "published", release["author"], ("release", new JsonObject
    {
        ["id"] = Id(release),
        ["name"] = release["name"]!.DeepClone(),
        ["tag_name"] = release["tagName"]!.DeepClone(),
        ["draft"] = false,
        ["html_url"] = release["url"]!.DeepClone(),
        ["created_at"] = release["createdAt"]!.DeepClone(),
        ["published_at"] = release["publishedAt"]!.DeepClone(),
        ["body"] = release["description"]!.DeepClone(),
        ["author"] = User(release["author"]),
    }));

    private void Add(string name, string action, JsonNode? sender, params (string Name, JsonNode Value)[] members)
    {
        var payload = new JsonObject
        {
            ["action"] = action,
            ["repository"] = new JsonObject
            {
                ["id"] = repository["databaseId"]!.DeepClone(),
                ["full_name"] = repository["nameWithOwner"]!.DeepClone(),
                ["private"] = false,
                ["html_url"] = repository["url"]!.DeepClone(),
                ["created_at"] = repository["createdAt"]!.DeepClone(),
                ["default_branch"] = "main",
            },
            ["sender"] = User(sender),
        };
        foreach (var (member, value) in members) payload[member] = value;
        told.Add((name, Encoding.UTF8.GetBytes(payload.ToJsonString())));
    }

    private static IEnumerable<JsonObject> List(JsonObject of, string name) => (of[name] as JsonArray ?? []).OfType<JsonObject>();

    private static JsonObject Thing(JsonObject thing)
    {
        var payload = Made(thing);
        (payload["number"], payload["title"]) = (thing["number"]!.DeepClone(), thing["title"]!.DeepClone());
        return payload;
    }

    private static JsonObject Remark(JsonObject remark)
    {
        var payload = Made(remark);
        payload["parent_id"] = remark["replyTo"] is JsonObject earlier ? Id(earlier) : null;
        return payload;
    }

    private static JsonObject Made(JsonObject thing) => new()
    {
        ["id"] = Id(thing),
        ["node_id"] = thing["id"]!.DeepClone(),
        ["html_url"] = thing["url"]!.DeepClone(),
        ["created_at"] = thing["createdAt"]!.DeepClone(),
        ["updated_at"] = thing["createdAt"]!.DeepClone(),
        ["body"] = thing["body"]!.ToString() is { Length: > 0 } body ? body : null,
        ["user"] = User(thing["author"]),
    };

    private static long Id(JsonObject thing) =>
        long.Parse((thing["fullDatabaseId"] ?? thing["databaseId"])!.ToString(), CultureInfo.InvariantCulture);

    private static JsonObject? User(JsonNode? told) => told is null ? null : new JsonObject
    {
        ["login"] = told["__typename"]!.ToString() == "Bot" ? told["login"] + "[bot]" : told["login"]!.ToString(),
        ["id"] = told["databaseId"]!.DeepClone(),
        ["type"] = told["__typename"]!.ToString(),
    };
}

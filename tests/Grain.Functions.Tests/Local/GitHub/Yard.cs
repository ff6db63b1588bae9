using System.Globalization;
using System.Text.Json.Nodes;

namespace Grain.Functions.Tests.Local.GitHub;

/// <summary>
/// A repository with everything in it that people do, told in GitHub's schema as the GraphQL API has it. <see cref="YardHooks"/> tells the
/// same as webhooks do.
/// </summary>
internal static class Yard
{
    public const long BigId = 3_500_000_000; // numbers have not fitted 32 bits for years

    public static JsonObject User(string login, int id, string type = "User") =>
        new() { ["__typename"] = type, ["login"] = login, ["databaseId"] = id };

    public static JsonObject Ada => User("Ada", 51);

    public static JsonObject Bob => User("bob", 52);

    public static JsonObject Cleo => User("cleo-x", 53);

    public static JsonObject Bot => User("dependabot", 49699333, "Bot");

    public static string At(int hours) =>
        new DateTimeOffset(2025, 3, 1, 0, 0, 0, TimeSpan.Zero).AddHours(hours)
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static JsonObject Repository(string fullName = "octo/Field", string host = "github.com") => new()
    {
        ["__typename"] = "Repository",
        ["id"] = "R_1",
        ["databaseId"] = 186853002,
        ["nameWithOwner"] = fullName,
        ["url"] = $"https://{host}/{fullName}",
        ["isPrivate"] = false,
        ["createdAt"] = At(-1000),
        ["updatedAt"] = At(5000),
        ["pushedAt"] = At(5000),
        ["issues"] = new JsonArray(),
        ["pullRequests"] = new JsonArray(),
        ["discussions"] = new JsonArray(),
        ["releases"] = new JsonArray(),
        ["stargazers"] = new JsonArray(),
        ["forks"] = new JsonArray(),
    };

    /// <summary>An issue or a pull request of a repository, updated when it was made.</summary>
    public static JsonObject Thing(JsonObject repository, string type, int number, JsonObject? author, int at, string body = "")
    {
        var (list, path) = type == "Issue" ? ("issues", "issues") : ("pullRequests", "pull");
        var thing = Made($"{repository["url"]}/{path}/{number}", type, BigId + number, author, at, body);
        thing["number"] = number;
        thing["title"] = $"{type} {number} 🌱 \"of the yard\"";
        thing["updatedAt"] = At(at);
        thing["comments"] = new JsonArray();
        thing["timelineItems"] = new JsonArray();
        if (type == "PullRequest")
        {
            thing["isDraft"] = false;
            thing["merged"] = false;
            thing["reviews"] = new JsonArray();
        }

        repository[list]!.AsArray().Add(thing);
        return thing;
    }

    public static JsonObject Comment(JsonObject on, long id, JsonObject? author, int at, string body = "well done")
    {
        var comment = Made($"{on["url"]}#issuecomment-{id}", "IssueComment", id, author, at, body);
        on["comments"]!.AsArray().Add(comment);
        return comment;
    }

    public static JsonObject Review(JsonObject pull, long id, JsonObject? author, int at, string state, string body = "")
    {
        var review = Made($"{pull["url"]}#pullrequestreview-{id}", "PullRequestReview", id, author, at, body);
        review["state"] = state;
        review["submittedAt"] = state == "PENDING" ? null : At(at);
        review["updatedAt"] = At(at);
        review["comments"] = new JsonArray();
        pull["reviews"]!.AsArray().Add(review);
        return review;
    }

    public static JsonObject ReviewComment(JsonObject pull, JsonObject review, long id, JsonObject? author, int at,
        JsonObject? replyTo = null)
    {
        var comment = Made($"{pull["url"]}#discussion_r{id}", "PullRequestReviewComment", id, author, at, "see #1");
        comment["replyTo"] = replyTo is null ? null : new JsonObject { ["fullDatabaseId"] = replyTo["fullDatabaseId"]!.DeepClone() };
        review["comments"]!.AsArray().Add(comment);
        return comment;
    }

    public static void Event(JsonObject thing, string type, int at, JsonObject? actor = null) => thing["timelineItems"]!.AsArray().Add(
        new JsonObject { ["__typename"] = type, ["createdAt"] = At(at), ["actor"] = actor });

    public static JsonObject Merge(JsonObject pull, JsonObject? by, int at)
    {
        (pull["merged"], pull["mergedAt"], pull["mergedBy"]) = (true, At(at), by);
        pull["mergeCommit"] = new JsonObject { ["oid"] = string.Concat(Enumerable.Repeat("c0ffee00", 5)) };
        Event(pull, "MergedEvent", at, (JsonObject?)by?.DeepClone());
        Event(pull, "ClosedEvent", at, (JsonObject?)by?.DeepClone());
        return pull;
    }

    public static JsonObject Discussion(JsonObject repository, int number, JsonObject? author, int at)
    {
        var discussion = Small(Made($"{repository["url"]}/discussions/{number}", "Discussion", 9000 + number, author, at, "how? #1"));
        (discussion["number"], discussion["title"], discussion["updatedAt"]) = (number, $"Question {number}", At(at));
        (discussion["comments"], discussion["answer"]) = (new JsonArray(), null);
        repository["discussions"]!.AsArray().Add(discussion);
        return discussion;
    }

    public static JsonObject Remark(JsonObject discussion, int id, JsonObject? author, int at, JsonObject? replyTo = null)
    {
        var remark = Small(Made($"{discussion["url"]}#discussioncomment-{id}", "DiscussionComment", id, author, at, "like so"));
        remark["replyTo"] = replyTo is null ? null : new JsonObject { ["databaseId"] = replyTo["databaseId"]!.DeepClone() };
        if (replyTo is null) remark["replies"] = new JsonArray();
        (replyTo?["replies"] ?? discussion["comments"])!.AsArray().Add(remark);
        return remark;
    }

    public static JsonObject Release(JsonObject repository, int id, JsonObject? author, int at, bool isDraft = false)
    {
        var release = new JsonObject
        {
            ["__typename"] = "Release",
            ["id"] = $"RE_{id}",
            ["databaseId"] = id,
            ["name"] = "",
            ["tagName"] = $"v{id}",
            ["isDraft"] = isDraft,
            ["url"] = $"{repository["url"]}/releases/tag/v{id}",
            ["createdAt"] = At(at - 1),
            ["publishedAt"] = isDraft ? null : At(at),
            ["description"] = "with #2",
            ["author"] = author,
        };
        repository["releases"]!.AsArray().Add(release);
        return release;
    }

    private static JsonObject Made(string url, string type, long id, JsonObject? author, int at, string body) => new()
    {
        ["__typename"] = type,
        ["id"] = $"{type}_{id}",
        ["fullDatabaseId"] = id.ToString(CultureInfo.InvariantCulture), // a BigInt comes as a text
        ["url"] = url,
        ["createdAt"] = At(at),
        ["author"] = author,
        ["body"] = body,
    };

    private static JsonObject Small(JsonObject thing)
    {
        thing["databaseId"] = int.Parse(thing["fullDatabaseId"]!.ToString(), CultureInfo.InvariantCulture);
        thing.Remove("fullDatabaseId");
        return thing;
    }
}

using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>What an edit takes out is gone, whatever the order in which deliveries come, and however often.</summary>
public sealed class EditsTests
{
    private const string Issue = "github/codertocat/hello-world/issue/1";
    private const string Start = "2026-11-01T10:00:00Z";

    /// <summary>Histories of a text, as the things that it mentions one after the other.</summary>
    private static readonly Arbitrary<int[][]> Histories =
        Gen.NonEmptyListOf(Gen.SubListOf([2, 3, 4])).Select(texts => texts.Take(5).Select(text => text.ToArray()).ToArray()).ToArbitrary();

    [Fact]
    public void Of_an_issue_at_GitHub_what_the_last_text_mentions_is_left_in_every_order() =>
        InEveryOrder(Issue, "github/codertocat/hello-world", GitHubHistory);

    [Fact]
    public void Of_a_description_at_GitLab_likewise() => InEveryOrder("gitlab/mill/field/issue/7", "gitlab/mill/field", GitLabHistory);

    [Fact]
    public void Of_a_note_at_GitLab_likewise_though_it_tells_only_the_text_since() =>
        InEveryOrder("gitlab/mill/field/comment/1241", "gitlab/mill/field", GitLabNotes);

    [Fact]
    public void Of_a_post_at_Discourse_likewise() =>
        InEveryOrder("discourse/forum.example.org/topic/77/3", null, DiscourseHistory);

    [Fact]
    public void An_edit_that_only_takes_out_is_worth_nothing_and_counts_whoever_edits()
    {
        var edit = GitHubEdit("See #2 and #3", "See #3", 5);
        var grant = Assert.Single(Deliveries.Grants("issues", edit.With("sender", Deliveries.User("Editor"))));
        Assert.Equal(("github:issues.edited.revised", "github/editor", Points.Zero), (grant.Key, grant.Contributor, grant.Amount));
        Assert.Equal([Issue[..^1] + "2", "github/codertocat/hello-world/pull/2", "github/codertocat/hello-world/discussion/2"],
            grant.Facts!.Withdraws!.Select(each => each.To));
        Assert.All(grant.Facts.Withdraws!, each => Assert.Equal(
            (Issue, EdgeTypes.References, DateTimeOffset.Parse(Start, null).AddSeconds(5)), (each.From, each.Type, each.At)));
        Assert.True(grant.Tells(Issue, EdgeTypes.References, Issue[..^1] + "3"));

        var weights = EventWeights.Default.With([new("github:issues.edited", Points.Of(3))]);
        Assert.Equal(Points.Zero, Assert.Single(Deliveries.Grants("issues", edit, weights)).Amount);
        // A bot's edit takes out, too; it is told for whoever made the thing. What a bot writes in is not told, as ever.
        var byBot = GitHubEdit("See #2 and #3", "See #3 and #4", 5).With("sender", Deliveries.User("tidy[bot]", "Bot"));
        grant = Assert.Single(Deliveries.Grants("issues", byBot));
        Assert.Equal("github/codertocat", grant.Contributor);
        Assert.True(grant.Tells(Issue, EdgeTypes.References, Issue[..^1] + "3"));
        Assert.False(grant.Tells(Issue, EdgeTypes.References, Issue[..^1] + "4"));
    }

    [Theory]
    [InlineData("issue_comment", "comment")]
    [InlineData("pull_request_review_comment", "comment")]
    [InlineData("pull_request", "pull_request")]
    [InlineData("pull_request_review", "review")]
    [InlineData("discussion", "discussion")]
    [InlineData("discussion_comment", "comment")]
    [InlineData("release", "release")]
    public void Every_text_at_GitHub_takes_out(string eventName, string thing)
    {
        var payload = Example(eventName).With("action", "edited").With("changes", JsonNode.Parse("""{"body":{"from":"As in #77"}}"""))
            .With(thing + ".body", "Forget it").With("sender", Deliveries.User("Editor"));
        if (eventName == "pull_request_review") payload.With("review.user", Deliveries.User("reviewer"));
        var grants = Deliveries.Grants(eventName, payload);
        var withdrawn = Assert.Single(grants, grant => grant.Facts!.Withdraws is not null).Facts!.Withdraws!;
        var number = (payload[thing]!["number"] ?? payload[thing]!["id"])!.GetValue<long>();
        Assert.All(withdrawn, each => Assert.EndsWith($"/{number}", each.From, StringComparison.Ordinal));
        Assert.Equal(["issue/77", "pull/77", "discussion/77"], withdrawn.Select(each => string.Join('/', each.To!.Split('/')[^2..])));
    }

    [Fact]
    public void A_reference_that_a_review_lost_and_got_again_is_there()
    {
        var payload = Example("pull_request_review").With("review.user", Deliveries.User("reviewer")).With("action", "edited");
        WebhookOutcome Edit(string from, string to, string when) => Deliveries.Read("pull_request_review", payload
            .With("changes", new JsonObject { ["body"] = new JsonObject { ["from"] = from } }).With("review.body", to)
            .With("pull_request.updated_at", when));
        WebhookOutcome[] edits = [Edit("#9", "none", "2026-11-02T10:00:00Z"), Edit("none", "#9", "2026-11-03T10:00:00Z"),
            Edit("#9", "none", "2026-11-04T10:00:00Z"), Edit("none", "#9", "2026-11-05T10:00:00Z")];
        foreach (var order in (IEnumerable<WebhookOutcome>[])[edits, edits.Reverse()])
            Assert.Equal(3, References(Counted(order), "github/codertocat/hello-world/review/237895671").Count);
        Assert.Empty(References(Counted(edits[..3]), "github/codertocat/hello-world/review/237895671"));
    }

    [Fact]
    public void Of_two_reactions_one_stays_when_the_other_is_revoked()
    {
        WebhookOutcome Emoji(int id, string name, string action) => Payloads.GitLab(Payloads.Read("gitlab.emoji")
            .With("object_attributes.id", id).With("object_attributes.name", name).With("object_attributes.action", action));
        WebhookOutcome[] both = [Emoji(1, "heart", "award"), Emoji(2, "tada", "award"), Emoji(1, "heart", "revoke")];
        foreach (var order in (IEnumerable<WebhookOutcome>[])[both, both.Reverse(), [both[2], both[1], both[0]]])
        {
            var grants = Counted(order);
            Assert.Single(Build(grants).Edges, edge => edge.Type == EdgeTypes.ReactsTo);
            Assert.Equal(new Points(200_000), Sum(grants));
        }

        var none = Counted([.. both, Emoji(2, "tada", "revoke"), Emoji(2, "tada", "revoke")]);
        Assert.DoesNotContain(Build(none).Edges, edge => edge.Type == EdgeTypes.ReactsTo);
        Assert.Equal(Points.Zero, Sum(none));
    }

    [Theory]
    [InlineData("chat.reaction.added", "chat.reaction.removed", EdgeTypes.ReactsTo)]
    [InlineData("discourse.accepted_solution", "unaccepted_solution", EdgeTypes.Answers)]
    public void What_a_mark_told_goes_with_it(string given, string taken, string edge)
    {
        WebhookOutcome Read(bool isTaken) => given.StartsWith("chat", StringComparison.Ordinal)
            ? Payloads.Chat(isTaken ? Payloads.Read(given).With("type", taken) : Payloads.Read(given))
            : Payloads.Discourse(isTaken ? taken : "accepted_solution", Payloads.Read(given));
        Assert.Contains(Build(Counted([Read(false)])).Edges, each => each.Type == edge);
        foreach (var order in (WebhookOutcome[][])[[Read(false), Read(true)], [Read(true), Read(false)], [Read(true)]])
        {
            var grants = Counted(order);
            Assert.DoesNotContain(Build(grants).Edges, each => each.Type == edge);
            Assert.Equal(Points.Zero, Sum(grants));
        }
    }

    [Fact]
    public void A_post_that_gets_another_author_is_theirs_in_the_graph()
    {
        var written = Payloads.Discourse("post_created", Payloads.Read("discourse.post_created"));
        var given = Payloads.Discourse("post_edited", Payloads.Read("discourse.post_created").With("post.username", "Ben")
            .With("post.user_id", 13).With("post.updated_at", "2026-11-02T10:00:00Z"));
        foreach (var order in (WebhookOutcome[][])[[written, given], [given, written]])
        {
            var graph = Build(Counted(order));
            var author = Assert.Single(graph.Edges, edge => edge.Type == EdgeTypes.Authors);
            Assert.Equal("@discourse/ben", graph.Ids[author.From]);
        }
    }

    private static JsonObject Example(string eventName) => Examples.GitHub.First(example => example.Event == eventName) is var example
        ? JsonNode.Parse(example.Body)!.AsObject() : throw new InvalidOperationException();

    private static void InEveryOrder(string node, string? project, Func<int[][], IEnumerable<WebhookOutcome>> read) =>
        Prop.ForAll(Histories, texts =>
        {
            var deliveries = read(texts).ToArray();
            var mixed = deliveries.Concat(deliveries.Take(2)).ToArray(); // two come again
            Random.Shared.Shuffle(mixed);
            var expected = texts[^1].Order().ToArray();
            foreach (var order in (WebhookOutcome[][])[deliveries, [.. deliveries.Reverse()], mixed])
            {
                var grants = Counted(order);
                var left = References(grants, node).Select(id => int.Parse(id.Split('/')[^1], null)).Distinct().Order();
                if (!left.SequenceEqual(expected) || Sum(grants) != Sum(Counted(deliveries[..1]))) return false;
            }

            return project is null || Build(Counted(mixed)).Ids.Contains(project);
        }).QuickCheckThrowOnFailure();

    private static IEnumerable<WebhookOutcome> GitHubHistory(int[][] texts)
    {
        yield return Deliveries.Read("issues", Examples.Payload("issues", "opened").With("issue.body", Text(texts[0], '#'))
            .With("issue.created_at", Start).With("issue.updated_at", Start));
        for (var edit = 1; edit < texts.Length; edit++)
            yield return Deliveries.Read("issues", GitHubEdit(Text(texts[edit - 1], '#'), Text(texts[edit], '#'), edit));
    }

    private static JsonObject GitHubEdit(string from, string to, int seconds) => Examples.Payload("issues", "edited")
        .With("changes", new JsonObject { ["body"] = new JsonObject { ["from"] = from } }).With("issue.body", to)
        .With("issue.created_at", Start).With("issue.updated_at", $"2026-11-01T10:00:{seconds:D2}Z");

    private static IEnumerable<WebhookOutcome> GitLabHistory(int[][] texts)
    {
        for (var edit = 0; edit < texts.Length; edit++)
        {
            var payload = Payloads.Read("gitlab.issue").With("object_attributes.description", Text(texts[edit], '#'))
                .With("object_attributes.action", edit == 0 ? "open" : "update")
                .With("object_attributes.updated_at", $"2026-11-01 11:00:{edit:D2} UTC")
                .With("object_attributes.created_at", "2026-11-01 11:00:00 UTC");
            if (edit > 0)
                payload["changes"] = new JsonObject
                {
                    ["description"] = new JsonObject { ["previous"] = Text(texts[edit - 1], '#'), ["current"] = Text(texts[edit], '#') },
                };
            yield return Payloads.GitLab(payload);
        }
    }

    private static IEnumerable<WebhookOutcome> GitLabNotes(int[][] texts) => texts.Select((text, edit) =>
        Payloads.GitLab(Payloads.Read("gitlab.note.issue").With("object_attributes.note", Text(text, '#'))
            .With("object_attributes.action", edit == 0 ? "create" : "update")
            .With("object_attributes.updated_at", $"2026-11-01 11:00:{edit:D2} UTC")));

    private static IEnumerable<WebhookOutcome> DiscourseHistory(int[][] texts) => texts.Select((text, edit) =>
        Payloads.Discourse(edit == 0 ? "post_created" : "post_edited", Payloads.Read("discourse.post_created")
            .With("post.raw", "Text " + string.Join(' ', text.Select(topic => $"https://forum.example.org/t/rows/{topic}")))
            .With("post.updated_at", $"2026-11-01T10:00:{edit:D2}.500Z")));

    private static string Text(int[] mentions, char sign) => "Text " + string.Join(' ', mentions.Select(number => $"{sign}{number}"));

    /// <summary>What a ledger counts: the first grant of an id.</summary>
    private static List<Grant> Counted(IEnumerable<WebhookOutcome> outcomes) =>
        [.. outcomes.OfType<WebhookOutcome.Normalised>().SelectMany(outcome => outcome.Grants).DistinctBy(grant => grant.GrantId)];

    private static Points Sum(IEnumerable<Grant> grants) => grants.Aggregate(Points.Zero, (sum, grant) => sum + grant.Amount);

    private static ContributionGraph Build(IEnumerable<Grant> grants)
    {
        var graph = new ContributionGraph();
        foreach (var grant in grants) graph.Add(grant, graph.CursorOf(grant.Contributor) + 1);
        return graph;
    }

    private static List<string> References(IEnumerable<Grant> grants, string node)
    {
        var graph = Build(grants);
        return [.. graph.Edges.Where(edge => edge.Type == EdgeTypes.References && graph.Ids[edge.From] == node)
            .Select(edge => graph.Ids[edge.To])];
    }
}

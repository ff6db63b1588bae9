using System.Text.Json.Nodes;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>What the events give, rule by rule.</summary>
public sealed class GitHubWebhookTests
{
    private const string Repo = "github/codertocat/hello-world";

    private static JsonObject Pull(string action) => Examples.Payload("pull_request", action);

    [Fact]
    public void An_opened_issue_tells_itself_its_author_and_its_repository()
    {
        var grant = Assert.Single(Deliveries.Grants("issues", Examples.Payload("issues", "opened")));
        Assert.Equal("github:issues.opened:444500041", grant.GrantId);
        Assert.Equal(("github:issues.opened", "discussion", "github"), (grant.Key, grant.Category, grant.Source));
        Assert.Equal(Points.Of(2), grant.Amount);
        Assert.Equal(new DateTimeOffset(2019, 5, 15, 15, 20, 18, TimeSpan.Zero), grant.GrantedAt);
        var node = grant.Node(Repo + "/issue/1");
        Assert.Equal((NodeTypes.Issue, "github", "Spelling error in the README file"), (node.Type, node.Module, node.Title));
        Assert.Equal("https://github.com/Codertocat/Hello-World/issues/1", node.Url);
        Assert.Equal(NodeTypes.Repository, grant.Node(Repo).Type);
        Assert.True(grant.Tells("@github/codertocat", EdgeTypes.Authors, node.Id));
        Assert.True(grant.Tells(node.Id, EdgeTypes.PartOf, Repo));
    }

    [Fact]
    public void A_comment_on_a_pull_request_comments_on_the_pull_request()
    {
        var payload = Examples.Payload("issue_comment", "created").With("issue.pull_request", new JsonObject());
        var grant = Assert.Single(Deliveries.Grants("issue_comment", payload));
        Assert.True(grant.Tells(Repo + "/comment/492700400", EdgeTypes.CommentsOn, Repo + "/pull/1"));
        Assert.Equal(NodeTypes.Pull, grant.Node(Repo + "/pull/1").Type);
    }

    [Fact]
    public void A_merged_pull_request_recognises_its_author_and_who_merged_it()
    {
        var payload = Pull("closed").With("pull_request.merged", true).With("pull_request.merged_at", "2019-06-01T02:00:00+02:00")
            .With("pull_request.merged_by", Deliveries.User("Maintainer"));
        var grants = Deliveries.Grants("pull_request", payload);
        Assert.Equal(["github:pull_request.merged:279147437", "github:pull_request.merging:279147437"],
            grants.Select(grant => grant.GrantId));
        Assert.Equal(["github/codertocat", "github/maintainer"], grants.Select(grant => grant.Contributor));
        Assert.Equal([Points.Of(8), Points.Of(1)], grants.Select(grant => grant.Amount));
        Assert.All(grants, grant => Assert.Equal(new DateTimeOffset(2019, 6, 1, 0, 0, 0, TimeSpan.Zero), grant.GrantedAt));
        Assert.True(grants[0].Tells(Repo + "/pull/2", EdgeTypes.MergedAs, Repo + "/commit/c4295bd74fb0f4fda03689c3df3f2803b658fd85"));
        Assert.True(grants[1].Tells("@github/maintainer", EdgeTypes.Merges, Repo + "/pull/2"));
    }

    [Fact]
    public void Who_merges_their_own_pull_request_is_recognised_once()
    {
        var payload = Pull("closed").With("pull_request.merged", true).With("pull_request.merged_by", Deliveries.User("codertocat"));
        Assert.Equal("github:pull_request.merged", Assert.Single(Deliveries.Grants("pull_request", payload)).Key);
    }

    [Fact]
    public void Who_merges_the_pull_request_of_a_bot_is_recognised()
    {
        var payload = Pull("closed").With("pull_request.user", Deliveries.User("renovate[bot]", "Bot"))
            .With("pull_request.merged", true).With("pull_request.merged_by", Deliveries.User("Maintainer"));
        Assert.Equal("github:pull_request.merging", Assert.Single(Deliveries.Grants("pull_request", payload)).Key);
    }

    [Fact]
    public void A_draft_counts_when_it_is_ready_and_a_detour_by_draft_counts_once()
    {
        var ledger = new SimpleLedger();
        ledger.Append(Deliveries.Read("pull_request", Pull("opened").With("pull_request.draft", true)));
        Assert.Equal((1, Points.Zero), (ledger.Count, ledger.Total));
        ledger.Append(Deliveries.Read("pull_request", Pull("ready_for_review")));
        ledger.Append(Deliveries.Read("pull_request", Pull("converted_to_draft")));
        ledger.Append(Deliveries.Read("pull_request", Pull("ready_for_review")));
        ledger.Append(Deliveries.Read("pull_request", Pull("reopened")));
        Assert.Equal(Points.Of(2), ledger.Total);
    }

    [Theory]
    [InlineData("approved", null, "github:pull_request_review.submitted")]
    [InlineData("CHANGES_REQUESTED", null, "github:pull_request_review.submitted")]
    [InlineData("commented", "Looks fine", "github:pull_request_review.commented")]
    public void A_review_counts_by_what_it_says(string state, string? body, string key)
    {
        var payload = Examples.Payload("pull_request_review", "submitted").With("review.user", Deliveries.User("reviewer"))
            .With("review.state", state).With("review.body", body);
        var grant = Assert.Single(Deliveries.Grants("pull_request_review", payload));
        Assert.Equal(key, grant.Key);
        Assert.True(grant.Tells(Repo + "/review/237895671", EdgeTypes.Reviews, Repo + "/pull/2"));
        Assert.True(grant.Tells("@github/reviewer", EdgeTypes.Authors, Repo + "/review/237895671"));
        Assert.True(grant.Tells("@github/codertocat", EdgeTypes.Authors, Repo + "/pull/2"));
    }

    [Fact]
    public void An_empty_comment_review_only_wraps_its_inline_comments()
    {
        var payload = Examples.Payload("pull_request_review", "submitted").With("review.user", Deliveries.User("reviewer"));
        Assert.Contains("inline comments", Deliveries.Reason("pull_request_review", payload), StringComparison.Ordinal);
        var line =
            Assert.Single(Deliveries.Grants("pull_request_review_comment", Examples.Payload("pull_request_review_comment", "created")));
        Assert.Contains(line.Facts!.Edges, edge => edge.Type == EdgeTypes.PartOf && edge.To == Repo + "/review/237895671");
    }

    [Fact]
    public void What_one_does_to_ones_own_work_counts_nothing()
    {
        Assert.Contains("own pull request", Deliveries.Reason("pull_request_review", Examples.Payload("pull_request_review", "submitted")),
            StringComparison.Ordinal);
        Assert.Contains("own pull request", Deliveries.Reason("pull_request_review", Examples.Payload("pull_request_review", "dismissed")),
            StringComparison.Ordinal);
        Assert.Contains("own question", Deliveries.Reason("discussion", Examples.Payload("discussion", "unanswered")),
            StringComparison.Ordinal);
        Assert.Contains("own repository", Deliveries.Reason("star", Examples.Payload("star", "created")), StringComparison.Ordinal);
        Assert.Contains("own repository", Deliveries.Reason("fork", Examples.Payload("fork").With("sender", Deliveries.User("codertocat"))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_edit_is_told_if_it_changes_the_title_or_the_mentions()
    {
        var payload = Examples.Payload("issues", "edited").With("changes", JsonNode.Parse("""{"title":{"from":"Old"}}"""));
        var grant = Assert.Single(Deliveries.Grants("issues", payload.With("sender", Deliveries.User("Editor"))));
        Assert.Equal(("github:issues.edited", Points.Zero, "github/editor"), (grant.Key, grant.Amount, grant.Contributor));
        Assert.Equal("Spelling error in the README file", grant.Node(Repo + "/issue/1").Title);

        payload = Examples.Payload("issue_comment", "edited").With("changes.body.from", "As in #2").With("comment.body", "As in #2 and #3");
        grant = Assert.Single(Deliveries.Grants("issue_comment", payload));
        Assert.True(grant.Tells(Repo + "/comment/492700400", EdgeTypes.References, Repo + "/issue/3"));
        Assert.False(grant.Tells(Repo + "/comment/492700400", EdgeTypes.References, Repo + "/issue/2"));
    }

    [Fact]
    public void A_run_that_a_person_started_counts_only_if_the_space_gives_it_points()
    {
        var payload = Examples.Payload("workflow_run", "completed").With("workflow_run.conclusion", "success");
        Assert.Equal("github:workflow_run.completed is worth no points", Deliveries.Reason("workflow_run", payload));
        var weights = EventWeights.Default.With([new("github:workflow_run.completed", Points.Of(1))]);
        var grant = Assert.Single(Deliveries.Grants("workflow_run", payload, weights));
        Assert.Equal((Points.Of(1), null), (grant.Amount, grant.Facts));
    }

    [Fact]
    public void An_advisory_recognises_who_accepted_to_be_credited()
    {
        var payload = JsonNode.Parse("""
            {"action":"published","repository":{"id":1,"full_name":"Octo/Hello"},
             "repository_advisory":{"ghsa_id":"GHSA-abcd-1234-efgh","summary":"Overflow","published_at":"2024-01-02T03:04:05Z",
              "credits_detailed":[
              {"user":{"login":"Finder","id":2},"type":"finder","state":"accepted"},
              {"user":{"login":"Shy","id":3},"type":"finder","state":"pending"}]}}
            """)!;
        var grant = Assert.Single(Deliveries.Grants("repository_advisory", payload));
        Assert.Equal(("github/finder", Points.Of(5)), (grant.Contributor, grant.Amount));
        Assert.True(grant.Tells("@github/finder", EdgeTypes.Authors, "github/octo/hello/advisory/ghsa-abcd-1234-efgh"));
    }
}

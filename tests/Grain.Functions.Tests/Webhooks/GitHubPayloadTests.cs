using System.Text.Json.Nodes;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>What is made of payloads that lack something, have too much of it, or tell the same in another way.</summary>
public sealed class GitHubPayloadTests
{
    private const string Repo = "github/codertocat/hello-world";

    [Fact]
    public void A_renamed_repository_does_not_make_old_things_new()
    {
        foreach (var (eventName, action) in ((string, string)[])[("issues", "opened"), ("issue_comment", "created"),
            ("pull_request", "opened"), ("release", "published")])
        {
            var old = Deliveries.Grants(eventName, Examples.Payload(eventName, action));
            var renamed = Deliveries.Grants(eventName, Examples.Payload(eventName, action).With("repository.full_name", "new/name"));
            Assert.Equal(old.Select(grant => grant.GrantId), renamed.Select(grant => grant.GrantId));
        }
    }

    [Fact]
    public void Another_hook_tells_the_same()
    {
        var payload = Examples.Payload("issues", "opened");
        var one = GrantChecks.Text(Deliveries.Grants("issues", payload)[0]);
        payload.With("installation", new JsonObject { ["id"] = 5 }).With("organization", new JsonObject { ["login"] = "octo" });
        Assert.Equal(one, GrantChecks.Text(Deliveries.Grants("issues", payload)[0]));
    }

    [Fact]
    public void Missing_extras_do_no_harm()
    {
        var payload = Examples.Payload("issues", "opened").Without("sender").Without("repository.html_url").Without("repository.owner")
            .Without("repository.created_at").Without("issue.html_url").Without("issue.title").Without("issue.body");
        Assert.Equal("github:issues.opened:444500041", Assert.Single(Deliveries.Grants("issues", payload)).GrantId);
    }

    [Theory]
    [InlineData("issues", "opened", "action", "$.action is not a text, or an empty or a huge one")]
    [InlineData("issues", "opened", "issue", "$.issue is missing")]
    [InlineData("issues", "opened", "issue.id", "$.issue.id is not a positive whole number")]
    [InlineData("issues", "opened", "issue.number", "$.issue.number is not a positive whole number")]
    [InlineData("issues", "opened", "issue.created_at", "$.issue.created_at is not a time as in ISO 8601")]
    [InlineData("issues", "opened", "repository", "$.repository is missing")]
    [InlineData("issues", "opened", "repository.full_name", "$.repository.full_name is not a text, or an empty or a huge one")]
    [InlineData("issue_comment", "created", "comment", "$.comment is missing")]
    [InlineData("pull_request_review", "submitted", "pull_request", "$.pull_request is missing")]
    [InlineData("fork", null, "forkee", "$.forkee is missing")]
    [InlineData("gollum", null, "pages", "$.pages is not an array")]
    [InlineData("gollum", null, "pages.0.sha", "$.pages[0].sha is not a text, or an empty or a huge one")]
    public void Without_what_matters_the_fault_is_named_with_its_path(string eventName, string? action, string path, string fault) =>
        Assert.Equal(fault, Deliveries.Fault(eventName, Examples.Payload(eventName, action).Without(path)));

    [Fact]
    public void Unknown_events_and_actions_are_ignored()
    {
        Assert.Equal("brand_new is an unknown event", Assert.IsType<WebhookOutcome.Ignored>(Deliveries.Read("brand_new", "{}")).Reason);
        Assert.Equal("issues.sang is no contribution",
            Assert.IsType<WebhookOutcome.Ignored>(Deliveries.Read("issues", """{"action":"sang"}""")).Reason);
        var longName = Assert.IsType<WebhookOutcome.Ignored>(Deliveries.Read(new string('x', 100_000), "{}"));
        Assert.InRange(longName.Reason.Length, 1, 100);
    }

    [Fact]
    public void Long_ids_are_cut_and_stay_different()
    {
        string[] ends = ["a", "b"];
        var ids = ends.Select(end => Assert.Single(Deliveries.Grants(
            "gollum", Examples.Payload("gollum").With("pages.0.page_name", new string('ü', 300) + end))).GrantId).ToArray();
        Assert.NotEqual(ids[0], ids[1]);
        Assert.InRange(ids[0].Length, 100, 141); // leaves room for :reversed
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("/relative")]
    [InlineData("https://x.example/\na")]
    public void Only_web_addresses_are_kept(string url)
    {
        var grant = Assert.Single(Deliveries.Grants("issues", Examples.Payload("issues", "opened").With("issue.html_url", url)));
        Assert.Null(grant.Node(Repo + "/issue/1").Url);
    }
}

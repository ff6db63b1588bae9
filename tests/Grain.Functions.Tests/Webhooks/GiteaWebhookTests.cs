using System.Text;
using System.Text.Json.Nodes;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Gitea;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

public sealed class GiteaWebhookTests
{
    private const string Sha = "b6568db1bc1dcd7f8b4d5a946b0b91f9dacd7327";
    private const string Merge = "da1560886d4f094c3e6c9ef40349f7d38b5d27d7";

    [Theory]
    [InlineData("payload=%7B%7D&payload=%5B%5D", "{}")]
    [InlineData("payload=%e2%82%aC+b%2Bc", "€ b+c")]
    [InlineData("payload=a%zz%2", "a%zz%2")]
    [InlineData("payload=%", "%")]
    [InlineData("payload=", "")]
    [InlineData("other=1&payload=%7B%7D", "other=1&payload=%7B%7D")]
    [InlineData("payload=payload%3D%257B", "payload=%7B")]
    public void A_form_is_decoded_once_and_its_first_payload_counts(string form, string payload) =>
        Assert.Equal(payload, Encoding.UTF8.GetString(GiteaForm.Unwrap(Encoding.UTF8.GetBytes(form)).Span));

    [Theory]
    [InlineData("issues.opened", "gitea:issues.opened:301 gitea/ada 2")]
    [InlineData("issue_comment", "gitea:issue_comment.created:1241 gitea/bo.oak 1")]
    [InlineData("pull_request.opened", "gitea:pull_request.opened:9007199254741201 gitea/bo.oak 2")]
    [InlineData("pull_request.merged",
        "gitea:pull_request.merged:9007199254741201 gitea/bo.oak 8|gitea:pull_request.merging:9007199254741201 gitea/ada 1")]
    [InlineData("pull_request_approved", "gitea:pull_request_review.submitted:9007199254741201:5101 gitea/ada 3")]
    [InlineData("release", "gitea:release.published:77 gitea/ada 5")]
    [InlineData("fork", "gitea:fork.created:150:5102 gitea/bo.oak 0.5")]
    [InlineData("wiki", "gitea:wiki.created:150:created:How to sow gitea/ada 2")]
    public void An_event_is_granted_to_whoever_did_it(string payload, string expected) => Assert.Equal(expected,
        string.Join('|', Grants(payload).Select(grant => $"{grant.GrantId} {grant.Contributor} {grant.Amount}")));

    [Fact]
    public void A_push_counts_each_commit_once_for_each_author_under_the_ids_of_all_forges()
    {
        var grants = Grants("push");
        Assert.Equal(["gitea:push.merge_commit", "gitea:push.commit", "gitea:push.co_authored", "gitea:push.co_authored"],
            grants.Select(grant => grant.Key));
        Assert.Equal(["gitea/bo.oak", "gitea/ada", "gitea/bo.oak"], grants.Take(3).Select(grant => grant.Contributor));
        Assert.StartsWith("email/", grants[3].Contributor, StringComparison.Ordinal);
        Assert.Equal([$"github:push.commit:{Merge}", $"github:push.commit:{Sha}"], grants.Take(2).Select(grant => grant.GrantId));
        Assert.True(grants[1].Tells($"gitea/mill/field/commit/{Sha}", EdgeTypes.References, "gitea/mill/barn/issue/3"));
        Assert.True(grants[1].Tells($"gitea/mill/field/commit/{Sha}", EdgeTypes.Touches, "gitea/mill/field/tree/src/rows"));
        Assert.DoesNotContain(grants, grant => GrantChecks.Text(grant).Contains("example", StringComparison.Ordinal));
        Assert.Equal("the push is not to the default branch", Read("push", Load("push").With("ref", "refs/heads/rows")).Reason());
    }

    [Fact]
    public void What_GitHub_tells_of_a_mirror_is_the_same_commit()
    {
        var push = Load("push").With("repository.html_url", "https://github.com/mill/field");
        var mirrored = Deliveries.Read("push", push);
        Assert.Equal(Grants("push").Select(grant => grant.GrantId), mirrored.Grants().Select(grant => grant.GrantId));
    }

    [Fact]
    public void Numbers_and_addresses_mention_issues_and_pull_requests()
    {
        var opened = Assert.Single(Grants("issues.opened"));
        Assert.Equal("Ada", opened.Facts!.ContributorName);
        foreach (var mentioned in new[] { "gitea/mill/barn/issue/3", "gitea/mill/field/issue/8", "gitea/mill/field/pull/8" })
            Assert.True(opened.Tells("gitea/mill/field/issue/7", EdgeTypes.References, mentioned));
        Assert.DoesNotContain(opened.Facts.Edges, edge => edge.To.Contains("discussion", StringComparison.Ordinal));
        var pulls = Load("issues.opened").With("issue.body", "https://codeberg.org/Mill/Barn/pulls/4 https://codeberg.org/Mill/Barn/pull/5");
        Assert.Equal(["gitea/mill/barn/pull/4"], Assert.Single(Read("issues", pulls).Grants()).Facts!.Edges
            .Where(edge => edge.Type == EdgeTypes.References).Select(edge => edge.To));
    }

    [Fact]
    public void A_merge_is_told_with_its_commit_and_one_s_own_merge_is_no_review()
    {
        var grants = Grants("pull_request.merged");
        Assert.True(grants[0].Tells("gitea/mill/field/pull/8", EdgeTypes.MergedAs, $"gitea/mill/field/commit/{Merge}"));
        Assert.True(grants[1].Tells("@gitea/ada", EdgeTypes.Merges, "gitea/mill/field/pull/8"));
        var own = Load("pull_request.merged");
        Assert.Single(Read("pull_request", own.With("pull_request.merged_by", own["pull_request"]!["user"]!.DeepClone())).Grants());
    }

    [Theory]
    [InlineData("pull_request_approved", "pull_request_review_approved")]
    [InlineData("pull_request_rejected", "pull_request_review_rejected")]
    public void A_verdict_counts_once_for_a_person_and_a_pull_request(string eventName, string type)
    {
        var grant = Assert.Single(Read(eventName, Load("pull_request_approved").With("review.type", type)).Grants());
        Assert.Equal(Assert.Single(Grants("pull_request_approved")).GrantId, grant.GrantId);
        Assert.True(grant.Tells("gitea/mill/field/pull/8/review/5101", EdgeTypes.Reviews, "gitea/mill/field/pull/8"));
        Assert.True(grant.Tells("gitea/mill/field/pull/8/review/5101", EdgeTypes.References, "gitea/mill/field/issue/7"));
        Assert.Equal("a review of one's own pull request counts nothing",
            Read(eventName, Load("pull_request_approved").With("pull_request.user.id", 5101)).Reason());
    }

    [Fact]
    public void A_mere_comment_counts_for_its_text()
    {
        JsonObject Comment(string text) => Load("pull_request_approved").With("review.type", "pull_request_review_comment")
            .With("review.content", text);
        var ids = new[] { "good", "good", "better", "" }
            .Select(text => Assert.Single(Read("pull_request_comment", Comment(text)).Grants()))
            .Select(grant => (grant.GrantId, grant.Amount)).ToArray();
        Assert.Equal(3, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal(Points.Of(1), id.Amount));
    }

    [Fact]
    public void A_closing_is_told_and_ended_by_reopening_and_what_is_deleted_is_taken_back()
    {
        var weights = EventWeights.Default.With([new("gitea:issues.closed", Points.Of(1))]);
        var ledger = new SimpleLedger();
        void Tell(string eventName, JsonNode payload) => ledger.Append(
            GiteaWebhook.Normalise(eventName, Encoding.UTF8.GetBytes(payload.ToJsonString()), weights, Payloads.Options));
        var comment = Load("issue_comment");
        Tell("issue_comment", comment.DeepClone().AsObject().With("action", "deleted")); // out of order
        Tell("issue_comment", comment);
        Tell("issues", Load("issues.opened").With("action", "closed").With("issue.closed_at", "2026-11-03T00:00:00Z"));
        Assert.Equal(Points.Of(1), ledger.Totals["gitea/ada"]);
        Tell("issues", Load("issues.opened").With("action", "reopened"));
        Assert.Equal(0, ledger.Totals.Values.Sum(total => total.Micro));
    }

    [Theory]
    [InlineData("""{"id":-1,"login":"Ghost","email":""}""", "the account was deleted")]
    [InlineData("""{"id":-2,"login":"gitea-actions","email":"teabot@gitea.io"}""", "gitea-actions is a bot")]
    [InlineData("""{"id":-9,"login":"anything"}""", "anything is a bot")]
    [InlineData("""{"id":9,"login":"Forgejo-Actions"}""", "Forgejo-Actions is a bot")]
    [InlineData("null", "the account was deleted")]
    public void Nobody_and_machines_count_nothing(string user, string reason) =>
        Assert.Equal(reason, Read("issues", Load("issues.opened").With("issue.user", JsonNode.Parse(user))).Reason());

    [Fact]
    public void What_was_imported_is_nobody_s_here() => Assert.StartsWith("it was imported",
        Read("issue_comment", Load("issue_comment").With("comment.original_author", "octocat")).Reason(), StringComparison.Ordinal);

    [Fact]
    public void Another_instance_has_its_host_in_ids_and_a_renamed_one_keeps_its_first_name()
    {
        var options = Payloads.Options with { Home = "git.mill.example" };
        var elsewhere = Assert.Single(Read("issues", Load("issues.opened"), options).Grants());
        Assert.Equal(("gitea:issues.opened:codeberg.org/301", "gitea/codeberg.org/ada"), (elsewhere.GrantId, elsewhere.Contributor));
        var named = Read("issues", Load("issues.opened"), options with { Hosts = ["git.mill.example", "codeberg.org"] }).Grants();
        Assert.Equal(("gitea:issues.opened:301", "gitea/ada"), (named[0].GrantId, named[0].Contributor));
    }

    [Fact]
    public void A_fork_of_one_s_own_and_a_page_that_is_called_by_an_address_count_nothing()
    {
        Assert.EndsWith("own repository counts nothing",
            Read("fork", Load("fork").With("forkee.full_name", "bo.oak/Field")).Reason(), StringComparison.Ordinal);
        Assert.Contains("address", Read("wiki", Load("wiki").With("page", "ada@example.org")).Reason(), StringComparison.Ordinal);
        var edits = new[] { "One", "Two", "Two" }.Select(comment =>
            Assert.Single(Read("wiki", Load("wiki").With("action", "edited").With("comment", comment)).Grants()).GrantId);
        Assert.Equal(2, edits.Distinct().Count());
    }

    [Theory]
    [InlineData("create", "create", "a branch or a tag is no contribution; its commits are")]
    [InlineData("repository", "create", "repository tells of administration")]
    [InlineData("star", "create", "star is an unknown event")]
    [InlineData("release", "release", "release.updated is no contribution")]
    public void What_is_no_contribution_says_why(string eventName, string payload, string reason) =>
        Assert.Equal(reason, Read(eventName, Load(payload).With("action", "updated")).Reason());

    [Fact]
    public void A_form_is_decoded_where_it_lies()
    {
        const string json = """{"a":"ä + 100 % & =","b":"\u00e4"}""";
        string Unwrapped(string body) => Encoding.UTF8.GetString(GiteaForm.Unwrap(Encoding.UTF8.GetBytes(body)).Span);
        Assert.Equal(json, Unwrapped("payload=" + Uri.EscapeDataString(json).Replace("%20", "+", StringComparison.Ordinal)));
        Assert.Equal(json, Unwrapped("payload=" + Uri.EscapeDataString(json) + "&more=1"));
        Assert.Equal("%", Unwrapped("payload=%"));
        Assert.Equal("%zz%4", Unwrapped("payload=%zz%4"));
        Assert.Equal("", Unwrapped("payload="));
        Assert.Equal(json, Unwrapped(json));
    }

    private static IReadOnlyList<Grant> Grants(string payload) => Read(payload.Split('.')[0], Load(payload)).Grants();

    private static JsonObject Load(string payload) => Payloads.Read("gitea." + payload);

    private static WebhookOutcome Read(string eventName, JsonNode payload, CountingOptions? options = null) => GiteaWebhook.Normalise(
        eventName, Encoding.UTF8.GetBytes(payload.ToJsonString()), EventWeights.Default, options ?? Payloads.Options);
}

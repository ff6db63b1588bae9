using System.Text;
using System.Text.Json.Nodes;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Chat;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>
/// What is not needed is not required, and what is bad in one element is told and left out: a delivery never fails for ever for it.
/// </summary>
public sealed class LeniencyTests
{
    private static readonly CountingOptions Arrived = Payloads.Options;

    [Fact]
    public void A_bad_commit_is_left_out_and_told()
    {
        var push = Examples.GitHub.Where(example => example.Event == "push")
            .Select(example => JsonNode.Parse(example.Body)!.AsObject()).First(push => push["commits"]!.AsArray().Count > 0);
        var good = push["commits"]![0]!;
        push["commits"] = new JsonArray(good.DeepClone(), good.DeepClone().AsObject().With("id", "no hash"), 7,
            Commit(good, 'b').With("timestamp", null));
        var told = Assert.IsType<WebhookOutcome.Normalised>(Deliveries.Read("push", push,
            options: Arrived with { IncludeBots = true, AllBranches = true }));
        Assert.Equal(["$.commits[1].id", "$.commits[2]"], told.LeftOut.Select(fault => fault.Path));
        Assert.Equal(2, told.Grants.Count);
        Assert.Equal(Arrived.ReceivedAt, told.Grants[1].GrantedAt);
    }

    [Fact]
    public void So_it_is_in_a_push_to_GitLab()
    {
        var push = Payloads.Read("gitlab.push");
        push["commits"]!.AsArray().Insert(0, push["commits"]![1]!.DeepClone().AsObject().With("id", 5));
        var told = Assert.IsType<WebhookOutcome.Normalised>(Payloads.GitLab(push));
        Assert.Equal(["$.commits[0].id"], told.LeftOut.Select(fault => fault.Path));
        Assert.Equal(3, told.Grants.Count);
    }

    [Fact]
    public void So_it_is_with_pages_credits_and_whoever_is_thanked()
    {
        var wiki = Examples.Payload("gollum");
        wiki["pages"]!.AsArray().Add(wiki["pages"]![0]!.DeepClone().AsObject().Without("page_name"));
        Assert.Equal(["$.pages[1].page_name"], LeftOut(Deliveries.Read("gollum", wiki)));
        var thanks = Payloads.Read("chat.thanks.given");
        thanks["data"]!["to"]!.AsArray().Insert(0, new JsonObject { ["id"] = "a b" });
        Assert.Equal(["$.data.to[0].id"], LeftOut(Payloads.Chat(thanks)));
        var advisory = Examples.Payload("issues", "opened").With("action", "published").With("repository_advisory", new JsonObject
        {
            ["ghsa_id"] = "GHSA-abcd-1234-efgh",
            ["credits_detailed"] = new JsonArray(
                new JsonObject { ["state"] = "accepted", ["user"] = "ada" },
                new JsonObject { ["state"] = "accepted", ["user"] = Deliveries.User("bo") }),
        });
        Assert.Equal(["$.repository_advisory.credits_detailed[0].user"],
            LeftOut(Deliveries.Read("repository_advisory", advisory, options: Arrived)));
    }

    [Theory]
    [InlineData("edited", "ignored")]
    [InlineData("dismissed", "counted")]
    [InlineData("submitted", "counted")]
    public void A_review_s_time_is_not_needed(string action, string expected)
    {
        var review = Examples.Payload("pull_request_review", "submitted").With("action", action).With("review.submitted_at", null)
            .With("review.state", "approved").With("review.user", Deliveries.User("ada")).With("changes", new JsonObject());
        var outcome = Deliveries.Read("pull_request_review", review);
        Assert.Equal(expected, outcome is WebhookOutcome.Normalised ? "counted" : "ignored");
        if (action == "dismissed") Assert.NotNull(outcome.Grants()[1].Corrects);
    }

    [Fact]
    public void An_edit_without_a_time_has_one_id_whenever_it_arrives()
    {
        var edit = Examples.Payload("issues", "edited").With("issue.updated_at", null).With("issue.created_at", null)
            .With("changes", new JsonObject { ["title"] = new JsonObject { ["from"] = "before" } });
        var later = Arrived with { ReceivedAt = Arrived.ReceivedAt!.Value.AddHours(1) };
        Assert.Equal(Deliveries.Grants("issues", edit, options: Arrived)[0].GrantId,
            Deliveries.Grants("issues", edit, options: later)[0].GrantId);
        var request =
            Payloads.Read("gitlab.merge_request").With("object_attributes.action", "update").With("object_attributes.updated_at", null)
            .With("object_attributes.created_at", null)
                .With("changes", new JsonObject { ["title"] = new JsonObject { ["previous"] = "before" } });
        Assert.DoesNotContain(BoundedText.Digits(Arrived.ReceivedAt!.Value.ToUnixTimeSeconds()),
            Payloads.GitLab(request).Grants()[0].GrantId, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_is_told_along_may_be_told_badly()
    {
        var comment = Examples.Payload("issue_comment", "created").With("issue.user", "nobody").With("issue.created_at", null);
        var told = Assert.IsType<WebhookOutcome.Normalised>(Deliveries.Read("issue_comment", comment, options: Arrived));
        Assert.Equal(["$.issue.user"], told.LeftOut.Select(fault => fault.Path));
        var merged =
            Payloads.Read("gitlab.merge_request.merged").Without("user").Without("object_attributes.created_at").Without("project.id");
        Assert.Equal(["gitlab:merge_request.merged"], Payloads.GitLab(merged).Grants().Select(grant => grant.Key));
        merged = Payloads.Read("gitlab.merge_request.merged").With("object_attributes.author_id", null);
        Assert.Equal(["gitlab:merge_request.merging"], Payloads.GitLab(merged).Grants().Select(grant => grant.Key));
    }

    [Fact]
    public void A_tag_of_nobody_is_ignored()
    {
        var weights = EventWeights.Default.With([new("gitlab:tag_push.created", Points.Of(1))]);
        foreach (var (user, reason) in new (JsonNode?, string?)[] { (null, "the payload does not say who made the tag"), (51, null) })
        {
            var body = Encoding.UTF8.GetBytes(Payloads.Read("gitlab.tag_push").With("user_id", user).ToJsonString());
            Assert.Equal(reason,
                (Functions.Webhooks.GitLab.GitLabWebhook.Normalise(body, weights, Arrived).Outcome as WebhookOutcome.Ignored)?.Reason);
        }
    }

    [Theory]
    [InlineData("\u0939\u093f\u0928\u094d\u0926\u0940_\u092e\u093f\u0932", true)] // Devanagari, with spacing vowel signs
    [InlineData("\u0ba4\u0bae\u0bbf\u0bb4\u0bcd", true)] // Tamil
    [InlineData("\u0e44\u0e17\u0e22", true)] // Thai
    [InlineData("\u043c\u0435\u043b\u044c\u043d\u0438\u043a\u2160\u0488", true)] // Cyrillic, a Roman numeral, an enclosing mark
    [InlineData("\ud835\udcb6", true)] // a letter beyond the basic plane
    [InlineData("\ud83d\ude00", false)] // an emoji
    [InlineData("ada b", false)]
    [InlineData("\u200dada", false)]
    public void Names_of_any_script_are_names(string username, bool isName)
    {
        var outcome = Payloads.Discourse("post_created", Payloads.Read("discourse.post_created").With("post.username", username));
        Assert.Equal(isName ? "discourse/" + username.ToLowerInvariant() : null,
            (outcome as WebhookOutcome.Normalised)?.Grants[0].Contributor);
    }

    [Theory]
    [InlineData("matrix", "@ada:matrix.org", "!room:matrix.org", "$KvNQ-9bG_x3:matrix.org")]
    [InlineData("teams", "29:1bcHXqYkMUS9f0vD4bYz5gq5_zYb4f0J3Wc8m1N6pQ7rS8tU9vW0xY1zA2bC3dE4fG5hI6jK7lM8nO9", "19:meeting_NzY@thread.v2",
        "1700000000000")]
    public void Ids_of_Matrix_and_Teams_are_ids(string platform, string account, string channel, string message)
    {
        var payload = Payloads.Read("chat.message.created").With("data.platform", platform).With("data.channel.id", channel)
            .With("data.message.id", message).With("data.message.author.id", account);
        var grant = Assert.Single(Payloads.Chat(payload).Grants());
        Assert.StartsWith($"{platform}/{account[..10]}", grant.Contributor, StringComparison.Ordinal);
        Assert.NotEqual(grant.Contributor,
            Assert.Single(Payloads.Chat(payload.With("data.message.author.id", account + "x")).Grants()).Contributor);
    }

    [Fact]
    public void Half_of_an_emoji_is_replaced_where_it_is_shown_and_refused_in_ids()
    {
        var message = Payloads.Read("chat.message.created").ToJsonString()
            .Replace("\"name\":\"Ada\"", "\"name\":\"Ada \\ud83d\"", StringComparison.Ordinal);
        var (_, outcome) = ChatWebhook.Normalise(Encoding.UTF8.GetBytes(message), EventWeights.Default, Arrived);
        Assert.Equal("Ada \uFFFD", Assert.Single(outcome.Grants()).Facts!.ContributorName);
        var reaction = Payloads.Read("chat.reaction.added").With("data.reaction", "HALF").ToJsonString()
            .Replace("HALF", "\\ud83d", StringComparison.Ordinal);
        Assert.Contains("half of a character", ChatWebhook.Normalise(Encoding.UTF8.GetBytes(reaction), EventWeights.Default,
            Arrived).Outcome.Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_push_of_nothing_but_faults_is_refused_in_a_moment_and_names_some()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        foreach (var element in (string[])["0", "{}"])
        {
            var body =
                $$$"""
                {"object_kind":"push","ref":"refs/heads/main","project":{"id":1,"path_with_namespace":"a/b"},
                 "commits":[{{{string.Join(',', Enumerable.Repeat(element, 200_000))}}}]}
                """;
            var outcome =
                Functions.Webhooks.GitLab.GitLabWebhook.Normalise(Encoding.UTF8.GetBytes(body), EventWeights.Default, Arrived).Outcome;
            var faults = Assert.IsType<WebhookOutcome.Malformed>(outcome).Faults;
            Assert.Equal((21, "$.commits"), (faults.Count, faults[0].Path));
        }

        Assert.InRange(clock.ElapsedMilliseconds, 0, 2000);
    }

    [Fact]
    public void An_array_or_a_fork_that_is_null_is_none()
    {
        Assert.Equal("the push brings no commits", Payloads.GitLab(Payloads.Read("gitlab.push").With("commits", null)).Reason());
        Assert.Single(Deliveries.Grants("fork", JsonNode.Parse(Examples.GitHub.First(example => example.Event == "fork").Body)!.AsObject()
            .With("forkee", null), options: Arrived));
    }

    [Theory]
    [InlineData("ada.m", 1L)]
    [InlineData(null, 1L)]
    [InlineData(null, 198L)]
    public void Whoever_merged_counts_though_the_author_is_told_badly(string? login, long id)
    {
        var bo = Deliveries.User("bo").With("id", 198L);
        var merged = Examples.Payload("pull_request", "closed").With("pull_request.merged", true)
            .With("pull_request.user", new JsonObject { ["login"] = login, ["id"] = id }).With("pull_request.merged_by", bo);
        var outcome = Deliveries.Read("pull_request", merged, options: Arrived);
        if (id == 198) Assert.IsType<WebhookOutcome.Malformed>(outcome);
        else Assert.Equal(("github/bo", "github:pull_request.merging"), (outcome.Grants()[0].Contributor, outcome.Grants()[0].Key));
    }

    [Fact]
    public void A_page_that_is_really_called_by_the_sign_for_no_character_counts()
    {
        var page = Payloads.Read("gitlab.wiki_page").With("object_attributes.slug", "\uFFFD");
        Assert.Single(Payloads.GitLab(page).Grants());
    }

    [Fact]
    public void An_account_that_is_an_address_is_kept_as_a_hash_and_what_it_had_is_found()
    {
        var thanks = Payloads.Read("chat.thanks.given").With("data.by.id", "Ada@example.org");
        var told = Assert.IsType<WebhookOutcome.Normalised>(Payloads.Chat(thanks));
        Assert.All(told.Grants, grant =>
            Assert.DoesNotContain("@example", System.Text.Json.JsonSerializer.Serialize(grant), StringComparison.OrdinalIgnoreCase));
        Assert.All(told.Grants,
            grant => Assert.Contains("/Ada@example.org>", Assert.Single(told.Former[grant.GrantId]).Id, StringComparison.Ordinal));
        var message = Payloads.Read("chat.message.created").With("data.message.author.id", "ada@example.org");
        Assert.Equal("discord/" + BoundedText.Hash("ada@example.org"), Assert.Single(Payloads.Chat(message).Grants()).Contributor);
    }

    private static JsonObject Commit(JsonNode like, char digit) => like.DeepClone().AsObject().With("id", new string(digit, 40));

    private static IEnumerable<string> LeftOut(WebhookOutcome outcome) =>
        Assert.IsType<WebhookOutcome.Normalised>(outcome).LeftOut.Select(fault => fault.Path);
}

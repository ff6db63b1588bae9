using System.Text.Json.Nodes;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

public sealed class GitLabWebhookTests
{
    private const string Sha = "b6568db1bc1dcd7f8b4d5a946b0b91f9dacd7327";

    [Fact]
    public void A_push_counts_each_commit_once_for_each_author()
    {
        var grants = Payloads.GitLab(Payloads.Read("gitlab.push")).Grants();
        var ada = grants[0].Contributor;
        Assert.StartsWith("email/", ada, StringComparison.Ordinal);
        Assert.Equal(["gitlab:push.commit", "gitlab:push.co_authored", "gitlab:push.merge_commit"], grants.Select(grant => grant.Key));
        Assert.Equal([ada, "gitlab/52", "gitlab/52"], grants.Select(grant => grant.Contributor));
        Assert.Equal([Points.Of(1), Points.Of(1), Points.Zero], grants.Select(grant => grant.Amount));
        Assert.Equal($"github:push.commit:{Sha}", grants[0].GrantId); // a commit has one id, whoever tells of it
        Assert.True(grants[0].Tells($"gitlab/mill/field/commit/{Sha}", EdgeTypes.References, "gitlab/mill/field/issue/7"));
        Assert.True(grants[0].Tells($"gitlab/mill/field/commit/{Sha}", EdgeTypes.References, "gitlab/mill/field/pull/4"));
        Assert.Equal(DateTimeOffset.Parse("2026-11-02T12:27:31Z"), grants[0].GrantedAt);
    }

    [Fact]
    public void The_same_commit_pushed_by_somebody_else_to_another_project_makes_the_same_ids()
    {
        var again =
            Payloads.Read("gitlab.push").With("user_id", 99).With("project.id", 16).With("project.path_with_namespace", "fork/field");
        Assert.Equal(
            Payloads.GitLab(Payloads.Read("gitlab.push")).Grants().Select(grant => grant.GrantId),
            Payloads.GitLab(again).Grants().Select(grant => grant.GrantId));
    }

    [Fact]
    public void Only_the_default_branch_counts() =>
        Assert.Equal("the push is not to the default branch",
            Payloads.GitLab(Payloads.Read("gitlab.push").With("ref", "refs/heads/rows")).Reason());

    [Fact]
    public void An_issue_goes_to_its_author_whoever_opened_it()
    {
        var opened = Assert.Single(Payloads.GitLab(Payloads.Read("gitlab.issue")).Grants());
        Assert.Equal(("gitlab:issue.opened:301", "gitlab/51", Points.Of(2)), (opened.GrantId, opened.Contributor, opened.Amount));
        Assert.Equal("Ada", opened.Facts!.ContributorName);
        Assert.True(opened.Tells("gitlab/mill/field/issue/7", EdgeTypes.References, "gitlab/mill/barn/issue/3"));
        Assert.True(opened.Tells("gitlab/mill/field/issue/7", EdgeTypes.References, "gitlab/mill/field/pull/4"));

        var unnamed = Assert.Single(Payloads.GitLab(Payloads.Read("gitlab.issue").With("object_attributes.author_id", 77)).Grants());
        Assert.Equal("gitlab/77", unnamed.Contributor);
        Assert.Null(unnamed.Facts!.ContributorName);
    }

    [Fact]
    public void An_instance_of_one_s_own_has_numbers_of_its_own()
    {
        var grant = Assert.Single(
            Payloads.GitLab(Payloads.Read("gitlab.issue").With("project.web_url", "https://git.mill.example/Mill/Field")).Grants());
        Assert.Equal(("gitlab:issue.opened:git.mill.example/301", "gitlab/git.mill.example/51"), (grant.GrantId, grant.Contributor));
    }

    [Fact]
    public void A_moved_issue_is_taken_back_where_it_was()
    {
        var moved = Payloads.GitLab(Payloads.Read("gitlab.issue").With("object_attributes.action", "close")
            .With("object_attributes.moved_to_id", 302)).Grants();
        Assert.Equal([Points.Of(2), Points.Of(-2)], moved.Select(grant => grant.Amount));
        Assert.Equal("gitlab:issue.opened:301", moved[1].Corrects);
        Assert.Equal(["gitlab/mill/field/issue/7"], moved[1].Facts!.Retracts);
    }

    [Fact]
    public void What_is_confidential_stays_so()
    {
        const string reason = "it is confidential, and a ledger is read by many";
        Assert.Equal(reason, Payloads.GitLab(Payloads.Read("gitlab.issue").With("object_attributes.confidential", true)).Reason());
        Assert.Equal(reason, Payloads.GitLab(Payloads.Read("gitlab.note.issue").With("issue.confidential", true)).Reason());
        Assert.Equal(reason, Payloads.GitLab(Payloads.Read("gitlab.note.issue").With("object_attributes.internal", true)).Reason());
    }

    [Fact]
    public void An_edit_is_told_if_it_brings_a_new_title_or_new_mentions()
    {
        var edit = Payloads.Read("gitlab.issue").With("object_attributes.action", "update")
            .With("changes.description", new JsonObject { ["previous"] = "as in #5", ["current"] = "as in #5 and #6" });
        var grant = Assert.Single(Payloads.GitLab(edit).Grants());
        Assert.Equal(("gitlab:issue.edited", Points.Zero), (grant.Key, grant.Amount));
        Assert.True(grant.Tells("gitlab/mill/field/issue/7", EdgeTypes.References, "gitlab/mill/field/issue/6"));
        Assert.False(grant.Tells("gitlab/mill/field/issue/7", EdgeTypes.References, "gitlab/mill/field/issue/5"));
        Assert.StartsWith("the edit changes neither",
            Payloads.GitLab(Payloads.Read("gitlab.issue").With("object_attributes.action", "update")).Reason(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_merge_goes_to_the_author_and_to_whoever_merged()
    {
        var grants = Payloads.GitLab(Payloads.Read("gitlab.merge_request.merged")).Grants();
        Assert.Equal(["gitlab/52 8", "gitlab/51 1"], grants.Select(grant => $"{grant.Contributor} {grant.Amount}"));
        Assert.True(grants[0]
            .Tells("gitlab/mill/field/pull/4", EdgeTypes.MergedAs, "gitlab/mill/field/commit/da1560886d4f094c3e6c9ef40349f7d38b5d27d7"));
        Assert.True(grants[1].Tells("@gitlab/51", EdgeTypes.Merges, "gitlab/mill/field/pull/4"));
    }

    [Fact]
    public void A_draft_counts_as_opened_when_it_is_ready_and_only_once()
    {
        var draft = Payloads.GitLab(Payloads.Read("gitlab.merge_request").With("object_attributes.draft", true)).Grants();
        Assert.Equal("gitlab:merge_request.drafted", Assert.Single(draft).Key);
        var ready = Payloads.Read("gitlab.merge_request").With("object_attributes.action", "update")
            .With("changes.draft", new JsonObject { ["previous"] = true, ["current"] = false });
        Assert.Equal(Assert.Single(Payloads.GitLab(Payloads.Read("gitlab.merge_request")).Grants()).GrantId,
            Assert.Single(Payloads.GitLab(ready).Grants()).GrantId);
    }

    [Fact]
    public void An_approval_is_a_review_unless_it_is_of_one_s_own_and_can_be_withdrawn()
    {
        var payload = Payloads.Read("gitlab.merge_request.approved");
        var approved = Assert.Single(Payloads.GitLab(payload).Grants());
        Assert.Equal(("gitlab:merge_request.approved:99:51", "gitlab/51", Points.Of(3)),
            (approved.GrantId, approved.Contributor, approved.Amount));
        Assert.True(approved.Tells("gitlab/mill/field/pull/4/approval/51", EdgeTypes.Reviews, "gitlab/mill/field/pull/4"));
        Assert.Equal(approved.GrantId,
            Assert.Single(Payloads.GitLab(payload.With("object_attributes.action", "approval")).Grants()).GrantId);

        var withdrawn = Payloads.GitLab(payload.With("object_attributes.action", "unapproved")).Grants();
        Assert.Equal((approved.GrantId, Points.Of(-3)), (withdrawn[1].Corrects, withdrawn[1].Amount));
        Assert.Contains("withdraw approvals", Payloads.GitLab(payload.With("object_attributes.system", true)).Reason(),
            StringComparison.Ordinal);
        Assert.Equal("approving one's own merge request counts nothing",
            Payloads.GitLab(Payloads.Read("gitlab.merge_request.approved").With("object_attributes.author_id", 51)).Reason());
    }

    [Theory]
    [InlineData("gitlab.note.issue", "gitlab:note.on_issue", "gitlab/mill/field/comment/1241", "gitlab/mill/field/issue/7")]
    [InlineData("gitlab.note.merge_request", "gitlab:note.on_merge_request", "gitlab/mill/field/review-comment/1244",
        "gitlab/mill/field/pull/4")]
    [InlineData("gitlab.note.commit", "gitlab:note.on_commit", "gitlab/mill/field/comment/1243",
        "gitlab/mill/field/commit/cfe32cf61b73a0d5e9f13e774abde7ff789b1660")]
    public void A_note_comments_on_its_subject(string payload, string key, string node, string subject)
    {
        var grant = Assert.Single(Payloads.GitLab(Payloads.Read(payload)).Grants());
        Assert.Equal((key, Points.Of(1)), (grant.Key, grant.Amount));
        Assert.True(grant.Tells(node, EdgeTypes.CommentsOn, subject));
        Assert.True(grant.Tells("@" + grant.Contributor, EdgeTypes.Authors, node));
    }

    [Fact]
    public void Notes_of_the_system_count_nothing_and_edits_tell_what_is_mentioned_since()
    {
        Assert.Equal("GitLab itself wrote the note",
            Payloads.GitLab(Payloads.Read("gitlab.note.issue").With("object_attributes.system", true)).Reason());
        var edited = Assert.Single(
            Payloads.GitLab(Payloads.Read("gitlab.note.issue").With("object_attributes.action", "update")).Grants());
        Assert.Equal(("gitlab:note.on_issue.revised", "gitlab/52", Points.Zero), (edited.Key, edited.Contributor, edited.Amount));
        Assert.Equal(("gitlab/mill/field/comment/1241", null), (edited.Facts!.Withdraws![0].From, edited.Facts.Withdraws[0].To));
        // Versions before 17 tell edits like new notes.
        var told = Payloads.GitLab(Payloads.Read("gitlab.note.issue").Without("object_attributes.action")
            .With("object_attributes.updated_at", "2026-11-02 11:00:00 UTC")).Grants();
        Assert.Equal(["gitlab:note.on_issue.revised", "gitlab:note.on_issue"], told.Select(grant => grant.Key));
    }

    [Fact]
    public void An_emoji_recognises_the_author_and_can_be_taken_back_but_not_given_to_oneself()
    {
        var given = Assert.Single(Payloads.GitLab(Payloads.Read("gitlab.emoji")).Grants());
        Assert.Equal(("gitlab:emoji.awarded:8", "gitlab/52"), (given.GrantId, given.Contributor));
        Assert.True(given.Tells("@gitlab/51", EdgeTypes.ReactsTo, "gitlab/mill/field/comment/1241"));
        var taken = Payloads.GitLab(Payloads.Read("gitlab.emoji").With("object_attributes.action", "revoke")).Grants();
        Assert.Equal((given.GrantId, -given.Amount), (taken[1].Corrects, taken[1].Amount));
        Assert.Equal("a reaction to one's own work counts nothing",
            Payloads.GitLab(Payloads.Read("gitlab.emoji").With("note.author_id", 51)).Reason());
    }

    [Fact]
    public void A_wiki_page_counts_once_a_version()
    {
        var created = Assert.Single(Payloads.GitLab(Payloads.Read("gitlab.wiki_page")).Grants());
        Assert.Equal(("gitlab:wiki_page.created", "gitlab/51", Payloads.Options.ReceivedAt),
            (created.Key, created.Contributor, created.GrantedAt));
        var edited = Assert.Single(
            Payloads.GitLab(Payloads.Read("gitlab.wiki_page").With("object_attributes.action", "update")
                .With("object_attributes.version_id", "x2")).Grants());
        Assert.NotEqual(created.GrantId, edited.GrantId);
    }

    [Theory]
    [InlineData("gitlab.release", "does not say who released")]
    [InlineData("gitlab.pipeline", "work of machines")]
    [InlineData("gitlab.tag_push", "worth no points")]
    public void What_names_nobody_or_is_worth_nothing_is_ignored(string payload, string reason) =>
        Assert.Contains(reason, Payloads.GitLab(Payloads.Read(payload)).Reason(), StringComparison.Ordinal);

    [Fact]
    public void What_belongs_to_a_group_alone_is_ignored_so_that_GitLab_does_not_switch_us_off() =>
        Assert.Equal("it belongs to no project",
            Payloads.GitLab(Payloads.Read("gitlab.issue").With("project", null).With("object_kind", "work_item")).Reason());

    [Fact]
    public void An_unknown_event_is_ignored_and_a_bot_is_nobody()
    {
        Assert.Equal("sowing is an unknown event", Payloads.GitLab(new JsonObject { ["object_kind"] = "sowing" }).Reason());
        var bot = Payloads.Read("gitlab.issue").With("user.username", "project_15_bot_4f2a");
        Assert.Equal("project_15_bot_4f2a is a bot", Payloads.GitLab(bot).Reason());
    }

    [Theory]
    [InlineData("gitlab.wiki_page", "project.id", "$.project.id is not a positive whole number")]
    [InlineData("gitlab.issue", "object_attributes.id", "$.object_attributes.id is not a positive whole number")]
    [InlineData("gitlab.push", "commits", "$.commits is not an array")]
    [InlineData("gitlab.merge_request", "object_attributes.iid", "$.object_attributes.iid is not a positive whole number")]
    public void What_cannot_be_done_without_is_named(string payload, string missing, string fault) =>
        Assert.Equal(fault, Payloads.GitLab(Payloads.Read(payload).Without(missing)).Fault());

    [Theory]
    [InlineData("gitlab.emoji", "revoke", "user", "gitlab:emoji.revoked")]
    [InlineData("gitlab.merge_request.approved", "unapproved", "user", "gitlab:merge_request.unapproved")]
    public void What_a_bot_did_before_it_was_called_one_is_taken_back_from_whom_the_ledger_paid(string payload, string action,
        string account, string key)
    {
        var takenBack = Payloads.Read(payload).With("object_attributes.action", action);
        var known = Payloads.GitLab(takenBack).Grants()[1];
        var reversal = Assert.Single(Payloads.GitLab(takenBack.With($"{account}.username", "project_15_bot_4f2a")).Grants());
        Assert.Equal((known.GrantId, known.Corrects, key, EarlyCorrections.Whoever),
            (reversal.GrantId, reversal.Corrects, reversal.Key, reversal.Contributor));
    }
}

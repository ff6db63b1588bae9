using Grain.Functions.Webhooks.Reading;
using System.Text.Json.Nodes;
using Xunit;
using static Grain.Functions.Tests.Webhooks.CommitOutcomes;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>The bots and stand-ins that GitLab itself makes.</summary>
public sealed class GitLabNobodyTests
{
    private const string Gone = "the account was deleted";

    [Theory]
    [InlineData("Renovate Bot", "renovate@whitesourcesoftware.com")]
    [InlineData("Deps", "project_1_bot_4f2a@noreply.gitlab.com")]
    [InlineData("deps", "group_9_bot@noreply.gitlab.com")]
    public void A_person_who_merges_the_merge_request_of_a_bot_gets_the_merging_alone(string name, string address)
    {
        var merged = Payloads.Read("gitlab.merge_request.merged").With("assignees", null).With("reviewers", null)
            .With("object_attributes.last_commit", new JsonObject { ["author"] = new JsonObject { ["name"] = name, ["email"] = address } });
        var grant = Assert.Single(Payloads.GitLab(merged).Grants());
        Assert.Equal(("gitlab/51", "gitlab:merge_request.merging"), (grant.Contributor, grant.Key));
        Assert.DoesNotContain(grant.Facts!.Edges, edge => edge.From == "@gitlab/52");
    }

    [Theory]
    [InlineData("username", "project_1_bot_4f2a")]
    [InlineData("username", "group_22_bot")]
    [InlineData("username", "service_account_group_3_77")]
    [InlineData("bot", true)]
    [InlineData("user_type", "project_bot")]
    [InlineData("user_type", "service_account")]
    public void A_bot_of_GitLab_is_known_wherever_a_payload_describes_it(string field, object value)
    {
        var bot = new JsonObject
        {
            ["id"] = 52,
            ["username"] = "deps",
            ["name"] = "Deps",
            [field] = value is string text ? JsonValue.Create(text) : JsonValue.Create(true)
        };
        var merged = Payloads.Read("gitlab.merge_request.merged").With("assignees", null).With("reviewers", null);
        Assert.Equal("gitlab/51",
            Assert.Single(Payloads.GitLab(merged.With("object_attributes.author", bot.DeepClone())).Grants()).Contributor);
        Assert.EndsWith(" is a bot", Payloads.GitLab(Payloads.Read("gitlab.issue").With("user", bot)
            .With("object_attributes.author_id", 52)).Reason(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ghost1", null, Gone)]
    [InlineData("jane_placeholder_user_3", null, "jane_placeholder_user_3 stands for somebody of another place")]
    [InlineData("import_user_group_9_dd85", null, "import_user_group_9_dd85 stands for somebody of another place")]
    [InlineData("jane", "placeholder", "jane stands for somebody of another place")]
    public void GitLabs_own_stand_ins_are_nobody(string username, string? type, string reason)
    {
        var issue = Payloads.Read("gitlab.issue").With("user.username", username).With("user.user_type", type);
        Assert.Equal(reason, GitLab(issue, new CountingOptions { IncludeBots = true }).Reason());
    }

    [Fact]
    public void A_tag_is_nobodys_if_a_bot_pushed_it()
    {
        var tag = Payloads.Read("gitlab.tag_push").With("user_username", "project_7_bot");
        Assert.Equal("project_7_bot is a bot", Payloads.GitLab(tag).Reason());
    }
}

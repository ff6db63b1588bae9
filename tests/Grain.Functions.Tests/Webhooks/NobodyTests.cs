using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Settings;
using System.Text.Json.Nodes;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>Machines and nobody are told from people on every path, by everything that a payload or a commit tells of them.</summary>
public sealed class NobodyTests
{
    private const string Gone = "the account was deleted";

    public static TheoryData<string, string, string?> Machines { get; } = new()
    {
        { "Claude", "noreply@anthropic.com", null }, { "Claude", "noreply@anthropic.com", "claude" },
        { "Cursor", "CursorAgent@cursor.com ", null },
        { "Cursor Agent", "me@cursor.example", null }, { "Copilot", "198982749+Copilot@users.noreply.github.com", null },
        { "Anybody", "x@x.example", "Copilot" },
        { "renovate", "bot@renovateapp.com", null }, { "WhiteSource Renovate", "renovate@whitesourcesoftware.com", null },
        { "Renovate Bot", "r@mill.example", null },
        { "dependabot", "support@dependabot.com", null }, { "Devin", "158243242+devin-ai-integration[bot]@users.noreply.github.com", null },
        { "aider (gpt-5)", "noreply@aider.chat", null }, { "Codex", "noreply@openai.com", null },
        { "Gemini", "218195315+gemini-cli@users.noreply.github.com", null },
        { "google-labs-jules[bot]", "161369871+google-labs-jules[bot]@users.noreply.github.com", null },
        { "Jules[BOT]", "jules@mill.example", null },
        { "GitHub Action", "action@github.com", null }, { "GitHub", "noreply@github.com", "web-flow" },
        { "semantic-release-bot", "semantic-release-bot@martynus.net", null },
        { "snyk-bot", "snyk-bot@snyk.io", null },
        { "allcontributors[bot]", "46447321+allcontributors[bot]@users.noreply.github.com", null },
        { "pre-commit-ci[bot]", "66853113+pre-commit-ci[bot]@users.noreply.github.com", null },
        { "A service", "No-Reply@mill.example", null },
        { "Token", "project_7_bot_4f2a@noreply.git.mill.example", null },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public void A_tool_that_signs_as_a_person_is_a_bot_as_author_and_co_author_of_both_forges_and_in_the_space_that_counts_bots_is_one(
        string name, string address, string? username)
    {
        var author = new JsonObject { ["name"] = name, ["email"] = address, ["username"] = username };
        Assert.EndsWith(" is a bot", GitHub(author).Reason(), StringComparison.Ordinal);
        if (username is not null) return;
        Assert.EndsWith(" is a bot", GitLab(author).Reason(), StringComparison.Ordinal);
        var paired = $"Oil\n\nCo-authored-by: {name} <{address}>";
        Assert.Equal("github/ada-m", Assert.Single(GitHub(Ada(), paired).Grants()).Contributor);
        Assert.StartsWith("email/", Assert.Single(GitLab(Ada(), paired).Grants()).Contributor, StringComparison.Ordinal);
        Assert.Single(GitHub(author, options: new CountingOptions { IncludeBots = true }).Grants());
    }

    [Theory]
    [InlineData("ghost", "ghost@users.noreply.github.com", null)]
    [InlineData("Deleted user", "10137+Ghost@users.noreply.github.com", null)]
    [InlineData("Deleted user", "x@mill.example", "ghost")]
    [InlineData("?", "none@none", "invalid-email-address")]
    public void A_stand_in_is_nobody_even_in_the_space_that_counts_bots(string name, string address, string? username)
    {
        var options = new CountingOptions { IncludeBots = true };
        var author = new JsonObject { ["name"] = name, ["email"] = address, ["username"] = username };
        Assert.Equal(Gone, GitHub(author, options: options).Reason());
        if (username is not null) return;
        Assert.Equal(Gone, GitLab(author).Reason());
        Assert.Equal("github/ada-m",
            Assert.Single(GitHub(Ada(), $"Oil\n\nCo-authored-by: {name} <{address}>", options).Grants()).Contributor);
    }

    [Theory]
    [InlineData("claude", "Claude Monet", "claude@monet.example", "email/")]
    [InlineData("", "Ghost Rider", "rider@mill.example", "email/")]
    [InlineData("", "Jules", "jules@mill.example", "email/")]
    [InlineData("", "Bo", "bo@noreply.codeberg.org", "email/")]
    [InlineData("", "Robot Fan", "52-bo@users.noreply.gitlab.com", "gitlab/52")]
    public void A_person_who_is_called_like_a_tool_is_a_person(string username, string name, string address, string contributor)
    {
        Assert.StartsWith(contributor, Assert.Single(GitLab(new JsonObject { ["name"] = name, ["email"] = address }).Grants()).Contributor,
            StringComparison.Ordinal);
        if (username.Length == 0) return;
        var post = Payloads.Read("discourse.post_created").With("post.username", username).With("post.name", name);
        Assert.Equal("discourse/claude", Assert.Single(Payloads.Discourse("post_created", post).Grants()).Contributor);
    }

    [Theory]
    [InlineData("issues", "opened", "issue.user")]
    [InlineData("issue_comment", "created", "comment.user")]
    [InlineData("pull_request", "opened", "pull_request.user")]
    [InlineData("release", "published", "release.author")]
    [InlineData("gollum", "", "sender")]
    [InlineData("fork", "", "sender")]
    public void A_mannequin_or_a_stand_in_is_nobody_wherever_it_stands(string eventName, string action, string path)
    {
        JsonObject Payload() => action.Length > 0 ? Examples.Payload(eventName, action)
            : JsonNode.Parse(Examples.GitHub.First(example => example.Event == eventName).Body)!.AsObject();
        var counted = new CountingOptions { IncludeBots = true };
        Assert.Equal("old.jane stands for somebody of another place",
            Deliveries.Reason(eventName, Payload().With(path, Deliveries.User("old.jane", "Mannequin")), counted));
        Assert.Equal(Gone, Deliveries.Reason(eventName, Payload().With(path, Deliveries.User("invalid-email-address")), counted));
        var number = Deliveries.User("ada-m")["id"]!.ToString();
        Assert.Equal("ada-m is a bot",
            Deliveries.Reason(eventName, Payload().With(path, Deliveries.User("ada-m")), new CountingOptions { FurtherBots = [number] }));
    }

    [Theory]
    [InlineData("our-robot")]
    [InlineData(" @Our-Robot ")]
    [InlineData("github/our-robot")]
    [InlineData("Mühlen-Roboter")]
    [InlineData("MÜHLEN-roboter")]
    [InlineData("<Robot@mill.example>")]
    [InlineData("7001")]
    public void A_space_names_its_own_builder_by_login_name_number_or_address(string bot)
    {
        var options = new CountingOptions { FurtherBots = [bot] };
        var author = new JsonObject { ["name"] = "Mühlen-Roboter", ["email"] = "robot@mill.example", ["username"] = "our-robot" };
        string[] unknown = bot == "7001" ? [] : ["our-robot is a bot"];
        Assert.Equal(unknown, GitHub(author, options: options) is WebhookOutcome.Ignored told ? [told.Reason] : []);
        var relay = $"Mühlen-Roboter <7001+our-robot@users.noreply.github.com>";
        if (!bot.Contains("mill.example", StringComparison.Ordinal))
            Assert.Single(GitHub(Ada(), $"Oil\n\nCo-authored-by: {relay}", options).Grants());
    }

    [Theory]
    [InlineData("@")]
    [InlineData("<>")]
    [InlineData(" ")]
    public void What_names_nobody_is_refused_and_makes_nobody_a_bot(string bot)
    {
        Assert.Equal("c.bots[0]", Assert.Single(new WebhookConfig { Bots = [bot] }.Check("c")).Path);
        var nameless = new JsonObject { ["name"] = "", ["email"] = "x@mill.example" };
        Assert.Single(GitHub(nameless, options: new CountingOptions { FurtherBots = [bot] }).Grants());
    }

    [Fact]
    public void A_number_names_a_bot_of_GitLab_and_an_id_one_of_a_chat()
    {
        var merged = Payloads.Read("gitlab.merge_request.merged").With("assignees", null).With("reviewers", null);
        Assert.Equal(["gitlab/51"],
            GitLab(merged, new CountingOptions { FurtherBots = ["52"] }).Grants().Select(grant => grant.Contributor));
        Assert.Equal(["gitlab/51"],
            GitLab(merged, new CountingOptions { FurtherBots = ["gitlab/52"] }).Grants().Select(grant => grant.Contributor));
        var thanks = Payloads.Read("chat.thanks.given");
        var options = new CountingOptions { FurtherBots = ["discord/80351110224678912"] };
        var outcome = Functions.Webhooks.Chat.ChatWebhook.Normalise(System.Text.Encoding.UTF8.GetBytes(thanks.ToJsonString()),
            EventWeights.Default, options).Outcome;
        Assert.Equal("discord/70351110224678914", Assert.Single(outcome.Grants()).Contributor);
        Assert.Equal("Slackbot is a bot", Payloads.Chat(Payloads.Read("chat.message.created").With("data.platform", "slack")
            .With("data.message.author", new JsonObject { ["id"] = "USLACKBOT", ["name"] = "Slackbot" })).Reason());
    }

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

    [Theory]
    [InlineData("claude", "x@mill.example")]
    [InlineData(null, "claude@users.noreply.ghe.mill.example")]
    [InlineData(null, "copilot@noreply.codeberg.org")]
    public void On_a_server_of_its_own_a_person_may_have_the_login_of_a_machine(string? username, string address)
    {
        var author = new JsonObject { ["name"] = "Claude M.", ["email"] = address, ["username"] = username };
        var push = CommitOf.GitHub(author, "Oil").With("repository.html_url", "https://ghe.mill.example/mill/wheel");
        Assert.Single(Deliveries.Grants("push", push));
        var robot = new JsonObject { ["name"] = "x", ["email"] = "x@mill.example", ["username"] = "renovate-bot" };
        Assert.Equal("renovate-bot is a bot",
            Deliveries.Reason("push", CommitOf.GitHub(robot, "Oil").With("repository.html_url", "https://ghe.mill.example/mill/wheel")));
    }

    [Fact]
    public void A_space_names_a_bot_by_the_contributor_that_it_sees()
    {
        var author = new JsonObject { ["name"] = "R", ["email"] = "r@mill.example", ["username"] = "our-robot" };
        var elsewhere = CommitOf.GitHub(author, "Oil").With("repository.html_url", "https://ghe.mill.example/mill/wheel");
        Assert.Equal("our-robot is a bot", Deliveries.Reason("push", elsewhere,
            new CountingOptions { Home = "github.com", FurtherBots = ["github/ghe.mill.example/our-robot"] }));
        author.Remove("username");
        var options = new CountingOptions { FurtherBots = ["email/" + BoundedText.Hash("r@mill.example"), "gitlab/git.mill.example/51"] };
        Assert.Equal("R is a bot", Deliveries.Reason("push", CommitOf.GitHub(author, "Oil"), options));
        Assert.Equal("R is a bot", GitLab(CommitOf.GitLab(author, "Oil"), options).Reason());
        var issue = Payloads.Read("gitlab.issue").With("project.web_url", "https://git.mill.example/mill/wheel").With("user.id", 51)
            .With("object_attributes.author_id", 51);
        Assert.EndsWith(" is a bot", GitLab(issue, options).Reason(), StringComparison.Ordinal);
    }

    private static JsonObject Ada() => new() { ["name"] = "Ada", ["email"] = "ada@mill.example", ["username"] = "ada-m" };

    private static WebhookOutcome GitHub(JsonObject author, string message = "Oil the axle", CountingOptions? options = null) =>
        Deliveries.Read("push", CommitOf.GitHub(author, message), options: options);

    private static WebhookOutcome GitLab(JsonObject author, string message = "Oil the axle") =>
        Payloads.GitLab(CommitOf.GitLab(author, message));

    private static WebhookOutcome GitLab(JsonObject payload, CountingOptions options) =>
        Functions.Webhooks.GitLab.GitLabWebhook.Normalise(System.Text.Encoding.UTF8.GetBytes(payload.ToJsonString()), EventWeights.Default,
            options).Outcome;
}

/// <summary>Pushes of one commit.</summary>
internal static class CommitOf
{
    public static JsonObject GitHub(JsonObject author, string message, params string[] added) => new()
    {
        ["ref"] = "refs/heads/main",
        ["repository"] = new JsonObject
        {
            ["id"] = 5,
            ["full_name"] = "mill/wheel",
            ["html_url"] = "https://github.com/mill/wheel",
            ["default_branch"] = "main"
        },
        ["commits"] = new JsonArray(Commit(author, message, added)),
    };

    public static JsonObject GitLab(JsonObject author, string message) => new()
    {
        ["object_kind"] = "push",
        ["ref"] = "refs/heads/main",
        ["user_id"] = 51,
        ["project"] = new JsonObject
        {
            ["id"] = 61,
            ["path_with_namespace"] = "mill/wheel",
            ["web_url"] = "https://gitlab.com/mill/wheel",
            ["default_branch"] = "main"
        },
        ["commits"] = new JsonArray(Commit(author, message)),
    };

    private static JsonObject Commit(JsonObject author, string message, params string[] added) => new()
    {
        ["id"] = "b6568db1bc1dcd7f8b4d5a946b0b91f9dacd7327",
        ["message"] = message,
        ["timestamp"] = "2026-11-02T13:27:31+01:00",
        ["author"] = author.DeepClone(),
        ["added"] = new JsonArray([.. added.Select(path => JsonValue.Create(path))]),
    };
}

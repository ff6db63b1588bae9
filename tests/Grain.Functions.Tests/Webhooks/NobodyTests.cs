using Grain.Functions.Webhooks.Reading;
using System.Text.Json.Nodes;
using Xunit;
using static Grain.Functions.Tests.Webhooks.CommitOutcomes;

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
}

using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Settings;
using System.Text.Json.Nodes;
using Xunit;
using static Grain.Functions.Tests.Webhooks.CommitOutcomes;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>The bots that a space names.</summary>
public sealed class NamedBotTests
{
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
}

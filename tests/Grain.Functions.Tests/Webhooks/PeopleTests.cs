using System.Text.Json.Nodes;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>Who is recognised: people, by account or by address, and bots only on request.</summary>
public sealed class PeopleTests
{
    private static JsonObject Push => Examples.GitHub.Where(example => example.Event == "push")
        .Select(example => JsonNode.Parse(example.Body)!.AsObject()).First(push => push["commits"]!.AsArray().Count > 0);

    private static JsonObject By(string name, string address) => new() { ["name"] = name, ["email"] = address };

    [Fact]
    public void A_contributor_is_in_lower_case_and_keeps_their_name()
    {
        var grant = Assert.Single(Deliveries.Grants("issues", Examples.Payload("issues", "opened")));
        Assert.Equal("github/codertocat", grant.Contributor);
        Assert.Equal("Codertocat", grant.Facts!.ContributorName);
    }

    [Theory]
    [InlineData("dependabot[bot]", "Bot")]
    [InlineData("dependabot[bot]", "User")]
    [InlineData("Some-App", "Bot")]
    [InlineData("web-flow", "User")]
    [InlineData("GitHub-Actions", "User")]
    public void Bots_are_not_recognised_unless_asked_for(string login, string type)
    {
        var payload = Examples.Payload("issues", "opened").With("issue.user", Deliveries.User(login, type));
        Assert.Equal($"{login} is a bot", Deliveries.Reason("issues", payload));
        var grant = Assert.Single(Deliveries.Grants("issues", payload, options: new CountingOptions { IncludeBots = true }));
        Assert.Equal("github/" + login.ToLowerInvariant(), grant.Contributor);
    }

    [Fact]
    public void A_space_may_name_further_bots()
    {
        var options = new CountingOptions { FurtherBots = ["CODERTOCAT"] };
        Assert.Equal("Codertocat is a bot", Deliveries.Reason("issues", Examples.Payload("issues", "opened"), options));
    }

    [Fact]
    public void A_person_who_comments_on_the_work_of_a_bot_is_recognised_and_the_bot_is_not_told()
    {
        var payload = Examples.Payload("issue_comment", "created").With("issue.user", Deliveries.User("renovate[bot]", "Bot"));
        var grant = Assert.Single(Deliveries.Grants("issue_comment", payload));
        Assert.Equal("github/codertocat", grant.Contributor);
        Assert.DoesNotContain(grant.Facts!.Edges, edge => edge.From.Contains("renovate", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("issues", "opened", "issue.user")]
    [InlineData("issue_comment", "created", "comment.user")]
    [InlineData("pull_request", "opened", "pull_request.user")]
    [InlineData("pull_request_review", "submitted", "review.user")]
    [InlineData("release", "published", "release.author")]
    [InlineData("discussion", "answered", "answer.user")]
    public void A_deleted_account_is_nobody(string eventName, string action, string path)
    {
        var payload = Examples.Payload(eventName, action);
        if (eventName == "pull_request_review") payload.With("review.state", "approved");
        Assert.Equal("the account was deleted", Deliveries.Reason(eventName, payload.With(path, null)));
        Assert.Equal("the account was deleted", Deliveries.Reason(eventName, payload.With(path, Deliveries.User("ghost"))));
        var names = path.Split('.');
        payload[names[0]]!.AsObject().Remove(names[1]);
        Assert.Equal("the account was deleted", Deliveries.Reason(eventName, payload));
    }

    [Fact]
    public void A_comment_on_the_issue_of_a_deleted_account_counts() =>
        Assert.Single(Deliveries.Grants("issue_comment", Examples.Payload("issue_comment", "created").With("issue.user", null)));

    [Theory]
    [InlineData("""{"login":5}""", "$.issue.user.login is not a text, or an empty or a huge one")]
    [InlineData("""{"login":"a b"}""", "$.issue.user.login is not the name of an account")]
    [InlineData("""{"login":"<script>"}""", "$.issue.user.login is not the name of an account")]
    [InlineData("""{}""", "$.issue.user.login is not a text, or an empty or a huge one")]
    [InlineData("""[]""", "$.issue.user is not an object")]
    public void What_is_not_an_account_is_malformed(string user, string fault) =>
        Assert.Equal(fault, Deliveries.Fault("issues", Examples.Payload("issues", "opened").With("issue.user", JsonNode.Parse(user))));

    [Theory]
    [InlineData("123+OctoCat@users.noreply.github.com", "github/octocat")]
    [InlineData("octocat@users.noreply.github.com", "github/octocat")]
    [InlineData("octocat@users.noreply.GitHub.com", "github/octocat")]
    public void A_relay_address_is_an_account(string address, string contributor)
    {
        var grant = Assert.Single(Deliveries.Grants("push", Push.With("commits.0.author", By("Octo", address))));
        Assert.Equal(contributor, grant.Contributor);
    }

    [Fact]
    public void Another_address_becomes_a_hash_and_is_kept_nowhere()
    {
        var one = Assert.Single(Deliveries.Grants("push", Push.With("commits.0.author", By("Jane Doe", "Jane@Example.org"))));
        var two = Assert.Single(Deliveries.Grants("push", Push.With("commits.0.author", By("J. Doe", "jane@example.org"))));
        Assert.Equal("email/13d855ce931073d4924ac377cda0e9a5", one.Contributor); // printf jane@example.org | sha256sum | head -c 32
        Assert.Equal(one.Contributor, two.Contributor);
        Assert.Equal("Jane Doe", one.Facts!.ContributorName);
        Assert.DoesNotContain("example.org", GrantChecks.Text(one), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("@")]
    [InlineData("a@")]
    public void Without_an_address_nobody_is_recognised(string address) =>
        Assert.Equal("the author has no address", Deliveries.Reason("push", Push.With("commits.0.author", By("Jane", address))));

    [Fact]
    public void Co_authors_are_recognised_once_each_and_bots_are_not()
    {
        const string message = """
            Pair on the parser (#12)

            Co-authored-by: Octo Cat <1+octocat@users.noreply.github.com>
            CO-AUTHORED-BY:Jane <jane@example.org>
            Co-authored-by: Jane again <JANE@example.org>
            Co-authored-by: Codertocat <21031067+Codertocat@users.noreply.github.com>
            Co-authored-by: dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>
            Co-authored-by: no address
            Co-authored-by: reversed >jane@example.org<
            """;
        var grants = Deliveries.Grants("push", Push.With("commits.0.message", message));
        Assert.Equal(["github/codertocat", "github/octocat", "email/13d855ce931073d4924ac377cda0e9a5"],
            grants.Select(grant => grant.Contributor));
        Assert.Equal(["github:push.commit", "github:push.co_authored", "github:push.co_authored"], grants.Select(grant => grant.Key));
        Assert.Equal(3, grants.Select(grant => grant.GrantId).Distinct().Count());
        Assert.All(grants, grant => Assert.Equal("Pair on the parser (#12)", grant.Facts!.Nodes[0].Title));
    }

    [Fact]
    public void A_bots_commit_still_credits_the_person_who_worked_with_it()
    {
        var push = Push.With("commits.0.author", By("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"))
            .With("commits.0.message", "Bump\n\nCo-authored-by: Octo <octocat@users.noreply.github.com>");
        Assert.Equal("github/octocat", Assert.Single(Deliveries.Grants("push", push)).Contributor);
    }

    [Fact]
    public void A_private_sponsor_stays_private()
    {
        var payload = Examples.Payload("sponsorship", "created");
        Assert.Equal("github/monalisa", Assert.Single(Deliveries.Grants("sponsorship", payload)).Contributor);
        Assert.Equal("the sponsorship is private", Deliveries.Reason("sponsorship", payload.With("sponsorship.privacy_level", "private")));
    }
}

using System.Text.Json.Nodes;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>What pushes give, rule by rule.</summary>
public sealed class GitHubPushTests
{
    private const string Repo = "github/codertocat/hello-world";

    private static JsonObject Push => Examples.GitHub.Where(example => example.Event == "push")
        .Select(example => JsonNode.Parse(example.Body)!.AsObject()).First(push => push["commits"]!.AsArray().Count > 0);

    [Fact]
    public void A_commit_counts_once_wherever_it_is_pushed()
    {
        var grant = Assert.Single(Deliveries.Grants("push", Push));
        var fork = Push.With("repository.full_name", "fork/hello-world").With("repository.id", 7).With("commits.0.distinct", false);
        Assert.Equal(grant.GrantId, Assert.Single(Deliveries.Grants("push", fork)).GrantId);
        Assert.Equal(new DateTimeOffset(2019, 5, 15, 15, 19, 25, TimeSpan.Zero), grant.GrantedAt);
    }

    [Fact]
    public void Only_the_default_branch_counts_unless_asked_otherwise()
    {
        var push = Push.With("ref", "refs/heads/topic");
        Assert.Equal("the push is not to the default branch", Deliveries.Reason("push", push));
        Assert.Single(Deliveries.Grants("push", push, options: new CountingOptions { AllBranches = true }));
    }

    [Fact]
    public void A_merge_commit_is_told_and_worth_nothing()
    {
        var grant =
            Assert.Single(Deliveries.Grants("push", Push.With("commits.0.message", "Merge pull request #7 from octo/topic\n\nTitle")));
        Assert.Equal(("github:push.merge_commit", Points.Zero), (grant.Key, grant.Amount));
        Assert.True(grant.Tells(grant.Facts!.Nodes[0].Id, EdgeTypes.References, Repo + "/pull/7"));
    }

    [Theory]
    [InlineData("commits.0.id", "$.commits[0].id is not a text, or an empty or a huge one")]
    [InlineData("commits.0.timestamp", "$.commits[0].timestamp is not a time as in ISO 8601")]
    [InlineData("commits", "$.commits is not an array")]
    [InlineData("ref", "$.ref is not a text, or an empty or a huge one")]
    public void Without_what_matters_the_fault_is_named_with_its_path(string path, string fault) =>
        Assert.Equal(fault, Deliveries.Fault("push", Push.Without(path)));

    [Fact]
    public void No_grant_is_dated_later_than_it_arrived_or_before_1970()
    {
        var arrived = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
        var options = new CountingOptions { ReceivedAt = arrived };
        Assert.Equal(arrived,
            Deliveries.Grants("push", Push.With("commits.0.timestamp", "2099-01-01T00:00:00Z"), options: options)[0].GrantedAt);
        Assert.Equal(DateTimeOffset.UnixEpoch,
            Deliveries.Grants("push", Push.With("commits.0.timestamp", "0001-01-01T00:00:00Z"), options: options)[0].GrantedAt);
        Assert.Equal(arrived, Deliveries.Grants("gollum", Examples.Payload("gollum"), options: options)[0].GrantedAt);
        Assert.Equal(2019, Deliveries.Grants("gollum", Examples.Payload("gollum"))[0].GrantedAt.Year);
    }

    [Theory]
    [InlineData("2018-01-24T22:36:22-34:07", "2018-01-26T08:43:22Z")] // git writes whatever offset it was told
    [InlineData("2018-01-24T22:36:22", "2018-01-24T22:36:22Z")]
    public void A_commit_of_an_odd_clock_counts_at_its_moment(string told, string moment)
    {
        var at = DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(at, Deliveries.Grants("push", Push.With("commits.0.timestamp", told))[0].GrantedAt);
    }
}

using System.Text.Json.Nodes;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>What is deleted, dismissed, transferred or unmarked is taken back exactly, in every order.</summary>
public sealed class ReversalTests
{
    private static readonly JsonObject Approval =
        Examples.Payload("pull_request_review", "submitted").With("review.user", Deliveries.User("reviewer"))
            .With("review.state", "approved");

    private static JsonObject Dismissal => Approval.DeepClone().AsObject().With("action", "dismissed").With("review.state", "dismissed");

    [Fact]
    public void A_deleted_comment_is_taken_back_to_the_point()
    {
        var created = Assert.Single(Deliveries.Grants("issue_comment", Examples.Payload("issue_comment", "created")));
        var grants = Deliveries.Grants("issue_comment", Examples.Payload("issue_comment", "deleted"));

        Assert.Equal([created.GrantId, created.GrantId + ":reversed"], grants.Select(grant => grant.GrantId));
        Assert.Equal(created.GrantId, grants[1].Corrects);
        Assert.Equal(-created.Amount, grants[1].Amount);
        Assert.Equal(created.Contributor, grants[1].Contributor);
        Assert.Equal(created.GrantedAt, grants[1].GrantedAt);
        Assert.Equal("github:issue_comment.deleted", grants[1].Key);
        Assert.Equal(["github/codertocat/hello-world/comment/492700400"], grants[1].Facts!.Retracts);
    }

    [Theory]
    [InlineData("issue_comment", "created", "deleted")]
    [InlineData("pull_request_review_comment", "created", "deleted")]
    [InlineData("issues", "opened", "deleted")]
    [InlineData("issues", "opened", "transferred")]
    [InlineData("release", "published", "deleted")]
    [InlineData("release", "published", "unpublished")]
    [InlineData("discussion", "created", "transferred")]
    [InlineData("discussion", "created", "deleted")]
    public void Making_and_taking_back_come_to_nothing_in_every_order(string eventName, string making, string takingBack)
    {
        var payload = Examples.Payload(eventName, making);
        var made = Deliveries.Read(eventName, payload);
        var takenBack = Deliveries.Read(eventName, payload.With("action", takingBack));
        foreach (var order in (WebhookOutcome[][])[[made, takenBack], [takenBack, made], [takenBack], [made, takenBack, made, takenBack]])
        {
            var ledger = new SimpleLedger();
            foreach (var outcome in order)
            {
                ledger.Append(outcome);
                Assert.True(ledger.Total >= Points.Zero);
            }

            Assert.Equal(2, ledger.Count);
            Assert.Equal(Points.Zero, ledger.Total);
        }
    }

    [Fact]
    public void Unpublishing_and_then_deleting_a_release_takes_it_back_once()
    {
        var ledger = new SimpleLedger();
        foreach (var action in (string[])["published", "unpublished", "deleted"])
            ledger.Append(Deliveries.Read("release", Examples.Payload("release", "published").With("action", action)));
        Assert.Equal(Points.Zero, ledger.Total);
    }

    [Fact]
    public void A_deleted_draft_of_a_release_was_never_counted() =>
        Assert.Equal("the release was a draft",
            Deliveries.Reason("release", Examples.Payload("release", "deleted").With("release.published_at", null)));

    [Fact]
    public void A_dismissed_review_is_taken_back()
    {
        var submitted = Assert.Single(Deliveries.Grants("pull_request_review", Approval));
        Assert.Equal(Points.Of(3), submitted.Amount);
        var grants = Deliveries.Grants("pull_request_review", Dismissal);
        Assert.Equal(submitted.GrantId, grants[0].GrantId);
        Assert.Equal(submitted.GrantId, grants[1].Corrects);
        Assert.Equal(Points.Of(-3), grants[1].Amount);
        Assert.Equal(["github/codertocat/hello-world/review/237895671"], grants[1].Facts!.Retracts);
    }

    [Fact]
    public void An_answer_is_credited_to_who_wrote_it_and_taken_back_without_its_comment()
    {
        var answered = Assert.Single(Deliveries.Grants("discussion", Examples.Payload("discussion", "answered")));
        Assert.Equal("github/dan2wik", answered.Contributor);
        Assert.Equal(Points.Of(4), answered.Amount);
        const string discussion = "github/codertocat/hello-world/discussion/4";
        const string comment = "github/codertocat/hello-world/discussion-comment/550561";
        Assert.True(answered.Tells(comment, EdgeTypes.Answers, discussion));
        Assert.True(answered.Tells("@github/dan2wik", EdgeTypes.Authors, comment));

        var unanswered = Examples.Payload("discussion", "unanswered").With("old_answer.user", Deliveries.User("dan2wik"));
        var grants = Deliveries.Grants("discussion", unanswered);
        Assert.Equal(answered.GrantId, grants[1].Corrects);
        Assert.Equal(Points.Of(-4), grants[1].Amount);
        Assert.Empty(grants[1].Facts!.Retracts);
        Assert.Equal(new ContributionWithdrawal { Type = EdgeTypes.Answers, From = comment, To = discussion, Once = true },
            Assert.Single(grants[1].Facts!.Withdraws!));
    }

    [Fact]
    public void A_reversal_follows_the_weights()
    {
        var weights = EventWeights.Default.With([new("github:issue_comment.created", new Points(250_000))]);
        var grants = Deliveries.Grants("issue_comment", Examples.Payload("issue_comment", "deleted"), weights);
        Assert.Equal([new Points(250_000), new Points(-250_000)], grants.Select(grant => grant.Amount));
    }

    [Theory]
    [InlineData("issues", "opened", "deleted", "issue.user")]
    [InlineData("issues", "opened", "transferred", "issue.user")]
    [InlineData("issue_comment", "created", "deleted", "comment.user")]
    [InlineData("pull_request_review_comment", "created", "deleted", "comment.user")]
    [InlineData("release", "published", "deleted", "release.author")]
    [InlineData("discussion", "created", "transferred", "discussion.user")]
    [InlineData("discussion", "unanswered", "unanswered", "old_answer.user")]
    [InlineData("discussion_comment", "created", "deleted", "comment.user")]
    [InlineData("pull_request_review", "submitted", "dismissed", "review.user")]
    public void What_somebody_made_who_is_nobody_now_is_taken_back_from_whom_the_ledger_paid(string eventName, string example,
        string action, string author)
    {
        var payload = Examples.Payload(eventName, example).With("action", action).With(author, Deliveries.User("reviewer"));
        if (eventName == "pull_request_review") payload = payload.With("review.state", "dismissed");
        var known = Deliveries.Grants(eventName, payload);
        foreach (var nobody in (JsonNode?[])[null, Deliveries.User("ghost"), Deliveries.User("seller", "Bot")])
        {
            var reversal = Assert.Single(Deliveries.Grants(eventName, payload.With(author, nobody)));
            Assert.Equal((known[1].GrantId, known[1].Corrects, known[1].Key), (reversal.GrantId, reversal.Corrects, reversal.Key));
            Assert.Equal(known[1].Facts?.Retracts, reversal.Facts?.Retracts);
            Assert.Equal(EarlyCorrections.Whoever, reversal.Contributor);
        }
    }

    [Fact]
    public void A_star_counts_once_however_often_it_is_given_and_taken_back()
    {
        var star = Examples.Payload("star", "created").With("sender", Deliveries.User("fan"));
        var ledger = new SimpleLedger();
        for (var day = 10; day < 20; day++)
        {
            ledger.Append(Deliveries.Read("star", star.With("action", "created").With("starred_at", $"2026-11-{day}T00:00:00Z")));
            Assert.Equal(new Points(100_000), ledger.Total);
            ledger.Append(Deliveries.Read("star", star.With("action", "deleted").With("starred_at", null)));
            Assert.Equal(new Points(100_000), ledger.Total);
        }
    }

    [Fact]
    public void A_star_taken_back_before_it_was_heard_of_costs_nothing()
    {
        var ledger = new SimpleLedger();
        ledger.Append(Deliveries.Read("star", Examples.Payload("star", "deleted").With("sender", Deliveries.User("fan"))));
        Assert.Equal(Points.Zero, ledger.Total);
    }

    [Theory]
    [InlineData("issues", "github:issues.closed")]
    [InlineData("pull_request", "github:pull_request.closed")]
    public void Reopening_takes_back_the_closing_from_whoever_it_was_granted_to(string eventName, string key)
    {
        var payload = Examples.Payload(eventName, "opened").With("action", "closed").With("sender", Deliveries.User("closer"));
        var weights = EventWeights.Default.With([new(key, Points.Of(1))]);
        var closed = Assert.Single(Deliveries.Grants(eventName, payload, weights));
        var reopened = Assert.Single(Deliveries.Grants(eventName,
            payload.With("action", "reopened").With("sender", Deliveries.User("another")), weights));
        Assert.Equal((closed.GrantId, Points.Of(-1)), (reopened.Corrects, reopened.Amount));
        var byMachine =
            Assert.Single(Deliveries.Grants(eventName, payload.With("sender", Deliveries.User("github-actions", "Bot")), weights));
        Assert.Equal(reopened, byMachine with { Facts = reopened.Facts });
        Assert.Equal($"{key} is worth no points", Deliveries.Reason(eventName, payload.With("sender", Deliveries.User("another"))));

        var thing = eventName == "issues" ? "issue" : "pull_request";
        var arrival = closed.GrantedAt.AddDays(1);
        var timeless = Deliveries.Grants(
            eventName, payload.With($"{thing}.closed_at", null).Without($"{thing}.updated_at"), weights,
            new CountingOptions { ReceivedAt = arrival });
        Assert.Equal(arrival, Assert.Single(timeless).GrantedAt);
    }
}

using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Webhooks.Discourse;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

public sealed class DiscourseWebhookTests
{
    private const string Topic = "discourse/forum.example.org/topic/77";

    [Fact]
    public void A_post_comments_on_its_topic_and_replies_to_an_earlier_one()
    {
        var grant = Assert.Single(Payloads.Discourse("post_created", Payloads.Read("discourse.post_created")).Grants());
        Assert.Equal(("discourse:post.created:forum.example.org/5101", "discourse/ada", Points.Of(1)),
            (grant.GrantId, grant.Contributor, grant.Amount));
        Assert.Equal("Ada L", grant.Facts!.ContributorName);
        Assert.True(grant.Tells($"{Topic}/3", EdgeTypes.CommentsOn, Topic));
        Assert.True(grant.Tells($"{Topic}/3", EdgeTypes.RepliesTo, $"{Topic}/2"));
        Assert.True(grant.Tells($"{Topic}/3", EdgeTypes.References, "discourse/forum.example.org/topic/31/4"));
        Assert.Equal("https://forum.example.org/t/how-deep/77/3", grant.Node($"{Topic}/3").Url);
    }

    [Fact]
    public void A_topic_and_its_first_post_are_one_contribution()
    {
        var topic = Assert.Single(Payloads.Discourse("topic_created", Payloads.Read("discourse.topic_created")).Grants());
        var first = Assert.Single(Payloads.Discourse("post_created", Payloads.Read("discourse.post_created.first")).Grants());
        Assert.Equal(topic.GrantId, first.GrantId);
        Assert.Equal(GrantChecks.Text(topic), GrantChecks.Text(first));
        Assert.Equal(("discourse/bo", Points.Of(2)), (topic.Contributor, topic.Amount));
    }

    [Fact]
    public void What_is_destroyed_is_taken_back_and_does_not_come_back()
    {
        var ledger = new SimpleLedger();
        ledger.Append(Payloads.Discourse("post_created", Payloads.Read("discourse.post_created")));
        ledger.Append(Payloads.Discourse("post_destroyed", Payloads.Read("discourse.post_created")));
        ledger.Append(Payloads.Discourse("post_created", Payloads.Read("discourse.post_created")));
        Assert.Equal(Points.Zero, ledger.Total);
        Assert.Equal("what was taken back does not count again",
            Payloads.Discourse("post_recovered", Payloads.Read("discourse.post_created")).Reason());
        Assert.Equal([Topic], Payloads.Discourse("topic_destroyed", Payloads.Read("discourse.topic_created")).Grants()[1].Facts!.Retracts);
    }

    [Fact]
    public void A_like_recognises_the_author_once_for_each_giver_and_never_oneself()
    {
        var liked = Assert.Single(Payloads.Discourse("post_liked", Payloads.Read("discourse.post_liked")).Grants());
        Assert.Equal(("discourse/ada", "discourse:post.liked:forum.example.org/5101:discourse/bo"), (liked.Contributor, liked.GrantId));
        Assert.True(liked.Tells("@discourse/bo", EdgeTypes.ReactsTo, $"{Topic}/3"));
        var own = Payloads.Read("discourse.post_liked").With("like.user.username", "ADA");
        Assert.Equal("a like of one's own post counts nothing", Payloads.Discourse("post_liked", own).Reason());
    }

    [Fact]
    public void A_solution_goes_to_whoever_wrote_it_and_can_be_taken_back()
    {
        var solved = Assert.Single(Payloads.Discourse("accepted_solution", Payloads.Read("discourse.accepted_solution")).Grants());
        Assert.Equal(("discourse/ada", Points.Of(4)), (solved.Contributor, solved.Amount));
        Assert.True(solved.Tells($"{Topic}/3", EdgeTypes.Answers, Topic));
        var undone = Payloads.Discourse("unaccepted_solution", Payloads.Read("discourse.accepted_solution")).Grants();
        Assert.Equal((solved.GrantId, Points.Of(-4)), (undone[1].Corrects, undone[1].Amount));
        Assert.Equal(new ContributionWithdrawal { Type = EdgeTypes.Answers, From = $"{Topic}/3", To = Topic, Once = true },
            Assert.Single(undone[1].Facts!.Withdraws!));
    }

    [Fact]
    public void Private_messages_staff_notes_and_Discourse_s_own_accounts_count_nothing()
    {
        var post = Payloads.Read("discourse.post_created");
        Assert.Equal("it is a private message",
            Payloads.Discourse("post_created", post.With("post.topic_archetype", "private_message")).Reason());
        Assert.Equal("it is no regular post",
            Payloads.Discourse("post_created", Payloads.Read("discourse.post_created").With("post.post_type", 4)).Reason());
        Assert.Equal("system is a bot", Payloads.Discourse("post_created",
            Payloads.Read("discourse.post_created").With("post.username", "system").With("post.user_id", -1)).Reason());
        Assert.Equal("it is a private message", Payloads.Discourse("topic_created",
            Payloads.Read("discourse.topic_created").With("topic.archetype", "private_message")).Reason());
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("topic_edited")]
    [InlineData("user_created")]
    [InlineData("topic_pinned_status_updated")]
    [InlineData("category_updated")]
    [InlineData("notification_created")]
    [InlineData("an_event_of_the_future")]
    public void Every_other_event_is_ignored_with_a_reason(string eventName) =>
        Assert.NotEmpty(Payloads.Discourse(eventName, Payloads.Read("discourse.user_created")).Reason());

    [Fact]
    public void Two_forums_have_numbers_of_their_own_and_a_forum_must_say_which_it_is()
    {
        var body = Payloads.Bytes("discourse.post_created");
        string Id(string instance) => Functions.Webhooks.Discourse.DiscourseWebhook.Normalise("post_created", instance, body,
            EventWeights.Default).Grants()[0].GrantId;
        Assert.NotEqual(Id("https://a.example"), Id("https://b.example/"));
        Assert.Equal(Id("https://a.example"), Id("https://A.example/"));
        Assert.Contains("X-Discourse-Instance", Functions.Webhooks.Discourse.DiscourseWebhook.Normalise("post_created", "", body,
            EventWeights.Default).Fault(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("post_destroyed", "discourse.post_created", "post")]
    [InlineData("unaccepted_solution", "discourse.accepted_solution", "solved")]
    [InlineData("topic_destroyed", "discourse.topic_created", "topic.created_by")]
    public void What_is_gone_with_its_author_is_taken_back_from_whom_the_ledger_paid(string eventName, string payload, string account)
    {
        var known = Payloads.Discourse(eventName, Payloads.Read(payload)).Grants()[1];
        var gone = Payloads.Read(payload);
        foreach (var name in (string[])["username", "name", "user_id", "id"])
            if (name != "id" || account == "topic.created_by") gone = gone.With($"{account}.{name}", null);
        var bot = new CountingOptions { ReceivedAt = Payloads.Options.ReceivedAt, FurtherBots = ["Ada", "Cem", "Bo"] };
        foreach (var reversal in (Grant[])
            [
                Assert.Single(Payloads.Discourse(eventName, gone).Grants()),
                Assert.Single(DiscourseWebhook.Normalise(eventName, Payloads.Forum, Payloads.Bytes(payload), EventWeights.Default, bot)
                    .Grants()),
            ])
        {
            Assert.Equal((known.GrantId, EarlyCorrections.Whoever), (reversal.GrantId, reversal.Contributor));
            Assert.Equal(known.Facts?.Retracts, reversal.Facts?.Retracts);
        }
    }

    [Theory]
    [InlineData("post.username", "$.post.username")]
    [InlineData("post.topic_id", "$.post.topic_id")]
    [InlineData("post.id", "$.post.id")]
    public void What_cannot_be_done_without_is_named(string missing, string place) =>
        Assert.StartsWith(place, Payloads.Discourse("post_created", Payloads.Read("discourse.post_created").Without(missing)).Fault(),
            StringComparison.Ordinal);
}

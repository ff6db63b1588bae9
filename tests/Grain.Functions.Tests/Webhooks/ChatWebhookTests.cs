using System.Text.Json.Nodes;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

public sealed class ChatWebhookTests
{
    private const string Channel = "chat/discord/613425648685547541/912345678901234567";
    private const string Ada = "discord/80351110224678912";
    private const string Bo = "discord/90351110224678913";

    [Fact]
    public void A_message_is_told_without_its_text_and_taken_back_when_deleted()
    {
        var grant = Assert.Single(Payloads.Chat(Payloads.Read("chat.message.created")).Grants());
        Assert.Equal((Ada, "chat", "0.1"), (grant.Contributor, grant.Source, grant.Amount.ToString()));
        Assert.Equal("Message in #sowing", grant.Node($"{Channel}/1034567890123456789").Title);
        Assert.True(grant.Tells($"{Channel}/1034567890123456789", EdgeTypes.RepliesTo, $"{Channel}/1034567890123456700"));
        var deleted = Payloads.Chat(Payloads.Read("chat.message.created").With("type", "chat.message.deleted")).Grants();
        Assert.Equal((grant.GrantId, -grant.Amount), (deleted[1].Corrects, deleted[1].Amount));
    }

    [Fact]
    public void A_reaction_recognises_the_author_and_never_oneself()
    {
        var grant = Assert.Single(Payloads.Chat(Payloads.Read("chat.reaction.added")).Grants());
        Assert.Equal(Ada, grant.Contributor);
        Assert.True(grant.Tells("@" + Bo, EdgeTypes.ReactsTo, $"{Channel}/1034567890123456789"));
        Assert.NotEqual(grant.GrantId,
            Assert.Single(Payloads.Chat(Payloads.Read("chat.reaction.added").With("data.reaction", "🎉")).Grants()).GrantId);
        Assert.Equal(2, Payloads.Chat(Payloads.Read("chat.reaction.added").With("type", "chat.reaction.removed")).Grants().Count);
        var own = Payloads.Read("chat.reaction.added").With("data.by", new JsonObject { ["id"] = "80351110224678912" });
        Assert.Equal("a reaction to one's own message counts nothing", Payloads.Chat(own).Reason());
    }

    [Fact]
    public void Thanks_go_to_everybody_thanked_but_oneself_and_bots()
    {
        var payload = Payloads.Read("chat.thanks.given");
        var grants = Payloads.Chat(payload).Grants();
        Assert.Equal([Ada, "discord/70351110224678914"], grants.Select(grant => grant.Contributor));
        Assert.All(grants, grant => Assert.Equal(Points.Of(1), grant.Amount));
        var node = $"{Channel}/1034567890123456789/thanks/{Ada}";
        Assert.True(grants[0].Tells("@" + Bo, EdgeTypes.Authors, node));
        Assert.True(grants[0].Tells(node, EdgeTypes.Supports, "@" + Ada));

        payload["data"]!["to"]!.AsArray().Add(new JsonObject { ["id"] = "90351110224678913" });
        payload["data"]!["to"]!.AsArray().Add(new JsonObject { ["id"] = "1", ["name"] = "Helper", ["bot"] = true });
        Assert.Equal(2, Payloads.Chat(payload).Grants().Count);
        Assert.Equal("to thank oneself counts nothing",
            Payloads.Chat(payload.With("data.to", new JsonArray(new JsonObject { ["id"] = "90351110224678913" }))).Reason());
    }

    [Theory]
    [InlineData("github")]
    [InlineData("email")]
    [InlineData("Discord")]
    [InlineData("a/b")]
    public void A_forwarder_does_not_speak_for_other_senders(string platform) =>
        Assert.StartsWith("$.data.platform must be",
            Payloads.Chat(Payloads.Read("chat.message.created").With("data.platform", platform)).Fault(), StringComparison.Ordinal);

    [Fact]
    public void Ids_are_plain_and_unknown_types_ignored()
    {
        Assert.StartsWith("$.data.message.id", Payloads.Chat(Payloads.Read("chat.message.created").With("data.message.id", "a/b")).Fault(),
            StringComparison.Ordinal);
        Assert.Equal("chat.sung is an unknown type",
            Payloads.Chat(Payloads.Read("chat.message.created").With("type", "chat.sung")).Reason());
    }

    [Theory]
    [InlineData("chat.message.deleted", "chat.message.created", "message.author")]
    [InlineData("chat.reaction.removed", "chat.reaction.added", "message.author")]
    [InlineData("chat.reaction.removed", "chat.reaction.added", "by")]
    [InlineData("chat.thanks.revoked", "chat.thanks.given", "by")]
    [InlineData("chat.thanks.revoked", "chat.thanks.given", "to.0")]
    public void What_a_bot_did_before_it_was_called_one_is_taken_back_from_whom_the_ledger_paid(string type, string payload, string account)
    {
        var takenBack = Payloads.Read(payload).With("type", type);
        var known = Payloads.Chat(takenBack).Grants().Where(grant => grant.Corrects is not null).ToArray();
        var reversals =
            Payloads.Chat(takenBack.With($"data.{account}.bot", true)).Grants().Where(grant => grant.Corrects is not null).ToArray();
        Assert.Equal(known.Select(grant => (grant.GrantId, grant.Facts?.Retracts.SingleOrDefault(), grant.Facts?.Withdraws?[0])),
            reversals.Select(grant => (grant.GrantId, grant.Facts?.Retracts.SingleOrDefault(), grant.Facts?.Withdraws?[0])));
        Assert.Equal(EarlyCorrections.Whoever, reversals[0].Contributor);
    }
}

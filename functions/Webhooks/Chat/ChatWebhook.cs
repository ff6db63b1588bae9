using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Chat;

/// <summary>Turns what a forwarder tells into grants. Pure. The format is told in <c>docs/webhooks.md</c>.</summary>
public static class ChatWebhook
{
    private const int ThankedMax = 16; // who thanks more people at once thanks nobody in particular
    private const int ReactionLengthMax = 64;

    private static readonly string[] Types =
        ["chat.message.created", "chat.message.deleted", "chat.reaction.added", "chat.reaction.removed", "chat.thanks.given",
            "chat.thanks.revoked"];

    /// <summary>Reads one delivery. Never throws for anything in the body.</summary>
    /// <param name="body">The raw body.</param>
    /// <param name="weights">The points that events are worth.</param>
    /// <param name="options">What to count; <see cref="CountingOptions.Default"/> if not given.</param>
    /// <returns>The event's type, and the outcome.</returns>
    public static (string Type, WebhookOutcome Outcome) Normalise(ReadOnlyMemory<byte> body, EventWeights weights,
        CountingOptions? options = null)
    {
        var type = "";
        var outcome = Payload.Read(body, root =>
        {
            type = root.Text("type");
            if (!Types.Contains(type)) return new WebhookOutcome.Ignored($"{BoundedText.Line(type, 60)} is an unknown type");
            var delivery = new ChatDelivery(root.Object("data"), weights, options ?? CountingOptions.Default);
            Read(type, delivery);
            return delivery.Outcome();
        });
        return (type, outcome);
    }

    private static void Read(string type, ChatDelivery delivery)
    {
        switch (type)
        {
            case "chat.message.created": delivery.Count(Message(delivery, delivery.Find(Said(delivery).Object("author")))); break;
            case "chat.message.deleted": delivery.TakeBack(Message(delivery, AuthorIfTold(delivery)), "message.deleted"); break;
            case "chat.reaction.added": delivery.Count(Reaction(delivery)); break;
            case "chat.reaction.removed": delivery.TakeBack(Reaction(delivery), "reaction.removed"); break;
            case "chat.thanks.given": ReadThanks(delivery, delivery.Count); break;
            case "chat.thanks.revoked": ReadThanks(delivery, thanks => delivery.TakeBack(thanks, "thanks.revoked")); break;
        }
    }

    private static Payload Said(ChatDelivery delivery) => delivery.Data.Object("message");

    private static Person? AuthorIfTold(ChatDelivery delivery) =>
        Said(delivery).OptionalObject("author") is { } account ? delivery.Find(account) : null;

    private static Contribution Message(ChatDelivery delivery, Person? author)
    {
        var message = Said(delivery);
        var facts = delivery.Sheet();
        var node = delivery.Tell(facts, message, author);
        if (message.Has("replyTo"))
            facts.Link(node, EdgeTypes.RepliesTo, delivery.Message(ChatDelivery.Id(message, "replyTo")), delivery.SaidAt(message));
        return new Contribution
        {
            Kind = delivery.Kinds["message.created"],
            Subject = delivery.Message(ChatDelivery.Id(message, "id")),
            By = author,
            At = delivery.SaidAt(message),
            Facts = facts,
            OwnNode = node,
        };
    }

    /// <summary>
    /// A reaction recognises whoever wrote the message; the one who gives it stands in the graph. One's own counts nothing.
    /// </summary>
    private static Contribution? Reaction(ChatDelivery delivery)
    {
        var (message, kind) = (delivery.Data.Object("message"), delivery.Kinds["reaction.added"]);
        var name = BoundedText.Line(delivery.Data.Text("reaction"), ReactionLengthMax);
        var by = delivery.Data.Object("by");
        var (author, giver) = (AuthorIfTold(delivery), delivery.Find(by));
        if (author is not null && author.Contributor == giver?.Contributor)
        {
            delivery.Skip("a reaction to one's own message counts nothing");
            return null;
        }

        var at = delivery.SaidAt(message);
        var facts = delivery.Sheet();
        var node = delivery.Tell(facts, message, author);
        return new Contribution
        {
            Kind = kind,
            Subject = $"{node}:{delivery.ContributorOf(by)}:{name}",
            Former = Former(kind, $"{node}:{delivery.ContributorOf(by)}:{name}",
                $"{node}:{delivery.FormerContributorOf(by)}:{name}"),
            By = giver is null ? null : author,
            At = at,
            Facts = giver is null ? facts : facts.Link(giver.Node, EdgeTypes.ReactsTo, node, at),
            OwnEdges = [($"@{delivery.ContributorOf(by)}", EdgeTypes.ReactsTo, node)],
        };
    }

    /// <summary>The id that it had while addresses stood in ids, if one did.</summary>
    private static IReadOnlyList<FormerId> Former(EventKind kind, string subject, string former) =>
        subject == former ? [] : [new FormerId(Contribution.IdOf(kind.Key, former), null, kind.Source)];

    private static void ReadThanks(ChatDelivery delivery, Action<Contribution?> count)
    {
        var message = delivery.Data.Object("message");
        var by = delivery.Data.Object("by");
        var giver = delivery.Find(by);
        if (delivery.Data.Elements("to").Skip(ThankedMax).Any()) throw delivery.Data.Fault("to", $"names more than {ThankedMax} people");
        delivery.Each(delivery.Data, "to", account =>
        {
            var (to, receiver) = (delivery.ContributorOf(account), delivery.Find(account));
            if (to == delivery.ContributorOf(by)) delivery.Skip("to thank oneself counts nothing");
            else count(Thanks(delivery, message, (by, giver), (account, receiver)));
        });
        delivery.SkipIfNothing("nobody is thanked");
    }

    private static Contribution Thanks(ChatDelivery delivery, Payload message, (Payload Told, Person? Person) giver,
        (Payload Told, Person? Person) receiver)
    {
        var (from, whom) = (delivery.ContributorOf(giver.Told), delivery.ContributorOf(receiver.Told));
        var (at, kind) = (delivery.SaidAt(message), delivery.Kinds["thanks.given"]);
        var said = delivery.Message(ChatDelivery.Id(message, "id"));
        var node = $"{said}/thanks/{whom}";
        var facts = delivery.Sheet();
        if (giver.Person is { } by && receiver.Person is { } to)
            facts.Add(node, NodeTypes.Thanks, $"{by.Name} thanks {to.Name}", message.OptionalText("url"), at)
                .Link(by.Node, EdgeTypes.Authors, node, at)
                .Link(node, EdgeTypes.Supports, to.Node, at);
        return new Contribution
        {
            Kind = kind,
            Subject = $"{said}:{from}>{whom}",
            Former = Former(
                kind, $"{said}:{from}>{whom}",
                $"{said}:{delivery.FormerContributorOf(giver.Told)}>{delivery.FormerContributorOf(receiver.Told)}"),
            By = giver.Person is null ? null : receiver.Person,
            At = at,
            Facts = facts,
            OwnNode = node,
        };
    }
}

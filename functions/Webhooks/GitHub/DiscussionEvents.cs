using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Forges;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>Discussions: created, edited, answered and no longer answered; deleted and transferred away; and comments on them.</summary>
internal static class DiscussionEvents
{
    private static readonly CommentForm OnDiscussion = new("discussion_comment", "discussion-comment", NodeTypes.Comment);

    public static void Read(ForgeDelivery delivery)
    {
        switch (delivery.Action)
        {
            case "created":
                delivery.Count(Created(delivery));
                break;
            case "deleted" or "transferred": // a transferred discussion is created in its new repository
                delivery.TakeBack(Created(delivery));
                break;
            case "answered":
                ReadAnswer(delivery, "answer", delivery.Count);
                break;
            case "unanswered":
                ReadAnswer(delivery, "old_answer", delivery.TakeBack);
                break;
            case "edited":
                var facts = delivery.Told(NodeTypes.Discussion, Discussion(delivery), out var node);
                delivery.CountEdit("discussion.edited", Discussion(delivery), facts, node);
                break;
            default:
                delivery.SkipAction();
                break;
        }
    }

    public static void ReadComment(ForgeDelivery delivery) =>
        Comments.ReadOn(delivery, OnDiscussion, "discussion", NodeTypes.Discussion);

    private static Payload Discussion(ForgeDelivery delivery) => delivery.Root.Object("discussion");

    private static Contribution Created(ForgeDelivery delivery)
    {
        var facts = delivery.Told(NodeTypes.Discussion, Discussion(delivery), out var node);
        return delivery.Made("discussion.created", Discussion(delivery), facts, node, delivery.Time(Discussion(delivery), "created_at"));
    }

    /// <summary>
    /// The comment that was chosen to answer, or ceased to be: told like any comment, and worth something on its own. It is credited to who
    /// wrote it, whoever chose it; answering oneself counts nothing.
    /// </summary>
    private static void ReadAnswer(ForgeDelivery delivery, string name, Action<Contribution?> count)
    {
        var (answer, discussion) = (delivery.Root.Object(name), Discussion(delivery));
        var asker = discussion.OptionalObject("user")?.OptionalText("login");
        if (asker is not null && asker.Equals(answer.OptionalObject("user")?.OptionalText("login"), StringComparison.OrdinalIgnoreCase))
        {
            delivery.Skip("an answer to one's own question counts nothing");
            return;
        }

        var facts = delivery.Told(NodeTypes.Discussion, discussion, out var asked);
        var node = Comments.Tell(delivery, facts, OnDiscussion, answer, asked, Comments.Numbered(discussion));
        var at = delivery.Time(answer, "created_at");
        count(new Contribution
        {
            Kind = delivery.Kinds["discussion.answered"],
            Subject = BoundedText.Digits(answer.Number("id")),
            By = delivery.Find(answer, "user"),
            At = at,
            Facts = facts.Link(node, EdgeTypes.Answers, asked, at),
            OwnEdges = [(node, EdgeTypes.Answers, asked)],
        });
    }
}

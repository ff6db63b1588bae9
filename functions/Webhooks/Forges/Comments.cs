using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Forges;

/// <summary>How comments of one kind are named: each kind has numbers of its own and therefore its own kind of path.</summary>
/// <param name="Event">The event; what is created and edited counts for kinds that begin with it.</param>
/// <param name="Path">The kind in the path.</param>
/// <param name="NodeType">The type of the nodes.</param>
internal sealed record CommentForm(string Event, string Path, string NodeType)
{
    /// <summary>On issues and pull requests.</summary>
    public static CommentForm OnIssue { get; } = new("issue_comment", "comment", NodeTypes.Comment);

    /// <summary>Whether payloads tell who edited, and what was there before.</summary>
    public bool HasEdits { get; init; } = true;
}

/// <summary>Comments: created, edited, deleted.</summary>
internal static class Comments
{
    /// <summary>A comment on an issue or a pull request.</summary>
    public static void ReadOnIssue(ForgeDelivery delivery) =>
        ReadOn(delivery, CommentForm.OnIssue, "issue", Issues.TypeOf(delivery.Root.OptionalObject("issue") ?? delivery.Root));

    /// <summary>A comment on a numbered thing, which is told along.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="form">The form of the comment.</param>
    /// <param name="name">The thing's member.</param>
    /// <param name="type">The thing's node type.</param>
    public static void ReadOn(ForgeDelivery delivery, CommentForm form, string name, string type) => Read(delivery, form, (facts, _) =>
    {
        var thing = delivery.Root.Object(name);
        return (delivery.Tell(facts, type, thing), Numbered(thing));
    });

    /// <summary>A comment on whatever is told.</summary>
    public static void Read(ForgeDelivery delivery, CommentForm form, Func<FactSheet, Payload, (string Node, string Name)> tellSubject)
    {
        if (delivery.Action is not ("created" or "deleted" or "edited"))
        {
            delivery.SkipAction();
            return;
        }

        var comment = delivery.Root.Object("comment");
        var facts = delivery.Sheet();
        var (subject, name) = tellSubject(facts, comment);
        var node = Tell(delivery, facts, form, comment, subject, name);
        Contribution Created() =>
            delivery.Made($"{form.Event}.created", comment, facts, node, delivery.Time(comment, "created_at"));
        switch (delivery.Action)
        {
            case "created": delivery.Count(Created()); break;
            case "deleted": delivery.TakeBack(Created()); break;
            case "edited" when form.HasEdits: delivery.CountEdit($"{form.Event}.edited", comment, facts, node); break;
            default: delivery.SkipAction(); break;
        }
    }

    /// <summary>Tells a comment with its author and what it is about.</summary>
    /// <returns>Its node.</returns>
    public static string Tell(ForgeDelivery delivery, FactSheet facts, CommentForm form, Payload comment, string subject, string name)
    {
        var at = delivery.Time(comment, "created_at");
        var node = delivery.Repository.Thing(form.Path, comment.Number("id"));
        facts.Add(node, form.NodeType, "Comment on " + name, comment.OptionalText("html_url"), at);
        delivery.TellAuthor(facts, comment, "user", node, at);
        facts.Link(node, EdgeTypes.CommentsOn, subject, at);
        if ((comment.OptionalNumber("in_reply_to_id") ?? comment.OptionalNumber("parent_id")) is { } earlier)
            facts.Link(node, EdgeTypes.RepliesTo, delivery.Repository.Thing(form.Path, earlier), at);
        if (comment.OptionalNumber("pull_request_review_id") is { } review)
            facts.Link(node, EdgeTypes.PartOf, delivery.Repository.Thing("review", review), at);
        return node;
    }

    /// <summary>How people call a numbered thing.</summary>
    public static string Numbered(Payload thing) => "#" + BoundedText.Digits(thing.Number("number"));
}

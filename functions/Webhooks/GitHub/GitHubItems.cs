using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>Tells the numbered things of a repository (issues, pull requests, discussions) and edits of anything that has a text.</summary>
internal static class GitHubItems
{
    /// <summary>
    /// Tells a numbered thing with its author and its repository. Comments and reviews tell what they are about, too, so that
    /// the graph knows it even if it is older than Grain.
    /// </summary>
    /// <param name="facts">Where to tell it.</param>
    /// <param name="delivery">The delivery.</param>
    /// <param name="type">Its node type, which is also its kind in the path.</param>
    /// <param name="thing">With <c>number</c>, <c>title</c>, <c>html_url</c>, <c>created_at</c>, <c>user</c>.</param>
    /// <returns>Its node.</returns>
    public static string Tell(this FactSheet facts, GitHubDelivery delivery, string type, Payload thing)
    {
        var at = delivery.Time(thing, "created_at");
        var node = delivery.Repository.Thing(type, thing.Number("number"));
        facts.Add(node, type, thing.OptionalText("title"), thing.OptionalText("html_url"), at);
        delivery.TellAuthor(facts, thing, "user", node, at);
        facts.Add(delivery.Repository, at).Link(node, EdgeTypes.PartOf, delivery.Repository.Node, at);
        return node;
    }

    /// <summary>What an object of the events for issues is: pull requests are issues, too, and say so.</summary>
    public static string TypeOf(Payload issue) => issue.OptionalObject("pull_request") is null ? NodeTypes.Issue : NodeTypes.Pull;

    /// <summary>
    /// Counts an edit if it tells something new: another title, or mentions that were not there before. It goes to whoever edited,
    /// and is worth nothing unless the space says otherwise.
    /// </summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="kind">The kind of edit.</param>
    /// <param name="thing">What was edited; with <c>id</c>, <c>body</c> and a time.</param>
    /// <param name="node">Its node.</param>
    /// <param name="facts">Where its node is told already.</param>
    /// <param name="title">The name of the title in the payload's <c>changes</c>.</param>
    public static void CountEdit(GitHubDelivery delivery, EventKind kind, Payload thing, string node, FactSheet facts,
        string title = "title")
    {
        var changes = delivery.Root.OptionalObject("changes");
        var mentions = changes?.OptionalObject("body") is { } body ? NewMentions(delivery, thing, body, node) : [];
        if (mentions.Count == 0 && changes?.OptionalObject(title) is null)
        {
            delivery.Skip("the edit changes neither the title nor what is mentioned");
            return;
        }

        if (delivery.Find(delivery.Root, "sender") is not { } editor) return;
        var told = thing.FirstTime("updated_at", "submitted_at", "published_at", "created_at");
        var at = delivery.Time(thing, "updated_at", "submitted_at", "published_at", "created_at");
        foreach (var mention in mentions) facts.Link(node, EdgeTypes.References, mention, at);
        var mark = told is { } time ? BoundedText.Digits(time.ToUnixTimeSeconds())
            : BoundedText.Hash($"{thing.OptionalText(title)}\n{thing.OptionalText("body")}");
        delivery.Count(new Contribution
        {
            Kind = kind,
            Subject = $"{BoundedText.Digits(thing.Number("id"))}:{mark}",
            By = editor,
            At = at,
            Facts = facts,
        });
    }

    private static List<string> NewMentions(GitHubDelivery delivery, Payload thing, Payload change, string node)
    {
        var before = References.In(change.OptionalText("from"), delivery.Repository, node);
        return [.. References.In(thing.OptionalText("body"), delivery.Repository, node).Except(before)];
    }
}

using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Forges;

/// <summary>How a forge tells that a text was edited: with what was there before, in <c>changes</c>.</summary>
internal static class ForgeEdits
{
    private static readonly string[] Changed = ["updated_at", "submitted_at", "published_at", "created_at"];

    /// <summary>
    /// Counts an edit if it tells something new: another title, or mentions that were not there before. It goes to whoever edited,
    /// and is worth nothing unless the space says otherwise. Mentions that are there no more are withdrawn.
    /// </summary>
    /// <param name="delivery">What tells it.</param>
    /// <param name="kind">The kind of edit.</param>
    /// <param name="thing">What was edited; with <c>id</c>, <c>body</c> and a time.</param>
    /// <param name="facts">Where its node is told already.</param>
    /// <param name="node">Its node.</param>
    /// <param name="title">The name of the title in the payload's <c>changes</c>.</param>
    public static void CountEdit(
        this ForgeDelivery delivery, string kind, Payload thing, FactSheet facts, string node, string title = "title")
    {
        var changes = delivery.Root.OptionalObject("changes");
        var id = new Lazy<string>(() => BoundedText.Digits(thing.Number("id")));
        delivery.CountEdit(
            new TextEdit
            {
                Kind = delivery.Kinds[kind],
                Node = node,
                Mentions = changes?.OptionalObject("body") is { } body
                    ? new(References.In(body.OptionalText("from"), delivery.Repository, node),
                        References.In(thing.OptionalText("body"), delivery.Repository, node))
                    : Mentions.Same,
                IsRetitled = changes?.OptionalObject(title) is not null,
                FindEditor = delivery.Sender,
                FindMaker = () => delivery.People.Find(thing, thing.Has("author") ? "author" : "user").Person,
                FindMoment = () => Revised(delivery, thing) is { } time ? ($"{id.Value}:{Seconds(time)}", delivery.Plausible(time))
                    : (id.Value, delivery.Options.ReceivedAt?.ToUniversalTime() ?? delivery.Time(thing, Changed)),
                IsTimed = thing.FirstTime("updated_at") is not null,
            },
            facts,
            () => ($"{id.Value}:{(thing.FirstTime(Changed) is { } time ? Seconds(time)
                : BoundedText.Hash($"{thing.OptionalText(title)}\n{thing.OptionalText("body")}"))}", delivery.Time(thing, Changed)));
    }

    /// <summary>
    /// When a thing was changed; of a review, which has no such time, when its pull request was. Of a release of an older server nothing
    /// tells it but the arrival.
    /// </summary>
    private static DateTimeOffset? Revised(ForgeDelivery delivery, Payload thing) =>
        thing.FirstTime("updated_at") ?? delivery.Root.OptionalObject("pull_request")?.FirstTime("updated_at");

    private static string Seconds(DateTimeOffset time) => BoundedText.Digits(time.ToUnixTimeSeconds());
}

using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>Discussions: created, edited, answered and no longer answered; deleted and transferred away.</summary>
internal static class DiscussionEvents
{
    public static void Read(GitHubDelivery delivery)
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
                var facts = new FactSheet("github");
                var discussion = delivery.Root.Object("discussion");
                GitHubItems.CountEdit(delivery, GitHubKinds.DiscussionEdited, discussion,
                    facts.Tell(delivery, NodeTypes.Discussion, discussion),
                    facts);
                break;
            default:
                delivery.SkipAction();
                break;
        }
    }

    private static Contribution Created(GitHubDelivery delivery)
    {
        var discussion = delivery.Root.Object("discussion");
        var facts = new FactSheet("github");
        var node = facts.Tell(delivery, NodeTypes.Discussion, discussion);
        var at = delivery.Time(discussion, "created_at");
        return new Contribution
        {
            Kind = GitHubKinds.DiscussionCreated,
            Subject = BoundedText.Digits(discussion.Number("id")),
            By = delivery.Find(discussion, "user"),
            At = at,
            Facts = facts.Mention(node, discussion.OptionalText("body"), delivery.Repository, at),
            OwnNode = node,
        };
    }

    /// <summary>An answer is credited to who wrote it, whoever chose it; answering oneself counts nothing.</summary>
    private static void ReadAnswer(GitHubDelivery delivery, string name, Action<Contribution?> count)
    {
        var answer = delivery.Root.Object(name);
        var asker = delivery.Root.Object("discussion").OptionalObject("user")?.OptionalText("login");
        if (asker is not null && asker.Equals(answer.OptionalObject("user")?.OptionalText("login"), StringComparison.OrdinalIgnoreCase))
            delivery.Skip("an answer to one's own question counts nothing");
        else
            count(CommentEvents.Answer(delivery, answer));
    }
}

using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Webhooks.Reading;

/// <summary>How edits of texts are counted, whoever sends them.</summary>
internal static class Edits
{
    /// <summary>
    /// Counts an edit if it tells something new, for whoever edited; and takes out of the graph what the text mentions no more, whoever did
    /// that.
    /// </summary>
    /// <param name="delivery">What tells it.</param>
    /// <param name="edit">The edit.</param>
    /// <param name="facts">Where the node is told already.</param>
    /// <param name="tell">What tells the edit from others of its kind, and when it was.</param>
    public static void CountEdit(
        this Delivery delivery, TextEdit edit, FactSheet facts, Func<(string Subject, DateTimeOffset At)> tell)
    {
        if (!edit.TellsSomething)
        {
            delivery.Skip("the edit changes neither the title nor what is mentioned");
            return;
        }

        var editor = edit.FindEditor();
        var revision = edit.RevisionOf(facts.Copy(), editor);
        if (editor is not null && (edit.Mentions.Added.Count > 0 || edit.IsRetitled))
        {
            var (subject, at) = tell();
            foreach (var mention in edit.Mentions.Added) facts.Link(edit.Node, EdgeTypes.References, mention, at);
            delivery.Count(new Contribution { Kind = edit.Kind, Subject = subject, By = editor, At = at, Facts = facts });
        }

        delivery.Count(revision);
    }

    /// <summary>What tells an edit of a thing from others, where only the text since is told.</summary>
    /// <param name="subject">The thing.</param>
    /// <param name="thing">With <c>updated_at</c>, if it tells that.</param>
    /// <param name="mentions">What its text mentions.</param>
    public static string Revision(string subject, Payload thing, IReadOnlyCollection<string> mentions) =>
        $"{subject}:{thing.FirstTime("updated_at")?.ToUnixTimeMilliseconds() ?? 0:D}:{new Mentions([], mentions).Mark}";
}

using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Commits;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>
/// Comments on issues, merge requests and commits. Edits tell neither who edited nor what was there before, but what the text mentions
/// since; deletions are not told.
/// </summary>
internal static class GitLabNotes
{
    public static void Read(GitLabDelivery delivery)
    {
        var note = delivery.Subject;
        if (note.IsTrue("system")) delivery.Skip("GitLab itself wrote the note");
        else if (delivery.Action is not ("" or "create" or "update")) delivery.SkipAction("note");
        else
            switch (note.OptionalText("noteable_type"))
            {
                case "Issue" or "WorkItem":
                    Count(delivery, note, "note.on_issue", facts => Thing(delivery, facts, "issue", NodeTypes.Issue, "#")); break;
                case "MergeRequest":
                    Count(delivery, note, "note.on_merge_request",
                        facts => Thing(delivery, facts, "merge_request", NodeTypes.Pull, "!")); break;
                case "Commit": Count(delivery, note, "note.on_commit", _ => Commit(delivery, note)); break;
                case var other: delivery.Skip($"a note on a {BoundedText.Line(other ?? "thing", 60)} is not counted"); break;
            }
    }

    /// <summary>The node of a note.</summary>
    public static string Node(Project project, Payload note) =>
        project.Thing(note.OptionalText("type") == "DiffNote" ? "review-comment" : "comment", note.Number("id"));

    private static (string Node, string Name) Thing(GitLabDelivery delivery, FactSheet facts, string name, string type, string sign)
    {
        var thing = delivery.Root.Object(name);
        return (delivery.Tell(facts, type, thing), sign + BoundedText.Digits(thing.Number("iid")));
    }

    private static (string Node, string Name) Commit(GitLabDelivery delivery, Payload note)
    {
        var sha = note.OptionalText("commit_id") ?? delivery.Root.Object("commit").Text("id");
        if (!CommitHash.IsValid(sha)) throw note.Fault("commit_id", "is not the hash of a commit");
        return (delivery.Project.Commit(sha), sha[..7]);
    }

    private static void Count(GitLabDelivery delivery, Payload note, string kind, Func<FactSheet, (string Node, string Name)> tell)
    {
        var facts = delivery.Sheet();
        var (subject, name) = tell(facts);
        if (delivery.Author(note) is not { } author) return;
        var at = delivery.Time(note, "created_at");
        var node = Node(delivery.Project, note);
        var type = note.OptionalText("type") == "DiffNote" ? NodeTypes.ReviewComment : NodeTypes.Comment;
        facts.Add(node, type, "Comment on " + name, note.OptionalText("url"), at)
            .Link(author.Node, EdgeTypes.Authors, node, at)
            .Link(node, EdgeTypes.CommentsOn, subject, at);
        if (IsEdit(delivery.Action, note)) delivery.Count(Edited(delivery, note, kind, author, facts.Copy(), node));
        if (delivery.Action == "update") return;
        delivery.Project.Mention(facts, node, note.OptionalText("note"), at);
        delivery.Count(delivery.Done(kind, author, at, facts) with { OwnNode = node });
    }

    /// <summary>Some versions tell edits, and not that they are.</summary>
    private static bool IsEdit(string action, Payload note) => action == "update"
        || (action.Length == 0 && note.FirstTime("updated_at") > note.FirstTime("created_at"));

    /// <summary>What the text mentions since an edit is all that it mentions; told for the author, since nobody else is named.</summary>
    private static Contribution Edited(
        GitLabDelivery delivery, Payload note, string kind, Person author, FactSheet facts, string node)
    {
        var at = note.FirstTime("updated_at") is { } told ? delivery.Plausible(told) : delivery.Arrival;
        delivery.Project.Mention(facts, node, note.OptionalText("note"), at).Withdraw(node, EdgeTypes.References, null, at);
        var edited = delivery.Done(kind, author, at, facts);
        return edited with
        {
            Subject = Edits.Revision(edited.Subject, note, GitLabReferences.In(note.OptionalText("note"), delivery.Project, node)),
            IsRevision = true,
        };
    }
}

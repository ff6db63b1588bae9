using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>One delivery of GitLab that is being read.</summary>
internal sealed class GitLabDelivery : Delivery
{
    public GitLabDelivery(Payload root, EventWeights weights, CountingOptions options) : base(weights, options.ReceivedAt)
    {
        Root = root;
        Options = options;
        Project = Project.Read(root, options.Hosts);
        People = new GitLabPeople(root, Project, options);
    }

    /// <summary>The whole payload.</summary>
    public Payload Root { get; }

    /// <summary>The thing that the event is about.</summary>
    /// <exception cref="PayloadException">The payload has none.</exception>
    public Payload Subject => Root.Object("object_attributes");

    /// <summary>What happened to it; empty if the payload does not say.</summary>
    public string Action => Subject.OptionalText("action") ?? "";

    /// <summary>What the space counts.</summary>
    public CountingOptions Options { get; }

    /// <summary>Where it happened.</summary>
    public Project Project { get; }

    /// <summary>GitLab's number for the project, which stays when it is renamed or moved; for what is counted by it.</summary>
    /// <exception cref="PayloadException">The payload does not tell it.</exception>
    public long ProjectId => Root.Object("project").Number("id");

    /// <summary>Who is who.</summary>
    public GitLabPeople People { get; }

    /// <summary>Who made the event; if it is nobody to recognise, the reason is noted.</summary>
    public Person? Actor()
    {
        if (People.TryFindActor(out var person, out var reason)) return person;
        Skip(reason);
        return null;
    }

    /// <summary>Who wrote a thing; if it is nobody to recognise, the reason is noted.</summary>
    public Person? Author(Payload thing)
    {
        var reason = "the payload does not say who made it";
        if (thing.OptionalNumber("author_id") is { } id && People.TryFind(id, out var person, out reason)) return person;
        Skip(reason);
        return null;
    }

    /// <summary>What tells a thing of this instance from all others of its kind.</summary>
    public string Key(long id) => Project.Scope + BoundedText.Digits(id);

    /// <summary>The arrival, for what GitLab gives no time.</summary>
    public DateTimeOffset Arrival => (Options.ReceivedAt ?? DateTimeOffset.UnixEpoch).ToUniversalTime();

    /// <summary>Notes that this action does not count.</summary>
    public void SkipAction(string what) => Skip(Action.Length == 0
        ? $"the payload does not say what happened to the {what}"
        : $"{what}.{BoundedText.Line(Action, 60)} is no contribution");

    /// <summary>Tells an issue or a merge request with its author and its project.</summary>
    /// <returns>Its node.</returns>
    public string Tell(FactSheet facts, string type, Payload thing)
    {
        var at = Time(thing, "created_at");
        var node = Project.Thing(type, thing.Number("iid"));
        facts.Add(node, type, thing.OptionalText("title"), thing.OptionalText("url"), at);
        if (thing.OptionalNumber("author_id") is { } id && People.TryFind(id, out var author, out _))
            facts.Link(author.Node, EdgeTypes.Authors, node, at);
        return TellProject(facts, node, at);
    }

    /// <summary>Tells the project, which a node belongs to.</summary>
    public string TellProject(FactSheet facts, string node, DateTimeOffset at)
    {
        facts.Add(Project.Node, NodeTypes.Repository, Project.Path, Project.Url, at).Link(node, EdgeTypes.PartOf, Project.Node, at);
        return node;
    }

    /// <summary>Tells what a text mentions.</summary>
    public void Mention(FactSheet facts, string from, string? text, DateTimeOffset at)
    {
        foreach (var mentioned in GitLabReferences.In(text, Project, from)) facts.Link(from, EdgeTypes.References, mentioned, at);
    }

    /// <summary>
    /// Counts an edit if it tells something new: another title, or mentions that were not there before. It goes to whoever edited, and is
    /// worth nothing unless the space says otherwise.
    /// </summary>
    public void CountEdit(EventKind kind, string type)
    {
        var changes = Root.OptionalObject("changes");
        var text = changes?.OptionalObject("description");
        var before = GitLabReferences.In(text?.OptionalText("previous"), Project, null);
        var facts = new FactSheet("gitlab");
        var node = Tell(facts, type, Subject);
        var mentions = GitLabReferences.In(text?.OptionalText("current"), Project, node).Except(before).ToArray();
        if (mentions.Length == 0 && changes?.OptionalObject("title") is null)
        {
            Skip("the edit changes neither the title nor what is mentioned");
            return;
        }

        if (Actor() is not { } editor) return;
        var told = Subject.FirstTime("updated_at", "created_at");
        var at = Time(Subject, "updated_at", "created_at");
        foreach (var mention in mentions) facts.Link(node, EdgeTypes.References, mention, at);
        var mark = told is { } time
            ? BoundedText.Digits(time.ToUnixTimeSeconds())
            : BoundedText.Hash($"{Subject.OptionalText("title")}\n{Subject.OptionalText("description")}");
        var subject = $"{Key(Subject.Number("id"))}:{mark}";
        Count(new Contribution { Kind = kind, Subject = subject, By = editor, At = at, Facts = facts });
    }
}

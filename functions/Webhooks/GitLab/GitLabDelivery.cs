using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>One delivery of GitLab that is being read.</summary>
internal sealed class GitLabDelivery : Delivery
{
    public GitLabDelivery(Payload root, EventWeights weights, CountingOptions options) : base(GitLabKinds.All, weights, options)
    {
        Root = root;
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

    /// <summary>Where it happened.</summary>
    public Project Project { get; }

    /// <summary>GitLab's number for the project, which stays when it is renamed or moved; for what is counted by it.</summary>
    /// <exception cref="PayloadException">The payload does not tell it.</exception>
    public long ProjectId => Root.Object("project").Number("id");

    /// <summary>Who is who.</summary>
    public GitLabPeople People { get; }

    /// <summary>Who made the event; if it is nobody to recognise, the reason is noted.</summary>
    public Person? Actor() => Known(People.FindActor());

    /// <summary>Who wrote a thing; if it is nobody to recognise, the reason is noted.</summary>
    public Person? Author(Payload thing) => Known(
        thing.OptionalNumber("author_id") is { } id ? People.Find(id) : new(null, "the payload does not say who made it"));

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
        if (thing.OptionalNumber("author_id") is { } id && People.Find(id).Person is { } author)
            facts.Link(author.Node, EdgeTypes.Authors, node, at);
        Project.Tell(facts, node, at);
        return node;
    }

    /// <summary>The subject of the event, told on a new sheet.</summary>
    public FactSheet Told(string type, out string node)
    {
        var facts = Sheet();
        node = Tell(facts, type, Subject);
        return facts;
    }

    /// <summary>The issue or merge request of the event, told with what its text mentions, for its author.</summary>
    public Contribution Opened(string kind, string type)
    {
        var at = Time(Subject, "created_at");
        var facts = Told(type, out var node);
        Project.Mention(facts, node, Subject.OptionalText("description"), at);
        return Done(kind, Author(Subject), at) with { Facts = facts, OwnNode = node };
    }

    /// <summary>Once a thing, to whoever closed it, however often it is reopened.</summary>
    public Contribution Closed(string kind) => Done(kind, Actor(), Time(Subject, "closed_at", "updated_at", "created_at"));

    /// <summary>
    /// Takes back the closing that a reopening ends. Of a thing that was closed before, its creation says nothing: the arrival stands for a
    /// time that is missing.
    /// </summary>
    public void Reopened(string kind, string what) =>
        TakeBackIfCounted(Closed(kind) with { At = Time(Subject, "closed_at", "updated_at") }, what);

    /// <summary>What somebody did to the subject of the event, once.</summary>
    public Contribution Done(string kind, Person? by, DateTimeOffset at, FactSheet? facts = null) =>
        new() { Kind = Kinds[kind], Subject = Key(Subject.Number("id")), By = by, At = at, Facts = facts };

    /// <summary>
    /// Counts an edit if it tells something new: another title, or mentions that were not there before. It goes to whoever edited, and is
    /// worth nothing unless the space says otherwise. Mentions that are there no more are withdrawn.
    /// </summary>
    public void CountEdit(string kind, string type)
    {
        var changes = Root.OptionalObject("changes");
        var text = changes?.OptionalObject("description");
        var facts = Told(type, out var node);
        IReadOnlyCollection<string> In(string name) => GitLabReferences.In(text?.OptionalText(name), Project, node);
        this.CountEdit(
            new TextEdit
            {
                Kind = Kinds[kind],
                Node = node,
                Mentions = new(In("previous"), In("current")),
                IsRetitled = changes?.OptionalObject("title") is not null,
                FindEditor = Actor,
                FindMaker = () => Author(Subject),
                FindMoment = FindMoment,
                IsTimed = Subject.FirstTime("updated_at") is not null,
            }, facts, FindMoment);
    }

    /// <summary>When the subject was changed, and what tells that from others.</summary>
    private (string Mark, DateTimeOffset At) FindMoment()
    {
        var mark = Subject.FirstTime("updated_at", "created_at") is { } time
            ? BoundedText.Digits(time.ToUnixTimeSeconds())
            : BoundedText.Hash($"{Subject.OptionalText("title")}\n{Subject.OptionalText("description")}");
        return ($"{Key(Subject.Number("id"))}:{mark}", Time(Subject, "updated_at", "created_at"));
    }
}

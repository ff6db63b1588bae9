using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Forges;

/// <summary>One delivery of a forge that is being read.</summary>
internal sealed class ForgeDelivery(Forge forge, string eventName, Payload root, EventWeights weights, CountingOptions options)
    : Delivery(forge.Kinds, weights, options)
{
    private ForgePeople? people;
    private Repository? repository;

    /// <summary>Whose delivery it is.</summary>
    public Forge Forge => forge;

    /// <summary>The name of the event.</summary>
    public string Event => eventName;

    /// <summary>The whole payload.</summary>
    public Payload Root => root;

    /// <summary>What happened to the event's subject.</summary>
    /// <exception cref="PayloadException">The payload does not say.</exception>
    public string Action => root.Text("action");

    /// <summary>The installation that tells it.</summary>
    public Instance Instance { get; } = new(HostOf(root) ?? options.Home ?? forge.PublicHost, options.Home) { Names = options.Hosts };

    /// <summary>Who is who.</summary>
    public ForgePeople People => people ??= new(forge, Options, Instance);

    /// <summary>The repository it happened in.</summary>
    /// <exception cref="PayloadException">The payload has none.</exception>
    public Repository Repository => repository ??= Repository.Read(root, forge, Instance);

    /// <summary>The repository's number in decimal digits, for what is counted by it.</summary>
    /// <exception cref="PayloadException">The payload does not tell it.</exception>
    public string RepositoryId => BoundedText.Digits(root.Object("repository").Number("id"));

    /// <summary>The person in a member of an object; if there is none to recognise, the reason is noted.</summary>
    /// <exception cref="PayloadException">There is an account, but not in the form of one.</exception>
    public Person? Find(Payload owner, string name) => Known(People.Find(owner, name));

    /// <summary>Whoever did it.</summary>
    public Person? Sender() => Find(root, "sender");

    /// <summary>Tells the author of a thing that is told along, if there is one to recognise.</summary>
    public void TellAuthor(FactSheet facts, Payload thing, string name, string node, DateTimeOffset at) => Try(() =>
    {
        if (People.Find(thing, name).Person is { } author) facts.Link(author.Node, EdgeTypes.Authors, node, at);
    });

    /// <summary>
    /// Tells a numbered thing (an issue, a pull request, a discussion) with its author and its repository. Comments and reviews tell what
    /// they are about, too, so that the graph knows it even if it is older than Grain.
    /// </summary>
    /// <param name="facts">Where to tell it.</param>
    /// <param name="type">Its node type, which is also its kind in the path.</param>
    /// <param name="thing">With <c>number</c>, <c>title</c>, <c>html_url</c>, <c>created_at</c>, <c>user</c>.</param>
    /// <returns>Its node.</returns>
    public string Tell(FactSheet facts, string type, Payload thing)
    {
        var at = Time(thing, "created_at");
        var node = Repository.Thing(type, thing.Number("number"));
        facts.Add(node, type, thing.OptionalText("title"), thing.OptionalText("html_url"), at);
        TellAuthor(facts, thing, "user", node, at);
        Repository.Tell(facts, node, at);
        return node;
    }

    /// <summary>The same on a new sheet.</summary>
    public FactSheet Told(string type, Payload thing, out string node)
    {
        var facts = Sheet();
        node = Tell(facts, type, thing);
        return facts;
    }

    /// <summary>What somebody made and has a text: it tells what that mentions.</summary>
    public Contribution Made(string kind, Payload thing, FactSheet facts, string node, DateTimeOffset at, string author = "user") => new()
    {
        Kind = Kinds[kind],
        Subject = BoundedText.Digits(thing.Number("id")),
        By = Find(thing, author),
        At = at,
        Facts = Repository.Mention(facts, node, thing.OptionalText("body"), at),
        OwnNode = node,
    };

    /// <summary>Once a thing, to whoever closed it: what was taken back by reopening it does not count again.</summary>
    public Contribution Closed(string kind, Payload thing) => new()
    {
        Kind = Kinds[kind],
        Subject = BoundedText.Digits(thing.Number("id")),
        By = Sender(),
        At = Time(thing, "closed_at", "updated_at", "created_at"),
    };

    /// <summary>
    /// Takes back the closing that a reopening ends, whoever closed it: it was opened before. Of a thing that was closed before, its
    /// creation says nothing: the arrival stands for a time that is missing.
    /// </summary>
    public void Reopened(string kind, Payload thing) =>
        TakeBackIfCounted(Closed(kind, thing) with { At = Time(thing, "closed_at", "updated_at") }, $"{eventName}.{Action}");

    /// <summary>Takes back what this event and action end; see <see cref="Delivery.TakeBack(Contribution, string)"/>.</summary>
    public void TakeBack(Contribution? contribution) => TakeBack(contribution, $"{eventName}.{Action}");

    /// <summary>Notes that this action of the event does not count.</summary>
    public void SkipAction() => Skip($"{eventName}.{BoundedText.Line(Action, 60)} is no contribution");

    /// <summary>
    /// What is not at home has its host in its id. Before, it had not: then two things could have one id, and only the first of them
    /// counted.
    /// </summary>
    protected override Contribution Placed(Contribution contribution)
    {
        var scope = Instance.Scope;
        if (scope.Length == 0 || contribution.Id is not null) return contribution;
        string Former(string text) => text.Replace($"{forge.Source}/{scope}", $"{forge.Source}/", StringComparison.Ordinal);
        var by = contribution.By is { } person ? Former(person.Contributor) : null;
        var former = new FormerId(
            Contribution.IdOf(contribution.Key, Former(contribution.Subject)), by, forge.Source, Instance.Host, Options.HomeSince);
        return contribution with
        {
            Id = Contribution.IdOf(contribution.Key, scope + contribution.Subject),
            Former = contribution.IsRevision ? [] : [former],
        };
    }

    /// <summary>The host, from the first address that is to be found.</summary>
    private static string? HostOf(Payload root)
    {
        foreach (var name in (string[])["repository", "sender", "organization"])
            if (BoundedText.WebAddress(root.OptionalObject(name)?.OptionalText("html_url"), Contribution.UrlMax) is { } url)
                return WebHost.Of(url);
        return null;
    }
}

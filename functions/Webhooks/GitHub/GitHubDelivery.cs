using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>One delivery of GitHub that is being read.</summary>
internal sealed class GitHubDelivery(string eventName, Payload root, EventWeights weights, CountingOptions options)
    : Delivery(weights, options.ReceivedAt)
{
    private const string PublicHost = "github.com";

    private GitHubPeople? people;
    private Repository? repository;

    /// <summary>The name of the event.</summary>
    public string Event => eventName;

    /// <summary>The whole payload.</summary>
    public Payload Root => root;

    /// <summary>What happened to the event's subject.</summary>
    /// <exception cref="PayloadException">The payload does not say.</exception>
    public string Action => root.Text("action");

    /// <summary>What the space counts.</summary>
    public CountingOptions Options => options;

    /// <summary>The installation of GitHub that tells it.</summary>
    public Instance Instance { get; } = new(HostOf(root) ?? options.Home ?? PublicHost, options.Home) { Names = options.Hosts };

    /// <summary>Who is who.</summary>
    public GitHubPeople GitHubPeople => people ??= new(options, Instance);

    /// <summary>The repository it happened in.</summary>
    /// <exception cref="PayloadException">The payload has none.</exception>
    public Repository Repository => repository ??= Repository.Read(root, Instance);

    /// <summary>The repository's number in decimal digits, for what is counted by it.</summary>
    /// <exception cref="PayloadException">The payload does not tell it.</exception>
    public string RepositoryId => BoundedText.Digits(root.Object("repository").Number("id"));

    /// <summary>The person in a member of an object; if there is none to recognise, the reason is noted.</summary>
    /// <exception cref="PayloadException">There is an account, but not in the form of one.</exception>
    public Person? Find(Payload owner, string name)
    {
        if (GitHubPeople.TryFind(owner, name, out var person, out var reason)) return person;
        Skip(reason);
        return null;
    }

    /// <summary>Tells the author of a thing that is told along, if there is one to recognise.</summary>
    public void TellAuthor(FactSheet facts, Payload thing, string name, string node, DateTimeOffset at) => Try(() =>
    {
        if (GitHubPeople.TryFind(thing, name, out var author, out _)) facts.Link(author.Node, EdgeTypes.Authors, node, at);
    });

    /// <summary>Takes back what this event and action end; see <see cref="Delivery.TakeBack(Contribution, string)"/>.</summary>
    public void TakeBack(Contribution? contribution) => TakeBack(contribution, $"github:{eventName}.{Action}");

    /// <summary>Takes back what this event and action end, from whoever it was granted to.</summary>
    public void TakeBackIfCounted(Contribution? contribution) => TakeBackIfCounted(contribution, $"github:{eventName}.{Action}");

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
        string Former(string text) => text.Replace("github/" + scope, "github/", StringComparison.Ordinal);
        var by = contribution.By is { } person ? Former(person.Contributor) : null;
        var id = Contribution.IdOf(contribution.Kind.Key, Former(contribution.Subject));
        var former = new FormerId(id, by, "github", Instance.Host, options.HomeSince);
        return contribution with { Id = Contribution.IdOf(contribution.Kind.Key, scope + contribution.Subject), Former = [former] };
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

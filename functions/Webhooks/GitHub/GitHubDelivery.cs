using System.Buffers;
using Grain.Functions.Grants;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>One delivery that is being read: what is in it, and what was found to count so far.</summary>
internal sealed class GitHubDelivery(string eventName, Payload root, EventWeights weights, GitHubOptions options)
{
    private const int MaxReasons = 3; // a push with thousands of commits by bots needs no thousands of reasons

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly List<Grant> grants = [];
    private readonly HashSet<string> grantIds = new(StringComparer.Ordinal);
    private readonly List<string> reasons = [];
    private Repository? repository;

    /// <summary>The name of the event.</summary>
    public string Event => eventName;

    /// <summary>The whole payload.</summary>
    public Payload Root => root;

    /// <summary>What happened to the event's subject.</summary>
    /// <exception cref="PayloadException">The payload does not say.</exception>
    public string Action => root.Text("action");

    /// <summary>What the space counts.</summary>
    public GitHubOptions Options => options;

    /// <summary>Who is who.</summary>
    public People People { get; } = new(options);

    /// <summary>The repository it happened in.</summary>
    /// <exception cref="PayloadException">The payload has none.</exception>
    public Repository Repository => repository ??= Repository.Read(root);

    /// <summary>Whether a text is the full hash of a commit: SHA-1, or SHA-256 in repositories made so.</summary>
    public static bool IsSha(string text) => text.Length is 40 or 64 && !text.AsSpan().ContainsAnyExcept(HexDigits);

    /// <summary>The person in a member of an object; if there is none to recognise, the reason is noted.</summary>
    /// <exception cref="PayloadException">There is an account, but not in the form of one.</exception>
    public Person? Find(Payload owner, string name)
    {
        if (People.TryFind(owner, name, out var person, out var reason)) return person;
        Skip(reason);
        return null;
    }

    /// <summary>The first time that an object tells under these names.</summary>
    /// <exception cref="PayloadException">It tells none.</exception>
    public DateTimeOffset Time(Payload of, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (of.OptionalTime(name) is { } time) return Plausible(time);
        return Plausible(of.Time(names[0]));
    }

    /// <summary>The time, but not before there were computers to tell it, nor after the delivery arrived if that is known.</summary>
    public DateTimeOffset Plausible(DateTimeOffset time)
    {
        if (time < DateTimeOffset.UnixEpoch) return DateTimeOffset.UnixEpoch;
        return options.ReceivedAt is { } received && time > received ? received.ToUniversalTime() : time;
    }

    /// <summary>
    /// Counts a contribution. One that is worth no points still counts if it tells the graph something; else it is left out.
    /// </summary>
    public void Count(Contribution? contribution)
    {
        if (contribution is null) return;
        if (contribution.Facts is null && weights[contribution.Kind.Key] == Points.Zero) Skip($"{contribution.Kind.Key} is worth no points");
        else Add(contribution.ToGrant(weights));
    }

    /// <summary>
    /// Takes a contribution back. The payload tells all of what is taken back, so the grant is made once more before its reversal: if
    /// it was made before, its id is known and nothing happens; if it was not (Grain came later, or the deliveries overtook each
    /// other), the two come to nothing. So the sum is exact in every order, and never negative.
    /// </summary>
    public void TakeBack(Contribution? contribution)
    {
        Count(contribution);
        if (contribution is not null) Add(contribution.ToReversal(weights, $"github:{eventName}.{Action}"));
    }

    /// <summary>Notes why something does not count.</summary>
    public void Skip(string reason)
    {
        if (reasons.Count < MaxReasons && !reasons.Contains(reason)) reasons.Add(reason);
    }

    /// <summary>Notes why nothing counts, unless something does or a reason is known.</summary>
    public void SkipIfNothing(string reason)
    {
        if (grants.Count == 0 && reasons.Count == 0) Skip(reason);
    }

    /// <summary>Notes that this action of the event does not count.</summary>
    public void SkipAction() => Skip($"{eventName}.{BoundedText.Line(Action, 60)} is no contribution");

    /// <summary>What came of the delivery.</summary>
    public WebhookOutcome Outcome() =>
        grants.Count > 0 ? new WebhookOutcome.Normalised(grants) : new WebhookOutcome.Ignored(string.Join("; ", reasons));

    private void Add(Grant grant)
    {
        if (grantIds.Add(grant.GrantId)) grants.Add(grant);
    }
}

using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Webhooks.Arrivals;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.Intake;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Settings;
using Grain.Local.Histories;

namespace Grain.Local.GitHub;

/// <summary>
/// Counts what is told of a repository as if the webhook had told it: read by the same code, checked by the same guard, under the same ids.
/// Whichever of the two comes first counts, the other changes nothing.
/// </summary>
/// <param name="space">Whose weights and rules apply.</param>
/// <param name="homes">Which installation of GitHub is at home.</param>
/// <param name="arrivals">Counts; <see langword="null"/> for a dry run.</param>
/// <param name="time">The clock.</param>
/// <param name="since">What is older does not count.</param>
internal sealed class ImportedHistory(Space space, HomeInstances homes, AppendGrants? arrivals, TimeProvider time, DateTimeOffset? since)
{
    private const string GitHub = "github";

    /// <summary>Grants held in memory: several transactions' worth.</summary>
    private const int BatchMax = 500;

    private const int FaultsShown = 20;

    private readonly EventWeights weights = EventWeights.Default.With(space.Config.Webhooks.Points);
    private readonly List<Grant> batch = [];
    private readonly Dictionary<string, IReadOnlyList<FormerId>> former = new(StringComparer.Ordinal);
    private readonly List<string> faults = [];
    private HomeInstance? home;
    private bool isHomeDecided;

    /// <summary>Who gets what.</summary>
    public ImportedPeople People { get; } = new();

    /// <summary>Of which kinds it is, and when it was made.</summary>
    public ImportedWork Work { get; } = new(hasTrueDates: true);

    /// <summary>The time of the earliest grant; <see langword="null"/> while there is none.</summary>
    public DateTimeOffset? First { get; private set; }

    /// <summary>Notes when the earliest was that an earlier import brought.</summary>
    public void Remember(DateTimeOffset? earlier)
    {
        if (earlier is not { } first) return;
        Work.Add(first);
        if (!(first >= First)) First = first;
    }

    /// <summary>Grants made of what was read.</summary>
    public long Grants { get; private set; }

    /// <summary>Of these, were new to the ledger.</summary>
    public long Written { get; private set; }

    /// <summary>Of these, are held by the guard.</summary>
    public long Held { get; private set; }

    /// <summary>Of these, were for work of one's own.</summary>
    public long Own { get; private set; }

    /// <summary>Things that could not be read.</summary>
    public long Unread { get; private set; }

    /// <summary>The first of the reasons.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>Whether a kind of event is worth points here.</summary>
    public bool IsWorthAnything(string kind) => weights[GitHubKinds.All[kind]] != Points.Zero;

    /// <summary>Takes something that happened.</summary>
    public async Task AddAsync(ToldEvent told, CancellationToken cancellation)
    {
        var outcome = await ReadAsync(told, cancellation);
        if (outcome is WebhookOutcome.Malformed malformed) Note(told, malformed.Fault);
        if (outcome is not WebhookOutcome.Normalised normalised) return;
        foreach (var fault in normalised.LeftOut) Note(told, $"{fault.Path} {fault.Message}");
        foreach (var grant in normalised.Grants.Where(grant => !(grant.GrantedAt < since)))
        {
            Grants++;
            People.Add(grant);
            batch.Add(grant);
            var id = grant.Corrects ?? grant.GrantId;
            if (normalised.Former.TryGetValue(id, out var ids)) former[id] = ids;
            if (grant.Corrects is not null) continue;
            Work.Add(grant);
            if (!(grant.GrantedAt >= First)) First = grant.GrantedAt;
        }

        if (batch.Count >= BatchMax) await FlushAsync(cancellation);
    }

    /// <summary>Counts what was taken so far; when this returns it is durable.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        if (arrivals is not null && batch.Count > 0)
        {
            var guards = space.Config.Webhooks.Guards;
            var kept = time.GetUtcNow().AddDays(2 - GuardTotals.KeptDays);
            foreach (var old in batch.GroupBy(grant => grant.GrantedAt < kept))
            {
                var message = new GrantMessage(space.Name, "import github", [.. old]) { Former = former };
                var arrived = await arrivals.ArriveToldAsync(space, message, old.Key ? guards.Unlimited(GitHub) : guards, cancellation);
                (Written, Held, Own) = (Written + arrived.Appended, Held + arrived.Held, Own + arrived.Own);
            }
        }

        batch.Clear();
        former.Clear();
    }

    /// <summary>As for a webhook, who is at home is decided by the first thing that counts; GitHub's API vouches for its host.</summary>
    private async Task<WebhookOutcome> ReadAsync(ToldEvent told, CancellationToken cancellation)
    {
        var outcome = Read(told);
        if (isHomeDecided || outcome is not WebhookOutcome.Normalised { Host: { } host }) return outcome;
        home = arrivals is null ? await homes.LikelyAsync(space, GitHub, cancellation) ?? new HomeInstance(host, null)
            : await homes.OfAsync(space, GitHub, host, cancellation);
        isHomeDecided = true;
        return Read(told);
    }

    private WebhookOutcome Read(ToldEvent told) => GitHubWebhook.Normalise(told.Name, told.Body, weights,
        space.Config.Webhooks.Counting(time.GetUtcNow()) with
        {
            Home = home?.Host,
            HomeSince = home?.Since,
            Hosts = space.Config.Webhooks.HostsOf(GitHub),
        });

    private void Note(ToldEvent told, string fault)
    {
        Unread++;
        if (faults.Count < FaultsShown) faults.Add($"{told.About}: {fault}");
    }
}

using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Grants;
using Grain.Functions.Tests.Local.Backfill;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Webhooks.Arrivals;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.Intake;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Settings;
using Grain.Local.Backfill;
using Grain.Local.GitHub;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grain.Functions.Tests.Local.GitHub;

/// <summary>A space, its ledger, and a GitHub to import from.</summary>
internal sealed class ImportBench : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    public SkippingTime Time { get; } = new(Now);

    public FakeGraph GitHub { get; init; } = new();

    public GrantFixture Fixture { get; } = new();

    public WebhookConfig Config { get; init; } = new();

    public List<string> Said { get; } = [];

    public Uri Root { get; init; } = new("https://api.github.com/");

    /// <summary>The client of the last import.</summary>
    public GraphClient Client { get; private set; } = null!;

    public Space Space => new(Fixture.Space.Name, Fixture.Space.Shards, Now, 1, new SpaceConfig { Webhooks = Config }, default);

    public void Dispose() => GitHub.Dispose();

    /// <summary>Imports octo/field as the command does.</summary>
    public async Task<(GitHubImport Import, ImportedHistory History)> ImportAsync(
        IReadOnlyList<string>? parts = null, DateTimeOffset? since = null, bool isDry = false, HttpMessageHandler? handler = null,
        CancellationToken cancellation = default)
    {
        var storage = await Azurite.NewServiceAsync(account: Fixture.Account);
        // Questions go through a handler that outlives the API of one import.
        using var api = new GitHubApi(Root, "a-token-of-the-tests", new GraphMeaning(new Kept(handler ?? GitHub)), Time, Said.Add)
        {
            Needs = GitHubToken.Needs,
        };
        Client = new GraphClient(api, Time, Said.Add);
        var ledger = new GrantLedger(storage, Time);
        var history = new ImportedHistory(Space, new HomeInstances(storage, ledger, Time), isDry ? null : Arrivals(storage), Time, since);
        var import = new GitHubImport(Client, ("octo", "field"), history, since);
        parts ??= ImportPart.Usual;
        await import.OpenAsync(parts, cancellation);
        await import.RunAsync(parts, isDry ? null : new ImportPlaces(storage, Space, import.Place), _ => { }, cancellation);
        return (import, history);
    }

    /// <summary>Takes deliveries as the queue function does.</summary>
    public async Task<(int Appended, IReadOnlyList<Grant> Grants)> DeliverAsync(IEnumerable<(string Event, byte[] Body)> deliveries)
    {
        var (appended, grants) = (0, new List<Grant>());
        var arrivals = Arrivals(await Azurite.NewServiceAsync(account: Fixture.Account));
        var options = Config.Counting(Now) with { Home = "github.com", HomeSince = Now };
        foreach (var (name, body) in deliveries)
        {
            if (GitHubWebhook.Normalise(name, body, EventWeights.Default.With(Config.Points), options)
                is not WebhookOutcome.Normalised told) continue;
            grants.AddRange(told.Grants);
            var message = new GrantMessage(Space.Name, "d", told.Grants) { Former = told.Former };
            appended += (await arrivals.ArriveAsync(Space, message, Config.Guards, default)).Appended;
        }

        return (appended, grants);
    }

    private AppendGrants Arrivals(StorageService storage)
    {
        var ledger = new GrantLedger(storage, Time);
        var guard = new GrantGuard(storage, ledger, Time);
        return new AppendGrants(new SpaceDirectory(storage, Time), new FormerIds(ledger, guard), guard, ledger,
            new PassedGrants(ledger, new GrantQueue(storage), NullLogger<PassedGrants>.Instance), NullLogger<AppendGrants>.Instance);
    }

    private sealed class Kept(HttpMessageHandler inner) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker invoker = new(inner, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) =>
            invoker.SendAsync(request, cancellation);

        protected override void Dispose(bool disposing)
        {
            if (disposing) invoker.Dispose();
            base.Dispose(disposing);
        }
    }
}

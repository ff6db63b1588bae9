using System.Text.Json;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Functions.Webhooks.Deliveries;
using Grain.Functions.Webhooks.Hooks;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reconciling;
using Grain.Functions.Webhooks.Settings;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Webhooks.Reconciling;

/// <summary>A space with access to a forge of the tests, and the reconciler.</summary>
internal sealed class ReconcileHouse : IAsyncDisposable
{
    private readonly string account = MemoryAccount.New();

    public SetClock Time { get; } = new();

    public CapturedLog Log { get; } = new();

    public FakeForge Forge { get; private init; } = null!;

    public StorageService Storage { get; private set; } = null!;

    public Space Space { get; set; } = null!;

    public string Sender { get; private init; } = "github";

    /// <param name="sender">Whose forge it is.</param>
    /// <param name="access">The access, if not by token to octo/field.</param>
    /// <param name="isSealed">Whether the space is sealed.</param>
    public static async Task<ReconcileHouse> NewAsync(string sender = "github", ReconcileConfig? access = null, bool isSealed = false)
    {
        var forge = await FakeForge.StartAsync();
        var house = new ReconcileHouse { Forge = forge, Sender = sender };
        forge.Now = house.Time.GetUtcNow;
        house.Storage = await Azurite.NewServiceAsync(account: house.account);
        access ??= new ReconcileConfig { Secrets = [FakeForge.Token], Repositories = ["octo/field"] };
        var source = new WebhookSource { Reconcile = access with { Api = forge.Api } };
        var config = new SpaceConfig
        {
            Webhooks = sender == "github" ? new WebhookConfig { Github = source } : new WebhookConfig { Gitlab = source },
        };
        var name = Azurite.NewName("lost-");
        house.Space = (await new SpaceDirectory(house.Storage, house.Time).CreateAsync(name, 1, config, default, isSealed)).Space;
        forge.HookUrl = $"https://grain.example/api/spaces/{name}/webhooks/{sender}?code=abc";
        forge.Redeliver = async guid =>
        {
            await house.ArriveAsync(guid);
            return 202;
        };
        return house;
    }

    public ValueTask DisposeAsync() => Forge.DisposeAsync();

    /// <summary>Runs it in a process of its own.</summary>
    public async Task RunAsync(bool isAsked = false, FaultInjector? faults = null, TimeSpan? timeout = null, bool allowsPrivate = true)
    {
        var storage = await Azurite.NewServiceAsync(faults, withRetries: faults is null, account);
        using var logger = LoggerFactory.Create(logging => logging.AddProvider(Log));
        var book = new HookBook(storage);
        using var deliveries = new DeliveryLog(storage, Time, logger.CreateLogger<DeliveryLog>());
        await deliveries.StartAsync(default);
        var knowledge = new DeliveryKnowledge(deliveries, new DeliveryPages(storage, Time), Time);
        using var reconciler = new Reconciler(book, new HookRun(book, knowledge, deliveries, Time, logger.CreateLogger<HookRun>()),
            new SpaceSecrets(), new WebhookTarget(allowsPrivate), Time, timeout);
        try
        {
            await reconciler.RunAsync(Space, isAsked, default);
        }
        finally
        {
            await deliveries.StopAsync(default);
        }
    }

    /// <summary>The same after a while.</summary>
    public Task RunAfterAsync(double minutes)
    {
        Time.Now = Time.Now.AddMinutes(minutes);
        return RunAsync();
    }

    /// <summary>Puts a delivery into the log, as the intake does.</summary>
    public Task ArriveAsync(string delivery, string outcome = "accepted", DateTimeOffset? at = null)
    {
        var record = new DeliveryRecord(at ?? Time.Now, Sender, "issues", delivery, outcome, null, 1, 1)
        {
            Id = DeliveryId.Of(at ?? Time.Now, BitConverter.GetBytes(delivery.GetHashCode(StringComparison.Ordinal))),
        };
        return Storage.Table("deliveries").UpsertAsync(record.ToRow(Space.Name));
    }

    public async Task<HookState> StateAsync() => Assert.Single(await new HookBook(Storage).ReadAsync(Space.Name, default)).Value.State;

    /// <summary>What the state says of lost ones: <c>d1 arrived 1</c>.</summary>
    public async Task<string[]> LostAsync() =>
        [.. (await StateAsync()).Lost.OrderBy(each => each.Value.Order).ThenBy(each => each.Key, StringComparer.Ordinal)
            .Select(each => $"{each.Key} {each.Value.End ?? "open"} {each.Value.Tries}")];

    /// <summary>What the log says, oldest first: <c>d1 asked asked for again (1 of 8): …</c>.</summary>
    public async Task<string[]> LoggedAsync()
    {
        var pages = new DeliveryPages(Storage, Time);
        var found = await pages.ReadAsync(Space.Name, 30, new DeliveryFilter(null, null, null), 500, default);
        return [.. found.Reverse().Select(each => $"{each.Delivery} {each.Outcome} {each.Reason}".TrimEnd())];
    }

    /// <summary>Everything that is stored of the space, as text.</summary>
    public async Task<string> StoredAsync()
    {
        var rows = await Storage.Table("deliveries").QueryAsync(null, default).ToListAsync();
        return JsonSerializer.Serialize(rows.Select(row => row.ToDictionary(each => each.Key, each => each.Value.ToString())));
    }
}

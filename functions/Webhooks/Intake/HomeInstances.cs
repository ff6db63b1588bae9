using Azure.Data.Tables;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Settings;

namespace Grain.Functions.Webhooks.Intake;

/// <summary>
/// Which instance of a sender is at home in a space, for ever: the one whose things the ledger has without a host, else the one that the
/// configuration names, else the first from which something counts. What it names and numbers has no host in its ids; what comes from other
/// instances has. One row decides, whichever processes meet two instances at once.
/// </summary>
/// <remarks>Table <c>deliveries</c>: partition <c>{space}</c>, row <c>home~{sender}</c>. It is inserted and never changed, and sweeping
/// leaves it.</remarks>
internal sealed class HomeInstances(StorageService storage, GrantLedger ledger, TimeProvider time)
{
    private readonly Table table = storage.For("deliveries").Table("deliveries");
    private readonly ConcurrentDictionary<(string Space, string Sender), HomeInstance> homes = new();

    /// <summary>The home instance, if this process knows it.</summary>
    public HomeInstance? Known(string space, string sender) => homes.GetValueOrDefault((space, sender));

    /// <summary>The home instance, if it is decided.</summary>
    public async Task<HomeInstance?> FindAsync(string space, string sender, CancellationToken cancellation) =>
        Known(space, sender)
            ?? (await table.FindAsync(space, RowOf(sender), cancellation) is { } row ? Remember(space, sender, row) : null);

    /// <summary>The home instance as it is, or would be decided by what is known before anything is heard; writes nothing.</summary>
    public async Task<HomeInstance?> LikelyAsync(Space space, string sender, CancellationToken cancellation)
    {
        if (await FindAsync(space.Name, sender, cancellation) is { } home) return home;
        var host = await HomeBefore.FindAsync(ledger, space, sender, cancellation)
            ?? (space.Config.Webhooks.HostsOf(sender) is [var called, ..] ? called : null);
        return host is null ? null : new HomeInstance(host, null);
    }

    /// <summary>The home instance, which is this one if nothing else decides.</summary>
    public async Task<HomeInstance> OfAsync(Space space, string sender, string host, CancellationToken cancellation)
    {
        var likely = await LikelyAsync(space, sender, cancellation);
        if (likely?.Since is not null) return likely;
        var row = new TableEntity(space.Name, RowOf(sender)) { ["Host"] = likely?.Host ?? host, ["At"] = time.GetUtcNow() };
        var isFirst = await table.TryWriteAsync(row, null, cancellation) is not null;
        return Remember(space.Name, sender, isFirst ? row : (await table.FindAsync(space.Name, RowOf(sender), cancellation))!);
    }

    private static string RowOf(string sender) => "home~" + sender;

    private HomeInstance Remember(string space, string sender, TableEntity row)
    {
        var since = row.GetDateTimeOffset("At") ?? row.Timestamp ?? DateTimeOffset.MaxValue;
        return homes[(space, sender)] = new HomeInstance(row.Required<string>("Host"), since);
    }
}

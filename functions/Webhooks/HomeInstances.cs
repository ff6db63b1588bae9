using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Grain.Functions.Storage;

namespace Grain.Functions.Webhooks;

/// <summary>
/// Which instance of a sender is at home in a space: the first from which something counts, for ever. What it names and numbers has no host in its
/// ids; what comes from other instances has. One row decides, whichever processes meet two instances at once.
/// </summary>
/// <remarks>Table <c>deliveries</c>: partition <c>{space}</c>, row <c>home~{sender}</c>. It is inserted and never changed, and sweeping leaves it.</remarks>
internal sealed class HomeInstances(StorageService storage)
{
    private readonly Table table = storage.For("deliveries").Table("deliveries");
    private readonly ConcurrentDictionary<(string Space, string Sender), string> homes = new();

    /// <summary>The host of the home instance, if this process knows it.</summary>
    public string? Known(string space, string sender) => homes.GetValueOrDefault((space, sender));

    /// <summary>The host of the home instance, if there is one.</summary>
    public async Task<string?> FindAsync(string space, string sender, CancellationToken cancellationToken) =>
        Known(space, sender) ?? (await table.FindAsync(space, RowOf(sender), cancellationToken) is { } row ? Remember(space, sender, row) : null);

    /// <summary>The host of the home instance, which is this one if there was none.</summary>
    public async Task<string> OfAsync(string space, string sender, string host, CancellationToken cancellationToken)
    {
        if (await FindAsync(space, sender, cancellationToken) is { } home) return home;
        var row = new TableEntity(space, RowOf(sender)) { ["Host"] = host };
        try
        {
            await table.AddAsync(row, cancellationToken);
            return Remember(space, sender, row);
        }
        catch (RequestFailedException e) when (e.IsAlreadyExists())
        {
            return Remember(space, sender, (await table.FindAsync(space, RowOf(sender), cancellationToken))!);
        }
    }

    private static string RowOf(string sender) => "home~" + sender;

    private string Remember(string space, string sender, TableEntity row) => homes[(space, sender)] = row.Required<string>("Host");
}

using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Senders;

namespace Grain.Functions.Webhooks.Intake;

/// <summary>
/// Finds which instance of a sender a space has lived with so far: the one that most of its grants are from which have no host in their
/// ids.
/// They tell by the addresses of what they are about.
/// </summary>
internal static class HomeBefore
{
    private const int PeopleMax = 100;
    private const int GrantsOfOneMax = 20;

    /// <summary>Its host, if the ledger has such grants. Reads the totals of everybody, and a bounded number of grants.</summary>
    public static async Task<string?> FindAsync(GrantLedger ledger, Space space, string sender, CancellationToken cancellation)
    {
        var nodesNameHost = WebhookSenders.Find(sender)?.NodesNameHost == true;
        var (counts, people) = (new SortedDictionary<string, int>(StringComparer.Ordinal), 0);
        await foreach (var head in ledger.ReadHeadsAsync(space.Journal, cancellation))
        {
            if (!head.Totals.Sources.ContainsKey(sender)) continue;
            foreach (var entry in await ledger.ReadPageAsync(space.Journal, head.Account, 0, GrantsOfOneMax, cancellation))
                if (HostOf(entry.Value, sender, nodesNameHost) is { } host) counts[host] = counts.GetValueOrDefault(host) + 1;
            if (++people == PeopleMax) break;
        }

        return counts.Count == 0 ? null : counts.MaxBy(each => (each.Value, each.Key == Instance.GitHub.Host)).Key;
    }

    /// <summary>The host of a grant whose ids have none.</summary>
    private static string? HostOf(Grant grant, string sender, bool nodesNameHost)
    {
        if (grant.Source != sender || grant.Facts is null) return null;
        foreach (var node in grant.Facts.Nodes.Where(node => node.Module == sender))
        {
            if (WebHost.Of(node.Url) is not { } host) continue;
            var scope = $"{sender}/{new Instance(host, "").Scope}";
            var isElsewhere = grant.Contributor.StartsWith(scope, StringComparison.Ordinal)
                || (!nodesNameHost && node.Id.StartsWith(scope, StringComparison.Ordinal));
            return isElsewhere ? null : host;
        }

        return null;
    }
}

using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Webhooks.Settings;

namespace Grain.Functions.Webhooks.Arrivals;

/// <summary>
/// Gives grants the ids under which they are known already, so that guards and ledger find them: what was counted under an id of an earlier
/// version counts no second time, and is taken back under that id.
/// </summary>
internal sealed class FormerIds(GrantLedger ledger, GrantGuard guard)
{
    private const int ReadsAtOnceMax = 8;

    /// <summary>
    /// Whether grants get the ids of the version before, known or not: for tests that compare with what that version wrote.
    /// </summary>
    public bool WritesAsBefore { get; init; }

    /// <summary>The same grants, each under the id that it is known by.</summary>
    /// <param name="space">The space.</param>
    /// <param name="grants">Grants and what takes them back.</param>
    /// <param name="former">Former ids by today's id of a grant.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<Grant>> RenameAsync(
        Space space, IReadOnlyList<Grant> grants, IReadOnlyDictionary<string, IReadOnlyList<FormerId>> former,
        CancellationToken cancellation)
    {
        if (former.Count == 0) return grants;
        if (WritesAsBefore) return [.. grants.Select(grant => Rename(grant, IdsBefore(grant, former)))];
        var (likely, known) =
            (await LikelyAsync(space, former, cancellation), new ConcurrentDictionary<string, string>(StringComparer.Ordinal));
        await Parallel.ForEachAsync(
            likely, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnceMax, CancellationToken = cancellation },
            async (item, token) =>
            {
                if (await IsKnownAsync(space, item.Former, token)) known.TryAdd(item.Id, item.Former.Id);
            });
        return known.IsEmpty ? grants : [.. grants.Select(grant => Rename(grant, known))];
    }

    private static Dictionary<string, string> IdsBefore(Grant grant, IReadOnlyDictionary<string, IReadOnlyList<FormerId>> former) =>
        (former.GetValueOrDefault(grant.GrantId) ?? []).Where(id => id.Id.StartsWith(grant.Key + ":", StringComparison.Ordinal)).Take(1)
            .ToDictionary(_ => grant.GrantId, id => id.Id);

    /// <summary>The ids that are worth a look. A read for each person in question spares one for each of their grants.</summary>
    private async Task<IReadOnlyList<(string Id, FormerId Former)>> LikelyAsync(
        Space space, IReadOnlyDictionary<string, IReadOnlyList<FormerId>> former, CancellationToken cancellation)
    {
        var likely = new List<(string Id, FormerId Former)>();
        foreach (var person in former.SelectMany(item => item.Value, (item, id) => (Id: item.Key, Former: id))
            .GroupBy(item => item.Former.Contributor))
        {
            var sources = person.Key is { } who ? await SourcesAsync(space, who, cancellation) : null;
            likely.AddRange(person.Where(item => sources is null || sources.Contains(item.Former.Source)));
        }

        return likely;
    }

    /// <summary>
    /// Where a person's grants are from; <see langword="null"/> if the guards know the person, who may have some that are held.
    /// </summary>
    private async Task<ICollection<string>?> SourcesAsync(Space space, string who, CancellationToken cancellation)
    {
        if (space.Config.Webhooks.Guards.IsOn && (await guard.ReadAsync(space, who, cancellation)).Seq > 0) return null;
        return (await ledger.ReadHeadAsync(space.Journal, who, cancellation)).Totals.Sources.Keys;
    }

    private async Task<bool> IsKnownAsync(Space space, FormerId former, CancellationToken cancellation)
    {
        if (former.Host is { } host)
            return await ledger.FindAsync(space.Journal, former.Id, cancellation) is { } entry
                && !(entry.RecordedAt >= former.Before) && IsAt([host, .. NamesOf(space, former.Source, host)], entry.Value, former);
        if (await ledger.IsReservedAsync(space.Journal, former.Id, cancellation)) return true;
        return space.Config.Webhooks.Guards.IsOn && former.Contributor is { } who
            && await guard.HasDecidedAsync(space, who, former.Id, cancellation);
    }

    /// <summary>The other names of an instance.</summary>
    private static IReadOnlyList<string> NamesOf(Space space, string source, string host) =>
        space.Config.Webhooks.HostsOf(source) is var names && names.Contains(host) ? names : [];

    /// <summary>Whether a grant is about something at a host: by the addresses that it tells; if it tells none, by whose it is.</summary>
    private static bool IsAt(string[] names, Grant grant, FormerId former)
    {
        var hosts = (grant.Facts?.Nodes ?? []).Select(node => WebHost.Of(node.Url)).OfType<string>().ToArray();
        return hosts.Length > 0 ? hosts.Intersect(names, StringComparer.OrdinalIgnoreCase).Any() : grant.Contributor == former.Contributor;
    }

    private static Grant Rename(Grant grant, IReadOnlyDictionary<string, string> known) =>
        grant.Corrects is { } corrects && known.TryGetValue(corrects, out var corrected)
            ? grant with { Corrects = corrected, GrantId = grant.GrantId.Replace(corrects, corrected, StringComparison.Ordinal) }
            : known.TryGetValue(grant.GrantId, out var id) ? grant with { GrantId = id } : grant;
}

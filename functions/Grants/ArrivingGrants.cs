using Grain.Functions.Identities;
using Grain.Functions.Journals;

namespace Grain.Functions.Grants;

/// <summary>What is settled of grants before they are counted: how their people are spelled, and whether they are for one's own work.</summary>
internal sealed class ArrivingGrants(GrantIds ids, AccountSpelling spelling)
{
    private const int ReadsAtOnceMax = 8;

    /// <summary>The grants with their people as they are spelled here; one that was counted in the form it has stays as it is.</summary>
    public async Task<IReadOnlyList<Grant>> SpellAsync(JournalSpace space, IReadOnlyList<Grant> grants, CancellationToken cancellationToken)
    {
        if (grants.All(IsSpelled)) return grants;
        var spelled = grants.ToArray();
        await Parallel.ForAsync(
            0, spelled.Length, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnceMax, CancellationToken = cancellationToken },
            async (i, token) => spelled[i] = IsSpelled(grants[i]) ? grants[i] : await SpellAsync(space, grants[i], token));
        return spelled;
    }

    /// <summary>The grants without those that somebody would get for work of their own, by who is who now.</summary>
    public async Task<IReadOnlyList<Grant>> LeaveOutOwnAsync(JournalSpace space, IReadOnlyList<Grant> grants, CancellationToken cancellationToken)
    {
        if (!grants.Any(OwnWork.MayBeOwn)) return grants;
        var register = await spelling.Registers.ReadAsync(space, cancellationToken);
        return [.. grants.Where(grant => !OwnWork.IsOwn(grant, register.Resolve))];
    }

    /// <summary>All accounts of the person whom a contributor id means.</summary>
    public async Task<IReadOnlyList<string>> AccountsOfAsync(JournalSpace space, string contributor, CancellationToken cancellationToken) =>
        (await spelling.Registers.ReadAsync(space, cancellationToken)).AccountsOf(contributor);

    private static bool IsSpelled(Grant grant) => IsSpelled(grant.Contributor)
        && (grant.Facts is null || grant.Facts.Edges.All(edge => IsSpelledEnd(edge.From) && IsSpelledEnd(edge.To)));

    private static bool IsSpelledEnd(string node) => !node.StartsWith('@') || IsSpelled(node[1..]);

    private static bool IsSpelled(string id) => AccountId.Canonical(id) == id;

    private async Task<Grant> SpellAsync(JournalSpace space, Grant grant, CancellationToken cancellationToken)
    {
        if ((await ids.FindAsync(space, grant.GrantId, cancellationToken))?.Reservation is { } reserved && reserved.ContentHash == new GrantItem(grant).Reservation.ContentHash)
            return grant;
        return grant with
        {
            Contributor = await spelling.OfAsync(space, grant.Contributor, cancellationToken),
            Facts = grant.Facts is { } facts ? await SpellAsync(space, facts, cancellationToken) : null,
        };
    }

    private async Task<ContributionFacts> SpellAsync(JournalSpace space, ContributionFacts facts, CancellationToken cancellationToken)
    {
        var edges = new List<ContributionEdge>(facts.Edges.Count);
        foreach (var edge in facts.Edges)
            edges.Add(edge with { From = await SpellEndAsync(space, edge.From, cancellationToken), To = await SpellEndAsync(space, edge.To, cancellationToken) });
        return facts with { Edges = edges };
    }

    private async Task<string> SpellEndAsync(JournalSpace space, string node, CancellationToken cancellationToken) =>
        IsSpelledEnd(node) ? node : $"@{await spelling.OfAsync(space, node[1..], cancellationToken)}";
}

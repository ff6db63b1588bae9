using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Grants.Counting;

/// <summary>
/// What is settled of grants before they are counted: how their people are spelled, and whether they are for one's own work.
/// </summary>
internal sealed class ArrivingGrants(GrantIds ids, Journal<GrantTotals, Grant> journal, AccountSpelling spelling)
{
    private const int ReadsAtOnceMax = 8;

    private readonly GrantSealing sealing = new(spelling);

    /// <summary>
    /// The grants as they go on from a door: sealed, in a sealed space. Whatever is queued or counted there has gone through here once.
    /// </summary>
    public async Task<IReadOnlyList<Grant>> SealAsync(JournalSpace space, IReadOnlyList<Grant> grants, CancellationToken cancellation)
    {
        if (!space.IsSealed) return grants;
        var kept = new Grant[grants.Count];
        await Parallel.ForAsync(
            0, kept.Length, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnceMax, CancellationToken = cancellation },
            async (i, token) => kept[i] = await sealing.SealAsync(space, grants[i], IsOfTask(grants[i]), token));
        return kept;
    }

    /// <summary>
    /// The same for exported grants. Those of a sealed space are as they were; those of a plain one become other entries, which come out
    /// with their hashes only in a new chain.
    /// </summary>
    public async Task<IReadOnlyList<GrantItem>> SealAsync(JournalSpace space, IReadOnlyList<GrantItem> items,
        CancellationToken cancellation)
    {
        if (items.All(item => GrantSealing.IsSealed(item.Grant))) return items;
        var kept = await SealAsync(space, [.. items.Select(item => item.Grant)], cancellation);
        return [.. kept.Zip(items, (grant, item) =>
            new GrantItem(grant, JsonSerializer.Serialize(grant, GrantJson.Stored.Grant), item.Origin))];
    }

    /// <summary>
    /// The same for what senders tell, without stars and forks of one's own: whose a repository is cannot be seen once it is sealed.
    /// </summary>
    public async Task<IReadOnlyList<Grant>> SealToldAsync(JournalSpace space, IReadOnlyList<Grant> grants, CancellationToken cancellation)
    {
        if (!space.IsSealed) return grants;
        var (register, others) = (await spelling.Registers.ReadAsync(space, cancellation), new List<Grant>());
        foreach (var grant in grants)
            if (!OwnWork.MayBeOwn(grant) || !await IsOfOwnPlaceAsync(space, grant, register, cancellation)) others.Add(grant);
        return await SealAsync(space, others, cancellation);
    }

    private async Task<bool> IsOfOwnPlaceAsync(
        JournalSpace space, Grant grant, CommunityRegister register, CancellationToken cancellation)
    {
        var who = register.Resolve(await spelling.OfAsync(space, grant.Contributor, cancellation));
        foreach (var edge in grant.Facts!.Edges.Where(edge => edge.Type is EdgeTypes.Stars or EdgeTypes.Forks))
            if (register.Resolve(await spelling.OfAsync(space, OwnWork.OwnerOf(edge.To), cancellation)) == who) return true;
        return false;
    }

    /// <summary>Settles grants to people who were erased: nothing counts for them any more but what takes back.</summary>
    public async Task RefuseErasedAsync(JournalSpace space, IEnumerable<GrantItem> items, CancellationToken cancellation)
    {
        foreach (var item in items.Where(item => item.Grant.Corrects is null))
            if (await spelling.Vault.OpenAsync(space.Name, item.Grant.Contributor, cancellation) is null)
                item.Outcome = new GrantOutcome.Refused($"{item.Grant.Contributor} was erased");
    }

    /// <summary>The grants with their people as they are spelled here; one that was counted in the form it has stays as it is.</summary>
    public async Task<IReadOnlyList<Grant>> SpellAsync(JournalSpace space, IReadOnlyList<Grant> grants, CancellationToken cancellation)
    {
        if (space.IsSealed)
            return grants.All(GrantSealing.IsSealed) ? grants
                : throw new InvalidOperationException($"N2: a grant came to the ledger of {space.Name} unsealed.");
        if (grants.All(IsSpelled)) return grants;
        var spelled = grants.ToArray();
        await Parallel.ForAsync(
            0, spelled.Length, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnceMax, CancellationToken = cancellation },
            async (i, token) => spelled[i] = IsSpelled(grants[i]) ? grants[i] : await SpellAsync(space, grants[i], token));
        return spelled;
    }

    /// <summary>The grants without those that somebody would get for work of their own, by who is who now.</summary>
    public async Task<IReadOnlyList<Grant>> LeaveOutOwnAsync(JournalSpace space, IReadOnlyList<Grant> grants,
        CancellationToken cancellation)
    {
        if (!grants.Any(grant => OwnWork.MayBeOwn(grant) || OwnWork.IsCoAuthors(grant))) return grants;
        var register = await spelling.Registers.ReadAsync(space, cancellation);
        return [.. OwnWork.LeaveOut(grants, register.Resolve)];
    }

    /// <summary>The account that a grant is for, as far as there is one; nobody is made.</summary>
    public Task<string> AccountOfAsync(JournalSpace space, Grant grant, CancellationToken cancellation) =>
        IsOfTask(grant) ? spelling.OfNodeAsync(space, grant.Contributor, cancellation)
            : spelling.OfAsync(space, grant.Contributor, cancellation);

    /// <summary>All accounts of the person whom a contributor id means.</summary>
    public async Task<IReadOnlyList<string>> AccountsOfAsync(JournalSpace space, string contributor, CancellationToken cancellation) =>
        (await spelling.Registers.ReadAsync(space, cancellation)).AccountsOf(contributor);

    private static bool IsSpelled(Grant grant) => PeopleOf(grant).All(id => CanonicalOf(grant, id) == id);

    /// <summary>Who works on tasks is a node, and is spelled as in credits.</summary>
    private static bool IsOfTask(Grant grant) => grant.Facts?.Nodes.Any(node => node.Type == NodeTypes.Task) == true;

    private static string CanonicalOf(Grant grant, string id) => IsOfTask(grant) ? AccountId.CanonicalNode(id) : AccountId.Canonical(id);

    private static IEnumerable<string> PeopleOf(Grant grant) => (grant.Facts?.Edges ?? [])
        .SelectMany(edge => new[] { edge.From, edge.To })
        .Concat((grant.Facts?.Withdraws ?? []).SelectMany(withdrawal => new[] { withdrawal.From, withdrawal.To }).OfType<string>())
        .Where(node => node.StartsWith('@'))
        .Select(node => node[1..])
        .Prepend(grant.Contributor);

    /// <summary>The spelling that a grant was counted in goes on, though an account of the other one may have come since.</summary>
    private async Task<Grant> SpellAsync(JournalSpace space, Grant grant, CancellationToken cancellation)
    {
        var canonical = Spelled(grant, id => CanonicalOf(grant, id));
        if (await ids.FindAsync(space, grant.GrantId, cancellation) is { } row
            && await row.MeantAsync(journal, space, grant.GrantId, cancellation) is { } reserved
            && new[] { grant, canonical }.FirstOrDefault(form => new GrantItem(form).Reservation == reserved) is { } counted)
            return counted;
        var spelled = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in PeopleOf(grant).Distinct(StringComparer.Ordinal))
            spelled[id] =
                await (IsOfTask(grant) ? spelling.OfNodeAsync(space, id, cancellation) : spelling.OfAsync(space, id, cancellation));
        return Spelled(grant, id => spelled[id]);
    }

    private static Grant Spelled(Grant grant, Func<string, string> spell)
    {
        return grant with
        {
            Contributor = spell(grant.Contributor),
            Facts = grant.Facts is { } facts ? facts with
            {
                Edges = [.. facts.Edges.Select(edge => edge with { From = End(edge.From), To = End(edge.To) })],
                Withdraws = facts.Withdraws is { } withdraws
                    ? [.. withdraws.Select(each => each with { From = OptionalEnd(each.From), To = OptionalEnd(each.To) })] : null,
            } : null,
        };

        string? OptionalEnd(string? node) => node is null ? null : End(node);

        string End(string node) => node.StartsWith('@') ? $"@{spell(node[1..])}" : node;
    }
}

using Grain.Functions.Ledgers.Identities.Sealing;

namespace Grain.Functions.Ledgers.Identities;

/// <summary>
/// Finds the account that an id means, however it is written. An account from before that has another spelling goes on under it; whatever
/// is new gets <see cref="AccountId.Canonical"/>. Costs nothing for an id that is spelled so already. In a sealed space the account is the
/// opaque id of whoever has that spelling: this is where names go in.
/// </summary>
internal sealed class AccountSpelling(StorageService storage, RegisterStore registers, PeopleVault vault)
{
    /// <summary>Accounts with a spelling of their own that are remembered. They never go; above that all are looked for again.</summary>
    private const int KnownMax = 10_000;

    private readonly Table[] journals =
        [.. new[] { "grants", "grain", "credits", "buckets", "guards" }.Select(storage.For("identities").Table)];
    private readonly Table activity = storage.For("identities").Table("activity");
    private readonly ConcurrentDictionary<(string Space, string Id), bool> known = new();

    /// <summary>Who is who.</summary>
    public RegisterStore Registers => registers;

    /// <summary>Who stands behind opaque ids.</summary>
    public PeopleVault Vault => vault;

    /// <summary>The account that an id means. Nothing can be written under one that nobody has, in a sealed space.</summary>
    public async Task<string> OfAsync(JournalSpace space, string id, CancellationToken cancellation)
    {
        if (space.IsSealed) return await OpaqueAsync(space, id, AccountId.Canonical(id), false, cancellation);
        var canonical = AccountId.Canonical(id);
        return canonical == id || await IsKnownAsync(space, id, cancellation) ? id : canonical;
    }

    /// <summary>The account of credits that a node's id means.</summary>
    public async Task<string> OfNodeAsync(JournalSpace space, string id, CancellationToken cancellation)
    {
        if (space.IsSealed) return await OpaqueAsync(space, id, AccountId.CanonicalNode(id), false, cancellation);
        var canonical = AccountId.CanonicalNode(id);
        return canonical == id || await IsKnownAsync(space, id, cancellation) ? id : canonical;
    }

    /// <summary>The account that something is written under: of somebody new, where nobody is called so.</summary>
    public Task<string> WriterAsync(JournalSpace space, string id, bool isNode, CancellationToken cancellation) =>
        space.IsSealed ? OpaqueAsync(space, id, isNode ? AccountId.CanonicalNode(id) : AccountId.Canonical(id), true, cancellation)
        : isNode ? OfNodeAsync(space, id, cancellation) : OfAsync(space, id, cancellation);

    /// <summary>The same where somebody new may be made by it.</summary>
    /// <exception cref="ProblemException">400: there is nobody of that id, and nobody new may be called so.</exception>
    public async Task<string> OfNewAsync(JournalSpace space, string path, string id, CancellationToken cancellation)
    {
        if (space.IsSealed && AccountId.Fault(id) is { } wrong) throw new ProblemException(Problem.BadRequest(path, wrong));
        if (space.IsSealed) return await WriterAsync(space, id, false, cancellation);
        if (AccountId.Fault(id) is { } fault && !await IsKnownAsync(space, id, cancellation))
            throw new ProblemException(Problem.BadRequest(path, fault));
        return await OfAsync(space, id, cancellation);
    }

    /// <summary>
    /// The account that an alias shall mean: one under which something was counted, else its spelling, whatever the register says of it.
    /// </summary>
    /// <exception cref="ProblemException">400: nobody can be called so.</exception>
    public async Task<string> OfAliasAsync(JournalSpace space, string path, string alias, CancellationToken cancellation)
    {
        if (space.IsSealed) return await OfNewAsync(space, path, alias, cancellation);
        var (canonical, fault) = (AccountId.Canonical(alias), AccountId.Fault(alias));
        if ((canonical == alias && fault is null) || await HasAccountAsync(space, alias, cancellation)) return alias;
        return fault is null ? canonical : throw new ProblemException(Problem.BadRequest(path, fault));
    }

    /// <summary>The account that an id means, and all that belong to the same person now, that one first.</summary>
    public async Task<(string Account, IReadOnlyList<string> Accounts, CommunityRegister Register)> PersonAsync(
        JournalSpace space, string id, CancellationToken cancellation)
    {
        var account = await OfAsync(space, id, cancellation);
        var register = await registers.ReadAsync(space, cancellation);
        return (account, [account, .. register.AccountsOf(account).Where(other => other != account)], register);
    }

    /// <summary>
    /// The opaque id of whoever is called so. An id that is opaque means itself; the space itself, and whoever has something, are nobody.
    /// </summary>
    private async Task<string> OpaqueAsync(JournalSpace space, string id, string name, bool make, CancellationToken cancellation)
    {
        if (name is "" or "*" || await vault.IsOneAsync(space.Name, id, cancellation)) return id;
        if (make) return await vault.FindOrMakeAsync(space.Name, name, cancellation);
        return await vault.FindAsync(space.Name, name, cancellation)
            ?? await vault.OfNobodyAsync(space.Name, name, cancellation);
    }

    private async Task<bool> IsKnownAsync(JournalSpace space, string id, CancellationToken cancellation)
    {
        var register = await registers.ReadAsync(space, cancellation);
        return register.Identities.ContainsKey(id) || register.AliasOwners.ContainsKey(id)
            || await HasAccountAsync(space, id, cancellation);
    }

    private async Task<bool> HasAccountAsync(JournalSpace space, string id, CancellationToken cancellation)
    {
        if (id.Length is 0 or > JournalKeys.AccountLengthMax) return false;
        if (known.ContainsKey((space.Name, id))) return true;
        var (partition, row) = (space.PartitionOf(id), JournalKeys.Head(id));
        var rows = await Task.WhenAll(
            journals.Append(activity).Select(table => table.FindAsync(partition, row, cancellation))
                .Append(activity.FindAsync(space.Name, row, cancellation)));
        if (rows.All(found => found is null)) return false;
        if (known.Count >= KnownMax) known.Clear();
        return known[(space.Name, id)] = true;
    }
}

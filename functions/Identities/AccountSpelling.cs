using System.Collections.Concurrent;
using Grain.Functions.Hosting;
using Grain.Functions.Journals;
using Grain.Functions.Storage;

namespace Grain.Functions.Identities;

/// <summary>
/// Finds the account that an id means, however it is written. An account from before that has another spelling goes on under it; whatever is new gets
/// <see cref="AccountId.Canonical"/>. Costs nothing for an id that is spelled so already.
/// </summary>
internal sealed class AccountSpelling(StorageService storage, RegisterStore registers)
{
    /// <summary>Accounts with a spelling of their own that are remembered. They never go; above that all are looked for again.</summary>
    private const int KnownMax = 10_000;

    private readonly Table[] journals = [.. new[] { "grants", "grain", "credits", "buckets", "guards" }.Select(storage.For("identities").Table)];
    private readonly Table activity = storage.For("identities").Table("activity");
    private readonly ConcurrentDictionary<(string Space, string Id), bool> known = new();

    /// <summary>Who is who.</summary>
    public RegisterStore Registers => registers;

    /// <summary>The account that an id means.</summary>
    public async Task<string> OfAsync(JournalSpace space, string id, CancellationToken cancellationToken)
    {
        var canonical = AccountId.Canonical(id);
        return canonical == id || await IsKnownAsync(space, id, cancellationToken) ? id : canonical;
    }

    /// <summary>The account of credits that a node's id means.</summary>
    public async Task<string> OfNodeAsync(JournalSpace space, string id, CancellationToken cancellationToken)
    {
        var canonical = AccountId.CanonicalNode(id);
        return canonical == id || await IsKnownAsync(space, id, cancellationToken) ? id : canonical;
    }

    /// <summary>The same where somebody new may be made by it.</summary>
    /// <exception cref="ProblemException">400: there is nobody of that id, and nobody new may be called so.</exception>
    public async Task<string> OfNewAsync(JournalSpace space, string path, string id, CancellationToken cancellationToken)
    {
        if (AccountId.Fault(id) is { } fault && !await IsKnownAsync(space, id, cancellationToken)) throw new ProblemException(Problem.BadRequest(path, fault));
        return await OfAsync(space, id, cancellationToken);
    }

    /// <summary>The account that an alias shall mean: one under which something was counted, else its spelling, whatever the register says of it.</summary>
    /// <exception cref="ProblemException">400: nobody can be called so.</exception>
    public async Task<string> OfAliasAsync(JournalSpace space, string path, string alias, CancellationToken cancellationToken)
    {
        var (canonical, fault) = (AccountId.Canonical(alias), AccountId.Fault(alias));
        if ((canonical == alias && fault is null) || await HasAccountAsync(space, alias, cancellationToken)) return alias;
        return fault is null ? canonical : throw new ProblemException(Problem.BadRequest(path, fault));
    }

    /// <summary>The account that an id means, and all that belong to the same person now, that one first.</summary>
    public async Task<(string Account, IReadOnlyList<string> Accounts, CommunityRegister Register)> PersonAsync(
        JournalSpace space, string id, CancellationToken cancellationToken)
    {
        var account = await OfAsync(space, id, cancellationToken);
        var register = await registers.ReadAsync(space, cancellationToken);
        return (account, [account, .. register.AccountsOf(account).Where(other => other != account)], register);
    }

    private async Task<bool> IsKnownAsync(JournalSpace space, string id, CancellationToken cancellationToken)
    {
        var register = await registers.ReadAsync(space, cancellationToken);
        return register.Identities.ContainsKey(id) || register.AliasOwners.ContainsKey(id) || await HasAccountAsync(space, id, cancellationToken);
    }

    private async Task<bool> HasAccountAsync(JournalSpace space, string id, CancellationToken cancellationToken)
    {
        if (id.Length is 0 or > JournalKeys.AccountLengthMax) return false;
        if (known.ContainsKey((space.Name, id))) return true;
        var (partition, row) = (space.PartitionOf(id), JournalKeys.Head(id));
        var rows = await Task.WhenAll(
            journals.Select(table => table.FindAsync(partition, row, cancellationToken)).Append(activity.FindAsync(space.Name, row, cancellationToken)));
        if (rows.All(found => found is null)) return false;
        if (known.Count >= KnownMax) known.Clear();
        return known[(space.Name, id)] = true;
    }
}

using Grain.Functions.SourceCred.Cred;
using Grain.Functions.SourceCred.Cred.Importing;
using Grain.Functions.SourceCred.Ledger;

namespace Grain.Functions.SourceCred.Writing;

/// <summary>Everybody of a ledger, as cred is told of them.</summary>
internal sealed class LedgerPeople(LedgerReplay replay)
{
    /// <summary>As SourceCred has them.</summary>
    public InstancePeople InSourceCred { get; } = new(
        [.. replay.Accounts.Select(account => new InstancePerson(account.Id, account.Name, account.Address, account.Aliases))],
        replay.Accounts.SelectMany(account => account.Ids.Where(id => id != account.Id).Select(id => (id, account.Id)))
            .ToDictionary(each => each.id, each => each.Id, StringComparer.Ordinal));

    /// <summary>As they are in Grain.</summary>
    public IReadOnlyList<ImportedPerson> InGrain { get; } =
        [.. replay.Accounts.Select(account => new ImportedPerson(account.Id, InstanceIds.Identity(account.Root), account.History))];
}

using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.SourceCred.Ledger;

/// <summary>An event of SourceCred's ledger.</summary>
/// <param name="Line">Where it stands: the line of the file, from 1.</param>
/// <param name="Uuid">Its own id.</param>
/// <param name="At">When it happened; never before the event above it.</param>
/// <param name="Action">What happened.</param>
/// <param name="Content">The line in one spelling, however it was written.</param>
public sealed record LedgerEvent(int Line, string Uuid, DateTimeOffset At, LedgerAction Action, ReadOnlyMemory<byte> Content);

/// <summary>What can happen in SourceCred's ledger, version 1. A closed set of sixteen. Ids are SourceCred's uuids.</summary>
public abstract record LedgerAction
{
    private LedgerAction(string type) => Type = type;

    /// <summary>What SourceCred calls it.</summary>
    public string Type { get; }

    /// <summary>A new identity, inactive, without grain.</summary>
    public sealed record CreateIdentity(string Id, string Name, string Subtype, string Address, int Aliases)
        : LedgerAction("CREATE_IDENTITY");

    /// <summary>Another name.</summary>
    public sealed record RenameIdentity(string Id, string Name) : LedgerAction("RENAME_IDENTITY");

    /// <summary>Another type.</summary>
    public sealed record ChangeIdentityType(string Id, string Subtype) : LedgerAction("CHANGE_IDENTITY_TYPE");

    /// <summary>An address that means the identity.</summary>
    public sealed record AddAlias(string Id, string Address, string Description) : LedgerAction("ADD_ALIAS");

    /// <summary>The target becomes part of the base.</summary>
    public sealed record MergeIdentities(string Base, string Target) : LedgerAction("MERGE_IDENTITIES");

    /// <summary>Active becomes inactive, and the other way round.</summary>
    public sealed record ToggleActivation(string Id) : LedgerAction("TOGGLE_ACTIVATION");

    /// <summary>Grain for many, by several policies.</summary>
    public sealed record DistributeGrain(string Id, DateTimeOffset CredAt, IReadOnlyList<SourceAllocation> Allocations)
        : LedgerAction("DISTRIBUTE_GRAIN");

    /// <summary>Grain from one to another.</summary>
    public sealed record TransferGrain(string From, string To, GrainAmount Amount, string? Memo) : LedgerAction("TRANSFER_GRAIN");

    /// <summary>Where somebody is paid in a currency.</summary>
    public sealed record SetPayoutAddress(string Id, Currency Currency, string Address) : LedgerAction("SET_PAYOUT_ADDRESS");

    /// <summary>In what people are paid outside.</summary>
    public sealed record SetExternalCurrency(Currency Currency) : LedgerAction("SET_EXTERNAL_CURRENCY");

    /// <summary>Nobody is paid outside any more.</summary>
    public sealed record RemoveExternalCurrency() : LedgerAction("REMOVE_EXTERNAL_CURRENCY");

    /// <summary>Balances are kept, or not.</summary>
    public sealed record Accounting(bool Enabled) : LedgerAction(Enabled ? "ENABLE_ACCOUNTING" : "DISABLE_ACCOUNTING");

    /// <summary>Distributions are to be marked as executed, or not.</summary>
    public sealed record Integration(bool Enabled)
        : LedgerAction(Enabled ? "ENABLE_GRAIN_INTEGRATION" : "DISABLE_GRAIN_INTEGRATION");

    /// <summary>A distribution was paid outside.</summary>
    public sealed record MarkDistributionExecuted(string Id) : LedgerAction("MARK_DISTRIBUTION_EXECUTED");
}

/// <summary>A part of a distribution: what one policy handed out.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Policy">The policy as it stands in the ledger.</param>
/// <param name="Budget">What it was to hand out, in base units; at least 0.</param>
/// <param name="Receipts">Who got how much, in the order of the ledger; ids are SourceCred's.</param>
public sealed record SourceAllocation(string Id, DistributedPolicy Policy, GrainAmount Budget, IReadOnlyList<Receipt> Receipts);

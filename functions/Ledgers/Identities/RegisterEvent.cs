using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Ledgers.Identities;

/// <summary>Something that changes the register. What is asked for and what is written down are the same thing. A closed set.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(IdentityCreated), "identity-created")]
[JsonDerivedType(typeof(IdentityRenamed), "identity-renamed")]
[JsonDerivedType(typeof(IdentityTypeChanged), "identity-type-changed")]
[JsonDerivedType(typeof(ActivitySet), "activity-set")]
[JsonDerivedType(typeof(AliasAdded), "alias-added")]
[JsonDerivedType(typeof(AliasRemoved), "alias-removed")]
[JsonDerivedType(typeof(AliasClaimed), "alias-claimed")]
[JsonDerivedType(typeof(ClaimSettled), "claim-settled")]
[JsonDerivedType(typeof(SubjectLinked), "subject-linked")]
[JsonDerivedType(typeof(SubjectUnlinked), "subject-unlinked")]
[JsonDerivedType(typeof(SubjectClaimed), "subject-claimed")]
[JsonDerivedType(typeof(IdentitiesMerged), "identities-merged")]
[JsonDerivedType(typeof(MergeUndone), "merge-undone")]
[JsonDerivedType(typeof(PayoutAddressSet), "payout-address-set")]
[JsonDerivedType(typeof(CurrencySet), "currency-set")]
[JsonDerivedType(typeof(AccountingSet), "accounting-set")]
[JsonDerivedType(typeof(TrackingSet), "tracking-set")]
[JsonDerivedType(typeof(GrainDistributed), "grain-distributed")]
[JsonDerivedType(typeof(DistributionExecuted), "distribution-executed")]
public abstract record RegisterEvent
{
    private protected RegisterEvent() { }
}

/// <summary>A new identity, inactive and without grain of its own.</summary>
public sealed record IdentityCreated(string Id, string Name, string Type) : RegisterEvent;

/// <summary>Another name; the old one is free again.</summary>
public sealed record IdentityRenamed(string Id, string Name) : RegisterEvent;

/// <summary>Another type.</summary>
public sealed record IdentityTypeChanged(string Id, string Type) : RegisterEvent;

/// <summary>Switched on or off.</summary>
public sealed record ActivitySet(string Id, bool Active) : RegisterEvent;

/// <summary>From now on the alias means the identity.</summary>
public sealed record AliasAdded(string Id, string Alias) : RegisterEvent;

/// <summary>From now on the alias stands for itself again.</summary>
public sealed record AliasRemoved(string Id, string Alias) : RegisterEvent;

/// <summary>Somebody says that the alias is theirs; <paramref name="Code"/> is what they show for it.</summary>
public sealed record AliasClaimed(string Id, string Alias, string Code) : RegisterEvent;

/// <summary>A claim was confirmed (the alias is added) or turned down.</summary>
public sealed record ClaimSettled(string Code, bool Confirmed) : RegisterEvent;

/// <summary>From now on who signs in so is whom the id means. <paramref name="Subject"/> is a <see cref="SubjectKey"/>.</summary>
public sealed record SubjectLinked(string Subject, string Id) : RegisterEvent;

/// <summary>From now on who signs in so is nobody.</summary>
public sealed record SubjectUnlinked(string Subject) : RegisterEvent;

/// <summary>Who signs in so says that they are whom the alias means; <paramref name="Code"/> is what they show for it.</summary>
public sealed record SubjectClaimed(string Subject, string Alias, string Code) : RegisterEvent;

/// <summary>From now on <paramref name="Target"/> means <paramref name="Base"/>.</summary>
public sealed record IdentitiesMerged(string Base, string Target) : RegisterEvent;

/// <summary>From now on <paramref name="Target"/> means itself again, called <paramref name="Name"/> if that is given.</summary>
public sealed record MergeUndone(string Target, string? Name) : RegisterEvent;

/// <summary>Where an identity is paid in a currency; nowhere if <paramref name="Address"/> is absent.</summary>
public sealed record PayoutAddressSet(string Id, Currency Currency, string? Address) : RegisterEvent;

/// <summary>
/// In what people are paid outside of Grain; nothing if absent. Who has no address for it is deactivated while accounting is off.
/// </summary>
public sealed record CurrencySet(Currency? Currency) : RegisterEvent;

/// <summary>
/// Whether balances are kept. Switched off, all balances count as paid out, and who has no payout address is deactivated.
/// </summary>
public sealed record AccountingSet(bool Enabled) : RegisterEvent;

/// <summary>Whether distributions can be marked as executed. Marks stay, however often it is switched: what was paid stays paid.</summary>
public sealed record TrackingSet(bool Enabled) : RegisterEvent;

/// <summary>Grain distributed outside of an epoch, in several allocations; to all of their receivers or to none.</summary>
/// <param name="Distribution">Its id, unique in the space for ever.</param>
/// <param name="Allocations">What is paid.</param>
/// <param name="Memo">Why.</param>
public sealed record GrainDistributed(string Distribution, IReadOnlyList<SpecialAllocation> Allocations, string? Memo = null)
    : RegisterEvent
{
    /// <summary>The time of cred that it was for, where it was made elsewhere and brought in.</summary>
    public DateTimeOffset? CredAt { get; init; }
}

/// <summary>A part of a distribution outside of an epoch.</summary>
/// <param name="Budget">What was to be distributed, in base units; at least 0. The receipts decide.</param>
/// <param name="Receipts">Who gets how much.</param>
public sealed record SpecialAllocation(GrainAmount Budget, IReadOnlyList<Receipt> Receipts)
{
    /// <summary>Its id where it was made; only of what was brought in.</summary>
    public string? Id { get; init; }

    /// <summary>By what it was split where it was made; only of what was brought in.</summary>
    public DistributedPolicy? Policy { get; init; }
}

/// <summary>The policy by which something was distributed elsewhere, as it stood there. It decides nothing here.</summary>
/// <param name="Type">The name of its kind, such as <c>BALANCED</c>.</param>
public sealed record DistributedPolicy(string Type)
{
    /// <summary>How many intervals it looked back, if it said so.</summary>
    public double? Lookback { get; init; }

    /// <summary>RECENT: what cred lost of its weight with every interval, 0 to 1.</summary>
    public double? Discount { get; init; }

    /// <summary>RECENT: who got nothing of it; absent if nobody was left out.</summary>
    public IReadOnlyList<string>? Exclusions { get; init; }

    /// <summary>SPECIAL: who got all of it.</summary>
    public string? Recipient { get; init; }

    /// <summary>SPECIAL: why.</summary>
    public string? Memo { get; init; }
}

/// <summary>
/// Payments of a distribution (an epoch's or a special one) were paid out outside of Grain: all of them, unless it says otherwise.
/// </summary>
/// <param name="Distribution">The epoch's id or the special distribution's.</param>
/// <param name="EpochClosedAt">When it was closed, if it is an epoch's.</param>
public sealed record DistributionExecuted(string Distribution, DateTimeOffset? EpochClosedAt = null) : RegisterEvent
{
    /// <summary>Only the payments of those who could be paid then: who have an address in the currency that they are owed.</summary>
    public bool? Payable { get; init; }

    /// <summary>Only the payments of these.</summary>
    public IReadOnlyList<string>? Identities { get; init; }

    /// <summary>
    /// Who could be paid is told by the register of so many events: as the file knew it that was paid by. By the register now, if absent.
    /// </summary>
    public long? AsOf { get; init; }

    /// <summary>What its marks are kept under.</summary>
    internal string Key => KeyOf(Distribution, EpochClosedAt is not null);

    /// <summary>Epochs and special distributions apart, since one of these may have the id of an epoch.</summary>
    internal static string KeyOf(string distribution, bool isEpoch) => isEpoch ? $"epoch/{distribution}" : distribution;

    /// <summary>Whether all payments are meant.</summary>
    internal bool IsWhole => Payable is null && Identities is null;
}

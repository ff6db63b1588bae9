using System.Collections.Immutable;

namespace Grain.Functions.Ledgers.Identities;

/// <summary>An alias that somebody claims.</summary>
public sealed record AliasClaim(string Code, string Identity, string Alias)
{
    /// <summary>Who has signed in and says that they are whom the alias means; absent where an identity claims it.</summary>
    public string? Subject { get; init; }
}

/// <summary>A claim and how it was settled.</summary>
public sealed record SettledClaim(AliasClaim Claim, bool Confirmed);

/// <summary>
/// Who is who in a space, where they are paid, and how grain is accounted for: the fold of all register events. A value.
/// Invariants. I1: an address (an identity's id or alias) belongs to one identity. I2: a name in use belongs to one identity,
/// whatever the case. I3: merges form trees: following them ends at an identity that is not merged.
/// </summary>
public sealed record CommunityRegister
{
    /// <summary>A register without events.</summary>
    public static CommunityRegister Empty { get; } = new();

    private static ImmutableDictionary<string, T> Map<T>() => ImmutableDictionary.Create<string, T>(StringComparer.Ordinal);

    /// <summary>How many events it is the fold of.</summary>
    public long Events { get; init; }

    /// <summary>When the last event happened.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>All identities, merged ones too, by id.</summary>
    public ImmutableDictionary<string, Identity> Identities { get; init; } = Map<Identity>();

    /// <summary>Who owns an alias.</summary>
    public ImmutableDictionary<string, string> AliasOwners { get; init; } = Map<string>();

    /// <summary>Whose name it is, by the name in lower case. Merged identities have none.</summary>
    public ImmutableDictionary<string, string> Names { get; init; } = Map<string>();

    /// <summary>Claims that nobody has settled, by code.</summary>
    public ImmutableDictionary<string, AliasClaim> Claims { get; init; } = Map<AliasClaim>();

    /// <summary>Claims that were settled, by code: whoever settles one again in the same way is answered as before.</summary>
    public ImmutableDictionary<string, SettledClaim> SettledClaims { get; init; } = Map<SettledClaim>();

    /// <summary>Aliases that were taken from an identity: whoever takes one again is answered as before.</summary>
    public ImmutableHashSet<(string Identity, string Alias)> Removed { get; init; } = [];

    /// <summary>Whom those mean who sign in, by <see cref="SubjectKey"/>.</summary>
    public ImmutableDictionary<string, string> Subjects { get; init; } = Map<string>();

    /// <summary>Whether balances are kept.</summary>
    public bool Accounting { get; init; } = true;

    /// <summary>In what people are paid outside of Grain.</summary>
    public Currency? Currency { get; init; }

    /// <summary>Since when distributions are to be marked as executed; absent while they are not.</summary>
    public DateTimeOffset? TrackingSince { get; init; }

    /// <summary>Special distributions made while tracking was on.</summary>
    public ImmutableHashSet<string> Tracked { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Every currency that was set, oldest first, and since when; none from then on, if absent.</summary>
    internal ImmutableList<(DateTimeOffset Since, Currency? Currency)> Currencies { get; init; } = [];

    /// <summary>When special distributions were made.</summary>
    internal ImmutableDictionary<string, DateTimeOffset> DistributedAt { get; init; } = Map<DateTimeOffset>();

    /// <summary>Since when an address means whom it means now, by aliases and merged identities.</summary>
    internal ImmutableDictionary<string, DateTimeOffset> JoinedAt { get; init; } = Map<DateTimeOffset>();

    /// <summary>Payments that were marked as executed, by <see cref="DistributionExecuted.Key"/>.</summary>
    internal ImmutableDictionary<string, ImmutableList<PaymentMark>> Marks { get; init; } = Map<ImmutableList<PaymentMark>>();

    /// <summary>Distributions that were marked as executed as a whole, by <see cref="DistributionExecuted.Key"/>.</summary>
    public ImmutableHashSet<string> Executed { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>How many of the latest changes of addresses are remembered.</summary>
    internal const int PastMax = 1000;

    /// <summary>How it was before each of the latest changes of who is paid where, oldest first.</summary>
    internal ImmutableList<CommunityRegister> Past { get; init; } = [];

    /// <summary>How it was after so many events, or fewer, is forgotten.</summary>
    internal long ForgottenTo { get; init; } = -1;

    /// <summary>Special distributions by id: there are few, and whoever repeats one is told what it was.</summary>
    public ImmutableDictionary<string, GrainDistributed> Distributions { get; init; } = Map<GrainDistributed>();

    /// <summary>How far a ledger from elsewhere was brought in; absent if none was.</summary>
    public ImportedLedger? Imported { get; init; }

    /// <summary>
    /// The id under which an address is paid: its identity's, after all merges; the address itself if no identity owns it.
    /// </summary>
    public string Resolve(string address)
    {
        var id = OwnerOf(address);
        while (Identities.GetValueOrDefault(id)?.MergedInto is { } into) id = into;
        return id;
    }

    /// <summary>The identity that an address means now, or <see langword="null"/> if none was made for it.</summary>
    public Identity? Find(string address) => Identities.GetValueOrDefault(Resolve(address));

    /// <summary>The identity that an address was given to, before all merges; the address itself if it is no alias.</summary>
    public string OwnerOf(string address) => AliasOwners.GetValueOrDefault(address, address);

    /// <summary>
    /// Ids of identities that are aliases of others too, in ordinal order, which goes against I1. None can come about; a register may have
    /// some of old.
    /// Taking the alias away puts it right.
    /// </summary>
    public IEnumerable<string> Ambiguous => AliasOwners.Keys.Where(Identities.ContainsKey).Order(StringComparer.Ordinal);

    /// <summary>
    /// Whether an address sends and receives grain. One that no identity owns does, unless people are paid outside of Grain only.
    /// </summary>
    public bool IsActive(string address) => Find(address)?.Active ?? Accounting;

    /// <summary>
    /// Whether whom an address was given to was merged into whom another one means, be that part of somebody else or not.
    /// </summary>
    public bool IsMerged(string target, string into)
    {
        var (merged, id) = (OwnerOf(target), OwnerOf(into));
        if (merged == id || Identities.GetValueOrDefault(merged)?.MergedInto is not { } whole) return false;
        while (id != whole && Identities.GetValueOrDefault(id)?.MergedInto is { } next) id = next;
        return id == whole;
    }

    /// <summary>All accounts that belong to whom an address means: the one that is paid first, then aliases and what was merged.</summary>
    public IReadOnlyList<string> AccountsOf(string address)
    {
        var accounts = new List<string>();
        Collect(Resolve(address), accounts);
        return accounts;
    }

    /// <summary>Ids that mean this identity, its own first: those merged into it, and into them.</summary>
    public IEnumerable<string> IdsOf(string id) =>
        Identities.TryGetValue(id, out var identity) ? identity.Merged.SelectMany(IdsOf).Prepend(id) : [id];

    /// <summary>Where an identity is paid in a currency: its own address, else the first of those merged into it.</summary>
    public string? PayoutAddressOf(string id, Currency currency)
    {
        if (!Identities.TryGetValue(id, out var identity)) return null;
        if (identity.PayoutAddresses.TryGetValue(currency.Key, out var own)) return own;
        return identity.Merged.Select(merged => PayoutAddressOf(merged, currency)).FirstOrDefault(address => address is not null);
    }

    /// <summary>
    /// The claim of an identity to an alias: the one that waits, else the one that was confirmed and still holds; <see langword="null"/> if
    /// there is none.
    /// </summary>
    public AliasClaim? ClaimOf(string id, string alias)
    {
        return Claims.Values.FirstOrDefault(IsTheirs)
            ?? SettledClaims.Values.FirstOrDefault(settled => settled.Confirmed && IsTheirs(settled.Claim))?.Claim;

        bool IsTheirs(AliasClaim claim) => claim.Subject is null && claim.Alias == alias && Resolve(claim.Identity) == Resolve(id);
    }

    /// <summary>
    /// In what a payment is owed that was made at a time: in the currency of that time, or while there was none in the one of now.
    /// </summary>
    internal Currency? OwedIn(DateTimeOffset at) => AsNow(Currencies.LastOrDefault(set => set.Since <= at).Currency) ?? Currency;

    /// <summary>A currency with what was said last of its decimals.</summary>
    internal Currency? AsNow(Currency? currency) =>
        currency is null ? null : Currencies.Last(set => set.Currency?.Key == currency.Key).Currency;

    /// <summary>The mark of a payment into an account, or <see langword="null"/> if it has none of its own.</summary>
    internal PaymentMark? MarkOf(string key, string account) => Marks.GetValueOrDefault(key)?.Find(mark => mark.Covers(account));

    /// <summary>Who was paid where after so many events; <see langword="null"/> if that is to come or is forgotten.</summary>
    internal CommunityRegister? AsOf(long events) =>
        events > Events || events <= ForgottenTo ? null : Past.Find(past => past.Events >= events) ?? (this with { Past = [] });

    private void Collect(string id, List<string> accounts)
    {
        accounts.Add(id);
        if (!Identities.TryGetValue(id, out var identity)) return;
        accounts.AddRange(identity.Aliases);
        foreach (var merged in identity.Merged) Collect(merged, accounts);
    }
}

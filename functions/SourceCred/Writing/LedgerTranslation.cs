using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.SourceCred.Ledger;
using static Grain.Functions.SourceCred.Ledger.LedgerAction;

namespace Grain.Functions.SourceCred.Writing;

/// <summary>An event of SourceCred's ledger as Grain has it.</summary>
/// <param name="Event">The event.</param>
/// <param name="Register">What the register is told of it; nothing of a transfer.</param>
/// <param name="Grain">How it moves grain, each account's entries in their order.</param>
internal sealed record TranslatedEvent(
    LedgerEvent Event, IReadOnlyList<RegisterEvent> Register, IReadOnlyList<JournalAppend<GrainEntry>> Grain)
{
    /// <summary>Whether what came before must be settled first: balances are kept from here on, or not any more.</summary>
    public bool IsSwitch => Event.Action is Accounting;
}

/// <summary>
/// Says events of SourceCred's ledger in Grain's words, one after another from the first: the same ledger gives the same. Keeps what each
/// account of Grain holds by then, since merges move no grain there. Pure.
/// </summary>
internal sealed class LedgerTranslation(LedgerReplay replay)
{
    private readonly HashSet<string> uuids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> distributions = new(StringComparer.Ordinal);
    private readonly HeldGrain held = new();
    private int count;

    /// <summary>The next event, before it is played.</summary>
    public TranslatedEvent Next(LedgerEvent e)
    {
        count++;
        // SourceCred does not mind a uuid that comes twice; ids that are made of it are told apart by the event's place.
        var id = uuids.Add(e.Uuid) ? e.Uuid : Again(e.Uuid);
        return e.Action switch
        {
            DistributeGrain a => Distribution(e, a),
            TransferGrain a => new TranslatedEvent(e, [],
                held.Transfer($"sourcecred-{id}", replay.Find(a.From)!, replay.Find(a.To)!, a, e.At)),
            Accounting { Enabled: false } => PaidOut(e),
            _ => new TranslatedEvent(e, [.. Register(e.Action)], []),
        };
    }

    private IEnumerable<RegisterEvent> Register(LedgerAction action) => action switch
    {
        CreateIdentity a => [new IdentityCreated(InstanceIds.Identity(a.Id), a.Name, a.Subtype)],
        RenameIdentity a => [new IdentityRenamed(Of(a.Id), a.Name)],
        ChangeIdentityType a => [new IdentityTypeChanged(Of(a.Id), a.Subtype)],
        AddAlias a => [new AliasAdded(Of(a.Id), InstanceIds.Person(a.Address))],
        MergeIdentities a => [new IdentitiesMerged(Of(a.Base), Of(a.Target))],
        ToggleActivation a => [new ActivitySet(Of(a.Id), !replay.Find(a.Id)!.Active)],
        SetPayoutAddress a => [new PayoutAddressSet(Of(a.Id), a.Currency, a.Address)],
        SetExternalCurrency a => [new CurrencySet(a.Currency), .. replay.Accounting ? [] : StayingActive(a.Currency)],
        RemoveExternalCurrency => [new CurrencySet(null)],
        Accounting a => [new AccountingSet(a.Enabled)],
        Integration a => [new TrackingSet(a.Enabled)],
        MarkDistributionExecuted a => distributions[a.Id].Select(id => new DistributionExecuted(id)),
        _ => throw new InvalidOperationException($"The register knows nothing of {action.Type}."),
    };

    private TranslatedEvent PaidOut(LedgerEvent e)
    {
        held.Clear();
        return new TranslatedEvent(e, [new AccountingSet(false), .. StayingActive(replay.Currency!)], []);
    }

    /// <summary>
    /// Grain deactivates whoever cannot be paid by the very same event. SourceCred does so by events of their own behind it, and until
    /// these come they are active.
    /// </summary>
    private IEnumerable<RegisterEvent> StayingActive(Currency currency) => replay.Accounts
        .Where(account => account.Active && !account.PayoutAddresses.ContainsKey(currency.Key))
        .Select(account => new ActivitySet(InstanceIds.Identity(account.Root), true));

    private TranslatedEvent Distribution(LedgerEvent e, DistributeGrain a)
    {
        var id = distributions.ContainsKey(a.Id) ? Again(a.Id) : a.Id;
        GrainDistributed[] parts = [.. DistributionParts.Of(id, a, Of)];
        distributions[a.Id] = [.. distributions.GetValueOrDefault(a.Id) ?? [], .. parts.Select(part => part.Distribution)];
        return new TranslatedEvent(e, parts, [.. parts.SelectMany(part => held.Pay(part, replay.Accounting))]);
    }

    private string Again(string id) => string.Create(CultureInfo.InvariantCulture, $"{id}-{count}");

    /// <summary>The identity that Grain pays for a uuid as things are.</summary>
    private string Of(string uuid) => InstanceIds.Identity(replay.Find(uuid)!.Root);
}

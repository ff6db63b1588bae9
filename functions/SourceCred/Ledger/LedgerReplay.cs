using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;
using static Grain.Functions.Ledgers.Identities.RegisterFault;
using static Grain.Functions.SourceCred.Ledger.LedgerAction;

namespace Grain.Functions.SourceCred.Ledger;

/// <summary>
/// What SourceCred's ledger comes to: its events played one after another by SourceCred's rules (version 0.11.2), but for one that doubles
/// grain. Pure.
/// </summary>
public sealed class LedgerReplay
{
    private readonly Dictionary<string, SourceAccount> accounts = new(StringComparer.Ordinal);
    private readonly List<SourceAccount> made = [];
    private readonly Dictionary<string, SourceAccount> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SourceAccount> addresses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> tracked = new(StringComparer.Ordinal);

    /// <summary>Everybody who is not part of somebody else, in the order in which they were made.</summary>
    public IEnumerable<SourceAccount> Accounts => made.Where(account => accounts[account.Root] == account);

    /// <summary>How many identities were made, merged ones too.</summary>
    public int Made => made.Count;

    /// <summary>Distributions that are to be marked as executed, and whether they are.</summary>
    public IReadOnlyDictionary<string, bool> Tracked => tracked;

    /// <summary>Whether balances are kept.</summary>
    public bool Accounting { get; private set; } = true;

    /// <summary>Whether distributions are to be marked as executed.</summary>
    public bool Tracking { get; private set; }

    /// <summary>In what people are paid outside.</summary>
    public Currency? Currency { get; private set; }

    /// <summary>When the last event happened.</summary>
    public DateTimeOffset? LastAt { get; private set; }

    /// <summary>The latest time of cred that grain was distributed for.</summary>
    public DateTimeOffset? LastCredAt { get; private set; }

    /// <summary>Whom a uuid means now; <see langword="null"/> if nobody.</summary>
    public SourceAccount? Find(string uuid) => accounts.GetValueOrDefault(uuid);

    /// <summary>Why SourceCred would refuse an event as things are; <see langword="null"/> if it would not. Changes nothing.</summary>
    public RegisterVerdict.Refused? Refuse(LedgerEvent e)
    {
        if (e.At < LastAt) return No(OutOfOrderTimestamp, $"it happened before the event above it, which is of {LastAt:O}");
        return e.Action switch
        {
            CreateIdentity a => RefuseCreation(a),
            RenameIdentity a => OfKnown(a.Id, account => account.Name == a.Name ? No(SameName, $"it is called {a.Name} already")
                : RefuseName(a.Name, account)),
            ChangeIdentityType a => OfKnown(a.Id,
                account => account.Subtype == a.Subtype ? No(SameType, $"it is of type {a.Subtype} already") : null),
            AddAlias a => OfKnown(a.Id, account => !addresses.TryGetValue(a.Address, out var owner) ? null
                : account.Aliases.Contains(a.Address)
                    || owner == account ? No(AliasAlreadyOwn, $"{InstanceIds.Person(a.Address)} means {account.Name} already")
                : No(AliasAlreadyBound, $"{InstanceIds.Person(a.Address)} means {owner.Name}")),
            MergeIdentities a => OfKnown(a.Base, into => OfKnown(a.Target, target => RefuseMerge(a, into, target))),
            ToggleActivation a => OfKnown(a.Id,
                account => !account.Active && Currency is { } currency && !account.PayoutAddresses.ContainsKey(currency.Key)
                    ? No(NoPayoutAddress, $"{account.Name} has no payout address for {currency.Key}") : null),
            DistributeGrain a => GrainMoves.Refuse(this, a),
            TransferGrain a => GrainMoves.Refuse(this, a),
            SetPayoutAddress a => OfKnown(a.Id, _ => null),
            RemoveExternalCurrency => Accounting ? null : No(AccountingDisabled, "while accounting is off people need a currency"),
            Accounting { Enabled: false } => Currency is null ? No(NoExternalCurrency, "there is no currency to be paid in") : null,
            MarkDistributionExecuted a => !Tracking ? No(TrackingNotEnabled, "distributions are not tracked")
                : !tracked.TryGetValue(a.Id, out var isDone) ? No(DistributionNotTracked, $"the distribution {a.Id} is not tracked")
                : isDone ? No(AlreadyExecuted, $"the distribution {a.Id} is marked already") : null,
            _ => null,
        };
    }

    /// <summary>Plays an event that is not refused.</summary>
    public void Apply(LedgerEvent e)
    {
        LastAt = e.At;
        switch (e.Action)
        {
            case CreateIdentity a:
                var account = new SourceAccount(a.Id, a.Name, a.Subtype, a.Address);
                made.Add(account);
                accounts[a.Id] = names[a.Name] = addresses[a.Address] = account;
                break;
            case RenameIdentity a:
                names.Remove(accounts[a.Id].Name);
                (names[a.Name], accounts[a.Id].Name, accounts[a.Id].Id) = (accounts[a.Id], a.Name, a.Id);
                break;
            case ChangeIdentityType a: (accounts[a.Id].Subtype, accounts[a.Id].Id) = (a.Subtype, a.Id); break;
            case AddAlias a:
                accounts[a.Id].Aliases.Add(a.Address);
                addresses[a.Address] = accounts[a.Id];
                break;
            case MergeIdentities a: Merge(accounts[a.Base], accounts[a.Target]); break;
            case ToggleActivation a: accounts[a.Id].Active = !accounts[a.Id].Active; break;
            case DistributeGrain a: Distribute(a); break;
            case TransferGrain a:
                accounts[a.From].Balance -= a.Amount;
                accounts[a.To].Balance += a.Amount;
                break;
            case SetPayoutAddress a: accounts[a.Id].PayoutAddresses[a.Currency.Key] = a.Address; break;
            case SetExternalCurrency a: Currency = a.Currency; break;
            case RemoveExternalCurrency: Currency = null; break;
            case Accounting a: Keep(a.Enabled); break;
            case Integration a: Track(a.Enabled); break;
            case MarkDistributionExecuted a: tracked[a.Id] = true; break;
        }
    }

    internal static RegisterVerdict.Refused No(string kind, string reason) => new(kind, reason);

    private RegisterVerdict.Refused? OfKnown(string uuid, Func<SourceAccount, RegisterVerdict.Refused?> refuse) =>
        Find(uuid) is { } account ? refuse(account) : No(UnknownIdentity, $"there is no identity {uuid}");

    private RegisterVerdict.Refused? RefuseCreation(CreateIdentity a) =>
        RefuseName(a.Name, null)
        ?? (a.Aliases > 0 ? No(InvalidId, "a new identity has no aliases")
            : accounts.ContainsKey(a.Id) || addresses.ContainsKey(a.Address) ? No(IdTaken, $"there is an identity {a.Id} already") : null);

    private RegisterVerdict.Refused? RefuseName(string name, SourceAccount? of) =>
        !names.TryGetValue(name, out var owner) || owner == of ? null
        : owner.Name == name ? No(NameTaken, $"somebody is called {name} already")
        : No(NameTakenOtherCase, $"somebody is called {owner.Name}, which differs in case only");

    /// <summary>SourceCred lets what is one already be merged again, and doubles its grain: that is refused.</summary>
    private static RegisterVerdict.Refused? RefuseMerge(MergeIdentities a, SourceAccount into, SourceAccount target) =>
        a.Base == a.Target ? No(MergeWithItself, $"{into.Name} cannot be merged with itself")
        : into == target ? No(AlreadyMerged, $"both mean {into.Name} already; SourceCred would double what they have") : null;

    private void Merge(SourceAccount into, SourceAccount target)
    {
        names.Remove(target.Name);
        into.Take(target);
        foreach (var uuid in target.Ids) accounts[uuid] = into;
        foreach (var address in target.Aliases.Append(target.Address)) addresses[address] = into;
    }

    private void Distribute(DistributeGrain a)
    {
        foreach (var receipt in a.Allocations.SelectMany(allocation => allocation.Receipts))
        {
            var account = accounts[receipt.ParticipantId];
            account.Paid += receipt.Amount;
            account.History.Add((a.CredAt, receipt.Amount));
            if (Accounting) account.Balance += receipt.Amount;
        }

        if (LastCredAt is not { } last || a.CredAt > last) LastCredAt = a.CredAt;
        if (Tracking) tracked[a.Id] = false;
    }

    private void Keep(bool accounting)
    {
        Accounting = accounting;
        if (accounting) return;
        foreach (var account in made) account.Balance = GrainAmount.Zero;
    }

    private void Track(bool tracking)
    {
        Tracking = tracking;
        if (!tracking) tracked.Clear();
    }
}

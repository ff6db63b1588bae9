using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Distributions.Amounts;
using Kinds = Grain.Functions.Ledgers.Accounts.Balances.GrainEntryKinds;

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>
/// The journal of grain: an account for every address that was ever paid. What an entry does is decided by <see cref="GrainAccount"/>.
/// </summary>
internal sealed record GrainRules : JournalRules<GrainTotals, GrainEntry>
{
    /// <summary>Most transfers of an account under way at once; they stand in its head, which is written with every entry.</summary>
    public const int PendingMax = 50;

    /// <summary>Refusal: the account has <see cref="PendingMax"/> transfers under way.</summary>
    public const string TooManyInTransit = "too-many-in-transit";

    /// <summary>Refusal: the entry makes no sense in itself.</summary>
    public const string InvalidEntry = "invalid-entry";

    public override string Table => "grain";

    public override GrainTotals Empty => GrainTotals.Empty;

    public override JsonTypeInfo<GrainTotals> HeadJson => GrainJson.Default.GrainTotals;

    public override JsonTypeInfo<GrainEntry> EntryJson => GrainJson.Default.GrainEntry;

    /// <returns>A constant of <see cref="GrainAccountFault"/>, or one of the above.</returns>
    public override string? Refuse(GrainTotals head, GrainEntry entry)
    {
        if (entry is { Kind: Kinds.Distribution or Kinds.DistributionPaidOut, Epoch: not null, Amount.Sign: <= 0 }) return InvalidEntry;
        if (entry.Kind == Kinds.TransferOut && head.Pending?.Count >= PendingMax) return TooManyInTransit;
        if (entry.Kind == Kinds.Hold && head.Holds?.Count >= HoldRules.OpenMax) return HoldFault.TooMany;
        try
        {
            return Apply(head, entry) is null ? InvalidEntry : null;
        }
        catch (GrainAccountException refusal)
        {
            return refusal.Kind;
        }
    }

    public override GrainTotals Apply(GrainTotals head, GrainEntry entry) => entry.Kind switch
    {
        Kinds.Distribution => Minting(head.With(head.Account.Receive(entry.Amount)), entry),
        Kinds.DistributionPaidOut => Minting(head.With(head.Account.Receive(entry.Amount)), entry) with
        {
            Balance = head.Balance,
            PaidOut = head.PaidOut + entry.Amount,
        },
        Kinds.Mint => head.With(head.Account.Mint(entry.Amount)) with { Minted = head.Minted + entry.Amount },
        Kinds.Burn => head.With(head.Account.Burn(-entry.Amount)) with { Burned = head.Burned - entry.Amount },
        Kinds.TransferOut => Sending(entry.Hold is null ? head : HoldRules.Commit(head, entry), entry),
        Kinds.TransferIn => head.With(head.Account.Accept(entry.Amount)),
        Kinds.TransferDeclined => head,
        Kinds.TransferSettled => head.With(head.Account.Settle(PendingAmount(head, entry))).Ending(entry.Id!),
        Kinds.TransferReturned => head.With(head.Account.TakeBack(PendingAmount(head, entry))).Ending(entry.Id!),
        Kinds.Hold => HoldRules.Place(head, entry),
        Kinds.HoldVoided or Kinds.HoldExpired => HoldRules.End(head, entry),
        Kinds.PaidOut => head with { Balance = Whole(head, entry), PaidOut = head.PaidOut - entry.Amount },
        Kinds.Freeze => head with { Frozen = true },
        Kinds.Unfreeze => head with { Frozen = false },
        _ => throw new GrainAccountException(InvalidEntry, $"an entry of kind '{entry.Kind}' is not known"),
    };

    /// <summary>The books count what epochs mint; what is minted otherwise is counted here.</summary>
    private static GrainTotals Minting(GrainTotals after, GrainEntry entry) =>
        entry.Epoch is null ? after with { Minted = after.Minted + entry.Amount } : after;

    private static GrainTotals Sending(GrainTotals head, GrainEntry entry) =>
        head.With(head.Account.Send(-entry.Amount)).Starting(new PendingTransfer(entry.Id!, entry.Peer!, -entry.Amount));

    private static GrainAmount PendingAmount(GrainTotals head, GrainEntry entry) =>
        head.Pending?.FirstOrDefault(transfer => transfer.Id == entry.Id)?.Amount
        ?? throw new GrainAccountException(GrainAccountFault.NotInTransit, $"the transfer '{entry.Id}' is not in transit");

    /// <summary>Paying out takes the whole balance: an entry that was made for another balance is refused and made again.</summary>
    private static GrainAmount Whole(GrainTotals head, GrainEntry entry) => -entry.Amount == head.Balance && head.Holds is null
        ? GrainAmount.Zero
        : throw new GrainAccountException(InvalidEntry, $"{-entry.Amount} is not the balance of {head.Balance}, or some of it is held");
}

/// <summary>How grain accounts are stored; amounts are decimal texts of base units.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GrainTotals))]
[JsonSerializable(typeof(GrainEntry))]
[JsonSerializable(typeof(TransferMessage))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(AccountAnswer))]
[JsonSerializable(typeof(TransferAnswer))]
[JsonSerializable(typeof(SettingsAnswer))]
[JsonSerializable(typeof(DistributionAnswer))]
[JsonSerializable(typeof(FrozenAnswer))]
[JsonSerializable(typeof(VerifyAnswer))]
[JsonSerializable(typeof(HoldAnswer))]
[JsonSerializable(typeof(HoldsAnswer))]
internal sealed partial class GrainJson : JsonSerializerContext;

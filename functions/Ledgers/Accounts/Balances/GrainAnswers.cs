using Grain.Functions.Distributions;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>The token of a space. Amounts in base units.</summary>
internal sealed record TokenAnswer(
    string Id, string Name, string Symbol, int Decimals, string Description, string Icon, string Color, DateTimeOffset CreatedAt,
    string CreatedBy,
    GrainAmount Supply, GrainAmount Minted, GrainAmount Burned, GrainAmount PaidOut, GrainAmount Circulating, GrainAmount InTransit,
    GrainAmount CarriedOver, GrainAmount Liabilities, TreasuryAnswer? Treasury)
{
    /// <summary>The part of the balances that is held for something.</summary>
    public GrainAmount Held { get; init; }

    public static TokenAnswer Of(Space space, GrainSums sums, GrainAmount carriedOver)
    {
        var token = space.Config.Token;
        var community = space.DisplayName;
        return new TokenAnswer(
            $"grain-{space.Name}", token.Name ?? $"Grain ({community})", token.Symbol, token.Decimals,
            $"Recognises contributions to {community}; earned by cred", token.Icon, token.Color, space.CreatedAt, "grain",
            sums.Supply, sums.Minted, sums.Burned, sums.PaidOut, sums.Circulating, sums.InTransit, carriedOver, sums.Outstanding,
            TreasuryAnswer.Of(space, sums))
        {
            Held = sums.Held,
        };
    }
}

/// <summary>What grain is covered by, in base units.</summary>
/// <param name="Funded">How much grain is covered.</param>
/// <param name="Room">How much more may be handed out; 0 if nothing.</param>
/// <param name="IsCovered">Whether the liabilities do not exceed the funds.</param>
/// <param name="Beyond">What an epoch does whose budget exceeds the room.</param>
internal sealed record TreasuryAnswer(GrainAmount Funded, GrainAmount Room, bool IsCovered, BeyondFunds Beyond)
{
    /// <summary><see langword="null"/> for a space without a treasury.</summary>
    public static TreasuryAnswer? Of(Space space, GrainSums sums)
    {
        if (space.Config.Distribution.Treasury is not { } treasury) return null;
        var funded = treasury.ToFunded(space.Config.Token.Decimals);
        var left = funded - sums.Outstanding;
        var room = left.Sign > 0 ? left : GrainAmount.Zero;
        return new TreasuryAnswer(funded, room, left.Sign >= 0, treasury.Beyond);
    }
}

/// <summary>
/// What somebody holds. The sums are over all <paramref name="Accounts"/>; <paramref name="Entries"/> and <paramref name="Count"/>
/// are those of the account that was named. Amounts in base units; <paramref name="Next"/> is where the next page begins.
/// </summary>
/// <param name="Id">The account that was named.</param>
/// <param name="Identity">Whose it is.</param>
/// <param name="Active">Whether they take part.</param>
/// <param name="Balance">What they have.</param>
/// <param name="Held">The part of the balance that open holds keep.</param>
/// <param name="Available">What they can send, burn or hold: the balance less what is held.</param>
/// <param name="Received">What was ever distributed to them.</param>
/// <param name="InTransit">What they sent and has not arrived.</param>
/// <param name="Accounts">Their accounts, the one that was named first.</param>
/// <param name="Count">How many entries the account has.</param>
/// <param name="Entries">A page of them.</param>
/// <param name="Next">Absent on the last page.</param>
internal sealed record AccountAnswer(
    string Id, string Identity, bool Active, GrainAmount Balance, GrainAmount Held, GrainAmount Available, GrainAmount Received,
    GrainAmount InTransit, IReadOnlyList<AccountPart> Accounts, long Count, IReadOnlyList<AccountRow> Entries, long? Next)
{
    public static AccountAnswer Of(
        CommunityRegister register, IReadOnlyList<JournalHead<GrainTotals>> heads, IReadOnlyList<AccountRow> rows, long? next,
        DateTimeOffset now)
    {
        var parts = heads.Select(head => AccountPart.Of(head, now)).ToArray();
        var (balance, held) = (GrainAmount.Sum(parts.Select(part => part.Balance)), GrainAmount.Sum(parts.Select(part => part.Held)));
        return new(
            heads[0].Account, register.Resolve(heads[0].Account), register.IsActive(heads[0].Account), balance, held, balance - held,
            GrainAmount.Sum(parts.Select(part => part.Received)), GrainAmount.Sum(heads.Select(head => head.Totals.InTransit)), parts,
            heads[0].Seq, rows, next);
    }

    /// <summary>
    /// What everybody may see of it in a public space: numbers, and what epochs paid, which their statements say; nothing that somebody has
    /// written, and nothing of who moved grain to whom.
    /// </summary>
    public AccountAnswer Published() => this with
    {
        Accounts = [.. Accounts.Select(account => account with { Pending = [], Holds = [] })],
        Entries = [.. Entries.Where(row => row.Entry is
            { Kind: GrainEntryKinds.Distribution or GrainEntryKinds.DistributionPaidOut, Epoch: not null })],
    };
}

/// <summary>One of somebody's accounts, with what is under way from it and what is held of it.</summary>
internal sealed record AccountPart(string Id, GrainAmount Balance, GrainAmount Held, GrainAmount Received, bool Frozen,
    IReadOnlyList<PendingTransfer> Pending, IReadOnlyList<OpenHoldAnswer> Holds)
{
    public static AccountPart Of(JournalHead<GrainTotals> head, DateTimeOffset now) => new(
        head.Account, head.Totals.Balance, head.Totals.HeldAt(now), head.Totals.Received, head.Totals.Frozen, head.Totals.Pending ?? [],
        [.. head.Totals.HoldsAt(now).Select(hold => OpenHoldAnswer.Of(head.Account, hold))]);
}

/// <summary>An entry of a grain account as it is stored.</summary>
internal sealed record AccountRow(long Seq, string Key, DateTimeOffset RecordedAt, string Hash, GrainEntry Entry)
{
    /// <summary>Of a payment by an epoch, what each policy gave of it; for the newest epochs of a page.</summary>
    public PaymentSplit? Split { get; init; }
}

/// <summary>
/// What became of a transfer, mint or burn: <c>completed</c>, <c>returned</c> or <c>in-transit</c>, the account it went to, and how much
/// it is.
/// </summary>
internal sealed record TransferAnswer(string Id, string State, string Account, GrainAmount Amount);

/// <summary>A special distribution that was made, now or before.</summary>
internal sealed record DistributionAnswer(string Id, bool AlreadyMade, int Receipts, GrainAmount Total);

/// <summary>How grain is accounted for.</summary>
internal sealed record SettingsAnswer(bool Accounting, Currency? Currency, bool Tracking, DateTimeOffset? TrackingSince);

/// <summary>Accounts that were frozen or released.</summary>
internal sealed record FrozenAnswer(bool Frozen, IReadOnlyList<string> Accounts);

/// <summary>Whether all grain is accounted for; what is wrong otherwise.</summary>
internal sealed record VerifyAnswer(bool Holds, string? Fault);

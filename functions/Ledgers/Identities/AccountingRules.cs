using static Grain.Functions.Ledgers.Identities.RegisterFault;

namespace Grain.Functions.Ledgers.Identities;

/// <summary>The register's rules of accounting, currency, tracking and special distributions. Pure.</summary>
internal static class AccountingRules
{
    private static readonly string[] EpochIds = ["yyyy-MM-dd", "yyyy-MM-ddTHHmm"];

    public static RegisterVerdict JudgeAccounting(this CommunityRegister register, RegisterEvent asked) => asked switch
    {
        CurrencySet { Currency: { } currency } =>
            !currency.IsValid ? RegisterRules.No(InvalidCurrency, "a currency is a chain's number with a token's address, or BTC or FIL")
            : register.Currency is { } now && now.Key == currency.Key && (currency.Decimals ?? now.Decimals) == now.Decimals
                ? RegisterVerdict.Unneeded
            : RegisterVerdict.Yes,
        CurrencySet =>
            !register.Accounting ? RegisterRules.No(AccountingDisabled, "while accounting is off people need a currency to be paid in")
            : register.Currency is null ? RegisterVerdict.Unneeded
            : RegisterVerdict.Yes,
        AccountingSet e when e.Enabled == register.Accounting => RegisterVerdict.Unneeded,
        AccountingSet { Enabled: false } => register.Currency is null
            ? RegisterRules.No(NoExternalCurrency, "without balances people need an external currency to be paid in")
            : RegisterVerdict.Yes,
        AccountingSet => RegisterVerdict.Yes,
        TrackingSet e => e.Enabled == register.TrackingSince is not null ? RegisterVerdict.Unneeded : RegisterVerdict.Yes,
        DistributionExecuted e => register.JudgeExecution(e),
        _ => throw new InvalidOperationException($"{asked.GetType().Name} is not about accounting."),
    };

    /// <summary>
    /// The first fault in the order of allocations and receipts decides; whether a receiver is known and active comes before amounts.
    /// </summary>
    public static RegisterVerdict JudgeDistribution(this CommunityRegister register, GrainDistributed e)
    {
        if (e.Distribution.Length is 0 or > RegisterRules.NameLengthMax)
            return RegisterRules.No(InvalidDistribution, $"a distribution's id has 1 to {RegisterRules.NameLengthMax} characters");
        if (IsOfEpochs(e.Distribution))
            return RegisterRules.No(InvalidDistribution, "has the form of an epoch's id, such as 2026-11-15; choose another one");
        if (e.Allocations.Any(allocation => allocation.Budget.Sign < 0))
            return RegisterRules.No(InvalidDistribution, "the budget of an allocation is negative");
        foreach (var receipt in e.Allocations.SelectMany(allocation => allocation.Receipts))
        {
            if (register.Find(receipt.ParticipantId) is not { } identity)
                return RegisterRules.No(UnknownIdentity, $"there is no identity '{receipt.ParticipantId}'");
            if (!identity.Active) return RegisterRules.No(InactiveAccount, $"'{receipt.ParticipantId}' is not active");
            if (receipt.Amount.Sign < 0) return RegisterRules.No(NegativeAmount, $"the amount for '{receipt.ParticipantId}' is negative");
        }

        return register.Distributions.ContainsKey(e.Distribution)
            ? RegisterRules.No(DistributionIdTaken, $"there is a distribution '{e.Distribution}' already")
            : RegisterVerdict.Yes;
    }

    private static RegisterVerdict JudgeExecution(this CommunityRegister register, DistributionExecuted e)
    {
        if (register.TrackingSince is not { } since) return RegisterRules.No(TrackingNotEnabled,
            "distributions are not tracked; PUT …/grain/settings/tracking with {\"enabled\":true} begins it");
        if (register.Executed.Contains(e.Key))
            return e.IsWhole ? RegisterRules.No(AlreadyExecuted, $"'{e.Distribution}' is marked already") : RegisterVerdict.Unneeded;
        if (e.AsOf is { } events && register.AsOf(events) is null)
            return RegisterRules.No(FileTooOld,
                $"more than {CommunityRegister.PastMax} addresses have changed since; mark by name who was paid");
        // A mark of a whole distribution is the older form, and stays bound to the time of tracking.
        var isKnown = e.IsWhole
            ? register.Tracked.Contains(e.Distribution) || e.EpochClosedAt >= since
            : e.EpochClosedAt is not null || register.DistributedAt.ContainsKey(e.Distribution);
        return isKnown ? RegisterVerdict.Yes
            : RegisterRules.No(DistributionNotTracked, $"'{e.Distribution}' was not made while distributions were tracked");
    }

    /// <summary>Whether an id could be an epoch's, whose payments are marked at the same address.</summary>
    private static bool IsOfEpochs(string id) =>
        EpochIds.Any(form => DateTime.TryParseExact(id, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
}

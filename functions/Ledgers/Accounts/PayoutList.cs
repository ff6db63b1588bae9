using System.Numerics;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Sealing;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>What one distribution owes somebody outside of Grain.</summary>
/// <param name="Distribution">The epoch's id, or the special distribution's.</param>
/// <param name="Identity">Who.</param>
/// <param name="Name">What people call them.</param>
/// <param name="Currency">In what; absent while the space has none.</param>
/// <param name="Address">Where they are paid; absent if they have not said.</param>
/// <param name="Fault">Why they cannot be paid: what is wrong with the address, or that there is none although they are owed a
/// currency.</param>
/// <param name="Amount">In base units.</param>
/// <param name="Executed">Whether it was marked as paid out.</param>
internal sealed record Payout(
    string Distribution, string Identity, string Name, Currency? Currency, string? Address, string? Fault, GrainAmount Amount,
    bool Executed)
{
    /// <summary>Whether there is an address to pay to.</summary>
    public bool HasAddress => Address is not null && Fault is null;

    /// <summary>Whether it is owed in a currency, and there is no address to pay it to. Without a currency nobody needs one.</summary>
    internal bool LacksAddress => Currency is not null && !HasAddress;
}

/// <summary>Payouts as files for people and for the programs that pay. Pure.</summary>
internal static class PayoutList
{
    /// <summary>What is said of whoever is owed something outside of Grain and has not said where.</summary>
    internal const string NoAddress = "has no payout address";

    /// <summary>
    /// What distributions paid, by whom it means now: somebody who merged two accounts gets one row, or two if one of them is executed.
    /// </summary>
    public static IReadOnlyList<Payout> Of(CommunityRegister register, IEnumerable<Distributed> distributions) =>
        [.. distributions.SelectMany(distribution => Of(register, distribution))];

    private static IEnumerable<Payout> Of(CommunityRegister register, Distributed distribution) => distribution.Receipts
        .Where(receipt => !receipt.Amount.IsZero)
        .Select(receipt => (Receipt: receipt, Mark: register.MarkOf(distribution.Key, receipt.ParticipantId)))
        .Select(each => Row(
            register, distribution.Id, register.Resolve(each.Receipt.ParticipantId),
            register.AsNow(each.Mark?.Currency) ?? register.OwedIn(distribution.At),
            each.Receipt.Amount, each.Mark is not null || register.Executed.Contains(distribution.Key)))
        .GroupBy(row => (row.Identity, row.Executed, row.Currency?.Key))
        .OrderBy(rows => rows.Key.Identity, StringComparer.Ordinal)
        .Select(rows => rows.First() with { Amount = GrainAmount.Sum(rows.Select(row => row.Amount)) });

    /// <summary>One row a payment, for people and spreadsheets.</summary>
    public static string ToCsv(IEnumerable<Payout> payouts, int decimals)
    {
        var csv = new StringBuilder().Append(Csv.ByteOrderMark)
            .AppendRow("distribution", "identity", "name", "address", "amount", "executed", "currency", "fault");
        foreach (var payout in payouts)
        {
            var amount = GrainNotation.Format(payout.Amount, decimals);
            csv.AppendRow(
                payout.Distribution, payout.Identity, payout.Name, payout.Address ?? "", amount, payout.Executed ? "true" : "false",
                payout.Currency?.Key ?? "", payout.Fault ?? "");
        }

        return csv.ToString();
    }

    /// <summary>
    /// The form that Safe's CSV airdrop reads: one row a token and address, with the sum over all distributions, in as many places as the
    /// token has.
    /// Who has no address, or one that nobody can be paid at, is left out.
    /// </summary>
    public static string ToSafeCsv(IEnumerable<Payout> payouts, int decimals)
    {
        var csv = new StringBuilder().AppendRow("token_type", "token_address", "receiver", "amount", "id");
        foreach (var rows in payouts.Where(payout => payout.HasAddress)
            .GroupBy(payout => (payout.Currency!.Key, payout.Address!.ToUpperInvariant())))
        {
            var (currency, receiver) = (rows.First().Currency!, rows.First().Address!);
            var sum = InPlaces(GrainAmount.Sum(rows.Select(payout => payout.Amount)), decimals, currency.Decimals ?? decimals);
            var isNative = currency.TokenAddress is Currency.NativeToken;
            if (!sum.IsZero) csv.AppendRow(isNative ? "native" : "erc20", isNative ? "" : currency.TokenAddress!, receiver,
                GrainNotation.Format(sum, decimals), "");
        }

        return csv.ToString();
    }

    private static Payout Row(CommunityRegister register, string distribution, string identity, Currency? currency, GrainAmount amount,
        bool executed)
    {
        var address = currency is null ? null : register.PayoutAddressOf(identity, currency);
        return new Payout(
            distribution, identity, register.Find(identity)?.Name ?? identity, currency, address,
            currency is null ? null : address is null ? NoAddress
                : SealedText.Is(address) ? null : currency.FaultOf(address), amount, executed);
    }

    /// <summary>Rounded down: a token has nothing smaller than its last place.</summary>
    private static GrainAmount InPlaces(GrainAmount amount, int decimals, int places) => places >= decimals
        ? amount
        : new GrainAmount(amount.BaseUnits - BigInteger.Remainder(amount.BaseUnits, BigInteger.Pow(10, decimals - places)));
}

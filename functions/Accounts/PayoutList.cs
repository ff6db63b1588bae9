using System.Globalization;
using System.Text;
using Grain.Functions.Distributions;
using Grain.Functions.Epochs;
using Grain.Functions.Identities;

namespace Grain.Functions.Accounts;

/// <summary>What one distribution owes somebody outside of Grain.</summary>
/// <param name="Distribution">The epoch's id, or the special distribution's.</param>
/// <param name="Identity">Who.</param>
/// <param name="Name">What people call them.</param>
/// <param name="Address">Where they are paid; absent if they have not said.</param>
/// <param name="Amount">In base units.</param>
/// <param name="Executed">Whether it was marked as paid out.</param>
internal sealed record Payout(string Distribution, string Identity, string Name, string? Address, GrainAmount Amount, bool Executed);

/// <summary>Payouts as files for people and for the programs that pay. Pure.</summary>
internal static class PayoutList
{
    /// <summary>What distributions paid, by whom it means now: somebody who merged two accounts gets one row.</summary>
    public static IReadOnlyList<Payout> Of(CommunityRegister register, IEnumerable<(string Distribution, IEnumerable<Receipt> Receipts)> distributions) =>
    [
        .. distributions.SelectMany(distribution => distribution.Receipts
            .GroupBy(receipt => register.Resolve(receipt.ParticipantId))
            .OrderBy(receipts => receipts.Key, StringComparer.Ordinal)
            .Select(receipts => new Payout(
                distribution.Distribution, receipts.Key, register.Find(receipts.Key)?.Name ?? receipts.Key,
                register.Currency is { } currency ? register.PayoutAddressOf(receipts.Key, currency) : null,
                GrainAmount.Sum(receipts.Select(receipt => receipt.Amount)), register.Executed.Contains(distribution.Distribution)))),
    ];

    /// <summary>What closed epochs paid.</summary>
    public static IReadOnlyList<Payout> Of(CommunityRegister register, IEnumerable<(EpochRun Run, EpochAllocation Allocation)> closed) =>
        Of(register, closed.Select(epoch => (epoch.Run.Epoch.Id, epoch.Allocation.Payments.AsEnumerable())));

    /// <summary>One row a distribution and person.</summary>
    public static string ToCsv(IEnumerable<Payout> payouts, int decimals)
    {
        var csv = new StringBuilder("distribution,identity,name,address,amount,executed\r\n");
        foreach (var payout in payouts)
            Row(csv, payout.Distribution, payout.Identity, payout.Name, payout.Address ?? "", GrainNotation.Format(payout.Amount, decimals), payout.Executed ? "true" : "false");
        return csv.ToString();
    }

    /// <summary>
    /// The form that Safe's CSV airdrop reads: one row an address, with the sum over all distributions. Who has no address is left out.
    /// </summary>
    public static string ToSafeCsv(IEnumerable<Payout> payouts, Currency currency, int decimals)
    {
        var isNative = currency.TokenAddress is Currency.NativeToken;
        var csv = new StringBuilder("token_type,token_address,receiver,amount,id\r\n");
        foreach (var receiver in payouts.Where(payout => payout.Address is not null && !payout.Amount.IsZero).GroupBy(payout => payout.Address!, StringComparer.OrdinalIgnoreCase))
            Row(csv, isNative ? "native" : "erc20", isNative ? "" : currency.TokenAddress!, receiver.Key, GrainNotation.Format(GrainAmount.Sum(receiver.Select(payout => payout.Amount)), decimals), "");
        return csv.ToString();
    }

    private static void Row(StringBuilder csv, params ReadOnlySpan<string> fields)
    {
        for (var i = 0; i < fields.Length; i++) csv.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? "," : "")}{Field(fields[i])}");
        csv.Append("\r\n");
    }

    /// <summary>RFC 4180. A field that a spreadsheet would take for a formula is marked as text.</summary>
    private static string Field(string text)
    {
        if (text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal)) text = "'" + text;
        return text.AsSpan().ContainsAny("\",\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}

using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>What distributions paid, and who cannot be paid. Amounts in base units.</summary>
/// <param name="Space">The space.</param>
/// <param name="AsOf">The state that this is of: <c>asOf</c> of the marks of what was paid by it.</param>
/// <param name="Currency">In what the space pays now; absent while it has none, and then nobody needs an address.</param>
/// <param name="Total">What all payments here come to.</param>
/// <param name="Count">How many there are.</param>
/// <param name="WithoutAddress">How many of them are owed in a currency and have no address at which somebody can be paid.</param>
/// <param name="OnOtherChains">How many are left out since they are owed on another chain.</param>
/// <param name="Lacking">Who is owed something and cannot be paid, most first.</param>
/// <param name="Payouts">The payments, oldest distribution first.</param>
internal sealed record PayoutsAnswer(
    string Space, long AsOf, Currency? Currency, GrainAmount Total, int Count, int WithoutAddress, int OnOtherChains,
    IReadOnlyList<LackingAddress> Lacking, IReadOnlyList<Payout> Payouts)
{
    /// <param name="space">The space.</param>
    /// <param name="register">Who is who.</param>
    /// <param name="isOnChain">Payments, by whether they are on the chain that was asked for.</param>
    public static PayoutsAnswer Of(Space space, CommunityRegister register, ILookup<bool, Payout> isOnChain)
    {
        Payout[] payouts = [.. isOnChain[true]];
        return new PayoutsAnswer(
            space.Name, register.Events, register.Currency, GrainAmount.Sum(payouts.Select(payout => payout.Amount)), payouts.Length,
            payouts.Count(payout => payout.LacksAddress), isOnChain[false].Count(payout => payout.Currency is not null),
            LackingAddress.Of(payouts), payouts);
    }
}

/// <summary>Somebody who is owed something and has no address at which they can be paid.</summary>
/// <param name="Identity">Who.</param>
/// <param name="Name">What people call them.</param>
/// <param name="Currency">In what they are owed, as one text.</param>
/// <param name="Payments">How many payments wait.</param>
/// <param name="Amount">What they come to, in base units.</param>
/// <param name="Fault">Why they cannot be paid.</param>
internal sealed record LackingAddress(string Identity, string Name, string Currency, int Payments, GrainAmount Amount, string Fault)
{
    public static IReadOnlyList<LackingAddress> Of(IEnumerable<Payout> payouts) =>
    [
        .. payouts.Where(payout => payout is { Executed: false, Currency: not null, Fault: not null })
            .GroupBy(payout => (payout.Identity, payout.Name, payout.Currency!.Key, payout.Fault))
            .Select(open => new LackingAddress(open.Key.Identity, open.Key.Name, open.Key.Key, open.Count(),
                GrainAmount.Sum(open.Select(payout => payout.Amount)), open.Key.Fault!))
            .OrderByDescending(lacking => lacking.Amount).ThenBy(lacking => lacking.Identity, StringComparer.Ordinal),
    ];
}

/// <summary>How payouts are answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PayoutsAnswer))]
internal sealed partial class PayoutJson : JsonSerializerContext;

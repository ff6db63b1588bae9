using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Ledgers.Runs;

/// <summary>What each policy gave of a payment that an epoch made.</summary>
/// <param name="Text">In grain, for people: <c>12.5 fast + 50 slow</c>.</param>
/// <param name="Parts">The parts, which add up to the payment.</param>
public sealed record PaymentSplit(string Text, IReadOnlyList<PaymentPart> Parts);

/// <summary>A policy's part of a payment.</summary>
/// <param name="Policy">The name of its kind.</param>
/// <param name="Name">The word for it: <c>fast</c>, <c>slow</c>, <c>recent</c> or <c>special</c>.</param>
/// <param name="Amount">In base units; 0 from a policy that paid others only.</param>
public sealed record PaymentPart(string Policy, string Name, GrainAmount Amount);

/// <summary>
/// Splits the payments of an epoch by what it pinned before it paid. The entries that paid them are hashed and say nothing of it. Pure.
/// </summary>
internal sealed class PaymentSplits
{
    private const string Special = "SPECIAL";

    /// <summary>In the order in which they are said.</summary>
    private static readonly (string Policy, string Name)[] Names =
        [("IMMEDIATE", "fast"), ("RECENT", "recent"), ("BALANCED", "slow"), (Special, "special")];

    private readonly (string Policy, string Name, Dictionary<string, GrainAmount> Paid)[] policies;
    private readonly int decimals;

    /// <param name="allocation">What the epoch decided.</param>
    /// <param name="decimals">Decimals of the token, for texts.</param>
    public PaymentSplits(EpochAllocation allocation, int decimals)
    {
        this.decimals = decimals;
        policies =
        [
            .. allocation.Policies.GroupBy(policy => policy.Policy, StringComparer.Ordinal)
                .OrderBy(kind => Array.FindIndex(Names, each => each.Policy == kind.Key) is >= 0 and var place ? place : Names.Length)
                .Select(kind => (kind.Key, NameOf(kind.Key), kind.SelectMany(policy => policy.Receipts)
                    .GroupBy(receipt => receipt.ParticipantId, StringComparer.Ordinal)
                    .ToDictionary(theirs => theirs.Key, theirs => GrainAmount.Sum(theirs.Select(receipt => receipt.Amount)),
                        StringComparer.Ordinal))),
        ];
    }

    /// <summary>What accounts got together. A policy that pays one person alone is left out for others.</summary>
    public PaymentSplit Of(params IReadOnlyCollection<string> accounts)
    {
        PaymentPart[] parts =
        [
            .. policies.Select(policy => new PaymentPart(policy.Policy, policy.Name,
                    GrainAmount.Sum(accounts.Select(account => policy.Paid.GetValueOrDefault(account)))))
                .Where(part => part.Policy != Special || !part.Amount.IsZero),
        ];
        return new(string.Join(" + ", parts.Select(part => $"{GrainNotation.Format(part.Amount, decimals)} {part.Name}")), parts);
    }

    /// <summary>The word for a kind of policy: <c>fast</c>, <c>slow</c>, <c>recent</c>, <c>special</c>.</summary>
    public static string NameOf(string policy) => Names.FirstOrDefault(each => each.Policy == policy).Name ?? policy;
}

using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Epochs.Calculation;

/// <summary>A statement as strangers see it. All its sums and hashes are those of the one that was hashed. Pure.</summary>
internal static class ShownStatement
{
    /// <summary>
    /// The statement with pseudonyms, and what is paid to those who are not shown in one; <see langword="null"/> if it names nobody but who
    /// is shown.
    /// </summary>
    public static EpochStatement? Of(EpochStatement statement, Faces faces) =>
        statement.Payments.Concat(statement.Policies.SelectMany(policy => policy.Receipts)).All(paid => faces.AreOpen(paid.ParticipantId))
            ? null : statement with
            {
                Payments = Shown(statement.Payments, faces),
                Policies = [.. statement.Policies.Select(policy => policy with
                {
                    Receipts = Shown(policy.Receipts, faces),
                    // Why it pays whom it pays.
                    Memo = policy.Receipts.All(paid => faces.AreOpen(paid.ParticipantId)) ? policy.Memo : null,
                })],
            };

    private static IReadOnlyList<Receipt> Shown(IReadOnlyList<Receipt> receipts, Faces faces) =>
    [
        .. receipts.GroupBy(receipt => faces.IdOrOthers(receipt.ParticipantId), StringComparer.Ordinal)
            .Select(group => new Receipt(group.Key, GrainAmount.Sum(group.Select(receipt => receipt.Amount))))
            .OrderBy(receipt => receipt.ParticipantId, StringComparer.Ordinal),
    ];
}

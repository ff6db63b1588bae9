using Grain.Functions.Ledgers.Accounts.Balances;

namespace Grain.Functions.Ledgers.Trees;

/// <summary>
/// Up to which entry of each account of grain the trees of an epoch go, pinned after its last payment and before they grow. Each account is
/// as it was when it was read: of grain on its way between two of them it may have been in both, or in none.
/// </summary>
/// <param name="Seqs">The number of the last entry of each account.</param>
/// <param name="Moved">The accounts that have entries which earlier trees do not have.</param>
internal sealed record PinnedGrain(SortedDictionary<string, long> Seqs, SortedDictionary<string, PinnedAccount> Moved)
{
    /// <summary>The accounts as they are now.</summary>
    public static async Task<PinnedGrain> ReadAsync(
        GrainLedger grain, JournalSpace space, IReadOnlyDictionary<string, long> before, CancellationToken cancellation)
    {
        var pinned = new PinnedGrain(new(StringComparer.Ordinal), new(StringComparer.Ordinal));
        await foreach (var head in grain.ReadHeadsAsync(space, cancellation))
        {
            pinned.Seqs.Add(head.Account, head.Seq);
            if (head.Seq > before.GetValueOrDefault(head.Account)) pinned.Moved.Add(head.Account, PinnedAccount.Of(head));
        }

        return pinned;
    }
}

/// <summary>An account of grain as it was pinned.</summary>
/// <param name="Seq">The number of its last entry.</param>
/// <param name="Hash">The chain hash of that entry.</param>
/// <param name="Balance">What it held, in base units.</param>
/// <param name="InTransit">What it had sent and was not settled, in base units.</param>
internal sealed record PinnedAccount(long Seq, string Hash, string Balance, string InTransit)
{
    /// <summary>What is pinned of an account.</summary>
    public static PinnedAccount Of(JournalHead<GrainTotals> head) =>
        new(head.Seq, head.Hash, head.Totals.Balance.ToString(), head.Totals.InTransit.ToString());
}

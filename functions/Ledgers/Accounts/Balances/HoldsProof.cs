using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>
/// Proves holds from the entries alone, without the rules that folded them: nothing was taken of a hold that was not left, it ended once
/// (T4), and what is left of all is what the heads hold (T3). That keys are used once is proven with the journal.
/// </summary>
internal sealed class HoldsProof(GrainLedger ledger)
{
    private readonly Dictionary<string, (long Seq, Dictionary<string, GrainAmount> Left)> accounts = new(StringComparer.Ordinal);

    /// <summary>Takes the next entry of an account.</summary>
    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public string? Take(JournalEntry<GrainEntry> entry)
    {
        var (account, what) = (entry.Account, entry.Value);
        if (!accounts.TryGetValue(account, out var known))
        {
            if (what.Held is null) return null;
            known.Left = new(StringComparer.Ordinal);
        }

        accounts[account] = (entry.Seq, known.Left);
        return what.Held is { } held && Fault(entry, what.Hold ?? what.Id ?? "", held, known.Left) is { } fault
            ? $"grain {account}: entry {entry.Seq} {fault} (T4)" : null;
    }

    private static string? Fault(JournalEntry<GrainEntry> entry, string id, GrainAmount held, Dictionary<string, GrainAmount> left)
    {
        var what = entry.Value;
        if (what.Kind == GrainEntryKinds.Hold)
        {
            if (entry.Key != HoldEnds.HoldKey(id) || held.Sign <= 0) return $"places the hold '{id}' under another key, or of nothing";
            left[id] = held;
            return null;
        }

        if (what.Hold is null && entry.Key != HoldEnds.EndKey(id)) return $"ends the hold '{id}' under another key";
        if (!left.TryGetValue(id, out var kept)) return $"takes from the hold '{id}', which is not open";
        if (-held > kept || held.Sign > 0 || -what.Amount > -held || (what.Hold is null && -held != kept))
            return $"takes {-held} of the hold '{id}', of which {kept} was left";
        if (-held == kept) left.Remove(id);
        else left[id] = kept + held;
        return null;
    }

    /// <summary>Compares what is left with the heads; an account that was written meanwhile was proven as it was before.</summary>
    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public async Task<string?> CompareAsync(JournalSpace space, CancellationToken cancellation)
    {
        foreach (var (account, (seq, left)) in accounts)
        {
            var head = await ledger.ReadHeadAsync(space, account, cancellation);
            if (head.Seq != seq) continue;
            var (sum, totals) = (GrainAmount.Sum(left.Values), head.Totals);
            if (totals.Held != sum || sum > totals.Balance)
                return $"grain {account}: {totals.Held} is held of {totals.Balance}, and open holds keep {sum} (T3)";
        }

        return null;
    }
}

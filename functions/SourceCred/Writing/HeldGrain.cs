using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.SourceCred.Ledger;
using Kinds = Grain.Functions.Ledgers.Accounts.Balances.GrainEntryKinds;

namespace Grain.Functions.SourceCred.Writing;

/// <summary>
/// What each of Grain's accounts holds while a ledger is translated, and the entries that change it: those that a distribution and a
/// transfer of Grain's own would write, under the same keys. Pure.
/// </summary>
internal sealed class HeldGrain
{
    private readonly Dictionary<string, GrainAmount> held = new(StringComparer.Ordinal);

    /// <summary>Nobody holds anything any more.</summary>
    public void Clear() => held.Clear();

    /// <summary>The entries of a distribution.</summary>
    public IEnumerable<JournalAppend<GrainEntry>> Pay(GrainDistributed distribution, bool accounting)
    {
        var kind = accounting ? Kinds.Distribution : Kinds.DistributionPaidOut;
        foreach (var (index, receipt) in distribution.Allocations.SelectMany(allocation => allocation.Receipts).Index())
        {
            if (receipt.Amount.IsZero) continue;
            if (accounting) Add(receipt.ParticipantId, receipt.Amount);
            yield return new JournalAppend<GrainEntry>(receipt.ParticipantId, SpecialDistributions.KeyOf(distribution.Distribution, index),
                new GrainEntry(kind, receipt.Amount) { Distribution = distribution.Distribution, Memo = distribution.Memo });
        }
    }

    /// <summary>
    /// The entries of a transfer. What the sender's own account lacks is gathered from the accounts that were merged into theirs.
    /// </summary>
    public IReadOnlyList<JournalAppend<GrainEntry>> Transfer(
        string id, SourceAccount from, SourceAccount to, LedgerAction.TransferGrain a, DateTimeOffset at)
    {
        var (sender, entries) = (InstanceIds.Identity(from.Root), new List<JournalAppend<GrainEntry>>());
        var missing = a.Amount - Of(sender);
        foreach (var other in from.Ids.Skip(1).Select(InstanceIds.Identity))
        {
            if (missing.Sign <= 0) break;
            var part = missing < Of(other) ? missing : Of(other);
            if (part.IsZero) continue;
            missing -= part;
            entries.AddRange(Move($"{id}/gather", other, sender, part, null, at));
        }

        entries.AddRange(Move(id, sender, InstanceIds.Identity(to.Root), a.Amount, a.Memo, at));
        return entries;
    }

    /// <summary>The three steps of a transfer; see <see cref="TransferSteps"/>.</summary>
    private IEnumerable<JournalAppend<GrainEntry>> Move(
        string id, string from, string to, GrainAmount amount, string? memo, DateTimeOffset at)
    {
        Add(from, -amount);
        Add(to, amount);
        return
        [
            new(from, TransferSteps.OutKey(id),
                new GrainEntry(Kinds.TransferOut, -amount) { Id = id, Peer = to, To = to, Memo = memo, At = at }),
            new(to, TransferSteps.InKey(from, id), new GrainEntry(Kinds.TransferIn, amount) { Id = id, Peer = from, To = to, Memo = memo }),
            new(from, TransferSteps.EndKey(id), new GrainEntry(Kinds.TransferSettled, GrainAmount.Zero) { Id = id, Peer = to }),
        ];
    }

    private GrainAmount Of(string account) => held.GetValueOrDefault(account);

    private void Add(string account, GrainAmount amount) => held[account] = Of(account) + amount;
}

using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>
/// Distributions outside of epochs: a prize, a correction. The register takes the whole distribution or refuses it; what it
/// took is then paid, each receipt once.
/// </summary>
internal sealed class SpecialDistributions(GrainLedger ledger, RegisterStore registers, TransferQueue queue)
{
    /// <summary>What the register as it is would say to a distribution at its latest moment.</summary>
    public static RegisterVerdict Judge(CommunityRegister register, GrainDistributed distribution) =>
        register.Judge(ToAccounts(register, distribution), register.LastAt ?? default);

    /// <summary>Distributes grain. The same distribution again changes nothing; another one under the same id is refused.</summary>
    public async Task<RegisterOutcome> DistributeAsync(
        JournalSpace space, GrainDistributed distribution, CancellationToken cancellation, DateTimeOffset? at = null)
    {
        var register = await registers.ReadAsync(space, cancellation);
        await queue.SendAsync(new TransferMessage(space.Name, Distribution: distribution.Distribution), cancellation);
        var outcome = await registers.ChangeAsync(space, [ToAccounts(register, distribution)], cancellation, at);
        if (outcome is RegisterOutcome.Refused) return await RepeatAsync(space, outcome.Register, distribution, cancellation) ?? outcome;
        await PayAsync(space, distribution.Distribution, cancellation);
        return outcome;
    }

    /// <summary>
    /// Answers what the register has taken before under this id, and pays what is not paid of it; <see langword="null"/> if it took none.
    /// </summary>
    public async Task<RegisterOutcome?> RepeatAsync(
        JournalSpace space, CommunityRegister register, GrainDistributed distribution, CancellationToken cancellation)
    {
        if (!register.Distributions.ContainsKey(distribution.Distribution)) return null;
        if (!IsSame(register, distribution)) return Taken(register, distribution);
        await PayAsync(space, distribution.Distribution, cancellation);
        return new RegisterOutcome.Unchanged(register);
    }

    /// <summary>The refusal of another distribution under an id that is taken.</summary>
    public static RegisterOutcome Taken(CommunityRegister register, GrainDistributed distribution) =>
        new RegisterOutcome.Refused(register, RegisterFault.DistributionIdTaken,
            $"there is a distribution '{distribution.Distribution}' already");

    /// <summary>Pays what the register took; nothing if it took no such distribution.</summary>
    public async Task PayAsync(JournalSpace space, string id, CancellationToken cancellation)
    {
        var register = await registers.ReadAsync(space, cancellation);
        if (!register.Distributions.TryGetValue(id, out var distribution)) return;
        var kind = register.Accounting ? GrainEntryKinds.Distribution : GrainEntryKinds.DistributionPaidOut;
        foreach (var (index, receipt) in distribution.Allocations.SelectMany(allocation => allocation.Receipts).Index())
        {
            if (receipt.Amount.IsZero) continue;
            var entry = new GrainEntry(kind, receipt.Amount) { Distribution = id, Memo = distribution.Memo };
            var key = KeyOf(id, index);
            var outcome = await ledger.AppendAsync(space, receipt.ParticipantId, key, entry, cancellation);
            if (outcome is AppendOutcome<GrainTotals>.ConflictsWithEarlier) await CheckPaidAsync(space, receipt, key, cancellation);
            else if (outcome is AppendOutcome<GrainTotals>.Refused refused)
                throw new InvalidOperationException(
                    $"D1: the distribution {id} cannot be paid to {receipt.ParticipantId}: {refused.Reason}.");
        }
    }

    /// <summary>The key of a receipt of a distribution.</summary>
    internal static string KeyOf(string id, int index) => string.Create(CultureInfo.InvariantCulture, $"distribution/{id}/{index}");

    /// <summary>Paid before accounting was switched: that is the only way in which the same receipt gives another entry.</summary>
    private async Task CheckPaidAsync(JournalSpace space, Receipt receipt, string key, CancellationToken cancellation)
    {
        var paid = await ledger.FindAsync(space, receipt.ParticipantId, key, cancellation);
        if (paid?.Value.Amount != receipt.Amount)
            throw new InvalidOperationException($"D1: {receipt.ParticipantId} was paid another amount under {key}.");
    }

    /// <summary>The receipts go to accounts, which stay the same whatever is merged later.</summary>
    private static GrainDistributed ToAccounts(CommunityRegister register, GrainDistributed distribution) => distribution with
    {
        Allocations =
        [
            .. distribution.Allocations.Select(allocation => allocation with
            {
                Receipts =
                    [.. allocation.Receipts.Select(receipt => receipt with { ParticipantId = register.Resolve(receipt.ParticipantId) })],
            }),
        ],
    };

    private static bool IsSame(CommunityRegister register, GrainDistributed asked)
    {
        var earlier = register.Distributions[asked.Distribution];
        return earlier.Memo == asked.Memo
            && earlier.Allocations.Select(allocation => allocation.Budget)
            .SequenceEqual(asked.Allocations.Select(allocation => allocation.Budget))
            && Receipts(earlier).SequenceEqual(Receipts(asked));

        IEnumerable<(string, GrainAmount)> Receipts(GrainDistributed distribution) => distribution.Allocations
            .SelectMany(allocation => allocation.Receipts)
            .Select(receipt => (register.Resolve(receipt.ParticipantId), receipt.Amount));
    }
}

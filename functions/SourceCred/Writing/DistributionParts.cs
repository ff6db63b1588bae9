using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.SourceCred.Ledger;

namespace Grain.Functions.SourceCred.Writing;

/// <summary>A distribution as Grain's register takes it: one event, or several where more are paid than one row can hold. Pure.</summary>
internal static class DistributionParts
{
    /// <summary>A receipt takes some hundred characters, and a row holds half a million.</summary>
    private const int ReceiptsMax = 3_000;

    private const int MemoMax = 500;

    /// <summary>The distribution; a second part is called <c>{id}-p2</c>.</summary>
    /// <param name="id">What it is called.</param>
    /// <param name="a">The distribution.</param>
    /// <param name="resolve">The identity that a uuid means.</param>
    public static IEnumerable<GrainDistributed> Of(string id, LedgerAction.DistributeGrain a, Func<string, string> resolve)
    {
        var (part, allocations, room) = (1, new List<SpecialAllocation>(), ReceiptsMax);
        foreach (var allocation in a.Allocations)
        {
            var (left, isFirst) = (allocation.Receipts, true);
            while (isFirst || left.Count > 0)
            {
                Receipt[] taken = [.. left.Take(room).Select(receipt => receipt with { ParticipantId = resolve(receipt.ParticipantId) })];
                left = [.. left.Skip(taken.Length)];
                // The budget stands at the first part only, so that budgets add up.
                allocations.Add(new SpecialAllocation(isFirst ? allocation.Budget : GrainAmount.Zero, taken)
                {
                    Id = allocation.Id,
                    Policy = allocation.Policy,
                });
                (room, isFirst) = (room - taken.Length, false);
                if (room > 0) continue;
                yield return Part(id, part++, a, allocations);
                (allocations, room) = ([], ReceiptsMax);
            }
        }

        if (part == 1 || allocations.Count > 0) yield return Part(id, part, a, allocations);
    }

    private static GrainDistributed Part(
        string id, int part, LedgerAction.DistributeGrain a, IReadOnlyList<SpecialAllocation> allocations) => new(
            part == 1 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}-p{part}"), allocations,
            a.Allocations is [{ Policy.Memo: { Length: > 0 and <= MemoMax } memo }] ? memo : null)
        {
            CredAt = a.CredAt,
        };
}

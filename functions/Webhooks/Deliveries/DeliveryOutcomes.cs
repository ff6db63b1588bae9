using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Guards;

namespace Grain.Functions.Webhooks.Deliveries;

/// <summary>What became of a grant that a delivery made.</summary>
/// <param name="GrantId">The grant's id.</param>
/// <param name="State">
/// <c>appended</c>, <c>seen-before</c> (it was counted when the delivery came), <c>held</c> by a guard, or <c>waiting</c>.
/// </param>
/// <param name="Reason">Why it is not counted.</param>
/// <param name="Contributor">Whose journal has it.</param>
/// <param name="Seq">Which entry of it.</param>
/// <param name="Points">What counts.</param>
/// <param name="RecordedAt">When it was written down.</param>
/// <param name="Tier">What it meant for the contributor's tier, where the space has tiers.</param>
internal sealed record DeliveredGrant(
    string GrantId, string State, string? Reason = null, string? Contributor = null, long? Seq = null, Points? Points = null,
    DateTimeOffset? RecordedAt = null, TierChange? Tier = null);

/// <summary>
/// Tells what became of a delivery's grants. Their ids stand in its row; the rest is what is stored anyway: three reads a grant, up
/// to two more where there are tiers, and as many as people are held for those that are not counted.
/// </summary>
internal sealed class DeliveryOutcomes(GrantLedger ledger, TierCrossings crossings, GrantGuard guard)
{
    /// <summary>Held people who are looked through.</summary>
    private const int HeldMax = 200;

    private const string Waiting = "it waits in the queue grants, was put aside, was for one's own work, or takes back what is not counted";

    /// <summary>What became of each, in their order.</summary>
    public async Task<IReadOnlyList<DeliveredGrant>> ReadAsync(Space space, DeliveryRecord delivery, CancellationToken cancellation)
    {
        var (outcomes, held) = (new List<DeliveredGrant>(delivery.GrantIds.Count), (List<JournalHead<GuardTotals>>?)null);
        foreach (var id in delivery.GrantIds)
        {
            if (await ledger.FindAsync(space.Journal, id, cancellation) is { } counted)
            {
                outcomes.Add(new(id, counted.RecordedAt < delivery.At ? "seen-before" : "appended", null, counted.Account, counted.Seq,
                    counted.Value.Amount, counted.RecordedAt, await crossings.OfAsync(space, counted, cancellation)));
                continue;
            }

            held ??= await ReadHeldAsync(space, cancellation);
            outcomes.Add(await FindHeldAsync(space, id, held, cancellation) ?? new(id, "waiting", Waiting));
        }

        return outcomes;
    }

    private async Task<DeliveredGrant?> FindHeldAsync(
        Space space, string id, List<JournalHead<GuardTotals>> held, CancellationToken cancellation)
    {
        foreach (var person in held)
            if (await guard.HasDecidedAsync(space, person.Account, id, cancellation))
                return new(id, "held", person.Totals.State == GuardStates.Rejected ? "a steward turned its contributor away"
                    : "its contributor is held until a steward decides", person.Account);
        return null;
    }

    private async Task<List<JournalHead<GuardTotals>>> ReadHeldAsync(Space space, CancellationToken cancellation)
    {
        var held = new List<JournalHead<GuardTotals>>();
        await foreach (var person in guard.ReadQuarantineAsync(space, cancellation))
        {
            held.Add(person);
            if (held.Count == HeldMax) break;
        }

        return held;
    }
}

using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>
/// What entries about holds do to an account. Invariants. T3: what is held of an account is the sum of its open holds, and never more than
/// its balance. T4: a hold ends once; what it kept was committed or is available again. Pure.
/// </summary>
/// <remarks>
/// Each entry says how what is held changes. One that ends a hold takes all that is left of it: made for another state, it is refused and
/// made again.
/// </remarks>
internal static class HoldRules
{
    /// <summary>Most open holds of an account; they stand in its head, which is written with every entry.</summary>
    public const int OpenMax = 50;

    /// <summary>The totals with one more hold.</summary>
    public static GrainTotals Place(GrainTotals head, GrainEntry entry)
    {
        if (entry is not { Held: { Sign: > 0 } held, Id: { } id, Until: { } until, Amount.IsZero: true })
            throw new GrainAccountException(GrainRules.InvalidEntry, "a hold has an id, an end, and an amount above 0");
        head.Account.Hold(held); // refuses what is not available
        return head with { Holds = [.. head.Holds ?? [], new OpenHold(id, held, until) { To = entry.To, Own = entry.Own }] };
    }

    /// <summary>
    /// The totals without what a commit takes from its hold: just what is sent, or all that is left, of which the rest is available again.
    /// </summary>
    public static GrainTotals Commit(GrainTotals head, GrainEntry entry)
    {
        var (hold, taken) = (Find(head, entry.Hold), -(entry.Held ?? GrainAmount.Zero));
        if (-entry.Amount > hold.Left)
            throw new GrainAccountException(HoldFault.Exceeded, $"{-entry.Amount} is more than the {hold.Left} left of the hold");
        return taken == hold.Left || (taken == -entry.Amount && taken < hold.Left) ? Less(head, hold, taken) : throw Changed(hold, taken);
    }

    /// <summary>The totals without a hold.</summary>
    public static GrainTotals End(GrainTotals head, GrainEntry entry)
    {
        var (hold, taken) = (Find(head, entry.Id), -(entry.Held ?? GrainAmount.Zero));
        return taken == hold.Left && entry.Amount.IsZero ? Less(head, hold, taken) : throw Changed(hold, taken);
    }

    private static OpenHold Find(GrainTotals head, string? id) => head.Holds?.FirstOrDefault(hold => hold.Id == id)
        ?? throw new GrainAccountException(HoldFault.Ended, $"the hold '{id}' is not open");

    private static GrainTotals Less(GrainTotals head, OpenHold hold, GrainAmount taken)
    {
        var left = hold.Left - taken;
        var holds = head.Holds!.Where(other => other.Id != hold.Id || !left.IsZero)
            .Select(other => other.Id == hold.Id ? other with { Left = left } : other).ToArray();
        return head with { Holds = holds.Length > 0 ? holds : null };
    }

    private static GrainAccountException Changed(OpenHold hold, GrainAmount taken) =>
        new(HoldFault.Changed, $"{taken} is not what is left of the hold '{hold.Id}', which is {hold.Left}");
}

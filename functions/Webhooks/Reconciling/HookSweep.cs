using Grain.Functions.Webhooks.Hooks;

namespace Grain.Functions.Webhooks.Reconciling;

/// <summary>
/// Compares what a forge tried to deliver with what came. Pure: what a page of attempts means for what is known of a webhook. An event is
/// lost when the forge could not deliver it, and when it says that it did and the log does not have it.
/// </summary>
internal sealed class HookSweep(HookState state, KnownDeliveries known, DateTimeOffset now)
{
    /// <summary>So many are open at most; a sweep waits until there is room for a page.</summary>
    public const int OpenMax = 400;

    /// <summary>So many that have ended are remembered, to say so in the log.</summary>
    private const int EndedMax = 400;

    /// <summary>So many are remembered from one run of a long sweep to the next.</summary>
    private const int TakenMax = 400;

    /// <summary>After so many in a row that did not come here, what the forge says to be taken is believed.</summary>
    private const int ElsewhereMax = 3;

    private readonly Dictionary<string, LostDelivery> lost = new(state.Lost, StringComparer.Ordinal);
    private readonly HashSet<string> again = new(state.Taken, StringComparer.Ordinal);
    private readonly HashSet<string> taken = new(state.Taken, StringComparer.Ordinal);
    private long arrived = state.Arrived;
    private int elsewhere = state.Elsewhere;

    /// <summary>Whether there is room for another page of lost ones.</summary>
    public static bool HasRoom(HookState state) => state.Lost.Values.Count(each => each.End is null) <= OpenMax - 100;

    /// <summary>The state after a page of attempts, newest first.</summary>
    public HookState After(IEnumerable<HookAttempt> page)
    {
        var (top, young) = (state.Top, state.Young);
        foreach (var attempt in page.Where(attempt => attempt.Order > state.Floor))
        {
            if (!(attempt.At > now + DeliveryKnowledge.Skew)) top = Math.Max(top, attempt.Order);
            if (attempt.At > known.Until) young = Math.Min(young ?? long.MaxValue, attempt.Order);
            Take(attempt);
        }

        return Settled() with { Top = top, Young = young, Taken = [.. again.Take(TakenMax)] };
    }

    /// <summary>The state when a sweep has come to its end: the next one ends where this one began.</summary>
    public static HookState Ended(HookState state, HookForge forge) => state with
    {
        Floor = Math.Max(state.Floor, Math.Min(state.Top - forge.Overlap, (state.Young ?? long.MaxValue) - 1)),
        Cursor = null,
        Young = null,
        Taken = [],
    };

    private HookState Settled()
    {
        foreach (var (delivery, each) in lost.Where(each => each.Value.End is null && known.Here.Contains(each.Key)).ToArray())
        {
            Arrive(delivery, each);
            elsewhere = 0;
        }

        var forgotten = lost.Where(each => each.Value.End is not null).OrderByDescending(each => each.Value.EndedAt)
            .ThenBy(each => each.Key, StringComparer.Ordinal).Skip(EndedMax).Select(each => each.Key).ToArray();
        foreach (var delivery in forgotten) lost.Remove(delivery);
        return state with { Lost = lost, Arrived = arrived, Elsewhere = elsewhere };
    }

    private void Take(HookAttempt attempt)
    {
        if (attempt.IsTaken && taken.Add(attempt.Delivery) && attempt.IsAgain) again.Add(attempt.Delivery);
        if (lost.TryGetValue(attempt.Delivery, out var before)) TakeAgain(before, attempt);
        else if (!known.Here.Contains(attempt.Delivery) && (attempt.IsTaken ? IsMissing(attempt) : !taken.Contains(attempt.Delivery)))
            lost[attempt.Delivery] = new LostDelivery(attempt.Id, attempt.Order, attempt.Event, attempt.Status, attempt.At);
    }

    private bool IsMissing(HookAttempt attempt) => elsewhere < ElsewhereMax && known.CanTell(attempt.At);

    /// <summary>Another attempt of one that is lost: what the newest of them says goes.</summary>
    private void TakeAgain(LostDelivery before, HookAttempt attempt)
    {
        if (before.End is not null || attempt.Order <= before.Order || known.Here.Contains(attempt.Delivery)) return;
        if (!attempt.IsTaken)
            lost[attempt.Delivery] = before with
            {
                Attempt = attempt.Id,
                Order = attempt.Order,
                Status = attempt.Status,
                IsAwaited = false,
            };
        else if (!before.WasTaken) Arrive(attempt.Delivery, before);
        else if (known.CanTell(attempt.At))
        {
            elsewhere++;
            lost[attempt.Delivery] = before with { End = LostDelivery.Elsewhere, EndedAt = now };
        }
    }

    private void Arrive(string delivery, LostDelivery before)
    {
        if (before.Tries > 0) arrived++;
        lost[delivery] = before with { End = LostDelivery.Arrived, EndedAt = now };
    }
}

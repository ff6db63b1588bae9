using Grain.Functions.Webhooks.Hooks;

namespace Grain.Functions.Webhooks.Reconciling;

/// <summary>What is due to be asked for again. Pure.</summary>
internal static class HookAsks
{
    /// <summary>How often one event is asked for: over about a day.</summary>
    public const int TriesMax = 8;

    private static readonly TimeSpan First = TimeSpan.FromMinutes(10);

    /// <summary>What a forge was asked for comes within seconds; nobody asks twice for what is on its way.</summary>
    private static readonly TimeSpan OnItsWay = TimeSpan.FromMinutes(30);

    /// <summary>Gives up what was asked for too often.</summary>
    /// <returns>The state, and the ids that were given up.</returns>
    public static (HookState State, IReadOnlyList<string> GivenUp) GiveUp(HookState state, DateTimeOffset now)
    {
        string[] given = [.. state.Lost.Where(each => each.Value.Tries >= TriesMax && IsDue(each.Value, now)).Select(each => each.Key)];
        if (given.Length == 0) return (state, given);
        var lost = new Dictionary<string, LostDelivery>(state.Lost, StringComparer.Ordinal);
        foreach (var delivery in given) lost[delivery] = lost[delivery] with { End = LostDelivery.GivenUp, EndedAt = now };
        return (state with { Lost = lost, GivenUp = state.GivenUp + given.Length }, given);
    }

    /// <summary>The ids of those that are due, the oldest first.</summary>
    public static IReadOnlyList<string> Due(HookState state, int most, DateTimeOffset now) =>
        [.. state.Lost.Where(each => each.Value.Tries < TriesMax && IsDue(each.Value, now))
            .OrderBy(each => each.Value.Tries).ThenBy(each => each.Value.Order).ThenBy(each => each.Key, StringComparer.Ordinal)
            .Take(most).Select(each => each.Key)];

    /// <summary>The state in which these are asked for; written before anybody asks, so that each try counts.</summary>
    public static HookState Asking(HookState state, IReadOnlyList<string> due, DateTimeOffset now)
    {
        var lost = new Dictionary<string, LostDelivery>(state.Lost, StringComparer.Ordinal);
        foreach (var delivery in due)
            lost[delivery] = lost[delivery] with { Tries = lost[delivery].Tries + 1, AskedAt = now, IsAwaited = true };
        return state with { Lost = lost, Asked = state.Asked + due.Count };
    }

    /// <summary>The state in which some of them were not asked for after all.</summary>
    public static HookState NotAsked(HookState state, IReadOnlyList<string> rest, HookState before)
    {
        var lost = new Dictionary<string, LostDelivery>(state.Lost, StringComparer.Ordinal);
        foreach (var delivery in rest) lost[delivery] = before.Lost[delivery];
        return state with { Lost = lost, Asked = state.Asked - rest.Count };
    }

    private static bool IsDue(LostDelivery each, DateTimeOffset now)
    {
        if (each.End is not null) return false;
        if (each.AskedAt is not { } asked) return true;
        var pause = First * Math.Pow(2, each.Tries - 1);
        return now >= asked + (each.IsAwaited && pause < OnItsWay ? OnItsWay : pause);
    }
}

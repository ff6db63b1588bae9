using Grain.Functions.Ledgers.Activities.Streaks;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Ledgers.Activities;

/// <summary>
/// The activity of a person with several ids, put together when it is read: each id keeps an account of its own, so that who was joined
/// comes apart again exactly as they were. Sums add up, a day counts once, and of an achievement that two ids have the earlier stays. Pure.
/// </summary>
internal static class JoinedActivity
{
    /// <summary>
    /// All accounts of a person as one; that of the id that is paid comes first, and its wishes go before those of the others.
    /// </summary>
    public static ActivityAccount Of(IReadOnlyList<ActivityAccount> accounts) => accounts is [var only] ? only : new ActivityAccount
    {
        Totals = accounts.Select(account => account.Totals).Aggregate(Plus),
        Days = DaySet.Of(accounts.SelectMany(account => account.Days.Days)),
        Unlocks = Earliest(accounts),
        Person = new PersonalSettings
        {
            TimeZone = accounts.Select(account => account.Person.TimeZone).FirstOrDefault(zone => zone is not null),
            Privacy = accounts.Max(account => account.Person.Privacy), // who wants it closed anywhere has it closed
            Species = accounts.Select(account => account.Person.Species).FirstOrDefault(species => species is not null),
            DaysLost = Union(accounts.Select(account => account.Person.DaysLost)),
            Repairs = Union(accounts.Select(account => account.Person.Repairs)),
            KeyHash =
                accounts.Select(account => account.Person.KeyHash).Distinct(StringComparer.Ordinal).ToArray() is [var key] ? key : null,
        },
    };

    /// <summary>The account of a space: what it did itself, and the sums over the shards of its callers.</summary>
    public static ActivityAccount OfSpace(ActivityAccount home, IEnumerable<ActivityAccount> shards)
    {
        ActivityAccount[] all = [home, .. shards];
        return home with
        {
            Totals = all.Select(each => each.Totals).Aggregate((sum, each) =>
                Plus(sum, each) with { Callers = Sum(sum.Callers, each.Callers) }),
            Days = DaySet.Of(all.SelectMany(each => each.Days.Days)),
        };
    }

    /// <summary>The sums of days.</summary>
    public static IReadOnlyDictionary<int, DayTotals> Of(IEnumerable<IReadOnlyDictionary<int, DayTotals>> days)
    {
        var sums = new Dictionary<int, DayTotals>();
        foreach (var (day, totals) in days.SelectMany(each => each)) sums[day] = Plus(sums.GetValueOrDefault(day), totals);
        return sums;
    }

    private static ActivityTotals Plus(ActivityTotals one, ActivityTotals other)
    {
        var (models, modelDays) = NamedDays.Union(one.Models, one.ModelDays, other.Models, other.ModelDays);
        var (subscriptions, subscriptionDays) =
            NamedDays.Union(one.Subscriptions, one.SubscriptionDays, other.Subscriptions, other.SubscriptionDays);
        return Numbers(one, other) with
        {
            Models = models,
            ModelDays = modelDays,
            Subscriptions = subscriptions,
            SubscriptionDays = subscriptionDays,
        };
    }

    private static ActivityTotals Numbers(ActivityTotals one, ActivityTotals other) => new()
    {
        Events = Sum(one.Events, other.Events),
        Requests = Sum(one.Requests, other.Requests),
        Errors = Sum(one.Errors, other.Errors),
        TokensIn = Sum(one.TokensIn, other.TokensIn),
        TokensOut = Sum(one.TokensOut, other.TokensOut),
        TokensSaved = Sum(one.TokensSaved, other.TokensSaved),
        Cost = new Dollars(Sum(one.Cost.Nano, other.Cost.Nano)),
        CostSaved = new Dollars(Sum(one.CostSaved.Nano, other.CostSaved.Nano)),
        CacheHits = Sum(one.CacheHits, other.CacheHits),
        SemanticHits = Sum(one.SemanticHits, other.SemanticHits),
        ToolCalls = Sum(one.ToolCalls, other.ToolCalls),
        Races = Sum(one.Races, other.Races),
        Facts = Sum(one.Facts, other.Facts),
        Contributions = Sum(one.Contributions, other.Contributions),
        Reviews = Sum(one.Reviews, other.Reviews),
        Points = new Points(Sum(one.Points.Micro, other.Points.Micro)),
        Tasks = Sum(one.Tasks, other.Tasks),
        Late = Sum(one.Late, other.Late),
        Callers = Math.Max(one.Callers, other.Callers), // it is one caller
    };

    /// <summary>The sums of two roll-ups.</summary>
    internal static DayTotals Plus(DayTotals one, DayTotals other) => new(
        Sum(one.Events, other.Events), Sum(one.Requests, other.Requests), Sum(one.CacheHits, other.CacheHits),
        Sum(one.TokensSaved, other.TokensSaved),
        new Dollars(Sum(one.CostSaved.Nano, other.CostSaved.Nano)), new Dollars(Sum(one.Cost.Nano, other.Cost.Nano)))
    {
        Counts = one.Counts.Plus(other.Counts),
    };

    /// <summary>Each account stays in range when it is written; what is only added up to be shown stays at the end of the range.</summary>
    internal static long Sum(long one, long other) => Bounded((Int128)one + other);

    /// <summary>The difference, likewise.</summary>
    internal static long Difference(long one, long other) => Bounded((Int128)one - other);

    private static long Bounded(Int128 exact) => (long)Int128.Clamp(exact, long.MinValue, long.MaxValue);

    private static int[]? Union(IEnumerable<IReadOnlyList<int>?> days)
    {
        int[] all = [.. days.OfType<IReadOnlyList<int>>().SelectMany(each => each).Distinct().Order()];
        return all.Length == 0 ? null : all;
    }

    private static SortedDictionary<string, DateTimeOffset> Earliest(IEnumerable<ActivityAccount> accounts)
    {
        var unlocks = new SortedDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var (id, at) in accounts.SelectMany(account => account.Unlocks))
            unlocks[id] = unlocks.TryGetValue(id, out var known) && known < at ? known : at;
        return unlocks;
    }
}

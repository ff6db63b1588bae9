using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Ledgers.Activities;

/// <summary>The running totals of a caller, or of a space: the fold of all facts, never re-derived in normal work.</summary>
public sealed record ActivityTotals
{
    /// <summary>
    /// How many different models or subscriptions are told apart; more are not counted. Keeps the row of an account small.
    /// </summary>
    public const int NamesMax = 128;

    /// <summary>Everything that is activity.</summary>
    public long Events { get; init; }

    /// <summary>Requests.</summary>
    public long Requests { get; init; }

    /// <summary>Requests that came to nothing.</summary>
    public long Errors { get; init; }

    /// <summary>Tokens in.</summary>
    public long TokensIn { get; init; }

    /// <summary>Tokens out.</summary>
    public long TokensOut { get; init; }

    /// <summary>Tokens that did not have to be spent, by requests and tool calls.</summary>
    public long TokensSaved { get; init; }

    /// <summary>What was spent.</summary>
    public Dollars Cost { get; init; }

    /// <summary>What did not have to be spent.</summary>
    public Dollars CostSaved { get; init; }

    /// <summary>Requests that a cache answered.</summary>
    public long CacheHits { get; init; }

    /// <summary>Those of them that were only similar.</summary>
    public long SemanticHits { get; init; }

    /// <summary>Tool calls.</summary>
    public long ToolCalls { get; init; }

    /// <summary>Races.</summary>
    public long Races { get; init; }

    /// <summary>Facts stored and not replaced.</summary>
    public long Facts { get; init; }

    /// <summary>Grants, corrections left out.</summary>
    public long Contributions { get; init; }

    /// <summary>Those of them for reviews.</summary>
    public long Reviews { get; init; }

    /// <summary>The sum of all grants, corrections included; see <see cref="Points.Sum"/>.</summary>
    public Points Points { get; init; }

    /// <summary>Finished tasks.</summary>
    public long Tasks { get; init; }

    /// <summary>Facts that came too late for their day (see docs/activity.md): in the totals, on no day.</summary>
    public long Late { get; init; }

    /// <summary>Of a space: different callers of requests. Of a caller: 1 with the first request.</summary>
    public long Callers { get; init; }

    /// <summary>Different models of requests, in ordinal order.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>
    /// Of each of them the first day on which it was counted (<see cref="DateOnly.DayNumber"/>), or 0 if on none; absent in accounts of
    /// before.
    /// </summary>
    public IReadOnlyList<int>? ModelDays { get; init; }

    /// <summary>Different subscriptions, in ordinal order.</summary>
    public IReadOnlyList<string> Subscriptions { get; init; } = [];

    /// <summary>Of each of them the first day, likewise.</summary>
    public IReadOnlyList<int>? SubscriptionDays { get; init; }

    /// <summary>The totals after one more fact.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="isLate">Whether its day is closed.</param>
    /// <param name="isNewCaller">Whether it is the first request of its caller.</param>
    /// <param name="day">The day on which it is counted, if on any.</param>
    /// <exception cref="OverflowException">A total would leave its range.</exception>
    public ActivityTotals Add(ActivityFact fact, bool isLate, bool isNewCaller, int? day = null)
    {
        var next = ActivityKinds.IsActivity(fact.Kind) ? this with { Events = Events + 1, Late = Late + (isLate ? 1 : 0) } : this;
        return fact.Kind switch
        {
            ActivityKinds.Request => next.AddRequest(fact, isNewCaller, day),
            ActivityKinds.ToolCall => next with
            {
                ToolCalls = ToolCalls + 1,
                TokensSaved = TokensSaved + fact.TokensSaved,
                CostSaved = CostSaved + fact.CostSaved,
            },
            ActivityKinds.Race => next with { Races = Races + 1 },
            ActivityKinds.Fact => next with { Facts = Facts + (fact.Supersedes ? 0 : 1) },
            ActivityKinds.Subscription => next.AddSubscription(fact.Name, day),
            ActivityKinds.Grant or ActivityKinds.Webhook => next with
            {
                Contributions = Contributions + 1,
                Reviews = Reviews + (fact.Category == "review" ? 1 : 0),
                Points = Points.Plus(fact.Points),
            },
            ActivityKinds.Correction => next with { Points = Points.Plus(fact.Points) },
            ActivityKinds.Task => next with { Tasks = Tasks + 1 },
            _ => next,
        };
    }

    /// <summary>Whether all numbers and names are the same.</summary>
    internal static bool AreEqual(ActivityTotals left, ActivityTotals right) =>
        left.Models.SequenceEqual(right.Models) && left.Subscriptions.SequenceEqual(right.Subscriptions)
        && NamedDays.AreSame(left.ModelDays, right.ModelDays) && NamedDays.AreSame(left.SubscriptionDays, right.SubscriptionDays)
        && left with
        {
            Models = right.Models,
            ModelDays = right.ModelDays,
            Subscriptions = right.Subscriptions,
            SubscriptionDays = right.SubscriptionDays,
        } == right;

    private ActivityTotals AddSubscription(string? name, int? day)
    {
        var (names, days) = NamedDays.With(Subscriptions, SubscriptionDays, name, day);
        return this with { Subscriptions = names, SubscriptionDays = days };
    }

    private ActivityTotals AddRequest(ActivityFact fact, bool isNewCaller, int? day)
    {
        var (names, days) = NamedDays.With(Models, ModelDays, fact.Model, day);
        return AddNumbers(fact, isNewCaller) with { Models = names, ModelDays = days };
    }

    private ActivityTotals AddNumbers(ActivityFact fact, bool isNewCaller) => this with
    {
        Requests = Requests + 1,
        Errors = Errors + (fact.IsError ? 1 : 0),
        TokensIn = TokensIn + fact.TokensIn,
        TokensOut = TokensOut + fact.TokensOut,
        TokensSaved = TokensSaved + fact.TokensSaved,
        Cost = Cost + fact.CostUsd,
        CostSaved = CostSaved + fact.CostSaved,
        CacheHits = CacheHits + (fact.IsCacheHit ? 1 : 0),
        SemanticHits = SemanticHits + (fact.SemanticHit ? 1 : 0),
        Callers = Callers + (isNewCaller ? 1 : 0),
    };
}

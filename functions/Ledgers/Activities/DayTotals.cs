namespace Grain.Functions.Ledgers.Activities;

/// <summary>The roll-up of one day of a caller, or of a space.</summary>
/// <param name="Events">Everything that is activity.</param>
/// <param name="Requests">Requests.</param>
/// <param name="CacheHits">Requests that a cache answered.</param>
/// <param name="TokensSaved">Tokens that did not have to be spent.</param>
/// <param name="CostSaved">Dollars that did not have to be spent.</param>
/// <param name="Cost">Dollars that were.</param>
public readonly record struct DayTotals(long Events, long Requests, long CacheHits, long TokensSaved, Dollars CostSaved, Dollars Cost)
{
    /// <summary>What else achievements go by; nothing where the row is one of before.</summary>
    public DayCounts Counts { get; init; }

    /// <summary>Whether anything happened on it; points of corrections alone do not make a day active.</summary>
    internal bool IsActive => Events > 0;

    /// <summary>The roll-up after one more fact.</summary>
    /// <exception cref="OverflowException">A total would leave its range.</exception>
    public DayTotals Add(ActivityFact fact)
    {
        var isRequest = fact.Kind == ActivityKinds.Request;
        return new(
            Events + (ActivityKinds.IsActivity(fact.Kind) ? 1 : 0), Requests + (isRequest ? 1 : 0),
            CacheHits + (isRequest && fact.IsCacheHit ? 1 : 0),
            TokensSaved + fact.TokensSaved, CostSaved + fact.CostSaved, Cost + fact.CostUsd)
        {
            Counts = Counts.Plus(DayCounts.Of(fact)),
        };
    }
}

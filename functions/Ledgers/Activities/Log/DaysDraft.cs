namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>The days of accounts as they will be, three months a row.</summary>
internal sealed class DaysDraft(ActivityCache cache)
{
    private readonly Dictionary<(string Caller, int Quarter), Dictionary<int, DayTotals>> quarters = [];

    /// <summary>How many rows are to be written.</summary>
    public int Rows => quarters.Count;

    /// <summary>Adds a fact to a day of an account.</summary>
    public void Add(ActivityFact fact, int day, string caller)
    {
        var key = (caller, ActivityKeys.QuarterOf(day));
        if (!quarters.TryGetValue(key, out var days)) quarters.Add(key, days = cache.FindQuarter(caller, key.Item2)!.Days.ToDictionary());
        days[day] = days.GetValueOrDefault(day).Add(fact);
    }

    /// <summary>Has an attempt write them.</summary>
    public void WriteWith(Attempt attempt)
    {
        foreach (var ((caller, quarter), days) in quarters)
        {
            var next = cache.FindQuarter(caller, quarter)! with { Days = days };
            attempt.Write(ActivityRows.Quarter(cache.Place.Partition, caller, quarter, next), next.Version,
                version => cache.Keep(caller, quarter, next with { Version = version }));
        }
    }
}

namespace Grain.Functions.Ledgers.Activities.Achievements;

/// <summary>An achievement made ready to be looked at for every single fact.</summary>
internal sealed class Goal(Achievement achievement)
{
    private readonly (Func<Stats, decimal> ValueOf, decimal AtLeast)[] conditions =
        [.. achievement.When.Select(condition => (Metrics.Find(condition.Key), condition.Value))];

    public Achievement Achievement => achievement;

    public bool IsReached(Stats stats)
    {
        foreach (var (valueOf, atLeast) in conditions)
            if (valueOf(stats) < atLeast) return false;
        return true;
    }
}

namespace Grain.Functions.Ledgers.Activities.Streaks;

/// <summary>How forgiving streaks are. They are for fun: nothing here, and nothing that is reached by it, pays points or grain.</summary>
/// <remarks>Settable, because a reader generated at build time keeps the defaults of settable properties only; treat as
/// read-only.</remarks>
public sealed record StreakConfig
{
    private const int TokensMax = 31;
    private const int DaysMax = 366;

    /// <summary>
    /// A freeze token is earned with every so many days of a streak; 0 for none. A token bridges one missed day by itself.
    /// </summary>
    /// <value>0 to <see cref="DaysMax"/></value>
    /// <example>7</example>
    public int FreezeEveryDays { get; set; }

    /// <summary>How many freeze tokens one can have.</summary>
    /// <value>0 to <see cref="TokensMax"/></value>
    /// <example>3</example>
    public int FreezesMax { get; set; } = 2;

    /// <summary>How many missed days of any 30 a person may repair; 0 for none.</summary>
    /// <value>0 to <see cref="TokensMax"/></value>
    /// <example>1</example>
    public int RepairsPer30Days { get; set; }

    /// <summary>How many days back a missed day can be repaired.</summary>
    /// <value>1 to <see cref="DaysMax"/></value>
    /// <example>5</example>
    public int RepairWithinDays { get; set; } = 3;

    internal IEnumerable<(string Path, string Message)> Check(string path)
    {
        if (FreezeEveryDays is < 0 or > DaysMax) yield return ($"{path}.freezeEveryDays", $"must lie between 0 and {DaysMax}");
        if (FreezesMax is < 0 or > TokensMax) yield return ($"{path}.freezesMax", $"must lie between 0 and {TokensMax}");
        if (RepairsPer30Days is < 0 or > TokensMax) yield return ($"{path}.repairsPer30Days", $"must lie between 0 and {TokensMax}");
        if (RepairWithinDays is < 1 or > DaysMax) yield return ($"{path}.repairWithinDays", $"must lie between 1 and {DaysMax}");
    }
}

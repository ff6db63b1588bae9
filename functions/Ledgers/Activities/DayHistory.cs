namespace Grain.Functions.Ledgers.Activities;

/// <summary>All days of an account, or of a person with several.</summary>
/// <param name="Days">
/// The roll-ups by <see cref="DateOnly.DayNumber"/>: those of active days, and of days on which there are points of corrections only.
/// </param>
/// <param name="CountedAfter">
/// The last day of the last three months whose row, being one of before, has no <see cref="DayTotals.Counts"/>; -1 if all have them.
/// </param>
internal sealed record DayHistory(IReadOnlyDictionary<int, DayTotals> Days, int CountedAfter)
{
    /// <summary>What <see cref="CountedAfter"/> is where everything is counted.</summary>
    public const int AllCounted = -1;

    /// <summary>The same of several ids together.</summary>
    public static DayHistory Of(IReadOnlyList<DayHistory> several) => several is [var only] ? only
        : new(JoinedActivity.Of(several.Select(each => each.Days)), several.Max(each => each.CountedAfter));
}

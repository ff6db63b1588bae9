using Grain.Functions.Ledgers.Activities.Streaks;

namespace Grain.Functions.Ledgers.Activities;

/// <summary>
/// All that is kept of a caller beside the days, in one row: totals, which days were active, what is unlocked, what the person wants, and
/// how much of the other ledgers is in it. The space has such an account, too, under the empty name.
/// </summary>
public sealed record ActivityAccount
{
    /// <summary>The account of the space itself.</summary>
    public const string OfSpace = "";

    /// <summary>The running totals.</summary>
    public ActivityTotals Totals { get; init; } = new();

    /// <summary>The active days, in the calendars of those who were active.</summary>
    public DaySet Days { get; init; } = DaySet.Empty;

    /// <summary>Achievements with the time of the fact that unlocked them. Nothing is ever taken out.</summary>
    public SortedDictionary<string, DateTimeOffset> Unlocks { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What the person decides.</summary>
    public PersonalSettings Person { get; init; } = new();

    /// <summary>The last of the contributor's grants that is counted here.</summary>
    public long GrantSeq { get; init; }

    /// <summary>The last of the node's credit entries that is counted here.</summary>
    public long TaskSeq { get; init; }

    /// <summary>Of a space: the last closed epoch that is told.</summary>
    public string? Epoch { get; init; }

    /// <summary>Of a space: how many pages its log has.</summary>
    public long Pages { get; init; }

    /// <summary>The streak as of a day.</summary>
    public Streak StreakOf(DateOnly today, StreakConfig rules) => Streak.Of(Days, today, rules, Person.Bridged);

    /// <summary>The numbers as of a day.</summary>
    public Stats StatsOf(DateOnly today, StreakConfig rules) => Stats.Of(Totals, Days.Count, StreakOf(today, rules));
}

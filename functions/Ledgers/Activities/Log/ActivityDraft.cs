using Azure;
using Grain.Functions.Ledgers.Activities.Achievements;
using Grain.Functions.Ledgers.Activities.Streaks;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>An account as it will be.</summary>
internal sealed class ActivityDraft(StoredAccount stored)
{
    private (DaySet Days, Streak Streak)? known;

    public ActivityAccount Account { get; set; } = stored.Account;

    /// <summary>What is still to be reached.</summary>
    public List<Goal>? Open { get; set; }

    public ETag? Version => stored.Version;

    public bool IsChanged => !ReferenceEquals(Account, stored.Account);

    /// <summary>
    /// What achievements go by. The longest streak depends on the days alone, so it is worked out anew only with a new day.
    /// </summary>
    public Stats Stats(StreakConfig rules)
    {
        if (known?.Days != Account.Days) known = (Account.Days, Account.StreakOf(DateOnly.FromDayNumber(Account.Days.Last ?? 0), rules));
        return Activities.Stats.Of(Account.Totals, Account.Days.Count, known!.Value.Streak);
    }
}

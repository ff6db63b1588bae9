using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Activities.Reads;
using Grain.Functions.Ledgers.Activities.Streaks;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.Histories;

/// <summary>What happened to a person that stands in no journal of theirs, and follows from what does. Pure; each oldest first.</summary>
internal static class WorkedOutEvents
{
    private const int Year = 365;
    private static readonly int[] Milestones = [7, 30, 100];

    /// <summary>The cred that each closed epoch gave.</summary>
    /// <param name="scores">As of the last one.</param>
    /// <param name="score">The person's.</param>
    /// <param name="runs">The epochs of the space.</param>
    public static IEnumerable<PersonEvent> Cred(CredScores scores, ParticipantScore score, IReadOnlyDictionary<string, EpochRun> runs)
    {
        foreach (var (epoch, cred, relative) in EpochScores.ByEpoch(scores, score))
            if (cred > 0 && runs.TryGetValue(epoch, out var run))
                yield return new PersonEvent(run.ClosedAt ?? run.Epoch.End, PersonEventKinds.Cred, $"cred of epoch {epoch}", score.Id,
                    epoch)
                {
                    HappenedAt = run.Epoch.End,
                    Cred = cred,
                    Score = relative,
                };
    }

    /// <summary>Achievements that are unlocked, with their dates.</summary>
    public static IEnumerable<PersonEvent> Achievements(ActivityView view) =>
        from achievement in view.Space.Config.Activity.Catalogue
        where view.Account.Unlocks.ContainsKey(achievement.Id)
        select new PersonEvent(view.Account.Unlocks[achievement.Id], PersonEventKinds.Achievement,
            $"{achievement.Icon} {achievement.Title}: {achievement.Description}", view.Caller, achievement.Id);

    /// <summary>Days on which a streak became 7, 30, 100 days long, and each whole year of one.</summary>
    public static IEnumerable<PersonEvent> Streaks(ActivityView view) =>
        from day in Streak.DaysOf(view.Account.Days, view.Today, view.Space.Config.Activity.Streaks, view.Account.Person.Bridged)
        where Milestones.Contains(day.Length) || day.Length % Year == 0
        let date = DateOnly.FromDayNumber(day.Day)
        select new PersonEvent(PersonalCalendar.MomentOf(day.Day), PersonEventKinds.Streak,
            $"{Shown.Count(day.Length, "day")} in a row", view.Caller,
            string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd}/{day.Length}"));

    /// <summary>Ids that have come to mean the person.</summary>
    public static IEnumerable<PersonEvent> Joins(CommunityRegister register, IReadOnlyList<string> accounts) =>
        from account in accounts
        where register.JoinedAt.ContainsKey(account)
        select new PersonEvent(register.JoinedAt[account], PersonEventKinds.Joined, $"{account} is the same person", account, account);
}

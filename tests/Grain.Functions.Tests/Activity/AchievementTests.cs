using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Activities.Achievements;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Spaces;
using Xunit;

namespace Grain.Functions.Tests.Activity;

public sealed class AchievementTests
{
    [Fact]
    public void All_22_of_the_source_are_there_in_their_seven_categories()
    {
        string[] ids =
        [
            "first-call", "first-cache", "first-semantic", "first-race", "first-fact", "requests-100", "requests-1k", "requests-10k",
            "saved-1k", "saved-10k", "saved-100k",
            "saved-1m", "cost-1c", "cost-1d", "cost-10d", "cost-100d", "streak-3", "streak-7", "streak-30", "callers-3", "models-5",
            "wallet-pro",
        ];
        Assert.Equal(22, ids.Length);
        Assert.Equal(ids, AchievementCatalogue.BuiltIn.Take(22).Select(achievement => achievement.Id));
        Assert.Superset(
            new HashSet<string> { "cache", "wallet", "volume", "streak", "race", "memory", "first", "contribution" },
            AchievementCatalogue.BuiltIn.Select(achievement => achievement.Category).ToHashSet());
    }

    [Theory]
    [InlineData("1 2 3 8", 3)]
    [InlineData("3 1 2", 3)]
    [InlineData("8 3 2 1", 3)]
    [InlineData("8 7 6 1 2 3", 3)] // what comes late moves the date to where it belongs
    public async Task A_streak_is_dated_by_its_days_whatever_order_they_arrive_in(string days, int reached)
    {
        var fixture = await ActivityFixture.NewAsync();
        var first = ActivityFixture.Now.AddDays(-10);
        foreach (var day in days.Split(' '))
            await fixture.SendAsync(ActivityFixture.Request($"r{day}", "ada",
                first.AddDays(int.Parse(day, System.Globalization.CultureInfo.InvariantCulture))));
        var view = await fixture.Achievements.DatedAsync(
            await fixture.Views.OpenAsync(fixture.Space, "ada", null, ActivityFixture.Reader, default), default);
        Assert.Equal(first.AddDays(reached).UtcDateTime.Date, view.Account.Unlocks["streak-3"].UtcDateTime.Date);
        await fixture.VerifyAsync();
    }

    [Fact]
    public void Each_is_reached_at_its_number_and_not_below()
    {
        foreach (var (id, at, below) in new (string, Stats, Stats)[]
        {
            ("requests-10k", new() { TotalRequests = 10_000 }, new() { TotalRequests = 9_999 }),
            ("saved-1m", new() { TotalTokensSaved = 1_000_000 }, new() { TotalTokensSaved = 999_999 }),
            ("cost-1c", new() { TotalCostSaved = Dollars.Of(0.01m) }, new() { TotalCostSaved = new Dollars(9_999_999) }),
            ("streak-30", new() { LongestStreak = 30 }, new() { LongestStreak = 29, StreakDays = 29 }),
            ("models-5", new() { UniqueModels = 5 }, new() { UniqueModels = 4 }),
            ("wallet-pro", new() { SubscriptionsConfigured = 3 }, new() { SubscriptionsConfigured = 2 }),
            ("points-100", new() { Points = Points.Of(100) }, new() { Points = new Points(99_999_999) }),
            ("reviews-50", new() { Reviews = 50 }, new() { Reviews = 49 }),
            ("tasks-100", new() { Tasks = 100 }, new() { Tasks = 99 }),
        })
        {
            var achievement = AchievementCatalogue.BuiltIn.Single(each => each.Id == id);
            Assert.True(achievement.IsReached(at), id);
            Assert.False(achievement.IsReached(below), id);
            Assert.Equal(100, achievement.Progress(at));
            Assert.InRange(achievement.Progress(below), 1, 99);
        }
    }

    [Fact]
    public void What_is_missing_is_said_condition_by_condition()
    {
        var achievement = new Achievement { Id = "both", Title = "Both", When = new() { ["totalRequests"] = 10, ["tasks"] = 4 } };
        Assert.Equal([new MissingPart("tasks", 4, 1)], achievement.Missing(new Stats { TotalRequests = 12, Tasks = 1 }));
        Assert.Equal(25, achievement.Progress(new Stats { TotalRequests = 12, Tasks = 1 }));
        Assert.Equal(0, achievement.Progress(new Stats { TotalRequests = 12, Points = Points.Of(-5) }));
    }

    [Fact]
    public void A_spaces_own_achievements_are_checked()
    {
        var config = new SpaceConfig
        {
            Activity = new ActivityConfig
            {
                Achievements =
                [
                    new() { Id = "fine", Title = "Fine", When = new() { ["contributions"] = 3 } },
                    new() { Id = "first-call", Title = "Taken", When = new() { ["tasks"] = 1 } },
                    new() { Id = "Bad Id", Title = "", When = new() { ["karma"] = 1, ["tasks"] = 0 } },
                    new() { Id = "empty", Title = "No condition" },
                ],
                LateDays = -1,
                Streaks = new() { FreezeEveryDays = 1000, RepairWithinDays = 0 },
            },
        };
        Assert.Equal(
            [
                "$.activity.lateDays", "$.activity.streaks.freezeEveryDays", "$.activity.streaks.repairWithinDays",
                "$.activity.achievements[1].id",
                "$.activity.achievements[2].id", "$.activity.achievements[2].title", "$.activity.achievements[2].when.karma",
                "$.activity.achievements[2].when.tasks", "$.activity.achievements[3].when",
            ],
            config.Check().Select(fault => fault.Path));
    }
}

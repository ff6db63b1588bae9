using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Identities;
using Xunit;
using static Grain.Functions.Tests.Activity.ActivityFixture;

namespace Grain.Functions.Tests.Activity;

public sealed class ActivityLedgerTests
{
    [Fact]
    public async Task A_fact_is_counted_once_for_its_caller_and_for_the_space()
    {
        var fixture = await NewAsync();
        Assert.Equal("counted counted",
            await fixture.SendAsync(Request("r1", "ada", saved: 500, dollars: 0.25m, hit: true), Request("r2", "bob", model: "large")));
        Assert.Equal("seen-before", await fixture.SendAsync(Request("r1", "ada", saved: 500, dollars: 0.25m, hit: true)));
        var (ada, all) = (await fixture.StatsAsync("ada"), await fixture.StatsAsync());
        Assert.Equal((1, 500, Dollars.Of(0.25m), 1, 1, 1, 1), (ada.TotalRequests, ada.TotalTokensSaved, ada.TotalCostSaved, ada.CacheHits,
            ada.UniqueCallers, ada.UniqueModels, ada.StreakDays));
        Assert.Equal((2, 500, Dollars.Of(0.25m), 1, 2, 2, 1), (all.TotalRequests, all.TotalTokensSaved, all.TotalCostSaved, all.CacheHits,
            all.UniqueCallers, all.UniqueModels, all.DaysActive));
        await fixture.SendAsync(
            Request("r3", "ada") with { TokensIn = 1200, TokensOut = 30, CostUsd = Dollars.Of(0.000000003m) },
            Request("r4", "bob") with { TokensIn = 1, TokensOut = 2, CostUsd = Dollars.Of(0.1m) });
        var (before, adas, everybodys) = ((ada, all), await fixture.StatsAsync("ada"), await fixture.StatsAsync());
        Assert.Equal((1200, 30, Dollars.Of(0.000000003m)), (adas.TotalTokensIn - before.ada.TotalTokensIn,
            adas.TotalTokensOut - before.ada.TotalTokensOut, adas.TotalCost - before.ada.TotalCost));
        Assert.Equal((1201, 32, Dollars.Of(0.100000003m)), (everybodys.TotalTokensIn - before.all.TotalTokensIn,
            everybodys.TotalTokensOut - before.all.TotalTokensOut, everybodys.TotalCost - before.all.TotalCost));
        await fixture.VerifyAsync();
    }

    [Fact]
    public async Task Bug_stats_are_global_each_caller_has_their_own()
    {
        var fixture = await NewAsync();
        await fixture.SendAsync([.. Enumerable.Range(0, 12).Select(i => Request($"r{i}", i < 10 ? "ada" : "bob"))]);
        Assert.Equal((10L, 2L, 12L), ((await fixture.StatsAsync("ada")).TotalRequests, (await fixture.StatsAsync("bob")).TotalRequests,
            (await fixture.StatsAsync()).TotalRequests));
        Assert.Equal(0, (await fixture.StatsAsync("nobody")).TotalRequests);
    }

    [Fact]
    public async Task The_same_id_with_other_content_is_refused_whoever_sends_it_and_whenever()
    {
        var fixture = await NewAsync();
        await fixture.SendAsync(Request("r1", "ada"));
        Assert.Equal(
            "conflicts-with-earlier conflicts-with-earlier counted conflicts-with-earlier",
            await fixture.SendAsync(Request("r1", "bob"), Request("r1", "ada", Now.AddMonths(-2)), Request("r2", "ada"),
                Request("r2", "ada", saved: 1)));
        Assert.Equal((2L, 2L), ((await fixture.StatsAsync()).TotalRequests, (await fixture.StatsAsync("ada")).TotalRequests));
        Assert.Empty((await fixture.AccountAsync("bob")).Days.Days);
    }

    [Fact]
    public async Task The_same_id_of_another_kind_is_another_fact()
    {
        var fixture = await NewAsync();
        var call = new ActivityFact { Kind = ActivityKinds.ToolCall, Id = "r1", Caller = "ada", At = Now, TokensSaved = 7 };
        Assert.Equal("counted counted", await fixture.SendAsync(Request("r1", "ada"), call));
        Assert.Equal((1L, 1L, 7L), ((await fixture.StatsAsync("ada")).TotalRequests, (await fixture.StatsAsync("ada")).ToolCalls,
            (await fixture.StatsAsync("ada")).TotalTokensSaved));
    }

    [Fact]
    public async Task Duplicates_in_one_call_and_among_new_ones_are_found_one_by_one()
    {
        var fixture = await NewAsync();
        await fixture.SendAsync([.. Enumerable.Range(0, 30).Select(i => Request($"r{i * 3}", "ada"))]);
        var outcomes =
            (await fixture.SendAsync([.. Enumerable.Range(0, 90).Select(i => Request($"r{i}", "ada")), Request("r5", "ada")])).Split(' ');
        Assert.Equal((60, 31), (outcomes.Count(word => word == "counted"), outcomes.Count(word => word == "seen-before")));
        Assert.Equal(90, (await fixture.StatsAsync("ada")).TotalRequests);
        await fixture.VerifyAsync();
    }

    [Fact]
    public async Task Many_callers_days_and_pages_all_add_up()
    {
        var fixture = await NewAsync(new ActivityConfig { LateDays = 366 });
        var random = new Random(4);
        var facts = Enumerable.Range(0, 700).Select(i => Request(
            $"r{i}", $"caller-{random.Next(60)}", Now.AddHours(-random.Next(300 * 24)), random.Next(1000), random.Next(100) / 100m,
            $"model-{random.Next(9)}", random.Next(3) == 0)).ToArray();
        Assert.DoesNotContain("seen", await fixture.SendAsync(facts));
        var stats = await fixture.StatsAsync();
        Assert.Equal((700L, facts.Sum(fact => fact.TokensSaved), facts.Sum(fact => fact.CostSaved.Nano)),
            (stats.TotalRequests, stats.TotalTokensSaved, stats.TotalCostSaved.Nano));
        Assert.Equal((facts.Select(fact => fact.Caller).Distinct().Count(), 9), (stats.UniqueCallers, stats.UniqueModels));
        Assert.Equal(
            facts.GroupBy(fact => DateOnly.FromDateTime(fact.At.UtcDateTime)).OrderBy(day => day.Key)
                .Select(day => (day.Key, (long)day.Count())),
            (await fixture.DaysAsync()).OrderBy(day => day.Key).Select(day => (day.Key, day.Value)));
        Assert.StartsWith($"{stats.UniqueCallers} callers", await fixture.VerifyAsync());
    }

    [Fact]
    public async Task Out_of_order_within_a_week_counts_on_its_own_day_and_later_than_that_only_in_the_totals()
    {
        var fixture = await NewAsync();
        Assert.Equal(
            "counted counted counted-late counted",
            await fixture.SendAsync(Request("r1", "ada", Now), Request("r2", "ada", Now.AddDays(-7)), Request("r3", "ada", Now.AddDays(-8)),
                Request("r4", "bob", Now.AddDays(-8))));
        var today = DateOnly.FromDateTime(Now.UtcDateTime);
        Assert.Equal([today.AddDays(-7), today], (await fixture.DaysAsync("ada")).Keys.Order());
        Assert.Equal((3L, 1L, 2), ((await fixture.AccountAsync("ada")).Totals.Requests, (await fixture.AccountAsync("ada")).Totals.Late,
            (await fixture.AccountAsync("ada")).Days.Count));
        await fixture.VerifyAsync();
    }

    [Fact]
    public async Task Bug_the_past_moves_whatever_happens_later_a_past_day_stays_as_it_is()
    {
        var fixture = await NewAsync();
        await fixture.SendAsync([.. Enumerable.Range(0, 20).Select(i => Request($"r{i}", "ada", Now.AddDays(i - 40), saved: 5))]);
        var before = await fixture.DaysAsync("ada");
        await fixture.People.ChangeAsync(fixture.Space, "ada", "Asia/Tokyo", Privacy.Open, null, default);
        await fixture.SendAsync([.. Enumerable.Range(0, 20).Select(i => Request($"r{i}", "ada", Now.AddDays(i - 40), saved: 5))]);
        await fixture.SendAsync(Request("hit", "ada", Now, saved: 100, hit: true), Request("late", "ada", Now.AddDays(-35)));
        var after = await fixture.DaysAsync("ada");
        Assert.All(before, day => Assert.Equal(day.Value, after[day.Key]));
        Assert.Equal(before.Count + 1, after.Count);
    }

    [Fact]
    public async Task Bug_unlocks_are_recomputed_they_are_stored_with_their_date_and_told_once()
    {
        var fixture = await NewAsync();
        await fixture.SendAsync(Request("r1", "ada", Now.AddHours(-1), hit: true));
        await fixture.SendAsync(Request("r1", "ada", Now.AddHours(-1), hit: true), Request("r2", "ada", Now, hit: true));
        var account = await fixture.AccountAsync("ada");
        Assert.Equal(Now.AddHours(-1), account.Unlocks["first-cache"]);
        Assert.Single(await fixture.EventsAsync("ada"), each => each.Type == "unlock" && each.Id == "first-cache");
        // Of the space, too, and once.
        Assert.Equal(2, (await fixture.EventsAsync()).Count(each => each.Type == "unlock" && each.Id == "first-cache"));
    }

    [Fact]
    public async Task An_achievement_that_the_space_adds_later_is_unlocked_when_somebody_looks_and_once()
    {
        var fixture = await NewAsync();
        await fixture.SendAsync(Request("r1", "ada"));
        var own = new Grain.Functions.Ledgers.Activities.Achievements.Achievement
        {
            Id = "own",
            Title = "Own",
            When = new() { ["totalRequests"] = 1 }
        };
        fixture.Space =
            fixture.Space with { Config = fixture.Space.Config with { Activity = new ActivityConfig { Achievements = [own] } } };
        for (var look = 0; look < 3; look++)
        {
            var view = await fixture.Achievements.UnlockAsync(
                await fixture.Views.OpenAsync(fixture.Space, "ada", null, Reader, default), default);
            Assert.Equal(Now.Date, view.Account.Unlocks["own"].Date);
        }

        Assert.Single(await fixture.EventsAsync("ada"), each => each.Id == "own");
        await fixture.VerifyAsync();
    }

    [Fact]
    public async Task What_would_leave_the_range_is_refused_and_nothing_of_it_counted()
    {
        var fixture = await NewAsync();
        var rich = Request("r1", "ada") with { CostSaved = new Dollars(long.MaxValue) };
        Assert.Equal("counted refused counted", await fixture.SendAsync(rich, rich with { Id = "r2" }, Request("r3", "ada")));
        Assert.Equal(2, (await fixture.StatsAsync("ada")).TotalRequests);
        await fixture.VerifyAsync();
    }

    [Fact]
    public async Task Ids_may_hold_anything_that_is_text()
    {
        var fixture = await NewAsync();
        string[] odd = ["a/b", "a~b", "a\\b#?%+'", " ", "é", "🌾", "\u0000\n", new('x', 150)];
        Assert.DoesNotContain("seen", await fixture.SendAsync([.. odd.Select((id, i) => Request(id, i < 4 ? id : "ada"))]));
        Assert.Equal(odd.Length, (await fixture.StatsAsync()).TotalRequests);
        Assert.Equal(1, (await fixture.StatsAsync("a~b")).TotalRequests);
        await fixture.VerifyAsync();
    }
}

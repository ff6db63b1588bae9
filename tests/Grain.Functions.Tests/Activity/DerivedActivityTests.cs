using Grain.Functions.Hosting;
using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Activities.Buddies;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Activities.Reads;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Identities;
using Xunit;
using static Grain.Functions.Tests.Activity.ActivityFixture;

namespace Grain.Functions.Tests.Activity;

public sealed class DerivedActivityTests
{
    [Fact]
    public async Task A_community_without_a_gateway_has_streaks_heatmaps_achievements_and_a_buddy()
    {
        var fixture = await NewAsync();
        await fixture.Grants.AppendAsync(
            fixture.Space.Journal,
            [.. Enumerable.Range(0, 30).Select(i => Grant($"g{i}", "github/ada", Now.AddDays(i - 29), i % 3 == 0 ? "review" : "code"))],
            default);
        var view = await fixture.Views.OpenAsync(fixture.Space, "github/ada", null, Reader, default);
        Assert.Equal((30L, 10L, 30, 30, "60"),
            (view.Stats.Contributions, view.Stats.Reviews, view.Stats.StreakDays, view.Stats.DaysActive, view.Stats.Points.ToString()));
        Assert.Equal(30, (await fixture.DaysAsync("github/ada")).Count);
        Assert.Superset(
            new HashSet<string> { "first-contribution", "contributions-10", "first-review", "streak-3", "streak-7", "streak-30" },
            view.Account.Unlocks.Keys.ToHashSet());
        Assert.Equal(("meadow-bee", 5L), (Buddy.Of(view.Caller, view.Stats, 0).SpeciesId, Buddy.Of(view.Caller, view.Stats, 0).Level));
        await fixture.VerifyAsync();
    }

    [Fact]
    public async Task The_timer_follows_all_contributors_and_nodes_and_takes_each_entry_once()
    {
        var fixture = await NewAsync();
        await fixture.Grants.AppendAsync(fixture.Space.Journal,
            [Grant("g1", "ada", Now), Grant("g2", "bob", Now, key: "github:pull_request.opened")], default);
        for (var i = 0; i < 3; i++)
            await fixture.Credits.RecordAsync(fixture.Space.Journal, "node", $"earn:t{i}",
                new CreditEntry { Kind = CreditKinds.Earn, TaskId = $"t{i}", At = Now, Amount = CreditAmount.Of(1) }, false, default);
        await fixture.Credits.RecordAsync(fixture.Space.Journal, "node", "spend:t9",
            new CreditEntry { Kind = CreditKinds.Spend, TaskId = "t9", At = Now, Amount = CreditAmount.Of(1) }, false, default);
        for (var run = 0; run < 3; run++) await fixture.Collector.CatchUpAsync(fixture.Space, default);
        await fixture.Grants.AppendAsync(fixture.Space.Journal, [Grant("g3", "ada", Now)], default);
        await fixture.Collector.CatchUpAsync(fixture.Space, default);

        var stats = await fixture.StatsAsync();
        Assert.Equal((3L, 3L, 6L), (stats.Contributions, stats.Tasks, stats.TotalEvents));
        var events = await fixture.EventsAsync();
        Assert.Equal((2, 1, 3), (events.Count(each => each.Type == "grant"), events.Count(each => each.Type == "webhook"),
            events.Count(each => each.Type == "task")));
        Assert.Equal("g3", events.First(each => each.Type == "grant").Id);
        await fixture.VerifyAsync();
    }

    [Fact]
    public async Task A_finished_task_that_is_also_a_grant_counts_once()
    {
        var fixture = await NewAsync();
        var entry = new CreditEntry { Kind = CreditKinds.Earn, TaskId = "t1", At = Now, Amount = CreditAmount.Of(1) };
        await fixture.Credits.RecordAsync(fixture.Space.Journal, "node", "earn:t1", entry, false, default);
        await fixture.Grants.AppendAsync(fixture.Space.Journal, TaskContribution.Of(new TaskContributions(), "node", entry), default);
        Assert.Equal((1L, 0L, 1L), ((await fixture.StatsAsync("node")).Tasks, (await fixture.StatsAsync("node")).Contributions,
            (await fixture.StatsAsync("node")).TotalEvents));
    }

    [Fact]
    public async Task A_grant_taken_back_takes_its_points_and_neither_the_day_nor_an_achievement()
    {
        var fixture = await NewAsync();
        await fixture.Grants.AppendAsync(fixture.Space.Journal, [Grant("g1", "ada", Now, points: 100)], default);
        Assert.Contains("points-100", (await fixture.Views.OpenAsync(fixture.Space, "ada", null, Reader, default)).Account.Unlocks.Keys);
        await fixture.Grants.AppendAsync(fixture.Space.Journal, [Grant("g1-back", "ada", Now, points: -100) with { Corrects = "g1" }],
            default);
        var view = await fixture.Views.OpenAsync(fixture.Space, "ada", null, Reader, default);
        Assert.Equal((0L, 1L, 1, true),
            (view.Stats.Points.Micro, view.Stats.Contributions, view.Stats.DaysActive, view.Account.Unlocks.ContainsKey("points-100")));
        Assert.Contains(await fixture.EventsAsync("ada"), each => each.Type == "correction");
    }

    [Fact]
    public async Task Whoever_opts_out_is_neither_counted_nor_shown_and_may_come_back()
    {
        var fixture = await NewAsync();
        var other = await fixture.AgainAsync();
        await fixture.SendAsync(Request("r1", "ada"), Request("r2", "bob"));
        await other.People.ChangeAsync(fixture.Space, "ada", null, Privacy.OptedOut, null, default);
        await fixture.Grants.AppendAsync(fixture.Space.Journal, [Grant("g1", "ada", Now)], default);
        await fixture.Collector.CatchUpAsync(fixture.Space, default);
        Assert.Equal("opted-out counted", await fixture.SendAsync(Request("r3", "ada"), Request("r4", "bob")));
        Assert.Equal(404,
            (await Assert.ThrowsAsync<ProblemException>(() =>
                fixture.Views.OpenAsync(fixture.Space, "ada", null, Steward, default))).Problem.Status);
        Assert.Equal(0, (await fixture.StatsAsync("ada")).TotalRequests);
        Assert.Null(await fixture.Views.OpenPublicAsync(fixture.Space, "ada", default));
        Assert.DoesNotContain(await fixture.EventsAsync(), each => each.Caller == "ada");
        Assert.Equal((3L, 0L), ((await fixture.StatsAsync()).TotalRequests, (await fixture.StatsAsync()).Contributions));

        await other.People.ChangeAsync(fixture.Space, "ada", null, Privacy.Open, null, default);
        Assert.Equal("counted", await fixture.SendAsync(Request("r5", "ada")));
        Assert.Equal((2L, 1L), ((await fixture.StatsAsync("ada")).TotalRequests, (await fixture.StatsAsync("ada")).Contributions));
        await fixture.VerifyAsync();
    }

    [Fact]
    public async Task What_is_private_is_counted_and_opens_with_the_persons_key_only()
    {
        var fixture = await NewAsync();
        var (_, key) = await fixture.People.ChangeAsync(fixture.Space, "ada", null, Privacy.Private, null, default);
        var (_, again) = await fixture.People.ChangeAsync(fixture.Space, "ada", "Europe/Vienna", Privacy.Private, null, default);
        Assert.Null(again);
        await fixture.SendAsync(Request("r1", "ada"));
        var nobody = await fixture.Views.OpenAsync(fixture.Space, "nobody", null, Reader, default);
        foreach (var wrong in new[] { null, key + "0" })
        {
            var view = await fixture.Views.OpenAsync(fixture.Space, "ada", wrong, Reader, default);
            Assert.Equal(("ada", nobody.Stats), (view.Caller, view.Stats));
        }

        Assert.Equal(1, (await fixture.Views.OpenAsync(fixture.Space, "ada", null, Steward, default)).Stats.TotalRequests);
        Assert.Equal(1, (await fixture.Views.OpenAsync(fixture.Space, "ada", key, Reader, default)).Stats.TotalRequests);
        Assert.Null(await fixture.Views.OpenPublicAsync(fixture.Space, "ada", default));
        Assert.DoesNotContain(await fixture.EventsAsync(), each => each.Caller == "ada");
        Assert.Equal(1, (await fixture.StatsAsync()).TotalRequests);
    }

    [Fact]
    public async Task A_missed_day_can_be_repaired_as_often_as_the_space_allows()
    {
        var fixture = await NewAsync(new ActivityConfig { Streaks = new() { RepairsPer30Days = 1 } });
        await fixture.SendAsync(Request("r1", "ada", Now.AddDays(-4)), Request("r2", "ada", Now.AddDays(-2)), Request("r3", "ada", Now));
        var today = DateOnly.FromDateTime(Now.UtcDateTime);
        Assert.Equal(1, (await fixture.StatsAsync("ada")).StreakDays);
        Assert.Null(await fixture.People.RepairAsync(fixture.Space, "ada", today.AddDays(-1), default));
        Assert.Null(await fixture.People.RepairAsync(fixture.Space, "ada", today.AddDays(-1), default));
        Assert.Equal(2, (await fixture.StatsAsync("ada")).StreakDays);
        Assert.Contains("and 1 may be", await fixture.People.RepairAsync(fixture.Space, "ada", today.AddDays(-3), default));
        Assert.Contains("before today", await fixture.People.RepairAsync(fixture.Space, "ada", today, default));
        Assert.Contains("was active", await fixture.People.RepairAsync(fixture.Space, "ada", today.AddDays(-2), default));
    }

    [Fact]
    public async Task Days_are_those_of_the_persons_zone_from_the_change_on()
    {
        var fixture = await NewAsync();
        var late = new DateTimeOffset(2026, 11, 20, 23, 30, 0, TimeSpan.Zero);
        await fixture.SendAsync(Request("r1", "ada", late.AddMinutes(-1)));
        await fixture.People.ChangeAsync(fixture.Space, "ada", "Asia/Tokyo", Privacy.Open, null, default);
        await fixture.SendAsync(Request("r2", "ada", late));
        Assert.Equal([new DateOnly(2026, 11, 20), new DateOnly(2026, 11, 21)], (await fixture.DaysAsync("ada")).Keys.Order());
        Assert.Equal((await fixture.DaysAsync("ada")).OrderBy(day => day.Key), (await fixture.DaysAsync()).OrderBy(day => day.Key));
    }

    [Fact]
    public async Task Recent_events_come_newest_first_and_pages_neither_overlap_nor_skip()
    {
        var fixture = await NewAsync();
        foreach (var chunk in Enumerable.Range(0, 250).Select(i => Request($"r{i}", i % 50 == 0 ? "rare" : "ada")).Chunk(125))
            await fixture.SendAsync(chunk);
        var all = (await fixture.EventsAsync()).Select(each => each.Id + each.Caller).ToArray();
        Assert.Equal(Enumerable.Range(0, 250).Reverse().Select(i => $"r{i}"),
            (await fixture.EventsAsync()).Where(each => each.Type != "unlock").Select(each => each.Id));
        var view = await fixture.Views.OpenAsync(fixture.Space, "", null, Reader, default);
        var (paged, after) = (new List<string>(), (LogCursor?)null);
        for (var isMore = true; isMore;)
        {
            var (events, next) = await new RecentEvents(fixture.Ledger).ReadAsync(view, after, 37, default);
            paged.AddRange(events.Select(each => each.Id + each.Caller));
            isMore = next is not null;
            if (isMore) Assert.True(LogCursor.TryRead(next!.ToString(), out after));
            // What comes in meanwhile does not move the pages.
            if (paged.Count < 80) await fixture.SendAsync(Request($"new-{paged.Count}", "ada"));
        }

        Assert.Equal(all, paged);
        Assert.Equal(5, (await fixture.EventsAsync("rare")).Count(each => each.Type == "request"));
    }

    [Fact]
    public void Bug_missing_latency_is_a_cache_hit_only_what_was_measured_and_fast_is()
    {
        static string Type(ActivityFact fact) => RecentEvents.Of(new ActivityRecord(fact, Now, null)).Type;
        var request = Request("r", "ada") with { CacheHit = null };
        Assert.Equal("request", Type(request));
        Assert.Equal("cache-hit", Type(request with { LatencyMs = 99 }));
        Assert.Equal("request", Type(request with { LatencyMs = 100 }));
        Assert.Equal("request", Type(request with { LatencyMs = 5, CacheHit = false }));
        Assert.Equal("fallback", Type(request with { LatencyMs = 500, FallbackUsed = true }));
        Assert.Equal("error", Type(request with { LatencyMs = 5, Status = "rejected", CacheHit = true }));
        Assert.Equal("small · 10 tokens", RecentEvents.Of(new ActivityRecord(request, Now, null)).Detail);
    }
}

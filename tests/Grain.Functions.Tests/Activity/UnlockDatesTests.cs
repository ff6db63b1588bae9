using Azure;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Activities.Achievements;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Activities.Streaks;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;
using static Grain.Functions.Tests.Activity.ActivityFixture;

namespace Grain.Functions.Tests.Activity;

/// <summary>What is unlocked has the day on which it was reached, whatever order the facts arrive in.</summary>
public sealed class UnlockDatesTests
{
    private const int DaysMax = 7;
    private const int Kinds = 12;

    private static readonly Achievement[] Own =
    [
        New("a", ("contributions", 3)), New("b", ("points", 4.5m)), New("c", ("raceWins", 2)), New("d", ("tasks", 1), ("reviews", 2)),
        New("e", ("toolCalls", 2), ("streakDays", 3)), New("f", ("semanticHits", 2)), New("g", ("factsStored", 2)),
        New("h", ("totalTokensSaved", 20)), New("i", ("totalCostSaved", 0.02m)), New("j", ("totalEvents", 6)), New("k", ("cacheHits", 1)),
        New("l", ("daysActive", 4), ("contributions", 2)), New("m", ("totalRequests", 2)),
        New("n", ("uniqueModels", 2)), New("o", ("subscriptionsConfigured", 2), ("uniqueModels", 1)), New("p", ("uniqueCallers", 1)),
    ];

    private static ActivityConfig Config => new() { LateDays = DaysMax, Achievements = Own };

    private static IReadOnlyList<Achievement> Catalogue => Config.Catalogue;

    [Fact]
    public void They_are_the_first_days_on_which_all_holds_in_any_order_of_arrival()
    {
        var facts = Gen.Choose(0, (Kinds * DaysMax) - 1).ArrayOf(18);
        var order = Gen.Choose(0, int.MaxValue - 1);
        Prop.ForAll(facts.Zip(order).ToArbitrary(), drawn => HoldAsync(drawn)).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(12));

        static async Task HoldAsync((int[] Facts, int Order) drawn)
        {
            var facts = drawn.Facts.Select((fact, i) => Fact(fact % Kinds, fact / Kinds, i)).ToArray();
            var fixture = await NewAsync(Config, MemoryAccount.New());
            var arrived = facts.ToArray();
            new Random(drawn.Order).Shuffle(arrived);
            await ArriveAsync(fixture, "ada", arrived);
            var view = await ShownAsync(fixture);
            foreach (var (id, at) in view)
                if (FirstDay(Catalogue.Single(each => each.Id == id), facts) is { } day)
                    Assert.Equal((id, day), (id, DateOnly.FromDateTime(at.UtcDateTime).DayNumber));
            await fixture.VerifyAsync();
        }
    }

    [Fact]
    public async Task Of_a_person_with_two_ids_the_days_are_taken_together()
    {
        var fixture = await NewAsync(Config, MemoryAccount.New());
        await ArriveAsync(fixture, "ada", Fact(0, 5, 1), Fact(0, 0, 2));
        await ArriveAsync(fixture, "github/ada", Fact(0, 6, 3), Fact(0, 3, 4));
        await fixture.Ledger.Spelling.Registers.ChangeAsync(
            fixture.Space.Journal, [new IdentityCreated("ada", "Ada", "USER"), new AliasAdded("ada", "github/ada")], default);
        Assert.Equal(Day(5), (await ShownAsync(fixture))["a"]);
    }

    [Fact]
    public async Task Of_somebody_pseudonymous_they_are_days_of_their_own_calendar()
    {
        var fixture = await NewAsync(Config, MemoryAccount.New());
        await fixture.People.ChangeAsync(fixture.Space, "ada", "Asia/Tokyo", Privacy.Open, null, default);
        int[] days = [1, 0, 2];
        await ArriveAsync(fixture, "ada", [.. days.Select(day => Fact(0, day, day) with { At = Day(day).AddHours(20) })]);
        Assert.Equal((Day(1), Day(2).AddHours(20)),
            ((await ShownAsync(fixture))["first-contribution"], (await ShownAsync(fixture))["a"]));
        await fixture.People.ChangeAsync(fixture.Space, "ada", "Asia/Tokyo", Privacy.Pseudonymous, null, default);
        var pseudonym = (await fixture.Views.OpenAsync(fixture.Space, "", null, Reader, default)).Faces.IdOf("ada")!;
        var dates = await ShownAsync(fixture, pseudonym);
        Assert.Equal((Day(1), Day(3)), (dates["first-contribution"], dates["a"]));
    }

    [Fact]
    public async Task What_counts_on_no_day_moves_no_date()
    {
        var fixture = await NewAsync(new ActivityConfig { LateDays = 1, Achievements = Own }, MemoryAccount.New());
        await ArriveAsync(fixture, "ada", Fact(0, 6, 1), Fact(0, 0, 2), Fact(0, 6, 3), Fact(0, 5, 4));
        var account = await fixture.AccountAsync("ada");
        Assert.Equal((1L, Day(6).AddHours(9)), (account.Totals.Late, account.Unlocks["a"]));
        Assert.Equal((Day(6).AddHours(9), Day(6).AddHours(9)), ((await ShownAsync(fixture))["a"], (await ShownAsync(fixture))["b"]));
        await fixture.VerifyAsync();
    }

    /// <summary>An earlier version writes rows without counts; what is on their days follows from the totals.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_rows_of_before_dates_are_right_again_and_on_their_days_as_they_were_written(bool alsoLater)
    {
        var fixture = await NewAsync(new ActivityConfig { LateDays = 100, Achievements = Own }, MemoryAccount.New());
        var before = Enumerable.Range(0, 2).Select(i => Fact(0, -100 + i, i)).ToArray();
        await ArriveAsync(fixture, "ada", [.. before.Reverse()]);
        await UncountAsync(fixture, before[0].At);
        await (await fixture.AgainAsync()).SendAsync(Request("x", "ada", Day(-99)));
        await ArriveAsync(await fixture.AgainAsync(), "ada", Fact(0, 3, 5), Fact(0, 1, 4));
        if (alsoLater) await UncountAsync(fixture, Day(1));
        var dates = await ShownAsync(fixture);
        Assert.Equal(Day(alsoLater ? 3 : 1), dates["a"].UtcDateTime.Date);
        Assert.Equal(Day(-99), dates["first-contribution"].UtcDateTime.Date);
        Assert.Equal(Day(-99), dates["first-call"].UtcDateTime.Date);
        await fixture.VerifyAsync();
    }

    [Fact]
    public async Task Counts_that_were_changed_are_found()
    {
        var fixture = await NewAsync(Config, MemoryAccount.New());
        await ArriveAsync(fixture, "ada", Fact(0, 0, 1), Fact(2, 1, 2));
        await fixture.VerifyAsync();
        var key = ActivityKeys.Quarter("ada", ActivityKeys.QuarterOf(DateOnly.FromDateTime(Day(0).UtcDateTime).DayNumber));
        var row = (await fixture.Ledger.Store.Table.FindAsync(fixture.Space.Name, key))!;
        var counts = row.GetBinary("Counts");
        counts[^1]++; // the tasks of the last day, on which points were taken back
        row["Counts"] = counts;
        await fixture.Ledger.Store.Table.UpdateAsync(row, ETag.All);
        Assert.StartsWith("A4: the days of ada", (await new ActivityVerifier(fixture.Ledger).CheckAsync(fixture.Space, default)).Fault);
    }

    private static async Task UncountAsync(ActivityFixture fixture, DateTimeOffset at)
    {
        var table = fixture.Ledger.Store.Table;
        foreach (var caller in new[] { "ada", "" })
        {
            var key = ActivityKeys.Quarter(caller, ActivityKeys.QuarterOf(DateOnly.FromDateTime(at.UtcDateTime).DayNumber));
            var row = (await table.FindAsync(fixture.Space.Name, key))!;
            Assert.True(row.Remove("Counts"));
            await table.UpdateAsync(row, ETag.All);
        }
    }

    private static async Task<SortedDictionary<string, DateTimeOffset>> ShownAsync(ActivityFixture fixture, string who = "ada") =>
        (await fixture.Achievements.UnlockAsync(await fixture.Views.OpenAsync(fixture.Space, who, null, Reader, default), default))
        .Account.Unlocks;

    /// <summary>One after the other: sent, or from a ledger.</summary>
    private static async Task ArriveAsync(ActivityFixture fixture, string caller, params ActivityFact[] facts)
    {
        var seq = (await fixture.AccountAsync(caller)).GrantSeq;
        foreach (var fact in facts.Select(fact => fact with { Caller = caller }))
            if (ActivityKinds.Sent.Contains(fact.Kind)) Assert.Equal("counted", await fixture.SendAsync(fact));
            else await fixture.Ledger.WriteAsync(fixture.Space, [new ActivityItem(caller, fact, ActivitySource.Grants, ++seq)], default);
    }

    private static ActivityFact Fact(int kind, int day, int number)
    {
        var fact = new ActivityFact { Kind = ActivityKinds.Grant, Id = $"f{number}", Caller = "ada", At = Day(day).AddHours(9) };
        return kind switch
        {
            0 => fact with { Points = Points.Of(2) },
            1 => fact with { Points = Points.Of(1.5m), Category = "review", Kind = ActivityKinds.Webhook },
            2 => fact with { Points = Points.Of(-1), Kind = ActivityKinds.Correction },
            3 => fact with { Points = Points.Of(-0.5m) },
            4 => fact with { Kind = ActivityKinds.Race },
            5 => fact with { Kind = ActivityKinds.Task },
            6 => fact with { Kind = ActivityKinds.ToolCall, TokensSaved = 6 },
            7 => fact with { Kind = ActivityKinds.Fact, Supersedes = number % 3 == 0 },
            8 => fact with { Kind = ActivityKinds.Request, Model = "large", SemanticHit = true, CostSaved = Dollars.Of(0.01m) },
            9 or 10 => fact with { Kind = ActivityKinds.Subscription, Name = $"s{number % 3}" },
            _ => fact with { Kind = ActivityKinds.Request, Model = $"m{number % 3}", TokensSaved = 7 },
        };
    }

    /// <summary>The rule, from the facts alone.</summary>
    private static int? FirstDay(Achievement achievement, ActivityFact[] facts)
    {
        foreach (var day in facts.Select(DayOf).Distinct().Order())
        {
            var until = facts.Where(fact => DayOf(fact) <= day).ToArray();
            var totals = until.Aggregate(new ActivityTotals(), (sum, fact) =>
                sum.Add(fact, false, fact.Kind == ActivityKinds.Request && sum.Requests == 0));
            var days = DaySet.Of(until.Where(fact => ActivityKinds.IsActivity(fact.Kind)).Select(DayOf));
            var streak = Streak.Of(days, DateOnly.FromDayNumber(day), new StreakConfig());
            if (achievement.IsReached(Stats.Of(totals, days.Count, streak))) return day;
        }

        return null;
    }

    private static int DayOf(ActivityFact fact) => DateOnly.FromDateTime(fact.At.UtcDateTime).DayNumber;

    private static DateTimeOffset Day(int day) => new(Now.Date.AddDays(day - DaysMax), TimeSpan.Zero);

    private static Achievement New(string id, params (string Metric, decimal AtLeast)[] when) => new()
    {
        Id = id,
        Title = id,
        When = new(when.ToDictionary(each => each.Metric, each => each.AtLeast), StringComparer.Ordinal),
    };
}

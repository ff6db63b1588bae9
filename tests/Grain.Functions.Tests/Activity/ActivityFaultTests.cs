using Azure;
using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;
using static Grain.Functions.Tests.Activity.ActivityFixture;

namespace Grain.Functions.Tests.Activity;

/// <summary>
/// Whatever happens to whichever request, and whoever else writes: doing the same again leads to the same end, each fact and unlock once.
/// </summary>
public sealed class ActivityFaultTests
{
    /// <summary>Two transactions: there are more facts than one takes.</summary>
    internal static readonly ActivityFact[] Batch =
        [.. Enumerable.Range(0, 96).Select(i => Request($"r{i}", $"caller-{i % 3}", Now.AddMinutes(-i), saved: 20, hit: i % 2 == 0))];

    public static TheoryData<Fault, bool> Faults => new()
    {
        { Fault.NotSent, false }, { Fault.AnswerLost, false }, { Fault.ErrorAfterEffect, false }, { Fault.DiesBefore, false },
        { Fault.DiesAfter, false },
        { Fault.AnswerLost, true },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_at_any_request_and_a_plain_repeat_count_each_fact_once(Fault fault, bool withRetries)
    {
        var requests = await CountAsync(fixture => fixture.SendAsync(Batch));
        for (var request = 1; request <= requests; request++)
        {
            var fixture = await PrepareAsync(request);
            var faults = new FaultInjector().FailAt(request, fault);
            var counted = await TriedAsync(async () => await (await fixture.AgainAsync(faults, withRetries)).SendAsync(Batch));
            Assert.Equal(1, faults.Faults);
            var repeated = await fixture.SendAsync(Batch);
            if (counted is not null) Assert.DoesNotContain("counted", repeated);
            Assert.DoesNotContain("conflict", (counted ?? "") + repeated);
            await AssertWholeAsync(fixture);
        }
    }

    [Theory]
    [InlineData(Fault.NotSent)]
    [InlineData(Fault.AnswerLost)]
    [InlineData(Fault.DiesAfter)]
    public async Task What_is_derived_from_grants_is_counted_once_too(Fault fault)
    {
        var requests = await CountAsync(CollectAsync, GrantAsync);
        for (var request = 1; request <= requests; request++)
        {
            var fixture = await PrepareAsync(request);
            await GrantAsync(fixture);
            var faults = new FaultInjector().FailAt(request, fault);
            await TriedAsync(async () => await CollectAsync(await fixture.AgainAsync(faults, withRetries: false)));
            Assert.Equal(1, faults.Faults);
            await fixture.Collector.CatchUpAsync(fixture.Space, default);
            Assert.Equal((12L, 12L),
                ((await fixture.StatsAsync("ada")).Contributions, (await fixture.AccountAsync()).Totals.Contributions));
            Assert.Single(await fixture.EventsAsync("ada"), each => each.Id == "contributions-10");
            await fixture.VerifyAsync();
        }

        static async Task<string> CollectAsync(ActivityFixture fixture)
        {
            await fixture.Collector.CatchUpAsync(fixture.Space, default);
            return "";
        }

        static Task GrantAsync(ActivityFixture fixture) => fixture.Grants.AppendAsync(
            fixture.Space.Journal, [.. Enumerable.Range(0, 12).Select(i => Grant($"g{i}", "ada", Now.AddDays(-i)))], default);
    }

    [Fact]
    public async Task Several_processes_with_the_same_and_other_facts_at_once_count_each_once()
    {
        var fixture = await NewAsync();
        var processes = new[] { fixture, await fixture.AgainAsync(), await fixture.AgainAsync() };
        var words = await Task.WhenAll(processes.SelectMany((process, i) =>
            Batch.Chunk(37).Skip(i % 2).Concat(Batch.Chunk(30)).Select(chunk => Task.Run(() => process.SendAsync(chunk)))));
        Assert.Equal(Batch.Length, words.SelectMany(each => each.Split(' ')).Count(word => word == "counted"));
        await AssertWholeAsync(fixture);
    }

    [Fact]
    public async Task Readers_and_the_timer_may_collect_the_same_grants_at_once()
    {
        var fixture = await NewAsync();
        await fixture.Grants.AppendAsync(fixture.Space.Journal,
            [.. Enumerable.Range(0, 40).Select(i => Grant($"g{i}", i % 2 == 0 ? "ada" : "bob", Now.AddHours(-i)))], default);
        var other = await fixture.AgainAsync();
        await Task.WhenAll(
            fixture.Collector.CatchUpAsync(fixture.Space, default), other.Collector.CatchUpAsync(fixture.Space, default),
            other.StatsAsync("ada"), fixture.StatsAsync("ada"));
        Assert.Equal((20L, 20L), ((await fixture.StatsAsync("ada")).Contributions, (await fixture.StatsAsync("bob")).Contributions));
        Assert.Equal(40, (await fixture.EventsAsync()).Count(each => each.Type == "grant"));
        await fixture.VerifyAsync();
    }

    internal static async Task<string?> TriedAsync(Func<Task<string>> attempt)
    {
        try
        {
            return await attempt();
        }
        catch (Exception e) when (e is RequestFailedException or ProcessDiedException)
        {
            return null; // as it must be: the caller does the same again
        }
    }

    private static async Task<long> CountAsync(Func<ActivityFixture, Task<string>> work, Func<ActivityFixture, Task>? prepare = null)
    {
        var (fixture, faults) = (await PrepareAsync(1), new FaultInjector());
        if (prepare is not null) await prepare(fixture);
        await work(await fixture.AgainAsync(faults));
        return faults.Operations;
    }

    /// <summary>The table is there, so that no request goes into making it.</summary>
    private static async Task<ActivityFixture> PrepareAsync(long number)
    {
        var account = MemoryAccount.ForCut(number);
        await (await NewAsync(account: account)).SendAsync(Request("makes-the-table", "ada"));
        return await NewAsync(account: account);
    }

    internal static async Task AssertWholeAsync(ActivityFixture fixture)
    {
        await fixture.Collector.CatchUpAsync(fixture.Space, default); // what all have reached together is noticed by it

        var stats = await fixture.StatsAsync();
        Assert.Equal((96L, 1920L, 48L, 3L), (stats.TotalRequests, stats.TotalTokensSaved, stats.CacheHits, stats.UniqueCallers));
        for (var i = 0; i < 3; i++) Assert.Equal(32, (await fixture.StatsAsync($"caller-{i}")).TotalRequests);
        Assert.Equal(96, (await fixture.DaysAsync()).Values.Sum());
        var events = await fixture.EventsAsync();
        Assert.Equal(96, events.Count(each => each.Type == "request" || each.Type == "cache-hit"));
        Assert.Equal(4, events.Count(each => each is { Type: "unlock", Id: "first-call" }));
        await fixture.VerifyAsync();
    }
}

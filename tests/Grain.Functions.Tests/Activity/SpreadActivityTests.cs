using Azure.Data.Tables;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Activities.Reads;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Storage.Formats;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;
using static Grain.Functions.Tests.Activity.ActivityFixture;

namespace Grain.Functions.Tests.Activity;

/// <summary>
/// A space whose callers are spread over shards, from its beginning or after it was moved: the same numbers, each fact once, whatever
/// happens while it is moved.
/// </summary>
public sealed class SpreadActivityTests
{
    /// <summary>The table is there. The same each time, so that it is made once.</summary>
    private static readonly Lazy<Task<ActivityFixture>> Begun = new(BeginAsync);

    /// <summary>Some of the batch was counted before.</summary>
    private static readonly Lazy<Task<ActivityFixture>> Moved = new(MoveAsync);

    public static TheoryData<Fault, bool> Faults => new()
    {
        { Fault.AnswerLost, false }, { Fault.DiesBefore, true }, { Fault.DiesAfter, true }, { Fault.DiesAfter, false },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_at_any_request_and_a_plain_repeat_count_each_fact_once(Fault fault, bool isMoved)
    {
        var counter = new FaultInjector();
        await (await (await PrepareAsync(isMoved)).AgainAsync(counter)).SendAsync(ActivityFaultTests.Batch);
        // The faults take turns: each of them at each request would take long.
        var (first, step) = (fault == Fault.DiesAfter ? 1 : 2, isMoved ? 3 : 2);
        for (var request = first; request <= counter.Operations; request += step)
        {
            var fixture = await PrepareAsync(isMoved);
            var faults = new FaultInjector().FailAt(request, fault);
            var counted = await ActivityFaultTests.TriedAsync(async () =>
                await (await fixture.AgainAsync(faults, withRetries: false)).SendAsync(ActivityFaultTests.Batch));
            Assert.Equal(1, faults.Faults);
            var repeated = await fixture.SendAsync(ActivityFaultTests.Batch);
            Assert.DoesNotContain("conflict", (counted ?? "") + repeated);
            Assert.DoesNotContain("counted", await fixture.SendAsync(ActivityFaultTests.Batch));
            await ActivityFaultTests.AssertWholeAsync(fixture);
        }
    }

    [Fact]
    public async Task Processes_of_both_versions_at_once_count_each_fact_once()
    {
        for (var round = 0; round < 3; round++)
        {
            var first = await NewAsync(account: MemoryAccount.New());
            var former = first.Former();
            await former.SendAsync([.. ActivityFaultTests.Batch.Take(20)]);
            var moved = await first.MovedAsync();
            var words = await Task.WhenAll(new[] { former, moved, first, await moved.AgainAsync() }.SelectMany((process, i) =>
                ActivityFaultTests.Batch.Chunk(11 + i).Select(part =>
                    Task.Run<string?>(async () =>
                        i == 0 ? await RefusedAsync(() => process.SendAsync(part)) : await process.SendAsync(part)))));
            var counted = words.OfType<string>().SelectMany(each => each.Split(' ')).Count(word => word == "counted");
            Assert.Equal(ActivityFaultTests.Batch.Length - 20, counted);
            Assert.DoesNotContain("counted", await moved.SendAsync(ActivityFaultTests.Batch));
            await ActivityFaultTests.AssertWholeAsync(moved);
            // The former version finds a format that it does not know, writes nothing, and loses nothing.
            await Assert.ThrowsAsync<UnknownFormatException>(() => former.SendAsync(Request("new", "caller-1")));
            Assert.Equal("counted", await first.SendAsync(Request("new", "caller-1")));
        }

        static async Task<string?> RefusedAsync(Func<Task<string>> send)
        {
            try
            {
                return await send();
            }
            catch (UnknownFormatException)
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task It_tells_the_same_as_in_one_partition_before_and_after_it_is_moved()
    {
        var facts = Enumerable.Range(0, 240).Select(i => Request($"r{i}", $"caller-{i * i % 7}", Now.AddDays(-((i * 37) % 200)),
            saved: i, dollars: i / 100m, model: $"m{i % 5}", hit: i % 3 == 0)).ToArray();
        var plain = await NewAsync(account: MemoryAccount.New());
        var spread = await NewSpreadAsync();
        var before = await NewAsync(account: MemoryAccount.New());
        foreach (var part in facts.Chunk(60))
        {
            await plain.SendAsync(part);
            await spread.SendAsync(part);
            await before.SendAsync(part);
            if (part[0] == facts[60]) before = await before.MovedAsync();
        }

        foreach (var caller in Enumerable.Range(0, 7).Select(i => $"caller-{i}").Prepend(""))
        {
            var expected = await TellAsync(plain, caller);
            Assert.Equal(expected, await TellAsync(spread, caller));
            Assert.Equal(expected, await TellAsync(before, caller));
        }

        Assert.Equal(await plain.VerifyAsync(), await spread.VerifyAsync());
        Assert.Equal(await plain.VerifyAsync(), await before.VerifyAsync());
    }

    [Fact]
    public async Task An_id_belongs_to_one_caller_wherever_others_are_counted()
    {
        var fixture = await NewSpreadAsync();
        var callers = Enumerable.Range(0, 8).Select(i => $"caller-{i}").ToArray();
        Assert.Equal(2, callers.Select(caller => JournalShard(caller)).Distinct().Count());
        Assert.Equal($"counted{string.Concat(Enumerable.Repeat(" conflicts-with-earlier", 7))}",
            await fixture.SendAsync([.. callers.Select(caller => Request("same", caller))]));
        Assert.Equal("seen-before conflicts-with-earlier",
            await fixture.SendAsync(Request("same", callers[0]), Request("same", callers[1])));
        Assert.Equal(1, (await fixture.StatsAsync()).TotalRequests);
        await fixture.VerifyAsync();

        static int JournalShard(string caller) => Grain.Functions.Journals.JournalKeys.Shard(caller, 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_hides_is_hidden_wherever_it_is_cut(bool isMoved)
    {
        for (var request = 1; request < 40; request++)
        {
            var fixture = await PrepareAsync(isMoved);
            var faults = new FaultInjector().FailAt(request, Fault.DiesAfter);
            var cut = await ActivityFaultTests.TriedAsync(async () =>
            {
                await (await fixture.AgainAsync(faults, withRetries: false)).People
                    .ChangeAsync(fixture.Space, "caller-1", "Europe/Vienna", Privacy.Private, null, default);
                return "";
            });
            var hidden = (await fixture.Ledger.Store.ReadHiddenAsync(fixture.Space.Name, default)).GetValueOrDefault("caller-1");
            Assert.False((await fixture.AccountAsync("caller-1")).Person.Privacy > hidden);
            await fixture.People.ChangeAsync(fixture.Space, "caller-1", "Europe/Vienna", Privacy.Private, null, default);
            Assert.Equal([Privacy.Private], (await fixture.Ledger.Store.ReadHiddenAsync(fixture.Space.Name, default)).Values);
            Assert.Equal(Privacy.Private, (await fixture.AccountAsync("caller-1")).Person.Privacy);
            await fixture.People.ChangeAsync(fixture.Space, "caller-1", null, Privacy.Open, null, default);
            Assert.Empty(await fixture.Ledger.Store.ReadHiddenAsync(fixture.Space.Name, default));
            if (faults.Faults == 0) return;
            Assert.Null(cut);
        }

        Assert.Fail("it takes more requests than that");
    }

    [Fact]
    public async Task Who_was_hidden_before_the_space_was_moved_can_say_so_again()
    {
        var before = await NewAsync(account: MemoryAccount.New());
        await before.SendAsync(Request("r1", "caller-1"));
        await before.People.ChangeAsync(before.Space, "caller-1", null, Privacy.Private, null, default);
        var moved = await before.MovedAsync();
        await moved.People.ChangeAsync(moved.Space, "caller-1", null, Privacy.Private, null, default);
        Assert.Equal([Privacy.Private], (await moved.Ledger.Store.ReadHiddenAsync(moved.Space.Name, default)).Values);
        Assert.Equal(Privacy.Private, (await moved.AccountAsync("caller-1")).Person.Privacy);
    }

    [Fact]
    public async Task Recent_events_of_all_shards_come_newest_first_and_pages_neither_overlap_nor_skip()
    {
        var fixture = await PrepareAsync(isMoved: true);
        for (var i = 0; i < 30; i++)
            await fixture.SendAsync([.. Enumerable.Range(0, 9).Select(j => Request($"e{i}-{j}", $"caller-{(i + j) % 5}", Now))]);
        var all = (await fixture.EventsAsync()).Select(each => each.Id + each.Caller).ToArray();
        Assert.True(all.Length >= 270);
        var view = await fixture.Views.OpenAsync(fixture.Space, "", null, Reader, default);
        var (paged, after) = (new List<string>(), (LogCursor?)null);
        do
        {
            (var events, after) = await new RecentEvents(fixture.Ledger).ReadAsync(view, after, 37, default);
            paged.AddRange(events.Select(each => each.Id + each.Caller));
            if (after is not null) Assert.True(LogCursor.TryRead(after.ToString(), out after));
            if (paged.Count < 80) await fixture.SendAsync(Request($"new-{paged.Count}", "caller-2"));
        }
        while (after is not null);
        Assert.Equal(all, paged);
        Assert.All((await fixture.EventsAsync("caller-3")).Select(each => each.Caller), caller => Assert.Equal("caller-3", caller));
    }

    [Theory]
    [InlineData("", 8, 8, 12)]
    [InlineData("caller-1", 6, 15, 9)]
    public async Task A_read_takes_the_same_requests_however_much_there_is(string caller, int openMax, int yearMax, int eventsMax)
    {
        var fixture = await PrepareAsync(isMoved: true); // two shards: with 16 a space's take 14 more for each of its two
        await fixture.SendAsync([.. Enumerable.Range(0, 300).Select(i => Request($"m{i}", $"caller-{i % 3}", Now.AddHours(-i)))]);
        var today = DateOnly.FromDateTime(Now.UtcDateTime).DayNumber;
        await fixture.Views.OpenAsync(fixture.Space, caller, null, Reader, default);
        Assert.InRange(await CostAsync(_ => Task.CompletedTask), 1, openMax);
        Assert.InRange(await CostAsync(view => fixture.Views.ReadDaysAsync(view, today - 365, today, default)), 1, openMax + yearMax);
        Assert.InRange(
            await CostAsync(view => new RecentEvents(fixture.Ledger).ReadAsync(view, null, 50, default)), 1, openMax + eventsMax);

        async Task<long> CostAsync(Func<ActivityView, Task> read)
        {
            var before = fixture.Storage.BilledOperations;
            await read(await fixture.Views.OpenAsync(fixture.Space, caller, null, Reader, default));
            return fixture.Storage.BilledOperations - before;
        }
    }

    [Fact]
    public async Task A_used_key_without_its_reservation_is_a_fault()
    {
        var fixture = await NewSpreadAsync();
        await fixture.SendAsync(Request("r1", "ada"));
        var key = ActivityKeys.UsedKey("request", "r1");
        await fixture.Ledger.Store.Table.DeleteAsync(
            ActivityKeys.IdPartition(fixture.Space.Name, key), ActivityKeys.Id(key), Azure.ETag.All);
        var result = await new ActivityVerifier(fixture.Ledger).CheckAsync(fixture.Space, default);
        Assert.StartsWith("A5: the id of the used key", result.Fault, StringComparison.Ordinal);
    }

    private static async Task<ActivityFixture> PrepareAsync(bool isMoved) => await (await (isMoved ? Moved : Begun).Value).CopyAsync();

    private static async Task<ActivityFixture> BeginAsync()
    {
        var fixture = await NewAsync(account: MemoryAccount.New());
        await fixture.Ledger.Store.Table.AddAsync(new TableEntity("other", "row"));
        return await fixture.MovedAsync();
    }

    private static async Task<ActivityFixture> MoveAsync()
    {
        var fixture = await NewAsync(account: MemoryAccount.New());
        await fixture.SendAsync([.. ActivityFaultTests.Batch.Take(31)]);
        return await fixture.MovedAsync();
    }

    private static async Task<string> TellAsync(ActivityFixture fixture, string caller)
    {
        var view = await fixture.Achievements.UnlockAsync(
            await fixture.Views.OpenAsync(fixture.Space, caller, null, Reader, default), default);
        var days = (await fixture.DaysAsync(caller)).OrderBy(day => day.Key).Select(day => $"{day.Key:O} {day.Value}");
        var unlocks = view.Account.Unlocks.Select(each => caller.Length == 0 ? each.Key : $"{each.Key} {each.Value:O}");
        var events = (await fixture.EventsAsync(caller)).Where(each => each.Type != "unlock").Select(each => each.Id).Order();
        return string.Join('\n', [view.Stats.ToString(), view.Streak.ToString(), .. days, .. unlocks, .. events]);
    }
}

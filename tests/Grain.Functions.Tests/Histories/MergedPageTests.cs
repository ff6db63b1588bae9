using Grain.Functions.Hosting;
using Grain.Functions.Reads.Histories;
using Xunit;

namespace Grain.Functions.Tests.Histories;

/// <summary>Pages over several streams: everything comes once, newest first, whatever the size and whatever is written meanwhile.</summary>
public sealed class MergedPageTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(200)]
    public async Task Everything_comes_once_and_newest_first(int size)
    {
        var random = new Random(size);
        var all = Enumerable.Range(0, 60).Select(i => Event(i, $"e{i}")).ToArray();
        var streams = all.GroupBy(_ => random.Next(4)).Select(part => Stream($"s{part.Key}", [.. part])).ToArray();
        Assert.Equal(all.Reverse().Select(each => each.Id), (await ReadAllAsync(streams, size)).Select(each => each.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(50)]
    public async Task What_is_of_no_interest_is_passed_over_and_changes_no_order(int size)
    {
        var streams = new[]
        {
            Stream("a", [Event(1, "old"), null, null, null, Event(9, "new"), null, null]),
            Stream("b", [null, Event(5, "between"), null, null, null, null]),
        };
        Assert.Equal(["new", "between", "old"], (await ReadAllAsync(streams, size)).Select(each => each.Id));
    }

    [Fact]
    public async Task A_page_that_finds_nothing_of_interest_is_short_and_the_next_one_goes_on()
    {
        var streams = new[] { Stream("a", [Event(1, "old"), .. new PersonEvent?[20]]), Stream("b", [Event(0, "first")]) };
        var (events, next) = await MergedPage.ReadAsync(streams, null, 2);
        Assert.Empty(events);
        Assert.NotNull(next);
        Assert.Equal(["old", "first"], (await ReadAllAsync(streams, 2)).Select(each => each.Id));
    }

    [Fact]
    public async Task What_comes_meanwhile_moves_no_page()
    {
        var first = new[] { Stream("a", [Event(1, "a1"), Event(3, "a3")]), Stream("b", [Event(2, "b2")]) };
        var (events, next) = await MergedPage.ReadAsync(first, null, 1);
        Assert.Equal("a3", Assert.Single(events).Id);
        var later = new[] { Stream("a", [Event(1, "a1"), Event(3, "a3"), Event(4, "a4")]), Stream("b", [Event(2, "b2"), Event(5, "b5")]),
            Stream("c", [Event(6, "c6")]) };
        var (older, end) = await MergedPage.ReadAsync(later, EventCursor.Read(next!), 10);
        Assert.Equal(["b2", "a1"], older.Select(each => each.Id));
        Assert.Null(end);
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public async Task What_is_worked_out_moves_no_page_though_older_ones_come_in_between(int size)
    {
        var known = Enumerable.Range(0, 12).Select(i => Event(i / 2, $"e{i}")).ToArray();
        var (told, cursor, added) = (new List<string>(), (EventCursor?)null, 0);
        do
        {
            // Streaks and cred of before: some lie where pages are still to come, some where they are told.
            PersonEvent[] all = [.. Enumerable.Range(0, added).Select(i => Event(i % 6, $"new{i}")), .. known];
            var (events, next) = await MergedPage.ReadAsync([EventStream.WorkedOut("w", all)], cursor, size);
            told.AddRange(events.Select(each => each.Id));
            (cursor, added) = (next is null ? null : EventCursor.Read(next), added + 5);
        }
        while (cursor is not null);
        Assert.Equal(told.Distinct(), told);
        Assert.Equal(known.Select(each => each.Id).Order(), told.Where(id => id[0] == 'e').Order());
    }

    [Fact]
    public async Task What_is_worked_out_is_gone_on_with_where_it_was_though_an_event_is_gone()
    {
        var (_, next) = await MergedPage.ReadAsync([EventStream.WorkedOut("w", [Event(1, "a"), Event(2, "b"), Event(3, "c")])], null, 1);
        var (events, _) = await MergedPage.ReadAsync([EventStream.WorkedOut("w", [Event(1, "a"), Event(3, "c")])],
            EventCursor.Read(next!), 5);
        Assert.Equal("a", Assert.Single(events).Id);
    }

    [Theory]
    [InlineData("w-3")]
    [InlineData("a-99999999999999999999")]
    [InlineData("w-x_0123456789abcdef")]
    [InlineData("w-1_2")]
    public async Task A_mark_that_is_none_is_refused(string text) => await Assert.ThrowsAsync<ProblemException>(
        () => MergedPage.ReadAsync([EventStream.WorkedOut("w", [Event(1, "a")]), Stream("a", [])], EventCursor.Read(text), 5));

    [Fact]
    public async Task A_page_reads_of_each_stream_no_more_than_it_can_hold()
    {
        var asked = new List<(long After, int Limit)>();
        EventStream[] streams = [new("a", 1_000_000, (after, limit) =>
        {
            asked.Add((after, limit));
            return Task.FromResult<IReadOnlyList<PersonEvent?>>([.. Enumerable.Range(0, limit).Select(i => Event((int)after + i, "x"))]);
        })];
        var (_, next) = await MergedPage.ReadAsync(streams, null, 50);
        await MergedPage.ReadAsync(streams, EventCursor.Read(next!), 50);
        Assert.Equal([(999_950, 50), (999_900, 50)], asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a-")]
    [InlineData("-1")]
    [InlineData("a--1")]
    [InlineData("a-1.a-2")]
    [InlineData("a-1..b-1")]
    public void What_is_no_cursor_is_refused(string text) => Assert.Null(EventCursor.Read(text));

    [Fact]
    public async Task A_cursor_beyond_the_end_begins_there()
    {
        var (events, _) = await MergedPage.ReadAsync([Stream("a", [Event(1, "a1")])], EventCursor.Read($"a-{long.MaxValue}"), 5);
        Assert.Equal("a1", Assert.Single(events).Id);
    }

    private static async Task<IReadOnlyList<PersonEvent>> ReadAllAsync(IReadOnlyList<EventStream> streams, int size)
    {
        var all = new List<PersonEvent>();
        EventCursor? cursor = null;
        while (true)
        {
            var (events, next) = await MergedPage.ReadAsync(streams, cursor, size);
            all.AddRange(events);
            if (next is null) return all;
            cursor = EventCursor.Read(next);
            Assert.NotNull(cursor);
        }
    }

    private static PersonEvent Event(int minute, string id) => new(Start.AddMinutes(minute), PersonEventKinds.Grant, id, "ada", id);

    private static EventStream Stream(string key, PersonEvent?[] events) => new(key, events.Length,
        (after, limit) => Task.FromResult<IReadOnlyList<PersonEvent?>>([.. events.Skip((int)after).Take(limit)]));
}

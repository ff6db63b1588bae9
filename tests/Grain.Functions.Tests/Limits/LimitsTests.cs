using Grain.Functions.Limits;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Grain.Functions.Tests.Limits;

/// <summary>How much spaces may use: counted by several processes, and each space by itself.</summary>
public sealed class LimitsTests
{
    private static readonly LimitOptions Settings = new()
    {
        RequestsAMinute = 400,
        RequestsAMinuteOfKey = 300,
        GrantsAMinute = 1_000,
        OperationsADay = 2_000,
    };

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 20, 10, 0, 5, TimeSpan.Zero));
    private readonly string account = MemoryAccount.New();

    [Fact]
    public async Task A_key_a_space_and_a_minute_have_their_limits_and_no_other_space_feels_them()
    {
        var (book, _) = await ProcessAsync();
        var (moss, fern) = (await TallyAsync(book, "moss"), await TallyAsync(book, "fern"));
        Assert.Equal(300, Taken(moss, "a key", 500));
        var reached = moss.TryRequest("a key")!;
        Assert.Equal(("RequestsAMinuteOfKey", 300, TimeSpan.FromSeconds(55)), (reached.Name, reached.Limit, reached.Wait));
        Assert.Contains("Grain__Limits__RequestsAMinuteOfKey", reached.Tell("moss"), StringComparison.Ordinal);
        Assert.Equal(100, Taken(moss, "another", 500));
        Assert.Equal("RequestsAMinute", moss.TryRequest(null)!.Name);
        Assert.Equal(300, Taken(fern, "a key", 500));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(moss.TryRequest("a key"));
        Assert.Equal((401, 0), (moss.All.Requests, moss.All.Grants));
        Assert.Null(await book.OfAsync("no/space", default));
        Assert.Null(await book.OfAsync(null, default));
    }

    [Fact]
    public async Task Processes_share_what_goes_by_the_minute_and_add_up_what_goes_by_the_day()
    {
        var books = new[] { (await ProcessAsync()).Book, (await ProcessAsync()).Book };
        foreach (var book in books) Assert.Equal(300, Taken(await TallyAsync(book, "moss"), "a key", 500)); // nobody knows of the other
        time.Advance(TimeSpan.FromMinutes(1));
        foreach (var _ in new[] { 1, 2 })
            foreach (var book in books)
            {
                await TallyAsync(book, "moss");
                time.Advance(UsageBook.LookAge);
            }

        time.Advance(UsageBook.UnsaidAge);
        foreach (var book in books) await TallyAsync(book, "moss");
        time.Advance(TimeSpan.FromMinutes(1));
        foreach (var book in books) Assert.Equal(150, Taken(await TallyAsync(book, "moss"), "a key", 500));
        var tally = await TallyAsync(books[1], "moss");
        Assert.Equal(750, tally.All.Requests); // of the last 150 of the other it has not heard
        time.Advance(UsageBook.UnsaidAge);
        foreach (var book in books) await TallyAsync(book, "moss");
        var day = Assert.Single(await books[1].ReadDaysAsync(tally, 7, default));
        Assert.Equal((new DateOnly(2026, 11, 20), 900L), (day.Day, day.Counts.Requests));
    }

    [Fact]
    public async Task What_storage_costs_has_a_cap_a_day_that_owners_may_raise()
    {
        var (book, storage) = await ProcessAsync();
        var tally = await TallyAsync(book, "moss");
        UsageBook.Enter(tally);
        for (var i = 0; i < 2_000; i++) await storage.Table("other").FindAsync("p", "r");
        UsageBook.Enter(null);
        Assert.Equal("OperationsADay", tally.Capped()!.Name);
        Assert.Equal("OperationsADay", tally.TryRequest(null)!.Name);
        Assert.Null((await TallyAsync(book, "fern")).TryRequest(null));

        time.Advance(UsageBook.LookAge);
        var other = (await ProcessAsync()).Book;
        await TallyAsync(book, "moss"); // says so
        Assert.NotNull((await TallyAsync(other, "moss")).Capped());
        await other.SetLimitsAsync("moss", new SpaceLimits(null, null, null, 5_000, null), default);
        Assert.Null((await TallyAsync(other, "moss")).Capped());
        time.Advance(UsageBook.LookAge);
        Assert.Null((await TallyAsync(book, "moss")).Capped());
        await other.SetLimitsAsync("moss", SpaceLimits.None, default);
        Assert.NotNull((await TallyAsync(other, "moss")).Capped());
        time.Advance(TimeSpan.FromDays(1));
        Assert.Null((await TallyAsync(other, "moss")).Capped());
        Assert.Null((await TallyAsync(book, "moss")).Capped());
    }

    [Fact]
    public async Task Grants_wait_for_the_next_minute_and_what_is_larger_than_the_limit_goes_by_itself()
    {
        var tally = await TallyAsync((await ProcessAsync()).Book, "moss");
        Assert.Null(tally.TryGrants(5_000));
        Assert.Equal("GrantsAMinute", tally.TryGrants(1)!.Name);
        Assert.NotNull(tally.FullOfGrants());
        var waiting = tally.WaitForGrantsAsync(10, default);
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(5_010, tally.All.Grants);
        Assert.Null(tally.FullOfGrants());
    }

    [Fact]
    public async Task Messages_of_a_space_at_its_limit_go_back_and_those_of_others_do_not()
    {
        var (book, storage) = await ProcessAsync();
        var (waiting, moss, fern) = (new WaitingMessages(storage), await TallyAsync(book, "moss"), await TallyAsync(book, "fern"));
        const string Text = """{"try":{"space":"no"},"space":"moss","grants":[]}""";
        Assert.Equal("moss", WaitingMessages.SpaceOf(Text));
        foreach (var odd in new[] { "", "x", "[]", """{"space":7}""", """{"a":1""" }) Assert.Null(WaitingMessages.SpaceOf(odd));
        moss.CountGrants(1_000);
        Assert.True(await waiting.PutBackAsync(moss, "grants", Text, default));
        Assert.False(await waiting.PutBackAsync(moss, "epochs", Text, default));
        Assert.False(await waiting.PutBackAsync(fern, "grants", Text, default));
        Assert.Equal((1, 0), (await storage.Queue("grants").CountAsync(), (await storage.Queue("grants").PeekAsync(32)).Count)); // hidden
        for (var i = 0; i < 2_000; i++) moss.CountOperation();
        Assert.True(await waiting.PutBackAsync(moss, "epochs", Text, default));
        Assert.False(await waiting.PutBackAsync(moss, "spaces", Text, default));
    }

    [Fact]
    public async Task Timers_leave_a_space_alone_that_has_nothing_left_and_go_on_with_the_others()
    {
        var (book, storage) = await ProcessAsync();
        var spaces = new SpaceDirectory(storage, time, null, book);
        var moss = await TallyAsync(book, "moss");
        for (var i = 0; i < 2_000; i++) moss.CountOperation();
        var (log, had) = (new CapturedLog(), new List<string>());
        await spaces.ForEachAsync(1, log, async (space, token) =>
        {
            had.Add(space.Name);
            await storage.Table("other").FindAsync("p", "r", token);
        }, default);
        Assert.Equal(["fern"], had);
        Assert.Contains(log.Events, each => each.Message.StartsWith("moss: what is due waits", StringComparison.Ordinal));
        Assert.True((await TallyAsync(book, "fern")).Own.Operations > 0);
    }

    [Fact]
    public async Task Whoever_is_without_storage_lets_requests_in_by_what_it_knows()
    {
        var faults = new FaultInjector();
        var (book, _) = await ProcessAsync(faults);
        faults.FailAt(1, Fault.Busy);
        Assert.Equal(300, Taken(await TallyAsync(book, "moss"), "a key", 500));
    }

    [Fact]
    public async Task Nothing_is_kept_of_a_name_that_no_space_has_or_none_any_more()
    {
        var (book, storage) = await ProcessAsync();
        var spaces = new SpaceDirectory(storage, time);
        var moss = (await spaces.FindAsync("moss", fresh: true, default))!;
        Assert.NotNull(await spaces.ReplaceAsync(moss, moss.Ended(time.GetUtcNow()), default));
        foreach (var name in new[] { "fern", "moss", "nobody" }) Taken(await TallyAsync(book, name), "a key", 200);
        time.Advance(UsageBook.UnsaidAge);
        foreach (var name in new[] { "fern", "moss", "nobody" }) await TallyAsync(book, name);
        Assert.Equal(["fern"], await storage.Table("usage").QueryAsync(null, default).Select(row => row.PartitionKey).ToListAsync());
    }

    private static int Taken(Tally tally, string key, int tries) =>
        Enumerable.Range(0, tries).Count(_ => tally.TryRequest(key) is null);

    private static async Task<Tally> TallyAsync(UsageBook book, string space) => (await book.OfAsync(space, default))!;

    private async Task<(UsageBook Book, StorageService Storage)> ProcessAsync(FaultInjector? faults = null)
    {
        var spaces = new SpaceDirectory(await Azurite.NewServiceAsync(account: account), time);
        foreach (var name in new[] { "fern", "moss" }) await spaces.CreateAsync(name, 1, new SpaceConfig(), default);
        var storage = await Azurite.NewServiceAsync(faults, withRetries: false, account);
        return (new UsageBook(storage, time, Options.Create(Settings), NullLogger<UsageBook>.Instance), storage);
    }
}

using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Ledgers.Scores;
using Grain.Functions.Limits;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Grain.Functions.Tests.Limits;

/// <summary>How many accounts a space may have.</summary>
public sealed class AccountsTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 20, 10, 0, 5, TimeSpan.Zero));
    private readonly string account = MemoryAccount.New();

    [Fact]
    public async Task One_too_many_is_refused_and_leaves_nothing_while_known_people_and_corrections_pass()
    {
        var here = await ProcessAsync(3);
        await here.AppendAsync(Grant("g1", "ada"), Grant("g2", "bob"));
        var outcomes = await here.AppendAsync(Grant("g3", "cy"), Grant("g4", "dan"), Grant("g5", "ada"), Grant("g6", "dan"));
        Assert.Equal(["Appended", "Refused", "Appended", "Refused"], outcomes.Select(outcome => outcome.GetType().Name));
        var refused = (GrantOutcome.Refused)outcomes[1];
        Assert.True(refused.IsForRoom);
        Assert.Contains("limit accounts of the space 'moss' is reached: 3", refused.Reason, StringComparison.Ordinal);
        Assert.False(await here.Ledger.IsReservedAsync(here.Space.Journal, "g4", default));
        var correction = Grant("g7", "cy") with { Corrects = "g3", Amount = Points.Of(-1) };
        Assert.IsType<GrantOutcome.Appended>((await here.AppendAsync(correction))[0]);
        Assert.IsType<GrantOutcome.AlreadyAppended>((await here.AppendAsync(Grant("g1", "ada")))[0]);
        await Assert.ThrowsAsync<Grain.Functions.Hosting.ProblemException>(() =>
            here.Scores.RequireRoomAsync(here.Space.Journal, "eve", default));
        await here.Scores.RequireRoomAsync(here.Space.Journal, "ada", default);
        await here.Book.SetLimitsAsync("moss", SpaceLimits.None with { Accounts = 4 }, default);
        Assert.IsType<GrantOutcome.Appended>((await here.AppendAsync(Grant("g4", "dan")))[0]);
        Assert.Equal(4, await here.Book.CountAccountsAsync(here.Tally, default));
    }

    [Fact]
    public async Task What_came_by_a_queue_waits_for_room_longer_each_time()
    {
        var here = await ProcessAsync(1);
        var passed = new PassedGrants(here.Ledger, new GrantQueue(here.Storage), NullLogger<PassedGrants>.Instance);
        var message = new GrantMessage("moss", "d1", [Grant("g1", "ada"), Grant("g2", "bob"), Grant("g3", "ada")]);
        UsageBook.Enter(here.Tally);
        Assert.Equal(2, await passed.AppendAsync(here.Space, message, message.Grants, default));
        var queue = here.Storage.Queue("grants");
        Assert.Equal((1, 0), (await queue.CountAsync(), (await queue.PeekAsync(32)).Count)); // hidden
        Assert.Equal([15, 30, 60, 120, 240, 240], Enumerable.Range(0, 6).Select(waited => GrantQueue.WaitOf(waited).TotalMinutes));
        Assert.Equal(GrantQueue.RoomMax, GrantQueue.WaitOf(int.MaxValue));
        var again = GrantMessage.Parse(GrantMessage.Split("moss", "d1", [Grant("g2", "bob")], GrantMessage.NoFormer, 3).Single());
        Assert.Equal(3, again.Waited);
        Assert.Equal(0, await passed.AppendAsync(here.Space, again, again.Grants, default));
        Assert.Equal(2, await queue.CountAsync());
        await here.Book.SetLimitsAsync("moss", SpaceLimits.None with { Accounts = 2 }, default);
        Assert.Equal(1, await passed.AppendAsync(here.Space, again, again.Grants, default));
        Assert.Equal(2, await queue.CountAsync());
    }

    [Fact]
    public async Task Processes_hear_of_each_other_and_what_is_wrong_is_counted_anew()
    {
        var (one, other) = (await ProcessAsync(20), await ProcessAsync(20));
        await one.AppendAsync([.. Enumerable.Range(0, 18).Select(i => Grant($"g{i}", $"p{i}"))]);
        foreach (var process in new[] { one, other })
        {
            time.Advance(UsageBook.LookAge);
            await process.Book.OfAsync("moss", default);
        }

        time.Advance(UsageBook.UnsaidAge);
        await other.Book.OfAsync("moss", default);
        Assert.Equal(2, (await other.AppendAsync(Grant("h1", "q1"), Grant("h2", "q2"), Grant("h3", "q3")))
            .Count(outcome => outcome is GrantOutcome.Appended));
        one.Tally.Accounts.Settle(0, 7); // as if these had been counted twice
        time.Advance(AccountBook.FullFor);
        await one.Book.OfAsync("moss", default);
        Assert.Equal(20, one.Tally.Accounts.Count);
        await one.Storage.Table("usage").UpsertAsync(new("moss", "accounts")
        {
            ["Format"] = 1,
            ["Count"] = 3L,
            ["CountedAt"] = time.GetUtcNow() - AccountBook.CountedFor,
        });
        Assert.Equal(20, await other.Book.CountAccountsAsync(other.Tally, default));
    }

    [Fact]
    public async Task Scores_are_accounts_too_and_nobody_is_counted_twice()
    {
        var here = await ProcessAsync(0);
        await here.AppendAsync(Grant("g1", "ada"), Grant("g2", "bob"));
        var buckets = new ScoreBuckets(here.Storage);
        foreach (var who in new[] { "ada", "cy" })
            await buckets.WriteAsync(here.Space.Journal, new(who, "k", Points.Of(1), "c", "s", time.GetUtcNow()), default);
        Assert.Equal(3, await here.Book.CountAccountsAsync(here.Tally, default));
        Assert.False(here.Tally.Accounts.IsFull);
    }

    private Grant Grant(string id, string who) => new()
    {
        GrantId = id,
        Contributor = who,
        Key = "k",
        Category = "c",
        Source = "s",
        Amount = Points.Of(1),
        GrantedAt = time.GetUtcNow(),
    };

    private async Task<Process> ProcessAsync(long most)
    {
        var storage = await Azurite.NewServiceAsync(account: account);
        var spaces = new SpaceDirectory(storage, time);
        var (space, _) = await spaces.CreateAsync("moss", 2, new SpaceConfig(), default);
        var ledger = new GrantLedger(storage, time);
        var scores = new ScoreAccounts(new ScoreBuckets(storage), ledger);
        var book = new UsageBook(storage, time, Options.Create(new LimitOptions { Accounts = most }), NullLogger<UsageBook>.Instance,
            new AccountCount((_, cancellation) => scores.CountAsync(space.Journal, cancellation)));
        return new(storage, space, ledger, scores, book, (await book.OfAsync("moss", default))!);
    }

    private sealed record Process(
        StorageService Storage, Space Space, GrantLedger Ledger, ScoreAccounts Scores, UsageBook Book, Tally Tally)
    {
        public Task<IReadOnlyList<GrantOutcome>> AppendAsync(params Grant[] grants)
        {
            UsageBook.Enter(Tally);
            return Ledger.AppendAsync(Space.Journal, grants, default);
        }
    }
}

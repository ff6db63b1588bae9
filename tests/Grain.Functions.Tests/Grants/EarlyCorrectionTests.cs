using Azure;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Tests.Storage;
using Xunit;
using static Grain.Functions.Tests.Grants.GrantFixture;

namespace Grain.Functions.Tests.Grants;

/// <summary>What is taken back comes to nothing, whichever came first.</summary>
public sealed class EarlyCorrectionTests
{
    private readonly GrantFixture fixture = new();

    [Fact]
    public async Task What_is_taken_back_before_it_comes_counts_nothing_however_often_either_is_told()
    {
        var ledger = await fixture.OpenAsync();
        for (var i = 0; i < 2; i++)
            Assert.Equal(new GrantOutcome.Remembered(IsReserved: false), await ledger.TakeBackAsync(fixture.Space, Back("g"), default));
        Assert.Equal((0, 1), await PendingAsync());

        var counted = Assert.IsType<GrantOutcome.Appended>((await ledger.AppendAsync(fixture.Space, [Grant("g", "ada", 5)], default))[0]);
        Assert.Equal((Points.Zero, Points.Zero, "g:reversed"), (counted.Before.Total, counted.After.Total, counted.TakenBackBy));
        Assert.Equal("already", Words(await ledger.AppendAsync(fixture.Space, [Grant("g", "ada", 5)], default)));
        Assert.Equal("conflict", Words(await ledger.AppendAsync(fixture.Space, [Grant("g", "ada", 7)], default)));
        Assert.IsType<GrantOutcome.AlreadyAppended>(await ledger.TakeBackAsync(fixture.Space, Back("g"), default));
        Assert.Equal([5, -5], await AmountsAsync());
        Assert.Equal((0, 0), await PendingAsync());
    }

    [Fact]
    public async Task What_is_counted_is_taken_back_whatever_another_content_left_in_the_row_of_the_id()
    {
        var ledger = await fixture.OpenAsync();
        await ledger.AppendAsync(fixture.Space, [Grant("g", "ada", 5)], default);
        var ids = new GrantIds(await Azurite.NewServiceAsync(account: fixture.Account));
        var row = (await ids.FindAsync(fixture.Space, "g", default))!;
        var other = row.Reservation! with { ContentHash = new string('0', 64), Amount = Points.Of(7) };
        Assert.True(await ids.TryWriteAsync(fixture.Space, "g", row with { Reservation = other }, default));

        Assert.IsType<GrantOutcome.Appended>(await ledger.TakeBackAsync(fixture.Space, Back("g"), default));
        Assert.Equal([5, -5], await AmountsAsync());
    }

    [Fact]
    public async Task What_never_comes_leaves_one_row_and_nothing_else()
    {
        var ledger = await fixture.OpenAsync();
        for (var i = 0; i < 3; i++) await ledger.TakeBackAsync(fixture.Space, Back("g") with { GrantedAt = At.AddHours(i) }, default);
        Assert.Empty(await fixture.ReadAllAsync());
        Assert.Equal((0, 1), await PendingAsync());
        Assert.IsType<GrantOutcome.ConflictsWithEarlier>(await ledger.TakeBackAsync(fixture.Space, Grant("other", "ada", -1, "g"),
            default));
    }

    [Theory]
    [InlineData("R2 C1", 0)]
    [InlineData("R2 C3", 1)]
    [InlineData("C3 R2", 1)]
    [InlineData("R2 C3 R4", 0)]
    [InlineData("R4 R2 C3", 0)]
    [InlineData("C1 R2 C3", 0)]
    [InlineData("R2 C1 C3", 0)]
    [InlineData("R2 C3 C1", 0)]
    [InlineData("C3 R2 C1", 0)]
    [InlineData("C3 C1 R2", 0)]
    public async Task A_reopening_takes_back_the_closings_before_it_and_not_one_after_it(string events, int points)
    {
        var ledger = await fixture.OpenAsync();
        foreach (var told in events.Split(' '))
        {
            var at = At.AddHours(told[1] - '0');
            if (told[0] == 'C') await ledger.AppendAsync(fixture.Space, [Grant("c", "ada", 1) with { GrantedAt = at }], default);
            else await ledger.TakeBackAsync(fixture.Space, Back("c") with { Key = "github:issues.reopened", GrantedAt = at }, default);
        }

        Assert.Equal(points, (await AmountsAsync()).Sum());
    }

    [Fact]
    public async Task Counted_and_taken_back_at_the_same_moment_by_many_it_comes_to_nothing()
    {
        await (await fixture.OpenAsync()).AppendAsync(fixture.Space, [Grant("warm", "ada", 0)], default);
        var work = Enumerable.Range(0, 12).SelectMany(i => (Func<Task>[])
        [
            async () => await (await fixture.OpenAsync()).AppendAsync(fixture.Space, [Grant($"g{i}", "ada", 1)], default),
            async () => await (await fixture.OpenAsync()).TakeBackAsync(fixture.Space, Back($"g{i}"), default),
        ]);
        await Task.WhenAll(work.Select(Task.Run));
        var ledger = await fixture.OpenAsync();
        for (var i = 0; i < 12; i++) await ledger.TakeBackAsync(fixture.Space, Back($"g{i}"), default); // as the queue looks again
        var amounts = await AmountsAsync();
        Assert.Equal((25, 0), (amounts.Count, amounts.Sum()));
    }

    [Theory]
    [InlineData(Fault.DiesBefore)]
    [InlineData(Fault.DiesAfter)]
    public async Task Cut_at_any_storage_operation_and_told_again_it_comes_to_nothing(Fault fault)
    {
        for (var at = 1; ; at++)
        {
            var faults = new FaultInjector().FailAt(at, fault);
            var (id, dying) = ($"g{at}", await fixture.OpenAsync(faults, withRetries: false));
            for (var tries = 0; tries < 2; tries++)
                try
                {
                    var ledger = tries == 0 ? dying : await fixture.OpenAsync();
                    await ledger.TakeBackAsync(fixture.Space, Back(id), default);
                    await ledger.AppendAsync(fixture.Space, [Grant(id, "ada", 5)], default);
                }
                catch (ProcessDiedException)
                {
                    continue; // and its messages come again
                }

            if (faults.Faults > 0) continue;
            var counted = (await fixture.ReadAllAsync()).GroupBy(grant => grant.Corrects ?? grant.GrantId);
            Assert.Equal(at, counted.Count());
            Assert.All(counted, each => Assert.Equal([Points.Of(5), Points.Of(-5)], each.Select(grant => grant.Amount).OrderDescending()));
            return;
        }
    }

    [Fact]
    public async Task A_correction_of_a_part_waits_too_and_is_of_its_own_amount()
    {
        var ledger = await fixture.OpenAsync();
        await ledger.TakeBackAsync(fixture.Space, Grant("c", "ada", -1, "g"), default);
        await ledger.AppendAsync(fixture.Space, [Grant("g", "ada", 10)], default);
        Assert.Equal([10, -1], await AmountsAsync());
    }

    [Fact]
    public async Task A_grant_that_was_refused_gives_its_id_to_another_of_the_same_contributor()
    {
        Assert.Equal("refused", await AppendAsync(Grant("g", "ada", 0) with { Amount = Points.RangeMax }));
        Assert.Equal("conflict", await AppendAsync(Grant("g", "bob", 1)));
        Assert.Equal("appended already conflict",
            $"{await AppendAsync(Grant("g", "ada", -3))} {await AppendAsync(Grant("g", "ada", -3))} "
            + $"{await AppendAsync(Grant("g", "ada", -4))}");
        Assert.Equal(Points.Of(-3), Assert.Single(await fixture.ReadAllAsync(), grant => grant.GrantId == "g").Amount);
    }

    [Fact]
    public async Task A_correction_that_the_totals_refuse_uses_nothing_up()
    {
        await AppendAsync([Grant("minus", "ada", -5),
            .. Enumerable.Range(1, GrantTotals.NamesMax - 1).Select(i => Grant($"g{i}", "ada", 1) with { Category = $"c{i}" })]);
        Assert.Equal("refused", await AppendAsync(Grant("c", "ada", 5, "minus") with { Category = "one more" }));
        Assert.Equal("appended", await AppendAsync(Grant("c", "ada", 4, "minus") with { Category = "minus" }));
        Assert.Equal((0, 0), await PendingAsync());
    }

    [Fact]
    public async Task A_grant_that_can_never_be_counted_leaves_its_id_to_everybody()
    {
        await AppendAsync([.. Enumerable.Range(0, GrantTotals.NamesMax).Select(i => Grant($"g{i}", "ada", 1) with { Category = $"c{i}" })]);
        Assert.Equal("refused", await AppendAsync(Grant("r", "ada", 1) with { Category = "one more" }));
        Assert.Equal("appended", await AppendAsync(Grant("r", "bob", 1)));
        Assert.Equal((0, 0), await PendingAsync());
    }

    [Fact]
    public async Task The_same_twice_in_one_call_after_another_was_refused_is_one()
    {
        await AppendAsync(Grant("r", "ada", 0) with { Amount = Points.RangeMax });
        Assert.Equal("appended already", await AppendAsync(Grant("r", "ada", 1), Grant("r", "ada", 1)));
    }

    [Fact]
    public async Task Where_two_of_one_id_meet_the_reservation_says_in_the_end_what_is_counted()
    {
        await AppendAsync(Grant("warm", "ada", 0));
        for (var at = 2; ; at++)
        {
            var (id, faults) = ($"g{at}", new FaultInjector().FailAt(2, Fault.DiesBefore)); // 1 reserves the id
            await Assert.ThrowsAsync<ProcessDiedException>(async () =>
                await (await fixture.OpenAsync(faults)).AppendAsync(fixture.Space, [Grant(id, "ada", 1)], default));
            faults = new FaultInjector().FailAt(at, Fault.DiesBefore);
            var second = (await fixture.OpenAsync(faults, withRetries: false)).AppendAsync(fixture.Space, [Grant(id, "ada", 2)], default);
            try
            {
                await second;
            }
            catch (Exception e) when (e is ProcessDiedException or RequestFailedException)
            {
                Assert.NotEqual(0, faults.Faults);
            }

            Assert.Contains("conflict", $"{await AppendAsync(Grant(id, "ada", 1))} {await AppendAsync(Grant(id, "ada", 2))}",
                StringComparison.Ordinal);
            if (faults.Faults > 0) continue;
            Assert.Equal(at, (await fixture.ReadAllAsync()).Count); // with the first one; the ids begin with 2
            return;
        }
    }

    /// <summary>
    /// Whoever takes a reservation over from a grant that is counted just then, and dies at any moment after, leaves nothing wrong: what is
    /// counted is told as counted, taken back with its own amount, and proven.
    /// </summary>
    [Fact]
    public async Task Of_an_id_that_was_taken_over_the_counted_grant_has_the_last_word()
    {
        await AppendAsync(Grant("warm", "ada", 0));
        for (var (counts, isOver) = (1, false); !isOver; counts++)
            for (var dies = counts; ; dies++)
            {
                var (id, at, earlier) = ($"g{counts}-{dies}", counts, new FaultInjector().FailAt(2, Fault.DiesBefore));
                await Assert.ThrowsAsync<ProcessDiedException>(async () => // has reserved the id
                    await (await fixture.OpenAsync(earlier)).AppendAsync(fixture.Space, [Grant(id, "ada", 1)], default));
                var faults = new FaultInjector().FailAt(dies, Fault.DiesAfter);
                faults.BeforeSend = async (number, _) =>
                {
                    if (number == at) await AppendAsync(Grant(id, "ada", 1));
                };
                var other = (await fixture.OpenAsync(faults)).AppendAsync(fixture.Space, [Grant(id, "ada", 2)], default);
                try
                {
                    await other;
                }
                catch (Exception e) when (e is ProcessDiedException or RequestFailedException)
                {
                    Assert.NotEqual(0, faults.Faults);
                }

                isOver = faults.Operations < at;
                var counted = Assert.Single(await fixture.ReadAllAsync(), grant => grant.GrantId == id);
                Assert.Equal("already", await AppendAsync(counted));
                var take = counts % 2 == 0 ? Back(id) : Grant($"{id} back", "ada", -counted.Amount.ToDecimal(), id);
                Assert.IsType<GrantOutcome.Appended>(await (await fixture.OpenAsync()).TakeBackAsync(fixture.Space, take, default));
                Assert.Equal(-counted.Amount, Assert.Single(await fixture.ReadAllAsync(), grant => grant.Corrects == id).Amount);
                if (faults.Faults == 0) break;
            }
    }

    [Fact]
    public async Task An_id_that_was_taken_over_is_not_given_free_while_the_other_is_at_work()
    {
        await AppendAsync([.. Enumerable.Range(0, GrantTotals.NamesMax).Select(i => Grant($"g{i}", "ada", 1) with { Category = $"c{i}" })]);
        var (one, refused) = (Grant("r", "ada", 1) with { Category = "c1" }, Grant("r", "ada", 1) with { Category = "one more" });
        var faults = new FaultInjector();
        faults.BeforeSend = async (number, _) =>
        {
            if (number == 2) Assert.Equal("refused", await AppendAsync(refused)); // it has reserved the id, and not looked further
        };
        var counted = await (await fixture.OpenAsync(faults)).AppendAsync(fixture.Space, [one], default);
        Assert.Equal("appended conflict already", $"{Words(counted)} {await AppendAsync(Grant("r", "bob", 1))} {await AppendAsync(one)}");
    }

    /// <summary>
    /// Nobody sends the grant again; the queue has the correction, whatever became of the process that counted the grant.
    /// </summary>
    [Fact]
    public async Task What_waits_for_a_grant_is_looked_for_again_though_its_sender_gives_up()
    {
        for (var at = 1; ; at++)
        {
            var (id, faults, looks) = ($"g{at}", new FaultInjector().FailAt(at, Fault.DiesAfter), new List<Grant>());
            await (await fixture.OpenAsync()).TakeBackAsync(fixture.Space, Back(id), default);
            var storage = await Azurite.NewServiceAsync(faults, withRetries: false, fixture.Account);
            var ledger = new GrantLedger(storage, TimeProvider.System)
            {
                LookAgain = (_, correction, _) =>
                {
                    looks.Add(correction);
                    return Task.CompletedTask;
                },
            };
            var sent = ledger.AppendAsync(fixture.Space, [Grant(id, "ada", 5)], default);
            await Task.WhenAny(sent);
            Assert.Equal(faults.Faults > 0, sent.IsFaulted);
            foreach (var look in looks) await (await fixture.OpenAsync()).TakeBackAsync(fixture.Space, look, default);
            var counted = (await fixture.ReadAllAsync()).Where(grant => (grant.Corrects ?? grant.GrantId) == id).ToArray();
            Assert.Equal((0, true), ((int)counted.Sum(grant => grant.Amount.ToDecimal()), counted.Length is 0 or 2));
            if (faults.Faults > 0) continue;
            Assert.Equal(Back(id), Assert.Single(looks));
            faults.Reset();
            await ledger.AppendAsync(fixture.Space, [Grant(id, "ada", 5)], default);
            Assert.Single(looks);
            return;
        }
    }

    private static Grant Back(string id) => Grant($"{id}:reversed", EarlyCorrections.Whoever, 0, id);

    private async Task<string> AppendAsync(params Grant[] grants) =>
        Words(await (await fixture.OpenAsync()).AppendAsync(fixture.Space, grants, default));

    private async Task<IReadOnlyList<int>> AmountsAsync() =>
        [.. (await fixture.ReadAllAsync()).Select(grant => (int)grant.Amount.ToDecimal())];

    private async Task<(long Pending, long Early)> PendingAsync()
    {
        var proof = await (await fixture.OpenAsync()).ProveAsync(fixture.Space, default);
        Assert.Null(proof.Fault);
        return (proof.Pending, proof.Early);
    }
}

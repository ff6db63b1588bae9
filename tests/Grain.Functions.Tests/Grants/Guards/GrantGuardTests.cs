using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Webhooks.Settings;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Grain.Functions.Tests.Grants.Guards;

public sealed class GrantGuardTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly StandingClock time = new();
    private readonly GrantFixture fixture = new();
    private GrantLedger ledger = null!;
    private GrantGuard guard = null!;
    private PassedGrants append = null!;

    public async Task InitializeAsync()
    {
        var storage = await Azurite.NewServiceAsync(account: fixture.Account);
        ledger = new GrantLedger(storage, time);
        guard = new GrantGuard(storage, ledger, time);
        append = new PassedGrants(ledger, new GrantQueue(storage), NullLogger<PassedGrants>.Instance);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private Task<IReadOnlyList<Grant>> PassAsync(Space space, IReadOnlyList<Grant> grants, CancellationToken cancellation) =>
        guard.PassAsync(space, space.Config.Webhooks.Guards, grants, cancellation);

    [Fact]
    public async Task Without_a_guard_nothing_is_asked_and_everything_counts()
    {
        var grants = Many("g", 3, 5);
        Assert.Same(grants, await PassAsync(Space(new GuardConfig()), grants, default));
    }

    [Fact]
    public async Task A_persons_points_of_a_source_and_day_end_at_the_cap()
    {
        var space = Space(new GuardConfig { DailyCaps = { ["chat"] = Points.Of(12) } });
        var grants = Many("g", 4, 5);
        Assert.Equal([5, 5, 2, 0], Amounts(await PassAsync(space, grants, default)));
        Assert.Equal([5, 5, 2, 0], Amounts(await PassAsync(space, grants, default))); // delivered again
        Assert.Equal([5], Amounts(await PassAsync(space, [Grant("other", 5, "bob")], default)));
        Assert.Equal([5], Amounts(await PassAsync(space, [Grant("elsewhere", 5) with { Source = "github" }], default)));
        Assert.Equal([5], Amounts(await PassAsync(space, [Grant("yesterday", 5) with { GrantedAt = Now.AddDays(-1) }], default)));
        Assert.Equal([0], Amounts(await PassAsync(space, [Grant("later", 5)], default)));
        await fixture.VerifyAsync(guard);
    }

    [Fact]
    public async Task In_whatever_order_and_portions_events_come_a_redelivery_changes_nothing_and_the_cap_holds()
    {
        var space = Space(new GuardConfig { DailyCaps = { ["chat"] = Points.Of(25) }, RepeatPercent = { ["chat:reaction"] = 50 } });
        var random = new Random(8);
        var grants = Enumerable.Range(0, 18)
            .Select(i => Grant($"g{i}", 1 + (i % 4)) with { Key = i % 3 == 0 ? "chat:reaction" : "chat:message" }).ToArray();
        for (var round = 0; round < 3; round++)
        {
            random.Shuffle(grants);
            foreach (var portion in grants.Chunk(random.Next(1, 12)))
                await append.AppendAsync(space, "d", await PassAsync(space, portion, default), default);
        }

        var counted = await fixture.ReadAllAsync();
        Assert.Equal(18, counted.Count);
        Assert.Equal(Points.Of(25), counted.Aggregate(Points.Zero, (sum, grant) => sum + grant.Amount));
        await fixture.VerifyAsync(guard);
    }

    [Fact]
    public async Task Repetitions_are_worth_less_each_time_and_anew_the_next_day()
    {
        var space = Space(new GuardConfig { RepeatPercent = { ["chat:reaction"] = 50 } });
        var reactions = Many("r", 4, 8).Select(grant => grant with { Key = "chat:reaction" }).ToArray();
        Assert.Equal([8, 4, 2, 1], Amounts(await PassAsync(space, reactions, default)));
        Assert.Equal([8], Amounts(await PassAsync(space,
            [Grant("tomorrow", 8) with { Key = "chat:reaction", GrantedAt = Now.AddDays(-1) }], default)));
        Assert.Equal([8, 8], Amounts(await PassAsync(space, Many("m", 2, 8), default)));
    }

    [Fact]
    public async Task Made_up_dates_open_no_more_days_than_are_kept()
    {
        var space = Space(new GuardConfig { DailyCaps = { ["chat"] = Points.Of(1) } });
        var grants = Enumerable.Range(0, 200).Select(i => Grant($"g{i}", 1) with { GrantedAt = Now.AddDays(-i) }).ToArray();
        Assert.Equal(GuardTotals.KeptDays, Amounts(await PassAsync(space, grants, default)).Sum());
        Assert.Equal(GuardTotals.KeptDays, (await guard.ReadAsync(space, "ada", default)).Totals.Days.Count);
    }

    [Fact]
    public async Task What_was_cut_is_taken_back_as_it_was_counted()
    {
        var space = Space(new GuardConfig { DailyCaps = { ["chat"] = Points.Of(7) } });
        var grants = Many("g", 2, 5);
        await append.AppendAsync(space, "d", await PassAsync(space, grants, default), default);
        var deleted = new[] { grants[1], grants[1] with { GrantId = "g1:reversed", Amount = -grants[1].Amount, Corrects = "g1" } };
        for (var i = 0; i < 2; i++) await append.AppendAsync(space, "d", await PassAsync(space, deleted, default), default);
        Assert.Equal([5, 2, -2], (await fixture.ReadAllAsync()).Select(grant => grant.Amount.Micro / 1_000_000));
    }

    [Fact]
    public async Task Newcomers_are_held_until_released_and_then_count_once()
    {
        var space = Space(new GuardConfig { HoldNewcomers = true });
        await ledger.AppendAsync(space.Journal, [Grant("before", 1, "bob")], default);
        Assert.Equal(["b"], (await PassAsync(space, [Grant("a1", 3), Grant("b", 1, "bob")], default)).Select(grant => grant.GrantId));
        var deletion = new[] { Grant("a2", 2), Grant("a2:reversed", -2) with { Corrects = "a2" }, Grant("a3", 4) };
        for (var i = 0; i < 2; i++) Assert.Empty(await PassAsync(space, deletion, default));

        var held = Assert.Single(await guard.ReadQuarantineAsync(space, default).ToListAsync());
        Assert.Equal(("ada", GuardStates.Held, 4), (held.Account, held.Totals.State, held.Totals.HeldGrants));
        for (var i = 0; i < 2; i++)
        {
            await guard.DecideAsync(space, await guard.ReadAsync(space, "ada", default), GuardEntryKinds.Release, default);
            await append.AppendAsync(space, "release", await guard.ReadHeldAsync(space, "ada", default).ToListAsync(), default);
        }

        Assert.Equal(["a1", "a2:reversed", "a3", "a2"],
            await PassAsync(space, [Grant("a1", 3), deletion[1], deletion[2], deletion[0]], default).IdsAsync());
        Assert.Equal(["a4"], await PassAsync(space, [Grant("a4", 1)], default).IdsAsync());
        Assert.Equal(Points.Of(7), (await ledger.ReadHeadAsync(space.Journal, "ada", default)).Totals.Total);
        Assert.Empty(await guard.ReadQuarantineAsync(space, default).ToListAsync());
        await fixture.VerifyAsync(guard);
    }

    [Fact]
    public async Task What_counted_is_taken_back_whatever_the_guard_thinks_of_whoever_the_payload_names_today()
    {
        var space = Space(new GuardConfig { HoldNewcomers = true });
        await PassAsync(space, [Grant("held", 1)], default);
        await ledger.AppendAsync(space.Journal, [Grant("g", 2, "miller"), Grant("h", 2)], default); // h by hand, past the guard
        foreach (var (id, person) in (IEnumerable<(string, string)>)[("g", "miller2"), ("h", "ada")])
        {
            var deleted = new[] { Grant(id, 2, person), Grant($"{id}:reversed", -2, person) with { Corrects = id } };
            await append.AppendAsync(space, "d", await PassAsync(space, deleted, default), default);
        }

        Assert.Equal(0, Amounts(await fixture.ReadAllAsync()).Sum());
    }

    [Fact]
    public async Task Who_is_turned_away_gains_nothing_and_can_still_be_released()
    {
        var space = Space(new GuardConfig { HoldNewcomers = true });
        await PassAsync(space, [Grant("a1", 3)], default);
        Assert.Null(await guard.DecideAsync(space, await guard.ReadAsync(space, "ada", default), GuardEntryKinds.Reject, default));
        Assert.Empty(await PassAsync(space, [Grant("a2", 3)], default));
        Assert.NotNull(await guard.DecideAsync(space, await guard.ReadAsync(space, "ada", default), GuardEntryKinds.Reject, default));
        Assert.Null(await guard.DecideAsync(space, await guard.ReadAsync(space, "ada", default), GuardEntryKinds.Release, default));
        Assert.Equal(["a1", "a2"], (await guard.ReadHeldAsync(space, "ada", default).ToListAsync()).Select(grant => grant.GrantId));
        Assert.Equal(["a2"], await PassAsync(space, [Grant("a2", 3)], default).IdsAsync());
    }

    [Fact]
    public void Limits_that_make_no_sense_are_named()
    {
        var faults =
            new GuardConfig { DailyCaps = { ["chat"] = Points.Of(-1) }, RepeatPercent = { ["chat:reaction"] = 100 } }.Check("$.guards");
        Assert.Equal(["$.guards.dailyCaps.chat", "$.guards.repeatPercent.chat:reaction"], faults.Select(fault => fault.Path));
    }

    [Fact]
    public async Task What_is_held_and_taken_back_by_anybody_comes_to_nothing_when_it_is_released()
    {
        var space = Space(new GuardConfig { HoldNewcomers = true });
        Assert.Empty(await PassAsync(space, [Grant("g", 3)], default));
        var back = Grant("g:reversed", 0, EarlyCorrections.Whoever) with { Corrects = "g" };
        await append.AppendAsync(space, "d", await PassAsync(space, [back], default), default);
        Assert.Equal("ada", Assert.Single(await guard.ReadQuarantineAsync(space, default).ToListAsync()).Account);

        await guard.DecideAsync(space, await guard.ReadAsync(space, "ada", default), GuardEntryKinds.Release, default);
        await append.AppendAsync(space, "release", await guard.ReadHeldAsync(space, "ada", default).ToListAsync(), default);
        Assert.Equal([3, -3], Amounts(await fixture.ReadAllAsync()));
    }

    [Fact]
    public async Task A_correction_of_a_part_that_comes_by_webhook_takes_back_its_own_amount_in_either_order()
    {
        var space = Space(new GuardConfig());
        foreach (var order in new Grant[][] { [Grant("a", 10), Grant("a2", -1) with { Corrects = "a" }],
            [Grant("b2", -1) with { Corrects = "b" }, Grant("b", 10)] })
            foreach (var grant in order) await append.AppendAsync(space, "d", [grant], default);
        Assert.Equal(Points.Of(18), (await ledger.ReadHeadAsync(space.Journal, "ada", default)).Totals.Total);
    }

    [Fact]
    public async Task Who_counts_a_grant_while_it_is_taken_back_is_looked_for_again()
    {
        var space = Space(new GuardConfig());
        await ledger.AppendAsync(space.Journal, [Grant("warm", 0)], default);
        var dying = await fixture.OpenAsync(new FaultInjector().FailAt(2, Fault.DiesBefore)); // 1 reserves the id
        await Assert.ThrowsAsync<ProcessDiedException>(() => dying.AppendAsync(space.Journal, [Grant("g", 5)], default));
        await append.AppendAsync(space, "d", [Grant("g:reversed", 0, EarlyCorrections.Whoever) with { Corrects = "g" }], default);

        var queue = (await Azurite.NewServiceAsync(account: fixture.Account)).For("grants").Queue("grants");
        Assert.Equal(1, await queue.CountAsync());
        await ledger.AppendAsync(space.Journal, [Grant("g", 5)], default);
        Assert.Equal([0, 5, -5], Amounts(await fixture.ReadAllAsync()));
    }

    private Space Space(GuardConfig guards) =>
        new(fixture.Space.Name, fixture.Space.Shards, Now, 1, new SpaceConfig { Webhooks = new WebhookConfig { Guards = guards } },
            default);

    private static Grant[] Many(string id, int count, decimal points) =>
        [.. Enumerable.Range(0, count).Select(i => Grant($"{id}{i}", points))];

    private static Grant Grant(string id, decimal points, string person = "ada") => GrantFixture.Grant(id, person, points) with
    {
        Source = "chat",
        Key = "chat:message",
        GrantedAt = Now.AddHours(-1),
    };

    /// <summary>Stands still; waits are waited for nevertheless.</summary>
    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }

    private static IEnumerable<int> Amounts(IEnumerable<Grant> grants) => grants.Select(grant => (int)(grant.Amount.Micro / 1_000_000));
}

internal static class GuardChecks
{
    public static async Task VerifyAsync(this GrantFixture fixture, GrantGuard guard) =>
        Assert.Null((await guard.ProveAsync(fixture.Space, default)).Fault);

    public static async Task<IEnumerable<string>> IdsAsync(this Task<IReadOnlyList<Grant>> grants) =>
        (await grants).Select(grant => grant.GrantId);
}

using Azure.Data.Tables;
using Grain.Functions.Audit;
using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Checkpoints;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Events;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Proposals;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Reads.Leaderboards;
using Grain.Functions.Spaces;
using Grain.Functions.Spaces.Calendar;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Accounts;
using Grain.Functions.Tests.Grants;
using Grain.Functions.Webhooks.Deliveries;
using Grain.Functions.Webhooks.Hooks;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Settings;
using Xunit;

namespace Grain.Functions.Tests.Spaces;

/// <summary>Work of a space that waits for a timer.</summary>
/// <param name="MakeDue">Makes the space have it.</param>
/// <param name="IsDone">Whether it was done.</param>
internal sealed record DueWork(Func<TimerApp, Space, Task> MakeDue, Func<TimerApp, Space, Task<bool>> IsDone)
{
    /// <summary>When the spaces begin.</summary>
    public static readonly DateTimeOffset LongAgo = new(2026, 10, 20, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] People = ["ada", "bob"];

    /// <summary>A configuration under which there is work for every timer.</summary>
    public static readonly SpaceConfig Config = new()
    {
        Epochs = new EpochSchedule { First = LongAgo },
        Credits = new CreditsConfig { Mode = CreditMode.Transfer },
    };

    /// <summary>Access to a forge on this machine, which nobody asks.</summary>
    private static readonly ReconcileConfig Unreachable =
        new() { Secrets = ["a-token-of-the-tests"], Repositories = ["octo/field"], Api = "https://127.0.0.1:1/" };

    /// <summary>What each timer is to do, by the name of its function.</summary>
    public static IReadOnlyDictionary<string, DueWork> OfTimers { get; } = new Dictionary<string, DueWork>
    {
        ["AuditSettle"] = new(
            (app, space) => BeginActAsync(app, space.Name),
            async (app, space) => (await app.Get<AuditLog>().ReadAsync(space.Name, null, 1, null, default)).Page.Count == 1),
        ["LeaderboardsProject"] = new(
            GrantAsync,
            async (app, space) => await new BoardStore(app.Get<StorageService>()).ReadFreshnessAsync(space.Name, default) is not null),
        ["ActivityCollect"] = new(
            GrantAsync, async (app, space) =>
                (await app.Get<ActivityLedger>().Store.ReadAccountAsync(space.Name, "ada", default)).Account.Totals.Contributions == 1),
        ["EpochsRankOpen"] = new(
            GrantAsync, async (app, space) => await app.Get<OpenRankings>().FindAsync(space.Name, default) is not null),
        ["EpochsSchedule"] = new(
            (_, _) => Task.CompletedTask,
            async (app, space) => (await app.Get<StorageService>().Queue("epochs").PeekAsync(32))
                .Any(message => MessageQueue.TextOf(message.Body.ToString())!.Contains($"\"{space.Name}\""))),
        ["CheckpointsSign"] = new(
            async (app, space) => Assert.IsType<EpochRunOutcome.Closed>(await app.Get<EpochRunner>().RunAsync(space, default)),
            async (app, space) => (await app.Get<SigningKeys>().ReadHeadAsync(space.Name, default)).Checkpoints > 0),
        ["EscrowsExpire"] = new(
            async (app, space) =>
            {
                app.Time.Ahead = TimeSpan.FromDays(-10);
                await app.Get<TaskCredits>().ApplyAsync(space, Credits.CreditsFixture.Spend("ada", "task", 4), maybeSeen: false, default);
                app.Time.Ahead = TimeSpan.Zero;
            },
            async (app, space) =>
                (await app.Get<CreditLedger>().ReadHeadAsync(space.Journal, "ada", default)).Totals.Refunded.ToDecimal() == 4),
        ["CreditsSweepEvents"] = new(
            (app, space) => app.Get<CreditEventFeed>()
                .WriteAsync(space.Name, [new CreditEvent("evt_1", CreditEvent.Earned, app.Time.GetUtcNow().AddDays(-400), "ada")], default),
            async (app, space) =>
                !await app.Get<StorageService>().Table("events").QueryAsync(Filters.Partition(space.Name), default).AnyAsync()),
        ["DeliveriesSweep"] = new(
            (app, space) =>
                app.Get<StorageService>().Table("deliveries").UpsertAsync(Delivery(app.Time.GetUtcNow().AddDays(-60)).ToRow(space.Name)),
            async (app, space) => !await app.Get<StorageService>().Table("deliveries")
                .QueryAsync($"PartitionKey ge '{space.Name}~' and PartitionKey lt '{space.Name}~9'", default).AnyAsync()),
        ["DeliveriesReconcile"] = new(
            async (app, space) => Assert.NotNull(await app.Get<SpaceDirectory>().ConfigureAsync(space, space.Config with
            {
                Webhooks = new WebhookConfig { Github = new WebhookSource { Reconcile = Unreachable } },
            }, default)),
            async (app, space) => (await new HookBook(app.Get<StorageService>()).ReadAsync(space.Name, default)).Values
                .Any(hook => hook.State is { RanAt: not null, BusyUntil: null, Fault: not null })),
        ["ProposalsCountRest"] = new(
            ApproveAsync,
            async (app, space) => (await app.Get<ProposalBook>().FindAsync(space.Name, "p1", default))!.IsCounted
                && (await app.Get<GrantLedger>().ReadHeadAsync(space.Journal, "bob", default)).Seq == 1),
        ["SpacesEraseRest"] = new(
            async (app, space) =>
                Assert.NotNull(await app.Get<SpaceDirectory>()
                    .ReplaceAsync(space, space.With(archived: true, LongAgo).Ended(LongAgo), default)),
            async (app, space) => (await app.Get<StorageService>().Queue("spaces").PeekAsync(32))
                .Any(message => MessageQueue.TextOf(message.Body.ToString())!.Contains($"\"{space.Name}\""))),
        ["UsageSweep"] = new(
            (app, space) => app.Get<StorageService>().Table("usage")
                .UpsertAsync(new TableEntity(space.Name, $"{app.Time.GetUtcNow().AddDays(-500):yyyy-MM-dd}") { ["Shares"] = "{}" }),
            async (app, space) => !await app.Get<StorageService>().Table("usage")
                .QueryAsync($"{Filters.Partition(space.Name)} and RowKey lt '{app.Time.GetUtcNow().AddDays(-450):yyyy-MM-dd}'", default)
                    .AnyAsync()),
        ["TransfersSweep"] = new(
            BeginTransferAsync, async (app, space) =>
                (await app.Get<GrainLedger>().ReadHeadAsync(space.Journal, "bob", default)).Totals.Balance == new GrainAmount(4)),
    };

    /// <summary>A grant that nothing was made of yet.</summary>
    public static async Task GrantAsync(TimerApp app, Space space) =>
        await app.Get<GrantLedger>().AppendAsync(space.Journal, [GrantFixture.Grant("g1", "ada", 3)], default);

    /// <summary>An act of which nobody has heard what became.</summary>
    public static Task BeginActAsync(TimerApp app, string space) => app.Get<Acts>().BeginAsync(
        space, isOfOwners: false, new AuditEntry("mintGrain", app.Time.GetUtcNow() - SettleActs.Age, "a test"), default);

    /// <summary>An approval that was cut off behind the decision.</summary>
    private static async Task ApproveAsync(TimerApp app, Space space)
    {
        var proposal = new Proposal
        {
            Id = "p1",
            State = ProposalStates.Open,
            Giver = "ada",
            Receiver = "bob",
            Reason = "deeds",
            Points = Points.Of(2),
            ProposedAt = app.Time.GetUtcNow(),
            ProposedBy = "",
            Period = "m2026-10",
            Category = "community",
            Cred = ProposalCred.Thanks,
        };
        await app.Get<ProposalBook>().ProposeAsync(space.Name, proposal, _ => null, default);
        await app.Get<ProposalBook>().ChangeAsync(space.Name, "p1",
            open => open with { State = ProposalStates.Approved, DecidedAt = app.Time.GetUtcNow() }, default);
    }

    /// <summary>A transfer that was cut off behind its first step.</summary>
    public static async Task BeginTransferAsync(TimerApp app, Space space)
    {
        var events =
            People.SelectMany(id => new RegisterEvent[] { new IdentityCreated(id, id, "USER"), new ActivitySet(id, true) }).ToArray();
        await app.Get<RegisterStore>().ChangeAsync(space.Journal, events, default);
        await app.Get<SpecialDistributions>().DistributeAsync(space.Journal, Community.Distribution("d1", ("ada", 10)), default);
        Assert.Null(await new TransferSteps(app.Get<GrainLedger>())
            .StartAsync(space.Journal, new TransferRequest("t1", "ada", "bob", new GrainAmount(4)), "bob", default));
    }

    private static DeliveryRecord Delivery(DateTimeOffset at) =>
        new(at, "github", "push", "d", "accepted", null, 1.5, 1) { Id = DeliveryId.Of(at, [1, 2, 3, 4]) };
}

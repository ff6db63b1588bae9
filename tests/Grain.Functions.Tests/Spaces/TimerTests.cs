using System.Reflection;
using Azure.Data.Tables;
using Grain.Functions.Audit;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs;
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
using Grain.Functions.Tests.Epochs;
using Grain.Functions.Tests.Grants;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Webhooks.Deliveries;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Spaces;

/// <summary>Every timer of the app: that it does its work, and that a space which fails does not keep the others from theirs.</summary>
public sealed class TimerTests : IClassFixture<TimerTests.App>
{
    private static readonly DateTimeOffset LongAgo = new(2026, 10, 20, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] People = ["ada", "bob"];

    private static readonly SpaceConfig Config = new()
    {
        Epochs = new EpochSchedule { First = LongAgo },
        Credits = new CreditsConfig { Mode = CreditMode.Transfer },
    };

    /// <summary>What each is to do: what makes it due in a space, and how to see that it was done.</summary>
    private static readonly Dictionary<string, (Func<App, Space, Task> MakeDue, Func<App, Space, Task<bool>> IsDone)> Timers = new()
    {
        ["AuditSettle"] = (
            async (app, space) =>
            {
                foreach (var name in new[] { App.Broken, space.Name })
                {
                    var entry = new AuditEntry("mintGrain", app.Time.GetUtcNow() - SettleActs.Age, "a test");
                    await app.Get<Acts>().BeginAsync(name, isOfOwners: false, entry, default);
                }
            },
            async (app, space) => (await app.Get<AuditLog>().ReadAsync(space.Name, null, 1, null, default)).Page.Count == 1),
        ["LeaderboardsProject"] = (
            GrantAsync,
            async (app, space) => await new BoardStore(app.Get<StorageService>()).ReadFreshnessAsync(space.Name, default) is not null),
        ["ActivityCollect"] = (
            GrantAsync, async (app, space) =>
                (await app.Get<ActivityLedger>().Store.ReadAccountAsync(space.Name, "ada", default)).Account.Totals.Contributions == 1),
        ["EpochsSchedule"] = (
            (_, _) => Task.CompletedTask,
            async (app, space) => (await app.Get<StorageService>().Queue("epochs").PeekAsync(32))
                .Any(message => MessageQueue.TextOf(message.Body.ToString())!.Contains($"\"{space.Name}\""))),
        ["EscrowsExpire"] = (
            async (app, space) =>
            {
                app.Time.Ahead = TimeSpan.FromDays(-10);
                await app.Get<TaskCredits>().ApplyAsync(space, Credits.CreditsFixture.Spend("ada", "task", 4), maybeSeen: false, default);
                app.Time.Ahead = TimeSpan.Zero;
            },
            async (app, space) =>
                (await app.Get<CreditLedger>().ReadHeadAsync(space.Journal, "ada", default)).Totals.Refunded.ToDecimal() == 4),
        ["CreditsSweepEvents"] = (
            (app, space) => app.Get<CreditEventFeed>()
                .WriteAsync(space.Name, [new CreditEvent("evt_1", CreditEvent.Earned, app.Time.GetUtcNow().AddDays(-400), "ada")], default),
            async (app, space) =>
                !await app.Get<StorageService>().Table("events").QueryAsync(Filters.Partition(space.Name), default).AnyAsync()),
        ["DeliveriesSweep"] = (
            (app, space) =>
                app.Get<StorageService>().Table("deliveries").UpsertAsync(Delivery(app.Time.GetUtcNow().AddDays(-60)).ToRow(space.Name)),
            async (app, space) => !await app.Get<StorageService>().Table("deliveries")
                .QueryAsync($"PartitionKey ge '{space.Name}~' and PartitionKey lt '{space.Name}~9'", default).AnyAsync()),
        ["ProposalsCountRest"] = (
            ApproveAsync,
            async (app, space) => (await app.Get<ProposalBook>().FindAsync(space.Name, "p1", default))!.IsCounted
                && (await app.Get<GrantLedger>().ReadHeadAsync(space.Journal, "bob", default)).Seq == 1),
        ["SpacesEraseRest"] = (
            async (app, space) =>
                Assert.NotNull(await app.Get<SpaceDirectory>()
                    .ReplaceAsync(space, space.With(archived: true, LongAgo).Ended(LongAgo), default)),
            async (app, space) => (await app.Get<StorageService>().Queue("spaces").PeekAsync(32))
                .Any(message => MessageQueue.TextOf(message.Body.ToString())!.Contains($"\"{space.Name}\""))),
        ["UsageSweep"] = (
            (app, space) => app.Get<StorageService>().Table("usage")
                .UpsertAsync(new TableEntity(space.Name, $"{app.Time.GetUtcNow().AddDays(-500):yyyy-MM-dd}") { ["Shares"] = "{}" }),
            async (app, space) => !await app.Get<StorageService>().Table("usage")
                .QueryAsync($"{Filters.Partition(space.Name)} and RowKey lt '{app.Time.GetUtcNow().AddDays(-450):yyyy-MM-dd}'", default)
                    .AnyAsync()),
        ["TransfersSweep"] = (
            BeginTransferAsync, async (app, space) =>
                (await app.Get<GrainLedger>().ReadHeadAsync(space.Journal, "bob", default)).Totals.Balance == new GrainAmount(4)),
    };

    private readonly App app;

    public TimerTests(App app) => this.app = app;

    public static TheoryData<string> Names => [.. Timers.Keys];

    [Fact]
    public void No_timer_is_missing_here() => Assert.Equal(Timers.Keys.Order(), Functions().Select(function => function.Name).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_does_its_work_where_it_can_and_reports_where_it_cannot(string name)
    {
        var (makeDue, isDone) = Timers[name];
        var space = await app.NewSpaceAsync("whole-", Config);
        await makeDue(app, space);
        Assert.False(await isDone(app, space));

        var fault = await Assert.ThrowsAsync<AggregateException>(() => app.RunAsync(name));

        Assert.True(await isDone(app, space));
        Assert.Single(fault.InnerExceptions);
        Assert.Contains(app.Log.Events,
            each => each.Level == LogLevel.Error && each.Message.StartsWith(App.Broken, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("EpochsSchedule")]
    [InlineData("ActivityCollect")]
    public async Task It_leaves_a_space_alone_that_wants_none_of_it(string name)
    {
        var space = await app.NewSpaceAsync("still-", Config with { Enabled = false, Activity = new ActivityConfig { Enabled = false } });
        await Timers[name].MakeDue(app, space);
        await Assert.ThrowsAsync<AggregateException>(() => app.RunAsync(name));
        Assert.False(await Timers[name].IsDone(app, space));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_leaves_an_archived_space_alone(string name)
    {
        if (name is "SpacesEraseRest" or "AuditSettle") return; // its space is beyond that; what was done is told of any
        var space = await app.NewSpaceAsync("kept-", Config);
        await Timers[name].MakeDue(app, space);
        var spaces = app.Get<SpaceDirectory>();
        space = (await spaces.LookAsync(space.Name, fresh: true, default))!;
        Assert.NotNull(await spaces.ReplaceAsync(space, space.With(archived: true, app.Time.GetUtcNow()), default));
        await Assert.ThrowsAsync<AggregateException>(() => app.RunAsync(name));
        Assert.False(await Timers[name].IsDone(app, space));
    }

    [Fact]
    public async Task When_the_process_is_to_stop_no_space_is_blamed()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var log = new CapturedLog();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            app.Get<SpaceDirectory>().ForEachAsync(2, log, (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, token), stop.Token));
        Assert.Empty(log.Events);
    }

    /// <summary>
    /// The queue function that finishes what its request has begun and did not end: each of the three that a message may ask for.
    /// </summary>
    [Fact]
    public async Task What_was_begun_is_finished_from_the_queue()
    {
        var space = await app.NewSpaceAsync("whole-", Config);
        await BeginTransferAsync(app, space);
        var finish = ActivatorUtilities.CreateInstance<FinishTransfer>(app.Services);
        await finish.RunAsync($$"""{"space":"{{space.Name}}","accounts":["ada"]}""", default);
        Assert.True(await Timers["TransfersSweep"].IsDone(app, space));

        await app.Get<RegisterStore>().ChangeAsync(space.Journal, [Community.Distribution("d2", ("bob", 3))], default);
        await finish.RunAsync($$"""{"space":"{{space.Name}}","distribution":"d2"}""", default);
        Assert.Equal(new GrainAmount(7), await BalanceAsync("bob"));

        await app.Get<RegisterStore>()
            .ChangeAsync(space.Journal, [new CurrencySet(new Currency("BTC")), new AccountingSet(false)], default);
        await finish.RunAsync($$"""{"space":"{{space.Name}}","payOut":true}""", default);
        Assert.Equal(GrainAmount.Zero, await BalanceAsync("bob"));

        await Assert.ThrowsAsync<InvalidDataException>(() => finish.RunAsync("""{"space":"nowhere"}""", default));

        async Task<GrainAmount> BalanceAsync(string who) =>
            (await app.Get<GrainLedger>().ReadHeadAsync(space.Journal, who, default)).Totals.Balance;
    }

    /// <summary>What lies in the queues when a space is deleted ends without a word of complaint: nothing of it is put aside.</summary>
    [Theory]
    [InlineData("activity", """{"space":"SPACE","facts":[]}""")]
    [InlineData("credit-events",
        """{"space":"SPACE","try":1,"event":{"id":"evt_1","type":"earned","at":"2026-10-20T00:00:00Z","node":"ada"}}""")]
    [InlineData("epochs", """{"space":"SPACE","left":1}""")]
    [InlineData("grants", """{"space":"SPACE","delivery":"d","grants":[]}""")]
    [InlineData("spaces", """{"space":"SPACE","piece":9}""")]
    [InlineData("task-credits", """{"space":"SPACE","kind":"earn","nodeId":"ada","taskId":"t","amount":1}""")]
    [InlineData("transfers", """{"space":"SPACE","accounts":["ada"]}""")]
    public async Task A_message_for_a_deleted_space_ends_quietly(string queue, string text)
    {
        var space = await app.NewSpaceAsync("gone-", Config);
        Assert.NotNull(await app.Get<SpaceDirectory>().ReplaceAsync(space, space.With(archived: true, LongAgo).Ended(LongAgo), default));
        await RunMessageAsync(queue, text.Replace("SPACE", space.Name, StringComparison.Ordinal));
        if (queue != "spaces")
            await Assert.ThrowsAsync<InvalidDataException>(() =>
                RunMessageAsync(queue, text.Replace("SPACE", "nowhere", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_queue_is_missing_above() => Assert.Equal(7, Queues.All.Count);

    [Fact]
    public async Task No_epoch_of_an_archived_space_is_run_although_it_was_asked_for()
    {
        var space = await app.NewSpaceAsync("kept-", Config);
        Assert.NotNull(await app.Get<SpaceDirectory>().ReplaceAsync(space, space.With(archived: true, LongAgo), default));
        await RunMessageAsync("epochs", $$"""{"space":"{{space.Name}}","left":1}""");
        Assert.False(await app.Get<EpochStore>().ListAsync(space.Name).AnyAsync());
    }

    private Task RunMessageAsync(string queue, string text)
    {
        var (type, method) = (
            from each in typeof(SpaceDirectory).Assembly.GetTypes()
            from function in each.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            where function.GetParameters().Any(parameter => parameter.GetCustomAttribute<QueueTriggerAttribute>()?.QueueName == queue)
            select (each, function)).Single();
        // Those that look whether a message was seen before have a method that is told.
        object?[] arguments = method.GetParameters().Length == 2 ? [text, CancellationToken.None] : [text, false, CancellationToken.None];
        var run = method.GetParameters().Length == 2 ? method
            : type.GetMethod("RunAsync", BindingFlags.Instance | BindingFlags.NonPublic,
                [typeof(string), typeof(bool), typeof(CancellationToken)])!;
        return (Task)run.Invoke(ActivatorUtilities.CreateInstance(app.Services, type), arguments)!;
    }

    [Fact]
    public async Task What_a_later_version_has_written_lives_through_timers_and_epochs()
    {
        const string Written =
            """{"epochs":{"lengthDays":7,"first":"2026-10-20T00:00:00+00:00","moon":{"phase":"new"}}"""
            + ""","token":{"decimals":6,"shape":"round"}"""
            + ""","distribution":{"budgetPerEpoch":"9","policies":[{"type":"BALANCED","mood":"kind"}]}"""
            + ""","weights":{"nodes":{"grant":2},"halfLife":9},"credits":{"escrowHours":9,"bank":{"open":true}}"""
            + ""","webhooks":{"sundial":{"secrets":["0123456789abcdefghij"]}},"bees":{"hives":3}}""";
        var name = Azurite.NewName("whole-");
        await app.Get<StorageService>().Table("spaces").AddAsync(new TableEntity("spaces", name)
        {
            ["Format"] = 1,
            ["Shards"] = 1,
            ["CreatedAt"] = LongAgo,
            ["ConfigVersion"] = 1,
            ["Config"] = Written,
        });
        var space = (await app.Get<SpaceDirectory>().FindAsync(name, fresh: true, default))!;
        await GrantAsync(app, space);
        foreach (var timer in Timers.Keys)
            Assert.Single((await Assert.ThrowsAsync<AggregateException>(() => app.RunAsync(timer))).InnerExceptions);
        Assert.IsType<EpochRunOutcome.Closed>(await app.Get<EpochRunner>().RunAsync(space, default));
        Assert.Equal((1, null), await app.Get<EpochVerifier>().VerifyAsync(space, null, default));

        var http = new DefaultHttpContext { RequestServices = app.Services, Request = { RouteValues = { ["space"] = name } } };
        using var body = new MemoryStream();
        http.Response.Body = body;
        await (await ActivatorUtilities.CreateInstance<ConfigFunctions>(app.Services).ReadAsync(http.Request, default))
            .ExecuteAsync(http);
        var shown = System.Text.Encoding.UTF8.GetString(body.ToArray());
        foreach (var part in (ReadOnlySpan<string>)["\"moon\":{\"phase\":\"new\"}", "\"shape\":\"round\"", "\"mood\":\"kind\"",
            "\"halfLife\":9", "\"bank\":{\"open\":true}", "\"sundial\":{\"secrets\":[\"", "\"bees\":{\"hives\":3}"])
            Assert.Contains(part, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcdefghij", shown, StringComparison.Ordinal);

        Assert.Equal(Written, (await app.Get<StorageService>().Table("spaces").FindAsync("spaces", name))!.GetString("Config"));
        await foreach (var run in app.Get<EpochStore>().ListAsync(name))
            Assert.Equal(Written.Replace("0123456789abcdefghij", SpaceSecrets.Masked, StringComparison.Ordinal),
                System.Text.Encoding.UTF8.GetString((await app.Get<EpochStore>().GetAsync(run.Config!, default)).Span));
    }

    private static async Task GrantAsync(App app, Space space) =>
        await app.Get<GrantLedger>().AppendAsync(space.Journal, [GrantFixture.Grant("g1", "ada", 3)], default);

    /// <summary>An approval that was cut off behind the decision.</summary>
    private static async Task ApproveAsync(App app, Space space)
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

    private static async Task BeginTransferAsync(App app, Space space)
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

    private static IEnumerable<(string Name, Type Type, MethodInfo Method)> Functions() =>
        from type in typeof(SpaceDirectory).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        where method.GetParameters().Any(parameter => parameter.GetCustomAttribute<TimerTriggerAttribute>() is not null)
        select (method.GetCustomAttribute<FunctionAttribute>()!.Name, type, method);

    /// <summary>The app's slices on an account of their own, in which the first space has a row that cannot be read.</summary>
    public sealed class App : IAsyncLifetime
    {
        public const string Broken = "a-broken-one";

        private ServiceProvider services = null!;

        internal CapturedLog Log { get; } = new();

        internal ShiftedTime Time { get; } = new();

        internal IServiceProvider Services => services;

        public T Get<T>() where T : notnull => services.GetRequiredService<T>();

        public async Task InitializeAsync()
        {
            var collection = new ServiceCollection();
            collection.AddLogging(logging => logging.AddProvider(Log)).AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
                .AddSingleton<TimeProvider>(Time).AddSingleton(await Azurite.NewServiceAsync(account: Azurite.NewAccount()));
            Slices.AddTo(collection);
            services = collection.BuildServiceProvider();
            var broken = new TableEntity("spaces", Broken)
            {
                ["Format"] = 1,
                ["Shards"] = 1,
                ["CreatedAt"] = LongAgo,
                ["ConfigVersion"] = 1,
                ["Config"] = "{",
            };
            await Get<StorageService>().Table("spaces").AddAsync(broken);
            await Get<StorageService>().Table("spaces")
                .AddAsync(new TableEntity(broken) { RowKey = $"{Broken}-deleted", ["DeletedAt"] = LongAgo });
        }

        public async Task DisposeAsync() => await services.DisposeAsync();

        public async Task<Space> NewSpaceAsync(string prefix, SpaceConfig config) =>
            (await Get<SpaceDirectory>().CreateAsync(Azurite.NewName(prefix), 1, config, default)).Space;

        public Task RunAsync(string name)
        {
            var (_, type, method) = Functions().Single(function => function.Name == name);
            return (Task)method.Invoke(ActivatorUtilities.CreateInstance(services, type), [new TimerInfo(), CancellationToken.None])!;
        }
    }
}

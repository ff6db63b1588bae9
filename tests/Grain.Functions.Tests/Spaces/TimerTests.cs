using Azure.Data.Tables;
using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Spaces;

/// <summary>Every timer of the app: that it does its work, and that a space which fails does not keep the others from theirs.</summary>
public sealed class TimerTests : IClassFixture<TimerApp>
{
    private readonly TimerApp app;

    public TimerTests(TimerApp app) => this.app = app;

    public static TheoryData<string> Names => [.. DueWork.OfTimers.Keys];

    [Fact]
    public void No_timer_is_missing_here() => Assert.Equal(DueWork.OfTimers.Keys.Order(),
        TimerApp.Functions().Select(function => function.Name).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_does_its_work_where_it_can_and_reports_where_it_cannot(string name)
    {
        var (makeDue, isDone) = DueWork.OfTimers[name];
        var space = await app.NewSpaceAsync("whole-", DueWork.Config);
        await makeDue(app, space);
        Assert.False(await isDone(app, space));

        var fault = await Assert.ThrowsAsync<AggregateException>(() => app.RunAsync(name));

        Assert.True(await isDone(app, space));
        Assert.Single(fault.InnerExceptions);
        Assert.Contains(app.Log.Events,
            each => each.Level == LogLevel.Error && each.Message.StartsWith(TimerApp.Broken, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("EpochsSchedule")]
    [InlineData("EpochsRankOpen")]
    [InlineData("ActivityCollect")]
    public async Task It_leaves_a_space_alone_that_wants_none_of_it(string name)
    {
        var space =
            await app.NewSpaceAsync("still-", DueWork.Config with { Enabled = false, Activity = new ActivityConfig { Enabled = false } });
        await DueWork.OfTimers[name].MakeDue(app, space);
        await Assert.ThrowsAsync<AggregateException>(() => app.RunAsync(name));
        Assert.False(await DueWork.OfTimers[name].IsDone(app, space));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_leaves_an_archived_space_alone(string name)
    {
        if (name is "SpacesEraseRest" or "AuditSettle") return; // its space is beyond that; what was done is told of any
        var space = await app.NewSpaceAsync("kept-", DueWork.Config);
        await DueWork.OfTimers[name].MakeDue(app, space);
        var spaces = app.Get<SpaceDirectory>();
        space = (await spaces.LookAsync(space.Name, fresh: true, default))!;
        Assert.NotNull(await spaces.ReplaceAsync(space, space.With(archived: true, app.Time.GetUtcNow()), default));
        await Assert.ThrowsAsync<AggregateException>(() => app.RunAsync(name));
        Assert.False(await DueWork.OfTimers[name].IsDone(app, space));
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
            ["CreatedAt"] = DueWork.LongAgo,
            ["ConfigVersion"] = 1,
            ["Config"] = Written,
        });
        var space = (await app.Get<SpaceDirectory>().FindAsync(name, fresh: true, default))!;
        await DueWork.GrantAsync(app, space);
        foreach (var timer in DueWork.OfTimers.Keys)
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
}

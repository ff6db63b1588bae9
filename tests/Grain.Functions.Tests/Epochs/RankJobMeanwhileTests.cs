using Grain.Functions.Cred.Graph;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Jobs;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Storage;
using Xunit;
using static Grain.Functions.Tests.Epochs.JobFixture;

namespace Grain.Functions.Tests.Epochs;

/// <summary>What becomes of a space, an epoch or a setting while a ranking job is asked for, or at work.</summary>
public sealed class RankJobMeanwhileTests
{
    /// <summary>What it would put down after that, nobody would ever remove: names and cred of people.</summary>
    [Fact]
    public async Task A_space_that_is_deleted_while_a_job_ranks_has_nothing_left()
    {
        var counted = await PrepareAsync();
        await counted.RunAsync();
        var calls = new FaultInjector();
        await JobAsync(counted, calls);
        for (var call = 1; call <= calls.Operations; call++)
        {
            var fixture = await PrepareAsync();
            await fixture.RunAsync();
            var (storage, at) = (await fixture.NewStorageAsync(), call);
            var job = JobAsync(fixture, new FaultInjector
            {
                BeforeSend = async (number, _) =>
                {
                    if (number != at) return;
                    while (!await new SpaceRemains(storage).RemoveAsync(fixture.Name, default)) continue;
                },
            });
            if (await Record.ExceptionAsync(() => job) is { } fault) Assert.IsType<InvalidDataException>(fault);
            Assert.Equal(0, await storage.Container("grain").SweepAsync($"{fixture.Name}/", 100, default));
        }
    }

    [Fact]
    public async Task An_epoch_that_begins_anew_meanwhile_is_not_ranked_by_what_it_was()
    {
        var fixture = await PrepareAsync();
        await fixture.RunAsync();
        var store = new EpochStore(await fixture.NewStorageAsync());
        var cancelled = false;
        Assert.Null(await JobAsync(fixture, new FaultInjector
        {
            BeforeSend = async (_, request) =>
            {
                if (cancelled || !request.Uri.Path.Contains("/graph-", StringComparison.Ordinal)) return;
                cancelled = await store.SaveAsync((await RunOf(fixture)).Cancel(CalculationVersion.Current), default) is not null;
            },
        }));
        Assert.True(cancelled);
        await fixture.GrantAsync("late", "zoe", 9, 0);
        fixture.Time.Ahead += RankJobs.LookAfter;
        Assert.IsType<EpochRunOutcome.Waiting>(await fixture.RunAsync());
        Assert.NotNull(await JobAsync(fixture));
        await fixture.RunAllAsync();
        Assert.Contains("zoe", await fixture.EndStateAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_graph_below_a_setting_that_was_raised_is_ranked_by_the_app()
    {
        var fixture = await PrepareAsync();
        await fixture.RunAsync();
        fixture.Time.Ahead += RankJobs.LookAfter;
        Assert.IsType<EpochRunOutcome.Waiting>(await fixture.Copy(jobsAboveEdges: 2).RunAsync());
        var raised = fixture.Copy(jobsAboveEdges: 3);
        Assert.IsType<EpochRunOutcome.Closed>(await raised.RunAsync());
        Assert.Equal(await PlainAsync(), await raised.EndStateAsync());
    }

    /// <summary>The app may have failed at it time and again, until somebody gave it to jobs.</summary>
    [Fact]
    public async Task A_graph_that_was_collected_before_jobs_were_thought_of_is_left_to_them()
    {
        var fixture = await PrepareAsync();
        await fixture.RunAsync();
        var store = new EpochStore(await fixture.NewStorageAsync());
        var asked = await RunOf(fixture);
        await store.SaveAsync(asked with { RankInput = null, Error = "It was too much." }, default);
        Assert.Null(await JobAsync(fixture));
        fixture.Time.Ahead += RankJobs.LookAfter;
        Assert.IsType<EpochRunOutcome.Waiting>(await fixture.RunAsync());
        Assert.Equal(asked.RankInput, (await RunOf(fixture)).RankInput);
        Assert.NotNull(await JobAsync(fixture));
        await fixture.RunAllAsync();
        Assert.Equal(await PlainAsync(), await fixture.EndStateAsync());
    }

    [Fact]
    public async Task An_input_that_is_gone_is_told_by_app_and_job_and_the_epoch_can_begin_anew()
    {
        var expected = await PlainAsync();
        var fixture = await PrepareAsync();
        await fixture.RunAsync();
        var store = new EpochStore(await fixture.NewStorageAsync());
        await store.DeleteAsync((await RunOf(fixture)).RankInput!.Name, default);
        Assert.Contains("E2", (await Assert.ThrowsAsync<InvalidDataException>(() => JobAsync(fixture))).Message, StringComparison.Ordinal);
        fixture.Time.Ahead += RankJobs.LookAfter;
        Assert.IsType<EpochRunOutcome.Failed>(await fixture.RunAsync());
        Assert.Contains("E2", (await RunOf(fixture)).Error, StringComparison.Ordinal);

        Assert.NotNull(await store.SaveAsync((await RunOf(fixture)).Cancel(CalculationVersion.Current), default));
        fixture.Time.Ahead += TimeSpan.FromHours(2);
        Assert.IsType<EpochRunOutcome.Waiting>(await fixture.RunAsync());
        Assert.NotNull(await JobAsync(fixture));
        await fixture.RunAllAsync();
        Assert.Equal(expected, await fixture.EndStateAsync());
    }

    [Fact]
    public async Task A_job_of_an_older_build_says_so_and_puts_nothing_down()
    {
        var fixture = await PrepareAsync();
        await fixture.RunAsync();
        var store = new EpochStore(await fixture.NewStorageAsync());
        var run = await RunOf(fixture);
        var input = await new RankJobs(store, 1).ReadAsync(run, default) with { Calculation = 99 };
        var piece = await store.PutAsync(run.Space, run.Epoch.Id, "rank-input.json",
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(input, RankJson.Default.RankInput), default);
        await store.SaveAsync(run with { RankInput = piece }, default);
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => JobAsync(fixture));
        Assert.Contains("newer build", fault.Message, StringComparison.Ordinal);
        Assert.True(await new RankJobs(store, 1).IsAwaitedAsync(await RunOf(fixture), default));
    }
}

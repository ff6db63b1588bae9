using System.Diagnostics;
using Azure;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Jobs;
using Grain.Functions.Epochs.Open;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Fixtures;
using Grain.Local.CommandLine;
using Grain.Functions.Tests.Storage;
using Xunit;
using static Grain.Functions.Tests.Epochs.JobFixture;

namespace Grain.Functions.Tests.Epochs;

/// <summary>An epoch whose graph is ranked elsewhere: it waits, takes what a job made, and ends as if the app had ranked it.</summary>
public sealed class RankJobTests
{
    [Fact]
    public async Task An_epoch_waits_for_a_job_and_ends_as_if_the_app_had_ranked_it()
    {
        var expected = await PlainAsync();
        var fixture = await PrepareAsync();
        var waiting = Assert.IsType<EpochRunOutcome.Waiting>(await fixture.RunAsync());
        Assert.Equal(fixture.Time.GetUtcNow() + RankJobs.LookAfter, waiting.Until, TimeSpan.FromMinutes(1));
        var run = await RunOf(fixture);
        Assert.Equal((EpochStage.Collected, null), (run.Stage, run.Owner));
        Assert.Contains("waits for a ranking job", run.Error, StringComparison.Ordinal);

        Assert.Equal("2024-01-07", (await JobAsync(fixture))!.Value.Epoch.Id);
        Assert.Null(await JobAsync(fixture));
        fixture.Time.Ahead += RankJobs.LookAfter;
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        Assert.Equal(expected, await fixture.EndStateAsync());
        Assert.Null((await RunOf(fixture)).RankInput);
        Assert.Null(await JobAsync(fixture));
    }

    [Theory]
    [InlineData(Fault.NotSent)]
    [InlineData(Fault.AnswerLost)]
    [InlineData(Fault.DiesAfter)]
    public async Task A_job_or_an_app_that_is_cut_at_any_call_leaves_what_the_next_one_goes_on_from(Fault fault)
    {
        var expected = await PlainAsync();
        var (ofJob, ofApp) = (new FaultInjector(), new FaultInjector());
        var counted = await PrepareAsync();
        await counted.RunAsync(ofApp);
        await JobAsync(counted, ofJob);
        for (var call = 1; call <= Math.Max(ofJob.Operations, ofApp.Operations); call++)
        {
            var fixture = await PrepareAsync();
            await CutAsync(faults => fixture.RunAsync(faults, withRetries: false), call, fault);
            await WaitsAsync(fixture);
            await CutAsync(faults => JobAsync(fixture, faults, withRetries: false), call, fault);
            await JobAsync(fixture);
            fixture.Time.Ahead += RankJobs.LookAfter;
            await CutAsync(faults => fixture.RunAsync(faults, withRetries: false), call, fault);
            await fixture.RunAllAsync();
            Assert.Equal(expected, await fixture.EndStateAsync());
        }
    }

    [Fact]
    public async Task Jobs_and_apps_at_once_end_in_one_state()
    {
        var expected = await PlainAsync();
        var fixture = await PrepareAsync();
        await fixture.RunAsync();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => JobAsync(fixture)));
        fixture.Time.Ahead += RankJobs.LookAfter;
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => fixture.RunAsync()).Append<Task>(JobAsync(fixture)));
        await fixture.RunAllAsync();
        Assert.Equal(expected, await fixture.EndStateAsync());
    }

    [Fact]
    public async Task A_result_of_another_input_is_never_taken()
    {
        var fixture = await PrepareAsync();
        await fixture.RunAsync();
        await JobAsync(fixture);
        var store = new EpochStore(await fixture.NewStorageAsync());
        var old = await RunOf(fixture);
        await store.SaveAsync(old.Cancel(CalculationVersion.Current), default);
        await fixture.GrantAsync("late", "zoe", 9, 0);
        fixture.Time.Ahead += RankJobs.LookAfter;

        Assert.IsType<EpochRunOutcome.Waiting>(await fixture.RunAsync());
        var run = await RunOf(fixture);
        Assert.NotEqual(old.RankInput, run.RankInput);
        // Also where somebody put it under the new one's name.
        var jobs = new RankJobs(store, 1);
        var result = (await jobs.FindAsync(old, default))!;
        await jobs.FinishAsync(run, result, default);
        fixture.Time.Ahead += RankJobs.LookAfter;
        Assert.IsType<EpochRunOutcome.Waiting>(await fixture.RunAsync());

        Assert.NotNull(await JobAsync(fixture));
        fixture.Time.Ahead += RankJobs.LookAfter;
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        Assert.Contains("zoe", await fixture.EndStateAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"input":"x"}""")]
    [InlineData("""{"input":"INPUT","scores":{"name":"elsewhere/scores","hash":"00"},"flow":{"name":"elsewhere/flow","hash":"00"}}""")]
    [InlineData("""{"input":"INPUT","scores":{"name":"HERE/scores","hash":"00"},"flow":{"name":"HERE/flow","hash":"00"}}""")]
    public async Task A_damaged_result_is_made_again(string bytes)
    {
        var expected = await PlainAsync();
        var fixture = await PrepareAsync();
        await fixture.RunAsync();
        var (storage, run) = (await fixture.NewStorageAsync(), await RunOf(fixture));
        await storage.Container("grain").UploadAsync(
            $"{fixture.Name}/epochs/{run.Epoch.Id}/ranked-{run.RankInput!.Hash[..32]}",
            System.Text.Encoding.UTF8.GetBytes(bytes.Replace("INPUT", run.RankInput.Hash, StringComparison.Ordinal)
                .Replace("HERE", $"{fixture.Name}/epochs/{run.Epoch.Id}", StringComparison.Ordinal)));
        fixture.Time.Ahead += RankJobs.LookAfter;
        Assert.IsType<EpochRunOutcome.Waiting>(await fixture.RunAsync());
        Assert.NotNull(await JobAsync(fixture));
        await fixture.RunAllAsync();
        Assert.Equal(expected, await fixture.EndStateAsync());
    }

    [Fact]
    public async Task A_job_that_never_comes_stops_no_other_space_and_an_app_that_asks_none_ranks_itself()
    {
        var fixture = await PrepareAsync();
        var other = new EpochFixture { JobsAboveEdges = 1000 };
        await other.CreateAsync(epochsDue: 1);
        await other.GrantAsync("g", "ada", 1, 0);
        for (var day = 0; day < 3; day++, fixture.Time.Ahead += TimeSpan.FromDays(1))
            Assert.IsType<EpochRunOutcome.Waiting>(await fixture.RunAsync());
        Assert.IsType<EpochRunOutcome.Closed>(await other.RunAsync());

        var without = fixture.Copy();
        Assert.IsType<EpochRunOutcome.Closed>(await without.RunAsync());
        Assert.Equal(await PlainAsync(), await without.EndStateAsync());
    }

    [Fact]
    public async Task The_open_epoch_of_such_a_graph_is_not_ranked_and_says_so()
    {
        var fixture = await PrepareAsync();
        await fixture.RunAsync();
        await JobAsync(fixture);
        await fixture.RunAllAsync();
        await fixture.GrantAsync("open", "ada", 1, 1);
        var refused = Assert.IsType<OpenOutcome.Refused>(await fixture.RankOpenAsync());
        Assert.Contains("ranking job", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_job_cannot_rank_is_told_where_people_look_and_tried_again()
    {
        var fixture = await PrepareAsync();
        await fixture.RunAsync();
        var (store, run) = (new EpochStore(await fixture.NewStorageAsync()), await RunOf(fixture));
        await new RankJobs(store, 1).FinishAsync(
            run, new RankResult(run.RankInput!.Hash, null, null, null) { Error = "it is broken" }, default);
        fixture.Time.Ahead += RankJobs.LookAfter;
        Assert.IsType<EpochRunOutcome.Failed>(await fixture.RunAsync());
        Assert.Contains("it is broken", (await RunOf(fixture)).Error, StringComparison.Ordinal);
        Assert.NotNull(await JobAsync(fixture));
        fixture.Time.Ahead += TimeSpan.FromHours(2);
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
    }

    [Fact]
    public async Task A_process_of_its_own_that_is_killed_half_way_and_started_again_makes_the_same_bits()
    {
        var expected = await PlainAsync();
        var fixture = await PrepareAsync();
        await fixture.RunAsync();
        var storage = await fixture.ConnectionStringAsync();
        var (isHalfWay, isKilled) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using (var wire = await CuttingProxy.StartAsync(storage, ComesToFlowAsync, _ => { }))
        {
            using var killed = Start(fixture.Name, wire.ConnectionString);
            await Task.WhenAny(isHalfWay.Task, killed.WaitForExitAsync());
            Assert.True(isHalfWay.Task.IsCompleted);
            killed.Kill();
            await killed.WaitForExitAsync();
            isKilled.SetResult();
        }

        fixture.Time.Ahead += RankJobs.LookAfter;
        Assert.IsType<EpochRunOutcome.Waiting>(await fixture.RunAsync());
        Assert.Contains("is archived: it is read only", await RankArchivedAsync(fixture, storage), StringComparison.Ordinal);
        // Of all spaces; one of them cannot be read, and stops no other.
        await (await fixture.NewStorageAsync()).Table("spaces").TryWriteAsync(new("spaces", "broken") { ["Format"] = 99 }, null, default);
        var (code, said, error) = await CommandLine.GrainAsync(storage, "rank-job");
        Assert.Equal(Faults.Failed, code);
        Assert.StartsWith("grain: broken: ", error, StringComparison.Ordinal);
        Assert.StartsWith($"{fixture.Name}: 2024-01-07 is ranked, 3 edges", said, StringComparison.Ordinal);
        fixture.Time.Ahead += RankJobs.LookAfter;
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        Assert.Equal(expected, await fixture.EndStateAsync());

        // The scores are there by then, and what explains them is not.
        async Task<bool> ComesToFlowAsync(StorageRequest request)
        {
            if (request.Method != "PUT" || !request.Target.Contains("flow-", StringComparison.Ordinal)) return false;
            isHalfWay.TrySetResult();
            await isKilled.Task;
            return true;
        }
    }

    /// <summary>What a job says of the space while it is archived; then the space is open again.</summary>
    private static async Task<string> RankArchivedAsync(EpochFixture fixture, string storage)
    {
        var spaces = new SpaceDirectory(await fixture.NewStorageAsync(), fixture.Time);
        var archived = await TurnAsync(await spaces.ListAsync().SingleAsync(), true);
        var (code, said, error) = await CommandLine.GrainAsync(storage, "rank-job", "--space", fixture.Name);
        Assert.Equal((Faults.Failed, ""), (code, said));
        await TurnAsync(archived, false);
        return error;

        async Task<Space> TurnAsync(Space space, bool isArchived) =>
            (await spaces.ReplaceAsync(space, space.With(isArchived, fixture.Time.GetUtcNow()), default))!;
    }

    private static Process Start(string space, string storage)
    {
        var tool = Path.Combine(AppContext.BaseDirectory, "Grain.Local.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [tool, "rank-job", "--space", space])
        {
            Environment = { ["AzureWebJobsStorage"] = storage },
        })!;
    }

    private static async Task CutAsync(Func<FaultInjector, Task> act, int call, Fault fault)
    {
        try
        {
            await act(new FaultInjector().FailAt(call, fault));
        }
        catch (Exception e) when (e is RequestFailedException or ProcessDiedException)
        {
            // the process is gone; the next one goes on
        }
    }

    private static async Task WaitsAsync(EpochFixture fixture)
    {
        while ((await RunOf(fixture)) is not { Owner: null, RankInput: not null })
        {
            fixture.Time.Ahead += TimeSpan.FromMinutes(5);
            await fixture.RunAsync();
        }
    }
}

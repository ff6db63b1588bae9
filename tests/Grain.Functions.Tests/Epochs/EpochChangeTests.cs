using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces.Calendar;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>A changed calendar at every stage of a run, two runners with different calendars, and runs that fail.</summary>
public sealed class EpochChangeTests : IAsyncLifetime
{
    private readonly EpochFixture fixture = new();
    private StorageService storage = null!;
    private EpochStore store = null!;

    public async Task InitializeAsync()
    {
        await fixture.CreateAsync(epochsDue: 3);
        await fixture.GrantAsync("g1", "ada", 7, 0);
        await fixture.GrantAsync("g2", "bob", 3, 1);
        storage = await fixture.NewStorageAsync();
        store = new EpochStore(storage);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(EpochStage.Claimed)]
    [InlineData(EpochStage.Collected)]
    [InlineData(EpochStage.Allocated)]
    [InlineData(EpochStage.Distributed)]
    public async Task An_epoch_that_has_begun_keeps_its_bounds_and_the_next_one_begins_where_it_ends(EpochStage stage)
    {
        await CutAtAsync(stage);
        await fixture.ConfigureAsync(config => config with { Epochs = config.Epochs with { TimeZone = "Europe/Vienna", LengthDays = 3 } });

        await fixture.RunAllAsync();

        var runs = await RunsAsync();
        Assert.Equal(("2024-01-07", 7 * 1440), (runs[0].Epoch.Id, runs[0].Epoch.Minutes));
        await AssertAllIsWellAsync(runs);
    }

    [Fact]
    public async Task One_that_was_cancelled_begins_anew_under_another_calendar_and_is_closed()
    {
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        await CutAtAsync(EpochStage.Ranked);
        await store.SaveAsync((await RunsAsync())[^1].Cancel(CalculationVersion.Current), default);
        await fixture.ConfigureAsync(config => config with { Epochs = config.Epochs with { TimeZone = "Europe/Vienna" } });

        await fixture.RunAllAsync();

        await AssertAllIsWellAsync(await RunsAsync());
    }

    [Fact]
    public async Task A_space_that_two_epochs_at_one_instant_block_comes_free()
    {
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        var start = (await RunsAsync())[0].Epoch.End;
        // As an earlier build left them: one was cancelled, the other begun after the zone was changed, and none named in the books.
        await LeftAsync(new Epoch("2024-01-14", start, start.AddDays(7)), EpochStage.Claimed);
        await LeftAsync(new Epoch("2024-01-14T0100", start, start.AddHours(23)), EpochStage.Claimed);
        await fixture.ConfigureAsync(config => config with { Epochs = config.Epochs with { TimeZone = "Europe/Vienna" } });

        await fixture.RunAllAsync();

        var runs = await RunsAsync();
        Assert.Equal(["2024-01-07", "2024-01-14"], runs.Take(2).Select(run => run.Epoch.Id));
        await AssertAllIsWellAsync(runs);
    }

    [Fact]
    public async Task An_id_that_is_taken_is_not_given_again()
    {
        await fixture.ConfigureAsync(config =>
            config with { Epochs = config.Epochs with { TimeZone = "Pacific/Kiritimati", LengthDays = 1 } });
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        await fixture.ConfigureAsync(config => config with { Epochs = config.Epochs with { TimeZone = "Pacific/Honolulu" } });
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        Assert.Equal(["2024-01-07", "2024-01-07T0001"], (await RunsAsync()).Select(run => run.Epoch.Id));
        // Rows of before may have ids that are not in order.
        await LeftAsync(new Epoch("2024-01-08", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1)), EpochStage.Closed);
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        Assert.NotNull(await store.FindAsync(fixture.Name, "2024-01-08T0001", default));
    }

    [Fact]
    public async Task Two_runners_that_see_different_calendars_begin_one_epoch_and_pay_once()
    {
        var slow = fixture.Space;
        await fixture.ConfigureAsync(config => config with { Epochs = config.Epochs with { TimeZone = "Europe/Vienna", LengthDays = 1 } });
        var (faults, overtook) = (new FaultInjector(), false);
        faults.BeforeSend = async (_, request) =>
        {
            if (overtook || !request.Uri.ToString().Contains("$batch", StringComparison.Ordinal)) return;
            overtook = true;
            await fixture.RunAsync();
        };

        Assert.IsType<EpochRunOutcome.Overtaken>(await fixture.Runner(await fixture.NewStorageAsync(faults)).RunAsync(slow, default));

        Assert.True(overtook);
        Assert.Single(await RunsAsync());
        await fixture.RunAllAsync();
        await AssertAllIsWellAsync(await RunsAsync());
    }

    [Fact]
    public async Task An_epoch_that_a_changed_schedule_cuts_short_has_the_budget_in_proportion_to_its_length()
    {
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        await fixture.ConfigureAsync(config =>
            config with { Epochs = config.Epochs with { Anchor = new DateTime(2024, 1, 16, 0, 0, 0, DateTimeKind.Unspecified) } });
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());

        var runs = await RunsAsync();
        Assert.Equal(["1000000000000000000000", "285714285714285714285", "1000000000000000000000"],
            await Task.WhenAll(runs.Select(PaidAsync)));
        await AssertAllIsWellAsync(runs);
    }

    [Fact]
    public async Task One_that_cannot_go_on_says_why_waits_longer_each_time_and_goes_on_when_the_cause_is_gone()
    {
        await CutAtAsync(EpochStage.Collected);
        var piece = (await RunsAsync())[0].Graph!;
        var good = await store.GetAsync(piece, default);
        await storage.Container("grain").UploadAsync(piece.Name, "{}"u8.ToArray());
        var waits = new List<double>();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var failed = Assert.IsType<EpochRunOutcome.Failed>(await fixture.RunAsync());
            Assert.Contains(piece.Name, (await RunsAsync())[0].Error, StringComparison.Ordinal);
            Assert.IsType<EpochRunOutcome.Waiting>(await fixture.RunAsync()); // and does not try again at once
            waits.Add(Math.Round((failed.Until - fixture.Time.GetUtcNow()).TotalMinutes));
            fixture.Time.Ahead += TimeSpan.FromMinutes(waits[^1]) + TimeSpan.FromSeconds(1);
        }

        Assert.Equal([4, 8, 16], waits);
        Assert.Equal(4, (await RunsAsync())[0].Attempts);
        await storage.Container("grain").UploadAsync(piece.Name, good);
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        Assert.Null((await RunsAsync())[0].Error);
    }

    [Fact]
    public void Every_reason_that_does_not_pass_by_itself_is_told_and_storage_that_is_away_is_not()
    {
        Assert.All(
            [new CredRankException("k", "m"), new OverflowException(), new InvalidDataException(), new ArgumentException("m"),
                new KeyNotFoundException(), new System.Text.Json.JsonException(), new Azure.RequestFailedException(403, "no")],
            (Exception e) => Assert.False(EpochFailure.IsPassing(e)));
        Assert.All([new OperationCanceledException(), new Azure.RequestFailedException(503, "away"),
            new Azure.RequestFailedException(0, "no answer")], (Exception e) => Assert.True(EpochFailure.IsPassing(e)));
        Assert.DoesNotContain("geheim", EpochFailure.Describe(new InvalidOperationException("AccountKey=geheim;")),
            StringComparison.Ordinal);
        Assert.Equal([2, 4, 8, 16, 32, 64, 64], Enumerable.Range(1, 7).Select(attempt => EpochFailure.WaitAfter(attempt).TotalMinutes));
    }

    /// <summary>Runs the next epoch until it has entered a stage; then the process is gone, and its lease over.</summary>
    private async Task CutAtAsync(EpochStage stage)
    {
        var faults = new FaultInjector();
        faults.BeforeSend = async (_, request) =>
        {
            if (request.Method.Method != "GET" && (await RunsAsync()).LastOrDefault(run => run.Stage != EpochStage.Closed)?.Stage == stage)
                throw new ProcessDiedException();
        };
        await Assert.ThrowsAnyAsync<Exception>(() => fixture.RunAsync(faults, withRetries: false));
        Assert.Equal(stage, (await RunsAsync())[^1].Stage);
        fixture.Time.Ahead += TimeSpan.FromMinutes(3);
    }

    private async Task LeftAsync(Epoch epoch, EpochStage stage)
    {
        var now = fixture.Time.GetUtcNow();
        Assert.NotNull(await store.SaveAsync(new EpochRun
        {
            Space = fixture.Name,
            Epoch = epoch,
            Stage = stage,
            StartedAt = now,
            StageAt = now,
            LeaseUntil = now
        }, default));
    }

    private async Task<List<EpochRun>> RunsAsync()
    {
        var runs = new List<EpochRun>();
        await foreach (var run in store.ListAsync(fixture.Name)) runs.Add(run);
        return runs;
    }

    private async Task<string> PaidAsync(EpochRun run) =>
        EpochWork.ReadStatement(await store.GetAsync(run.Statement!, default)).Paid.ToString();

    /// <summary>All are closed and adjoin, and what was paid is proven.</summary>
    private async Task AssertAllIsWellAsync(List<EpochRun> runs)
    {
        Assert.All(runs.Zip(runs.Skip(1)), pair => Assert.Equal(pair.First.Epoch.End, pair.Second.Epoch.Start));
        await fixture.EndStateAsync();
        Assert.Equal((runs.Count, null),
            await new EpochVerifier(store, new GrainLedger(storage, fixture.Time)).VerifyAsync(fixture.Space, null, default));
        Assert.True(runs[^1].Epoch.End > fixture.Time.GetUtcNow().AddDays(-7));
    }
}

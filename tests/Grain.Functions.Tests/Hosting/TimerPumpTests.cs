using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using Grain.Functions.Hosting;
using Grain.Functions.Tests.Storage;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>The standalone timer pump: the clock is the test's, the lease and the status are the emulator's.</summary>
public sealed class TimerPumpTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 10, 2, 30, TimeSpan.Zero);

    private readonly ManualTimeProvider time = new(Start);
    private readonly CapturedLog log = new();
    private readonly ConcurrentQueue<(DateTimeOffset At, bool IsPastDue)> firings = new();
    private readonly List<(CancellationTokenSource Stop, Task Run)> pumps = [];
    private BlobContainerClient container = null!;

    public async Task InitializeAsync() => container = (await Azurite.NewServiceAsync()).BlobContainer(Azurite.NewName("timers"));

    public async Task DisposeAsync()
    {
        foreach (var pump in this.pumps) await StopAsync(pump);
    }

    [Fact]
    public async Task It_fires_at_its_times()
    {
        Run("0 */5 * * * *");
        await WaitingForAsync(TimeSpan.FromSeconds(150));
        this.time.Advance(TimeSpan.FromSeconds(149));
        Assert.Empty(this.firings);
        this.time.Advance(TimeSpan.FromSeconds(1));
        await FiredAsync(1);
        await WaitingForAsync(TimeSpan.FromMinutes(5));
        this.time.Advance(TimeSpan.FromMinutes(5));
        await FiredAsync(2);
        Assert.Equal([(At("10:05"), false), (At("10:10"), false)], this.firings);
    }

    [Fact]
    public async Task Runs_do_not_overlap_and_a_time_that_passes_meanwhile_is_skipped()
    {
        var finish = new TaskCompletionSource();
        Run("0 */5 * * * *", () => finish.Task);
        await WaitingForAsync(TimeSpan.FromSeconds(150));
        this.time.Advance(TimeSpan.FromSeconds(150));
        await FiredAsync(1);
        this.time.Advance(TimeSpan.FromMinutes(7)); // 10:12, and 10:10 has passed
        finish.SetResult();
        await WaitingForAsync(TimeSpan.FromMinutes(3));
        Assert.Single(this.firings);
    }

    [Fact]
    public async Task A_run_that_fails_is_logged_and_the_next_one_comes()
    {
        Run("0 */5 * * * *", () => throw new InvalidOperationException("bad run"));
        await WaitingForAsync(TimeSpan.FromSeconds(150));
        this.time.Advance(TimeSpan.FromSeconds(150));
        await WaitingForAsync(TimeSpan.FromMinutes(5));
        Assert.Single(log.Events, logged => logged.Level == LogLevel.Error);
        this.time.Advance(TimeSpan.FromMinutes(5));
        await FiredAsync(2);
    }

    [Fact]
    public async Task Of_two_processes_one_fires_and_the_other_takes_over_when_it_stops()
    {
        var first = Run("0 */5 * * * *");
        await WaitingForAsync(TimeSpan.FromSeconds(150));
        Run("0 */5 * * * *");
        await WaitingForAsync(TimerOwnership.Duration / 3, count: 2); // the first one's renewal, the second one's next look
        this.time.Advance(TimeSpan.FromSeconds(150));
        await FiredAsync(1);
        await WaitingForAsync(TimeSpan.FromMinutes(5));

        await StopAsync(first);
        this.time.Advance(TimerOwnership.Duration);
        await WaitingForAsync(TimeSpan.FromMinutes(5) - TimerOwnership.Duration);
        this.time.Advance(TimeSpan.FromMinutes(5) - TimerOwnership.Duration);
        await FiredAsync(2);
        Assert.Equal([(At("10:05"), false), (At("10:10"), false)], this.firings);
    }

    [Fact]
    public async Task A_time_that_was_missed_while_nothing_ran_is_made_up_once()
    {
        var first = Run("0 0 * * * *");
        await WaitingForAsync(At("11:00") - Start);
        await StopAsync(first);
        this.time.Advance(TimeSpan.FromHours(3)); // 13:02:30
        Run("0 0 * * * *");
        await FiredAsync(1);
        await WaitingForAsync(At("14:00") - this.time.GetUtcNow());
        Assert.Equal([(this.time.GetUtcNow(), true)], this.firings);
    }

    [Fact]
    public async Task Without_a_monitor_nothing_is_made_up()
    {
        var first = Run("0 0 * * * *", useMonitor: false);
        await WaitingForAsync(At("11:00") - Start);
        await StopAsync(first);
        this.time.Advance(TimeSpan.FromHours(3));
        Run("0 0 * * * *", useMonitor: false);
        await WaitingForAsync(At("14:00") - this.time.GetUtcNow());
        Assert.Empty(this.firings);
    }

    [Fact]
    public async Task A_broken_status_is_no_status()
    {
        await container.CreateAsync();
        await container.UploadBlobAsync("timers/Tick.status", new BinaryData("not json"));
        Run("0 0 * * * *");
        await WaitingForAsync(At("11:00") - Start);
        Assert.Empty(this.firings);
    }

    [Fact]
    public async Task Run_on_startup_is_honoured()
    {
        Run("0 0 * * * *", runOnStartup: true);
        await FiredAsync(1);
        await WaitingForAsync(At("11:00") - Start);
        Assert.Equal([(Start, false)], this.firings);
    }

    private static DateTimeOffset At(string time) =>
        new(2026, 11, 21, int.Parse(time[..2], System.Globalization.CultureInfo.InvariantCulture), int.Parse(time[3..], System.Globalization.CultureInfo.InvariantCulture), 0, TimeSpan.Zero);

    private static async Task StopAsync((CancellationTokenSource Stop, Task Run) pump)
    {
        await pump.Stop.CancelAsync();
        await pump.Run;
    }

    private (CancellationTokenSource Stop, Task Run) Run(string schedule, Func<Task>? work = null, bool runOnStartup = false, bool useMonitor = true)
    {
        var function = new TimerFunction("Tick", (invocation, _) =>
        {
            this.firings.Enqueue((this.time.GetUtcNow(), invocation.IsPastDue));
            return work?.Invoke() ?? Task.CompletedTask;
        });
        var pump = new TimerPump(function, new TimerTrigger("timer", schedule, runOnStartup, useMonitor), container, new HostSettings(), this.time, log);
        var stop = new CancellationTokenSource();
        var run = (stop, Task.Run(() => pump.RunAsync(stop.Token, CancellationToken.None)));
        this.pumps.Add(run);
        return run;
    }

    private Task WaitingForAsync(TimeSpan wait, int count = 1) => Eventually.HoldsAsync(() => this.time.Waiting.Count(timer => timer == wait) >= count, $"a wait of {wait}");

    private Task FiredAsync(int times) => Eventually.HoldsAsync(() => firings.Count >= times, $"{times} firings");
}

using Grain.Functions.Cred.Graph;
using Azure;
using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;
using Xunit.Abstractions;

namespace Grain.Functions.Tests.Epochs;

/// <summary>
/// The proof by exhaustion: an epoch makes N calls to storage; it is run with a fault at each of them in turn, then once more
/// without. The end state is the same every time, to the byte. One of the people has two ids, one is not active.
/// </summary>
public sealed class EpochCrashTests(ITestOutputHelper output)
{
    /// <summary>The same each time, so that it is made once.</summary>
    private static readonly Lazy<Task<EpochFixture>> InMemory = new(() => MakeAsync(MemoryAccount.New()));

    [Theory]
    [InlineData(Fault.NotSent)]
    [InlineData(Fault.AnswerLost)]
    [InlineData(Fault.DiesBefore)]
    [InlineData(Fault.DiesAfter)]
    public async Task An_epoch_cut_at_any_call_and_run_again_ends_in_the_same_state(Fault fault)
    {
        var counter = new FaultInjector();
        var expected = await PlainAsync(counter);
        var calls = counter.Operations;
        for (var call = 1; call <= calls; call++)
        {
            var fixture = await PrepareAsync(call);
            var faults = new FaultInjector().FailAt(call, fault);
            try
            {
                await fixture.RunAsync(faults, withRetries: false);
            }
            catch (Exception e) when (e is RequestFailedException or ProcessDiedException)
            {
                // the process is gone; another one takes over when the lease has expired
            }

            Assert.Equal(1, faults.Faults);
            await fixture.RunAllAsync();
            Assert.Equal(expected, await fixture.EndStateAsync());
        }

        output.WriteLine($"{calls} calls, {calls} faults of the kind {fault}, one end state");
    }

    [Fact]
    public async Task With_lost_answers_at_any_call_and_retries_on_one_run_is_enough()
    {
        var counter = new FaultInjector();
        var expected = await PlainAsync(counter);
        for (var call = 1; call <= counter.Operations; call++)
        {
            var fixture = await PrepareAsync(call);
            Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync(new FaultInjector().FailAt(call, Fault.AnswerLost)));
            Assert.Equal(expected, await fixture.EndStateAsync());
        }
    }

    [Fact]
    public async Task Two_runners_at_once_close_an_epoch_once()
    {
        var expected = await PlainAsync(new FaultInjector());
        for (var race = 1; race <= 5; race++)
        {
            var fixture = await PrepareAsync(race);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => fixture.RunAsync()));
            Assert.True(outcomes.Count(outcome => outcome is EpochRunOutcome.Closed) <= 1);
            await fixture.RunAllAsync();
            Assert.Equal(expected, await fixture.EndStateAsync());
        }
    }

    [Fact]
    public async Task A_slow_runner_whose_lease_was_taken_over_spoils_nothing()
    {
        var fixture = await PrepareAsync(1);
        var expected = await PlainAsync(new FaultInjector());
        var faults = new FaultInjector();
        var overtook = false;
        faults.BeforeSend = async (_, request) =>
        {
            // Just before the slow one pays, the fast one takes over and does everything.
            if (overtook || !request.Uri.ToString().Contains("$batch", StringComparison.Ordinal)) return;
            overtook = true;
            fixture.Time.Ahead += TimeSpan.FromMinutes(3);
            await fixture.RunAllAsync();
        };

        var slow = await fixture.RunAsync(faults);

        Assert.True(overtook);
        Assert.IsType<EpochRunOutcome.Overtaken>(slow);
        Assert.Equal(expected, await fixture.EndStateAsync());
    }

    [Fact]
    public async Task A_run_cancelled_at_any_moment_before_it_allocates_begins_anew_and_ends_the_same()
    {
        var counter = new FaultInjector();
        var expected = await PlainAsync(counter);
        var cancelled = 0;
        for (var call = 1; call <= counter.Operations; call++)
        {
            var fixture = await PrepareAsync(call);
            var faults = new FaultInjector();
            faults.BeforeSend = async (number, _) =>
            {
                if (number != call) return;
                var store = new EpochStore(await fixture.NewStorageAsync());
                if (await store.FindAsync(fixture.Name, "2024-01-07", default) is not { Stage: < EpochStage.Allocated } run) return;
                Assert.NotNull(await store.SaveAsync(run.Cancel(CalculationVersion.Current), default));
                cancelled++;
            };
            await fixture.RunAsync(faults);
            await fixture.RunAllAsync();
            Assert.Equal(expected, await fixture.EndStateAsync());
        }

        Assert.True(cancelled > 5);
    }

    private static async Task<string> PlainAsync(FaultInjector counter)
    {
        var fixture = (await InMemory.Value).Copy();
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync(counter, withRetries: false));
        return await fixture.EndStateAsync();
    }

    private static async Task<EpochFixture> PrepareAsync(int number) =>
        MemoryAccount.IsEmulated(number) ? await MakeAsync(Azurite.NewAccount()) : (await InMemory.Value).Copy();

    private static async Task<EpochFixture> MakeAsync(string account)
    {
        var fixture = new EpochFixture(account);
        await fixture.CreateAsync(epochsDue: 1);
        await fixture.GrantAsync("g1", "ada", 5, 0);
        await fixture.GrantAsync("g2", "bob", 3, 0);
        await fixture.GrantAsync("g3", "eve", 1, 0);
        await fixture.GrantAsync("g4", "github/eve", 1, 0);
        await fixture.GrantAsync("g5", "max", 1, 0);
        await fixture.IdentifyAsync(
            new IdentityCreated("eve", "eve", "USER"), new ActivitySet("eve", true), new AliasAdded("eve", "github/eve"),
            new IdentityCreated("max", "max", "USER"));
        return fixture;
    }
}

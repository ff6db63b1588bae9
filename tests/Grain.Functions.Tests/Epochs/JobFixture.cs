using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Jobs;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces.Calendar;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>An epoch that is left to ranking jobs, and the jobs.</summary>
internal static class JobFixture
{
    private static readonly Lazy<Task<EpochFixture>> Made = new(MakeAsync);

    /// <summary>A ranking job, as a process of its own would do it.</summary>
    public static async Task<(Epoch Epoch, int Edges, string? Error)?> JobAsync(
        EpochFixture fixture, FaultInjector? faults = null, bool withRetries = true)
    {
        var store = new EpochStore(await fixture.NewStorageAsync(faults, withRetries));
        return await new RankJob(store, new RankJobs(store, 0)).RunAsync(fixture.Name, default);
    }

    /// <summary>The run of the epoch as it is stored; one that is not begun yet if there is none.</summary>
    public static async Task<EpochRun> RunOf(EpochFixture fixture) =>
        await new EpochStore(await fixture.NewStorageAsync()).FindAsync(fixture.Name, "2024-01-07", default)
        ?? new EpochRun { Space = fixture.Name, Epoch = new Epoch("2024-01-07", default, default), Stage = EpochStage.Claimed, Owner = "" };

    /// <summary>What comes of the epoch where the app ranks it itself.</summary>
    public static async Task<string> PlainAsync()
    {
        var fixture = (await Made.Value).Copy();
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        return await fixture.EndStateAsync();
    }

    /// <summary>A space of which an epoch is due, whose graph is left to jobs.</summary>
    public static async Task<EpochFixture> PrepareAsync() => (await Made.Value).Copy(jobsAboveEdges: 1);

    private static async Task<EpochFixture> MakeAsync()
    {
        var fixture = new EpochFixture(MemoryAccount.New());
        await fixture.CreateAsync(epochsDue: 1);
        await fixture.GrantAsync("g1", "ada", 5, 0);
        await fixture.GrantAsync("g2", "bob", 3, 0);
        await fixture.GrantAsync("g3", "eve", 1, 0);
        return fixture;
    }
}

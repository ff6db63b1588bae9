using Grain.Functions.Benchmarks.Fuzz;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Grain.Functions.Tests.Access;

/// <summary>Hostile callers of all roles at two tenants: <c>bench fuzz</c> with fewer requests, on storage in memory.</summary>
public sealed class ApiFuzzTests
{
    private const int Requests = 5_000;
    private const int AtOnce = 8;

    /// <summary>So many operations are reached at least; what a run succeeds with depends on the order in which things happen.</summary>
    private const int SucceededMin = 90;

    [Fact]
    public async Task Nothing_breaks_nothing_is_told_nothing_crosses_and_all_is_whole_afterwards()
    {
        var storage = await Azurite.NewServiceAsync(account: MemoryAccount.New());
        await using var host = await TestHost.StartAsync(await Azurite.ConnectionStringAsync(Azurite.NewAccount()),
            new Dictionary<string, string> { ["AzureWebJobs_EpochsSchedule_Disabled"] = "true" },
            app => app.Services.AddSingleton(storage));
        var run = new FuzzRun(host, storage, new FuzzQueues(host, storage, byHand: true), TestHost.OwnerKey, seed: 19);
        var report = await run.RunAsync(Requests, AtOnce, _ => { }, default);
        Assert.Empty(report.Faults);
        Assert.Equal(Requests, report.Requests);
        Assert.True(report.Succeeded.Count >= SucceededMin, $"never answered with success: {string.Join(", ", report.Missed)}");
    }
}

using Grain.Functions.Benchmarks.Fuzz;
using Grain.Functions.Benchmarks.Tenants;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Grain.Functions.Tests.Limits;

/// <summary>What <c>./grain bench tenants</c> does, in small, and without a look at times.</summary>
public sealed class TenantsTests
{
    [Fact]
    public async Task Nothing_of_a_community_is_found_with_another_that_is_at_its_limits()
    {
        var storage = await Azurite.NewServiceAsync(account: MemoryAccount.New());
        await using var host = await TestHost.StartAsync(await Azurite.ConnectionStringAsync(MemoryAccount.New()),
            new Dictionary<string, string> { ["AzureWebJobs_EpochsSchedule_Disabled"] = "true" },
            app => app.Services.AddSingleton(storage));
        var report = await new TenantsRun(host, storage, new FuzzQueues(host, storage, byHand: true), TestHost.OwnerKey, seed: 21)
            .RunAsync(32, TimeSpan.FromSeconds(10), 4, default);
        Assert.Empty(report.Faults);
        Assert.Equal(0, report.Beside.Statuses.GetValueOrDefault(429));
        Assert.True(report.Noisy.Statuses[429] > 0 && report.Noisy.WaitSeconds > 0 && report.Noisy.Grants > 0);
    }
}

using Grain.Functions.Benchmarks.Fuzz;
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
        await using var host = await TestHost.StartAsync(await Azurite.ConnectionStringAsync(MemoryAccount.New()),
            new Dictionary<string, string>
            {
                ["AzureWebJobs_EpochsSchedule_Disabled"] = "true",
                ["Grain__Limits__RequestsAMinute"] = "0",
                ["Grain__Limits__RequestsAMinuteOfKey"] = "0",
            },
            app => app.Services.AddSingleton(storage));
        var run = new FuzzRun(host, storage, new FuzzQueues(host, storage, byHand: true), TestHost.OwnerKey, seed: 19);
        var report = await run.RunAsync(Requests, AtOnce, _ => { }, default);
        Assert.Empty(report.Faults);
        Assert.Equal(Requests, report.Requests);
        Assert.True(report.Succeeded.Count >= SucceededMin, $"never answered with success: {string.Join(", ", report.Missed)}");
    }

    [Theory]
    [InlineData("nothing of anybody", null)]
    [InlineData("a word of aardwolf3", null)]
    [InlineData("a word of bumblebee3", "holds words of of-bum")]
    [InlineData("ask aardwolf-hermit", "names somebody who is private")]
    [InlineData("grain_planted_key", "holds the secret grain_pl…")]
    [InlineData("   at Grain.Functions.Spaces", "tells of its insides:    at Grain.")]
    public void What_must_not_be_told_is_found(string text, string? leak)
    {
        var (own, other) = (Tenant("aardwolf"), Tenant("bumblebee"));
        var leaks = new FuzzLeaks([own, other]);
        leaks.Plant("grain_planted_key");
        Assert.Equal(leak, leaks.Find(text, new FuzzRequest("getStats", "reader", own, HttpMethod.Get, "/api/spaces/of-aar", [], null)));
    }

    private static FuzzTenant Tenant(string word) => new($"of-{word[..3]}", word, new Dictionary<string, string>(), "");
}

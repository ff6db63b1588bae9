using Grain.Functions.Pages;
using Grain.Functions.Tests.Access;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Xunit.Abstractions;

namespace Grain.Functions.Tests.Pages;

/// <summary>
/// The dashboard in a browser, on the app, in filled spaces and an empty one. What is looked at is in <c>dashboard/tests</c>; pictures of
/// all views are left in <c>artifacts/dashboard</c>.
/// </summary>
public sealed class DashboardTests(ITestOutputHelper output)
{
    [BrowserFact]
    public async Task People_can_read_it_whatever_they_read_it_with()
    {
        var account = MemoryAccount.New();
        await using var issuer = await LocalIssuer.StartAsync();
        await using var host = await TestHost.StartAsync(await Azurite.ConnectionStringAsync(account),
            new Dictionary<string, string>
            {
                ["AzureWebJobs_EpochsSchedule_Disabled"] = "true",
                ["Grain__OpenId__0__Authority"] = issuer.Authority,
                ["Grain__OpenId__0__Audience"] = LocalIssuer.Audience,
                ["Grain__OpenId__0__ClientId"] = LocalIssuer.ClientId,
                ["Grain__OpenId__0__Name"] = "the guild",
            },
            builder => builder.Services.AddSingleton(new PageFiles(Repository.File("dashboard/dist"))));
        using var client = TestHost.ClientOf(host.Address);
        var now = TimeProvider.System.GetUtcNow();
        var storage = MemoryAccount.TryOpen(account, Azurite.Settings())!;
        var (meadow, hedge) = (new Meadow(client, now), new Hedge(client, now));
        await Task.WhenAll(meadow.FillAsync(), new Orchard(client, now).FillAsync(), hedge.FillAsync(storage));
        await Task.WhenAll(Orchard.PutAsideAsync(storage), hedge.AppealAsync(issuer, "another"));
        var (code, told, faults) = await CommandLine.RunAsync("node", new Dictionary<string, string>
        {
            ["GRAIN_APP"] = host.Address.ToString(),
            ["GRAIN_KEY"] = TestHost.OwnerKey,
            ["GRAIN_BROWSER"] = BrowserFactAttribute.Browser!,
            ["GRAIN_PICTURES"] = Repository.File("artifacts/dashboard"),
            ["GRAIN_SECRET"] = Orchard.Secret,
            ["GRAIN_EPOCH"] = meadow.LastEpoch,
            ["GRAIN_ISSUER"] = issuer.Authority,
        }, Repository.File("dashboard/tests/run.mjs"));
        output.WriteLine(told);
        Assert.True(code == 0, $"{told}{faults}");
    }
}

using Grain.Functions.Ledgers.Verification;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Grain.Functions.Tests.Sealing;

/// <summary>Proves the books of a space of the app as <c>verify</c> does it: with storage alone, and none of the keys.</summary>
internal static class SealedBooks
{
    public static async Task VerifyAsync(this GrainApp app, string space)
    {
        var slices = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(app.Storage)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        Slices.AddTo(slices);
        await using var services = slices.BuildServiceProvider();
        var found = await app.FindSpaceAsync(space);
        foreach (var check in services.GetServices<LedgerCheck>())
            Assert.Null((await LedgerCheckResult.OfAsync(() => check.RunAsync(found, default))).Fault);
    }
}

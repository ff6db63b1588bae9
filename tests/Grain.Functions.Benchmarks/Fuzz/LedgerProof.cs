using Grain.Functions.Ledgers.Verification;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Grain.Functions.Benchmarks.Fuzz;

/// <summary>What <c>./grain verify</c> does, of all spaces.</summary>
internal static class LedgerProof
{
    /// <summary>What does not hold, or cannot be read.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(StorageService storage, CancellationToken cancellation)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton(TimeProvider.System).AddSingleton(storage);
        Slices.AddTo(services);
        await using var provider = services.BuildServiceProvider();
        List<string> faults = [];
        await foreach (var space in provider.GetRequiredService<SpaceDirectory>().ListAsync(cancellation))
        {
            if (space.Deletion is not null) continue;
            foreach (var check in provider.GetServices<LedgerCheck>())
            {
                try
                {
                    if ((await check.RunAsync(space, cancellation)).Fault is { } fault) faults.Add($"{space.Name}: {check.Name}: {fault}");
                }
                catch (Exception fault) when (!cancellation.IsCancellationRequested)
                {
                    faults.Add($"{space.Name}: {check.Name} cannot be read: {fault.Message}");
                }
            }
        }

        return faults;
    }
}

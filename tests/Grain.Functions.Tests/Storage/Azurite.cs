using Azure.Core;
using Grain.Functions.Storage;
using Grain.Local;

namespace Grain.Functions.Tests.Storage;

/// <summary>
/// One emulator for the whole test run, started when first asked for; it ends with the test process. Tests in all classes use it at once,
/// each under its own names (<see cref="NewName"/>).
/// </summary>
internal static class Azurite
{
    private static readonly Lazy<Task<AzuriteServer>> Shared = new(() => AzuriteServer.StartAsync());
    private static int names;

    /// <summary>The shared emulator. Do not stop it; a test that wants to starts its own.</summary>
    public static Task<AzuriteServer> SharedAsync() => Shared.Value;

    /// <summary>A client of the shared emulator.</summary>
    /// <param name="faults">What goes wrong on the way, if anything.</param>
    /// <param name="withRetries">Whether failed requests are sent again (after some milliseconds).</param>
    public static async Task<StorageService> NewServiceAsync(FaultInjector? faults = null, bool withRetries = true) =>
        NewService(await SharedAsync(), faults, withRetries);

    /// <summary>A client of an emulator of one's own.</summary>
    public static StorageService NewService(AzuriteServer server, FaultInjector? faults = null, bool withRetries = true) =>
        new(StorageAccount.Parse(server.ConnectionString), Options(faults, withRetries));

    /// <summary>Options with quick retries and a fault injector.</summary>
    public static StorageClientOptions Options(FaultInjector? faults = null, bool withRetries = true)
    {
        var options = new StorageClientOptions();
        options.Retry.Delay = TimeSpan.FromMilliseconds(10);
        options.Retry.MaxDelay = TimeSpan.FromMilliseconds(200);
        if (!withRetries) options.Retry.MaxRetries = 0;
        if (faults is not null) options.AddPolicy(faults, HttpPipelinePosition.PerRetry);
        return options;
    }

    /// <summary>A name that no other test has, good for tables, queues, containers and spaces: <c>t0001lx3k</c>.</summary>
    public static string NewName(string prefix = "t") => $"{prefix}{Interlocked.Increment(ref names):D4}{Environment.ProcessId:x}";
}

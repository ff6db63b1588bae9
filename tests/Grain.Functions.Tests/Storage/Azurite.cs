using Azure.Core;
using Grain.Functions.Storage;
using Grain.Local;

namespace Grain.Functions.Tests.Storage;

/// <summary>
/// One emulator for the whole test run, started when first asked for; it ends with the test process. Tests in all classes use it at once,
/// each under its own names (<see cref="NewName"/>). An account of its own (<see cref="NewAccount"/>) is for apps, whose queues and
/// timers have fixed names, and for tests that make the same thing hundreds of times: a query looks at every row of its table.
/// </summary>
internal static class Azurite
{
    private static readonly string[] Accounts = [.. Enumerable.Range(0, 3000).Select(i => $"test{i:D4}")];
    private static readonly Lazy<Task<AzuriteServer>> Shared = new(() => AzuriteServer.StartAsync(accounts: Accounts));
    private static int names;
    private static int accounts;

    /// <summary>The shared emulator. Do not stop it; a test that wants to starts its own.</summary>
    public static Task<AzuriteServer> SharedAsync() => Shared.Value;

    /// <summary>An account of the shared emulator that no other test has.</summary>
    public static string NewAccount() => Accounts[Interlocked.Increment(ref accounts) - 1];

    /// <summary>How an app finds the account.</summary>
    public static async Task<string> ConnectionStringAsync(string account) => (await SharedAsync()).ConnectionStringOf(account);

    /// <summary>A client of the shared emulator.</summary>
    /// <param name="faults">What goes wrong on the way, if anything.</param>
    /// <param name="withRetries">Whether failed requests are sent again (after some milliseconds).</param>
    /// <param name="account">One that <see cref="NewAccount"/> gave; without it the one that all tests share.</param>
    public static async Task<StorageService> NewServiceAsync(FaultInjector? faults = null, bool withRetries = true, string? account = null)
    {
        var server = await SharedAsync();
        var connectionString = account is null ? server.ConnectionString : server.ConnectionStringOf(account);
        return new StorageService(StorageAccount.Parse(connectionString), Options(faults, withRetries));
    }

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

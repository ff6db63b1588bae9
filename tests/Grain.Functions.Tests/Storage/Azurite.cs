using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local;

namespace Grain.Functions.Tests.Storage;

/// <summary>
/// The emulators of the whole test run, started when first asked for; they end with the test process. Tests in all classes use the first at
/// once, each under its own names (<see cref="NewName"/>). An account of its own (<see cref="NewAccount"/>) is for apps, whose queues and
/// timers have fixed names, and for tests that make the same thing hundreds of times: a query looks at every row of its table.
/// </summary>
/// <remarks>An emulator is one thread, and for each request it looks through the tables of all its accounts. So accounts are dealt out to
/// several.</remarks>
internal static class Azurite
{
    private const int Servers = 2;

    private static readonly string[] Accounts = [.. Enumerable.Range(0, 3000).Select(i => $"test{i:D4}")];

    private static readonly Lazy<Task<AzuriteServer>>[] Started =
        [.. Enumerable.Range(0, Servers).Select(server => new Lazy<Task<AzuriteServer>>(() =>
            AzuriteServer.StartAsync(accounts: [.. Accounts.Where(account => ServerOf(account) == server)])))];

    private static int names;
    private static int accounts;

    /// <summary>The first emulator. Do not stop it; a test that wants to starts its own.</summary>
    public static Task<AzuriteServer> SharedAsync() => Started[0].Value;

    /// <summary>An account of one of the emulators that no other test has.</summary>
    public static string NewAccount() => Accounts[Interlocked.Increment(ref accounts) - 1];

    /// <summary>How an app finds the account; one in this process, too.</summary>
    public static async Task<string> ConnectionStringAsync(string account) => MemoryAccount.Has(account)
        ? await MemoryServer.ConnectionStringAsync(account) : (await Started[ServerOf(account)].Value).ConnectionStringOf(account);

    /// <summary>A client of an emulator, or of an account in this process.</summary>
    /// <param name="faults">What goes wrong on the way, if anything.</param>
    /// <param name="withRetries">Whether failed requests are sent again (after some milliseconds).</param>
    /// <param name="account">
    /// One that <see cref="NewAccount"/> or <see cref="MemoryAccount.New"/> gave; without it the one that all tests share.
    /// </param>
    public static async Task<StorageService> NewServiceAsync(FaultInjector? faults = null, bool withRetries = true, string? account = null)
    {
        if (account is not null && MemoryAccount.TryOpen(account, Settings(faults, withRetries)) is { } inMemory) return inMemory;
        var connectionString = account is null ? (await SharedAsync()).ConnectionString : await ConnectionStringAsync(account);
        return new StorageService(StorageAccount.Parse(connectionString), Settings(faults, withRetries));
    }

    /// <summary>Settings with quick retries and a fault injector.</summary>
    public static StorageSettings Settings(FaultInjector? faults = null, bool withRetries = true)
    {
        var settings = new StorageSettings(TimeProvider.System, Random.Shared)
        {
            PauseMin = TimeSpan.FromMilliseconds(10),
            PauseMax = TimeSpan.FromMilliseconds(200)
        };
        if (!withRetries) settings.RetriesMax = 0;
        if (faults is not null) settings.EachTry.Add(faults);
        return settings;
    }

    /// <summary>A name that no other test has, good for tables, queues, containers and spaces: <c>t0001lx3k</c>.</summary>
    public static string NewName(string prefix = "t") => $"{prefix}{Interlocked.Increment(ref names):D4}{Environment.ProcessId:x}";

    private static int ServerOf(string account) => Array.IndexOf(Accounts, account) % Servers;
}

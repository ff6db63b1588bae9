using System.Reflection;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit.Sdk;

namespace Grain.Functions.Tests.Contracts;

/// <summary>The contract holds against the emulator.</summary>
public sealed class OnAzuriteAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [["Azurite"]];
}

/// <summary>The contract holds in memory, too, where the proofs by exhaustion run.</summary>
public sealed class OnMemoryAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [["memory"]];
}

/// <summary>
/// The contract holds against the real service too: run when <c>GRAIN_TEST_STORAGE</c> is the connection string of an account for tests,
/// visibly skipped otherwise. Tables, queues and containers that a run makes there have names that begin with <c>grain</c> and stay.
/// </summary>
public sealed class OnAccountAttribute : DataAttribute
{
    public OnAccountAttribute()
    {
        if (StorageTargets.AccountConnectionString is null)
            Skip = "GRAIN_TEST_STORAGE is not set: no real storage account to test against.";
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [["account"]];
}

/// <summary>What the contracts run against.</summary>
internal static class StorageTargets
{
    private static readonly Lazy<StorageService> Account =
        new(() => new StorageService(StorageAccount.Parse(AccountConnectionString!), Azurite.Settings()));

    public static string? AccountConnectionString =>
        Environment.GetEnvironmentVariable("GRAIN_TEST_STORAGE") is { Length: > 0 } value ? value : null;

    public static async Task<StorageService> OpenAsync(string target) =>
        target == "account" ? Account.Value : await Azurite.NewServiceAsync(account: target == "memory" ? MemoryAccount.New() : null);

    /// <summary>How others than the house find it.</summary>
    public static async Task<string> ConnectionStringAsync(string target) => target switch
    {
        "account" => AccountConnectionString!,
        "memory" => await Azurite.ConnectionStringAsync(MemoryAccount.New()),
        _ => (await Azurite.SharedAsync()).ConnectionString,
    };

    public static async Task<Table> NewTableAsync(string target) => (await OpenAsync(target)).Table(NewName(target));

    public static async Task<MessageQueue> NewQueueAsync(string target) => (await OpenAsync(target)).Queue(NewName(target));

    public static async Task<Container> NewContainerAsync(string target) => (await OpenAsync(target)).Container(NewName(target));

    /// <summary>On a real account other runs have been before: the time sets the names apart.</summary>
    public static string NewName(string target) =>
        Azurite.NewName(target == "account" ? $"grain{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds():x}" : "t");
}

using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Escrows;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Ledgers.Verification;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Fixtures;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local.Backups;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Grain.Functions.Tests.Local.Backups;

/// <summary>Takes backups and restores them as the verbs do, without a process.</summary>
internal static class BackupBench
{
    /// <summary>A backup of a space.</summary>
    public static async Task<byte[]> BackUpAsync(
        StorageService storage, string name, TimeProvider? time = null, bool withSecrets = true, TimeSpan waitMax = default,
        SpaceSecrets? secrets = null, Action<string>? tell = null)
    {
        time ??= TimeProvider.System;
        using var file = new MemoryStream();
        var space = (await new SpaceDirectory(storage, time).FindAsync(name, fresh: true, default))!;
        using (var writer = new BackupWriter(file, time.GetUtcNow(), _ => { }))
            await new SpaceBackup(storage, secrets ?? new SpaceSecrets(), time, space, tell ?? (_ => { }))
            {
                WaitMax = waitMax,
                WithSecrets = withSecrets,
            }.RunAsync(writer, time.GetUtcNow(), default);
        return file.ToArray();
    }

    /// <summary>Brings it back, proves it and opens it.</summary>
    public static async Task<Space> RestoreAsync(StorageService storage, byte[] file, bool checks = true)
    {
        using var backup = await BackupReader.OpenAsync(new MemoryStream(file), default);
        await using var services = Services(storage);
        var credits = new CreditsUnderWay(storage, TimeProvider.System, services.GetRequiredService<CreditLedger>(),
            services.GetRequiredService<EscrowLedger>(), services.GetRequiredService<TaskCredits>());
        var restore = new SpaceRestore(storage, new SpaceSecrets(), checks ? [.. services.GetServices<LedgerCheck>()] : [], credits, backup,
            _ => { }, _ => { });
        return (await restore.RunAsync(default)).Space;
    }

    /// <summary>All slices over an account.</summary>
    public static ServiceProvider Services(StorageService storage, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddSingleton(time ?? TimeProvider.System)
            .AddSingleton(storage);
        Slices.AddTo(services);
        return services.BuildServiceProvider();
    }

    /// <summary>An empty account of its own.</summary>
    public static async Task<(string Connection, StorageService Storage)> NewAccountAsync(FaultInjector? faults = null)
    {
        var connection = await Azurite.ConnectionStringAsync(MemoryAccount.New());
        return (connection, Open(connection, faults));
    }

    public static StorageService Open(string connection, FaultInjector? faults = null, bool withRetries = true) =>
        new(StorageAccount.Parse(connection), Azurite.Settings(faults, withRetries));

    /// <summary>What an account holds of a space, but for what is never in a backup, or says that it was restored.</summary>
    public static async Task<AccountImage> ImageAsync(string connection, string space) =>
        (await AccountImage.ReadAsync(connection)).Where((file, line) => IsOf(line, space) && file is not ("queues.ndjson"
            or "tables/boards.ndjson") && !line.Contains("\"import~", StringComparison.Ordinal)
            && !line.Contains($"{space}/leaderboard", StringComparison.Ordinal)
            && !(file == "tables/spaces.ndjson" && line.Contains("\"spaces\"", StringComparison.Ordinal)));

    private static bool IsOf(string line, string space) =>
        new[] { $"\"{space}\"", $"\"{space}~", $"\"{space}/",
            $"\"config~{space}\"" }.Any(part => line.Contains(part, StringComparison.Ordinal));
}

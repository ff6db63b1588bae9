using System.Reflection;
using System.Runtime.CompilerServices;
using Grain.Functions.Health;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Storage;

namespace Grain.Local.Doctor;

/// <summary>All that the doctor looks at, in an order in which what comes later needs what came before.</summary>
/// <param name="configuration">The settings.</param>
/// <param name="time">The clock.</param>
internal sealed class Examination(IConfiguration configuration, TimeProvider time)
{
    /// <summary>How the storage is opened; a test has its own.</summary>
    public Func<StorageSettings, StorageService> Open { get; init; } =
        settings => new StorageService(StorageAccount.FromConfiguration(configuration, CommandScope.StorageSetting), settings);

    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return Finding.Ok("version", $"Grain {Version()} on .NET {Environment.Version}");
        var ofSettings = SettingsCheck.Of(configuration).ToList();
        foreach (var found in ofSettings) yield return found;

        // Quick: who looks is waiting.
        var clock = new ClockSeen(time);
        var settings = new StorageSettings(TimeProvider.System, Random.Shared) { RetriesMax = 1, TryMax = TimeSpan.FromSeconds(10) };
        settings.EachTry.Insert(0, clock);
        var (storage, faulty) = OpenOrTell(settings);
        if (faulty is not null) yield return faulty;
        if (storage is null) yield break;

        var services = await new StorageCheck(storage).RunAsync(cancellation);
        foreach (var found in services) yield return found;
        if (clock.Find() is { } skew) yield return skew;
        if (services.Concat(ofSettings).Any(found => found.IsFault)) yield break;

        await using var slices = CommandScope.Build(configuration, _ => storage);
        yield return await FormatsCheck.RunAsync(slices.GetRequiredService<StorageFormats>(), cancellation);
        var checks = new QueuesCheck(storage, slices.GetRequiredService<PoisonMessages>(), time).RunAsync(cancellation)
            .Concat(new SpacesCheck(slices.GetRequiredService<SpaceDirectory>(), slices.GetRequiredService<SpaceSecrets>(),
                slices.GetRequiredService<EpochStore>(), time).RunAsync(cancellation));
        await foreach (var found in checks) yield return found;
    }

    private (StorageService? Storage, Finding? Fault) OpenOrTell(StorageSettings settings)
    {
        try
        {
            return (Open(settings), null);
        }
        catch (FormatException fault)
        {
            return (null, Finding.Fault("storage", fault.Message,
                "copy the connection string of the storage account from the portal, or start ./grain serve"));
        }
    }

    private static string Version() => typeof(SpaceDirectory).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
        .InformationalVersion.Split('+')[0] ?? "?";
}

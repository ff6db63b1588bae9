using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local.Host;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Grain.Functions.Tests.Hosting;

/// <summary>The stand-in for the Functions host on a free port, with the app as its worker.</summary>
internal static class TestHost
{
    /// <summary>Where the app lies that the tests were built with.</summary>
    public static string AppFolder => AppContext.BaseDirectory;

    /// <summary>What opens every app of the tests.</summary>
    public const string OwnerKey = "grain_the-tests-own-key-0123456789abcdef0123456789abcdef";

    /// <summary>A client that has that key.</summary>
    public static HttpClient ClientOf(Uri? address, HttpMessageHandler? handler = null, string key = OwnerKey) =>
        new(handler ?? new SocketsHttpHandler())
        {
            BaseAddress = address,
            DefaultRequestHeaders = { Authorization = new("Bearer", key) },
        };

    /// <summary>
    /// With the app in this process, as a build that knows a storage format. An account that is in it, too, is reached by the app without a
    /// network.
    /// </summary>
    public static async Task<FunctionsHost> StartAsync(
        string storage, IReadOnlyDictionary<string, string>? settings = null, Action<FunctionsApplicationBuilder>? configure = null,
        Action<string>? log = null, int? format = null)
    {
        var own = new StorageSettings(TimeProvider.System, Random.Shared);
        own.Format = format ?? own.Format;
        var near = await MemoryServer.TryOpenAsync(storage, own)
            ?? (format is null ? null : new StorageService(StorageAccount.Parse(storage), own));
        return await FunctionsHost.StartAsync(Options(storage, settings, log) with
        {
            Launch = InProcessWorker.With(builder =>
            {
                if (near is not null) builder.Services.AddSingleton(near);
                configure?.Invoke(builder);
            }),
        });
    }

    /// <summary>With the app as a process of its own.</summary>
    public static Task<FunctionsHost> StartProcessAsync(string storage, IReadOnlyDictionary<string, string>? settings = null,
        Action<string>? log = null, string? folder = null) =>
        FunctionsHost.StartAsync(Options(storage, settings, log) with { AppFolder = folder ?? AppFolder });

    private static FunctionsHostOptions Options(string storage, IReadOnlyDictionary<string, string>? settings, Action<string>? log) =>
        new(AppFolder)
        {
            Settings = new Dictionary<string, string>([new("Grain__OwnerKey", OwnerKey), .. settings ?? new Dictionary<string, string>()])
            {
                ["AzureWebJobsStorage"] = storage,
                ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:00.100",
                ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:00",
            },
            QueueLeaseSeconds = 5,
            Log = log ?? (_ => { }),
        };
}

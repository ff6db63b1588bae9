using Grain.Functions.Access;
using Grain.Functions.Health;
using Grain.Functions.Storage;
using Grain.Local.Api;
using Grain.Local.Host;

namespace Grain.Local.Demo;

/// <summary>
/// The app, started for one demo on free ports, and the storage emulator where no other storage is given; nothing is kept on disk but a log.
/// </summary>
internal sealed class DemoHouse : IAsyncDisposable
{
    /// <summary>The queues of the app that the demo fills.</summary>
    private static readonly string[] Queues = ["grants", "epochs"];

    private readonly DirectoryInfo folder;
    private readonly LogFile log;
    private readonly AzuriteServer? emulator;
    private readonly StorageService queues;

    private DemoHouse(DirectoryInfo folder, LogFile log, AzuriteServer? emulator, string storage, FunctionsHost host, string key)
    {
        (this.folder, this.log, this.emulator, ConnectionString, Host, Key) = (folder, log, emulator, storage, host, key);
        queues = new StorageService(StorageAccount.Parse(storage), new StorageSettings(TimeProvider.System, Random.Shared));
        Http = new RetryingHttp(host.Address, key);
    }

    /// <summary>How its storage is reached.</summary>
    public string ConnectionString { get; }

    /// <summary>What runs the app.</summary>
    public FunctionsHost Host { get; }

    /// <summary>What opens the app, all of it.</summary>
    public string Key { get; }

    /// <summary>A client of the app.</summary>
    public RetryingHttp Http { get; }

    /// <summary>Whether to leave the app's log behind, for whoever looks into a failure.</summary>
    public bool KeepLog { get; set; }

    /// <summary>Where the app's log lies.</summary>
    public string LogPath => log.Path;

    /// <summary>Starts them.</summary>
    /// <param name="repository">Where the app is built.</param>
    /// <param name="storage">An empty account that is there already; without one an emulator is started.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidOperationException">One of them does not start; the message tells why.</exception>
    public static async Task<DemoHouse> StartAsync(Repository repository, string? storage, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("grain-demo-");
        var log = new LogFile(Path.Combine(folder.FullName, "app.log"));
        AzuriteServer? emulator = null;
        // The verbs know one key for this clone.
        var key = ServeKey.Read(repository.KeyFile) ?? KeyText.New(null).ToString();
        try
        {
            if (storage is null) emulator = await AzuriteServer.StartAsync(cancellation: cancellation);
            var account = storage ?? emulator!.ConnectionString;
            var options = new FunctionsHostOptions(repository.AppFolder)
            {
                // What a killed app was at is visible again after so long; the default of a minute would be a long wait to look at.
                QueueLeaseSeconds = 5,
                Log = log.Write,
                Settings = new Dictionary<string, string>
                {
                    ["AzureWebJobsStorage"] = account,
                    ["Grain__OwnerKey"] = key,
                    // The demo says when epochs close: the timer, which strikes every five minutes, would close them between two of its
                    // looks at the books.
                    ["AzureWebJobs_EpochsSchedule_Disabled"] = "true",
                    // So that nobody waits for the next look at an empty queue.
                    ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:00.250",
                },
            };
            return new DemoHouse(folder, log, emulator, account, await FunctionsHost.StartAsync(options, cancellation), key);
        }
        catch
        {
            if (emulator is not null) await emulator.DisposeAsync();
            log.Dispose();
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>How much waits in the queues: messages that are being worked on included.</summary>
    public Task<int> CountWaitingAsync(CancellationToken cancellation) => CountAsync("", cancellation);

    /// <summary>How many messages were given up.</summary>
    public Task<int> CountPoisonAsync(CancellationToken cancellation) => CountAsync(PoisonMessages.Suffix, cancellation);

    private async Task<int> CountAsync(string suffix, CancellationToken cancellation) =>
        (await Task.WhenAll(Queues.Select(queue => queues.Queue(queue + suffix).CountAsync(cancellation)))).Sum();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
        if (emulator is not null) await emulator.DisposeAsync();
        log.Dispose();
        if (!KeepLog) folder.Delete(recursive: true);
    }
}

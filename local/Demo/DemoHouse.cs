using Grain.Functions.Storage;
using Grain.Local.Api;

namespace Grain.Local.Demo;

/// <summary>The storage emulator and the app, started for one demo on free ports, with nothing kept on disk but a log.</summary>
internal sealed class DemoHouse : IAsyncDisposable
{
    /// <summary>The queues of the app that the demo fills.</summary>
    private static readonly string[] Queues = ["grants", "epochs"];

    private const string PoisonSuffix = "-poison";

    private readonly DirectoryInfo folder;
    private readonly LogFile log;
    private readonly AzuriteServer storage;
    private readonly StorageService queues;

    private DemoHouse(DirectoryInfo folder, LogFile log, AzuriteServer storage, AppProcess app)
    {
        (this.folder, this.log, this.storage, App) = (folder, log, storage, app);
        queues = new StorageService(StorageAccount.Parse(storage.ConnectionString));
        Http = new RetryingHttp(app.Address);
    }

    /// <summary>The app.</summary>
    public AppProcess App { get; }

    /// <summary>A client of the app.</summary>
    public RetryingHttp Http { get; }

    /// <summary>Whether to leave the app's log behind, for whoever looks into a failure.</summary>
    public bool KeepLog { get; set; }

    /// <summary>Where the app's log lies.</summary>
    public string LogPath => log.Path;

    /// <summary>Starts both.</summary>
    /// <exception cref="InvalidOperationException">One of them does not start; the message tells why.</exception>
    public static async Task<DemoHouse> StartAsync(Repository repository, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("grain-demo-");
        var log = new LogFile(Path.Combine(folder.FullName, "app.log"));
        AzuriteServer? storage = null;
        try
        {
            storage = await AzuriteServer.StartAsync(cancellation: cancellation);
            var settings = new AppSettings(repository.AppExecutable, storage.ConnectionString)
            {
                More = new Dictionary<string, string>
                {
                    // What a killed app was at is visible again after so long; the default of a minute would be a long wait to look at.
                    ["Grain__QueueLeaseSeconds"] = "5",
                    // The demo says when epochs close: the timer, which strikes every five minutes, would close them between two of its looks at the books.
                    ["AzureWebJobs_ScheduleEpochs_Disabled"] = "true",
                },
            };
            return new DemoHouse(folder, log, storage, await AppProcess.StartAsync(settings, log.Write, cancellation));
        }
        catch
        {
            if (storage is not null) await storage.DisposeAsync();
            log.Dispose();
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>How much waits in the queues: messages that are being worked on included.</summary>
    public async Task<int> CountWaitingAsync(CancellationToken cancellation)
    {
        var counts = await Task.WhenAll(Queues.Select(queue => queues.Queue(queue).CountAsync(cancellation)));
        return counts.Sum();
    }

    /// <summary>How many messages were given up.</summary>
    public async Task<int> CountPoisonAsync(CancellationToken cancellation)
    {
        var counts = await Task.WhenAll(Queues.Select(queue => queues.Queue(queue + PoisonSuffix).CountAsync(cancellation)));
        return counts.Sum();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.DisposeAsync();
        await storage.DisposeAsync();
        log.Dispose();
        if (!KeepLog) folder.Delete(recursive: true);
    }
}

using Grain.Functions.Benchmarks.Chaos;
using Grain.Functions.Storage;
using Grain.Local;

namespace Grain.Functions.Benchmarks.Load;

/// <summary>The app as it runs on a laptop: a host, its worker and the emulator, each a process of its own.</summary>
internal sealed class LoadHouse : IAsyncDisposable
{
    private readonly AzuriteServer emulator;
    private readonly ChaosHost host;

    private LoadHouse(AzuriteServer emulator, ChaosHost host)
    {
        (this.emulator, this.host) = (emulator, host);
        Storage = new StorageService(
            StorageAccount.Parse(emulator.ConnectionString), new StorageSettings(TimeProvider.System, Random.Shared));
    }

    /// <summary>Reaches the app.</summary>
    public HttpClient Http => host.Http!;

    /// <summary>Its storage.</summary>
    public StorageService Storage { get; }

    /// <summary>Starts all of it.</summary>
    public static async Task<LoadHouse> StartAsync(CancellationToken cancellation)
    {
        var emulator = await AzuriteServer.StartAsync(cancellation: cancellation);
        var house = new LoadHouse(emulator, new ChaosHost(1, emulator.ConnectionString, _ => { }));
        try
        {
            await house.host.StartAsync();
            house.Http.Timeout = TimeSpan.FromSeconds(30);
            return house;
        }
        catch
        {
            await house.DisposeAsync();
            throw;
        }
    }

    /// <summary>What each process has had: the worker first.</summary>
    public ProcessLook[] Look() =>
    [
        ProcessLook.At("worker", host.WorkerId), ProcessLook.At("host", host.ProcessId), ProcessLook.At("emulator", emulator.ProcessId),
        ProcessLook.At("clients", Environment.ProcessId),
    ];

    /// <summary>How many messages wait in each queue, those that are worked on included; only queues with some.</summary>
    public async Task<Dictionary<string, int>> QueuesAsync(CancellationToken cancellation)
    {
        var counts = await Task.WhenAll(Queues.All.Select(name => Storage.Queue(name).CountAsync(cancellation)));
        return Queues.All.Zip(counts).Where(each => each.Second > 0).ToDictionary(each => each.First, each => each.Second);
    }

    /// <summary>How many messages wait in all.</summary>
    public async Task<int> WaitingAsync(CancellationToken cancellation) => (await QueuesAsync(cancellation)).Values.Sum();

    /// <summary>How many messages were put aside.</summary>
    public async Task<int> PutAsideAsync(CancellationToken cancellation) =>
        (await Task.WhenAll(Queues.All.Select(name => Storage.Queue($"{name}-poison").CountAsync(cancellation)))).Sum();

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await emulator.DisposeAsync();
    }
}

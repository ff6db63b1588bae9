using Grain.Functions.Storage;
using Grain.Local;

namespace Grain.Functions.Benchmarks.Chaos;

/// <summary>An app as it might run: several hosts with a worker each, and the emulator, with wires of each host's own in between.</summary>
internal sealed class ChaosHouse : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly LogFile log;
    private readonly AzuriteServer emulator;
    private readonly SemaphoreSlim emulating = new(1);

    private ChaosHouse(DirectoryInfo folder, LogFile log, AzuriteServer emulator, int count, ChaosDice dice)
    {
        (this.folder, this.log, this.emulator) = (folder, log, emulator);
        Storage = new StorageService(
            StorageAccount.Parse(emulator.ConnectionString), new StorageSettings(TimeProvider.System, Random.Shared));
        Wires = [.. Enumerable.Range(0, count).Select(_ => ((int[])[emulator.BlobPort, emulator.QueuePort, emulator.TablePort])
            .Select(port => new ChaosWire(port, dice)).ToArray())];
        Hosts = [.. Wires.Select((wires, index) => new ChaosHost(index + 1, Through(wires), log.Write))];
    }

    /// <summary>The hosts.</summary>
    public IReadOnlyList<ChaosHost> Hosts { get; }

    /// <summary>The wires of each host, in the same order: to blobs, queues and tables.</summary>
    public IReadOnlyList<IReadOnlyList<ChaosWire>> Wires { get; }

    /// <summary>The storage, by a wire that nothing ails.</summary>
    public StorageService Storage { get; }

    /// <summary>How it is reached.</summary>
    public string ConnectionString => emulator.ConnectionString;

    /// <summary>What the hosts and workers said.</summary>
    public string LogPath => log.Path;

    /// <summary>Whether to leave the log behind.</summary>
    public bool KeepLog { get; set; }

    /// <summary>Builds it, and waits until all of it serves.</summary>
    public static async Task<ChaosHouse> StartAsync(int hosts, ChaosDice dice, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("grain-chaos-");
        var log = new LogFile(Path.Combine(folder.FullName, "hosts.log"));
        var emulator = await AzuriteServer.StartAsync(Path.Combine(folder.FullName, "storage"), cancellation: cancellation);
        var house = new ChaosHouse(folder, log, emulator, hosts, dice);
        try
        {
            await Task.WhenAll(house.Hosts.Select(host => host.StartAsync()));
            return house;
        }
        catch
        {
            await house.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Takes the storage away and brings it back. First the wires: what it answered after that, nobody has heard; and what it has taken, it
    /// writes as it stops.
    /// </summary>
    /// <param name="away">For how long it is away.</param>
    /// <param name="cancellation">Brings it back at once.</param>
    public async Task RestartStorageAsync(TimeSpan away, CancellationToken cancellation)
    {
        await emulating.WaitAsync(CancellationToken.None);
        try
        {
            SetAll(WireFault.Gone);
            await emulator.StopAsync();
            await Task.WhenAny(Task.Delay(away, TimeProvider.System, cancellation));
            await emulator.RestartAsync(CancellationToken.None);
            SetAll(WireFault.None);
        }
        finally
        {
            emulating.Release();
        }
    }

    /// <summary>Stops the storage in the middle of what it does, and lets it go on.</summary>
    public async Task FreezeStorageAsync(TimeSpan length, CancellationToken cancellation)
    {
        await emulating.WaitAsync(CancellationToken.None);
        try
        {
            await ChaosProcesses.SignalAsync("STOP", emulator.ProcessId);
            await Task.WhenAny(Task.Delay(length, TimeProvider.System, cancellation));
            await ChaosProcesses.SignalAsync("CONT", emulator.ProcessId);
        }
        finally
        {
            emulating.Release();
        }
    }

    /// <summary>Nothing ails it any more: hosts that are gone are started, unless all of it is given up.</summary>
    public async Task CalmAsync(CancellationToken cancellation)
    {
        SetAll(WireFault.None);
        if (cancellation.IsCancellationRequested) return;
        await Task.WhenAll(Hosts.Where(host => !host.IsRunning).Select(host => host.StartAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in Hosts) await host.DisposeAsync();
        foreach (var wire in Wires.SelectMany(wires => wires)) await wire.DisposeAsync();
        await emulator.DisposeAsync();
        log.Dispose();
        emulating.Dispose();
        if (!KeepLog) folder.Delete(recursive: true);
    }

    private void SetAll(WireFault fault)
    {
        foreach (var wire in Wires.SelectMany(wires => wires)) wire.Fault = fault;
    }

    private string Through(IReadOnlyList<ChaosWire> wires) => emulator.ConnectionString
        .Replace($":{emulator.BlobPort}/", $":{wires[0].Port}/", StringComparison.Ordinal)
        .Replace($":{emulator.QueuePort}/", $":{wires[1].Port}/", StringComparison.Ordinal)
        .Replace($":{emulator.TablePort}/", $":{wires[2].Port}/", StringComparison.Ordinal);
}

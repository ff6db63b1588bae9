using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Grain.Functions.Benchmarks.Chaos;

/// <summary>What ails a wire.</summary>
internal enum WireFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>What goes over it takes long.</summary>
    Slow,

    /// <summary>Connections break before something went over.</summary>
    Cut,

    /// <summary>Connections break in the middle of an answer: what was asked for is done.</summary>
    Halve,

    /// <summary>Nothing goes over it.</summary>
    Gone,
}

/// <summary>A wire between an app and one service of its storage, on 127.0.0.1.</summary>
internal sealed class ChaosWire : IAsyncDisposable
{
    private const int ChunkBytes = 16 * 1024;

    private static readonly TimeSpan SlowLeast = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan SlowMost = TimeSpan.FromMilliseconds(250);

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> open = [];
    private readonly CancellationTokenSource ending = new();
    private readonly ChaosDice dice;
    private readonly int target;
    private readonly Task listening;
    private volatile WireFault fault;
    private long broken;

    /// <summary>Lays it.</summary>
    /// <param name="target">The port that it leads to.</param>
    /// <param name="dice">Decides what breaks.</param>
    public ChaosWire(int target, ChaosDice dice)
    {
        (this.target, this.dice) = (target, dice);
        listener.Start();
        listening = ListenAsync();
    }

    /// <summary>The port of its near end.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How many connections it broke.</summary>
    public long Broken => Interlocked.Read(ref broken);

    /// <summary>What ails it.</summary>
    public WireFault Fault
    {
        get => fault;
        set
        {
            fault = value;
            if (value != WireFault.Gone) return;
            foreach (var end in open.Keys) end.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        foreach (var end in open.Keys) end.Close();
        await listening;
        ending.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                _ = CarryAsync(await listener.AcceptTcpClientAsync(ending.Token));
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // whoever called hung up, or nobody listens any more
            }
        }
    }

    private async Task CarryAsync(TcpClient near)
    {
        using var far = new TcpClient();
        (near.NoDelay, far.NoDelay) = (true, true);
        open[near] = true;
        open[far] = true;
        try
        {
            if (fault == WireFault.Gone) return;
            await far.ConnectAsync(IPAddress.Loopback, target, ending.Token);
            var (to, back) = (far.GetStream(), near.GetStream());
            await await Task.WhenAny(PumpAsync(back, to, false), PumpAsync(to, back, true));
        }
        catch (Exception end) when (end is IOException or SocketException or ObjectDisposedException or OperationCanceledException
            or InvalidOperationException)
        {
            // one of the ends hung up
        }
        finally
        {
            open.TryRemove(near, out _);
            open.TryRemove(far, out _);
            near.Close();
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, bool isAnswer)
    {
        var buffer = new byte[ChunkBytes];
        while (await from.ReadAsync(buffer, ending.Token) is > 0 and var read)
        {
            switch (fault)
            {
                case WireFault.Slow:
                    await Task.Delay(dice.Between(SlowLeast, SlowMost), TimeProvider.System, ending.Token);
                    break;
                case WireFault.Cut when dice.Once(6):
                case WireFault.Gone:
                    Interlocked.Increment(ref broken);
                    return;
                case WireFault.Halve when isAnswer && dice.Once(4):
                    Interlocked.Increment(ref broken);
                    await to.WriteAsync(buffer.AsMemory(0, read / 2), ending.Token);
                    return;
                default:
                    break;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), ending.Token);
        }
    }
}

using System.Collections.Concurrent;

namespace Grain.Functions.Benchmarks.Chaos;

/// <summary>
/// What is done to a house, and how often: all kinds come in turn, in an order that is drawn, mostly one or two at a time.
/// </summary>
internal sealed class ChaosFaults
{
    private readonly ChaosHouse house;
    private readonly ChaosDice dice;
    private readonly TimeSpan most;
    private readonly CancellationToken givenUp;
    private readonly (string Name, Func<Task> DoAsync)[] kinds;
    private readonly ConcurrentDictionary<ChaosHost, bool> falling = [];

    /// <summary>Thinks them up.</summary>
    /// <param name="house">The house.</param>
    /// <param name="dice">Draws.</param>
    /// <param name="most">How long a fault lasts at most.</param>
    /// <param name="cancellation">Whoever runs it wants to go: no fault lasts any longer.</param>
    public ChaosFaults(ChaosHouse house, ChaosDice dice, TimeSpan most, CancellationToken cancellation)
    {
        (this.house, this.dice, this.most, givenUp) = (house, dice, most, cancellation);
        kinds =
        [
            ("worker killed", () => Host().KillWorkerAsync()),
            ("host killed", () => KillAsync(Host())),
            ("worker stopped", () => FreezeAsync(Host(), host => host.WorkerId)),
            ("host stopped", () => FreezeAsync(Host(), host => host.ProcessId)),
            ("storage stopped", () => house.FreezeStorageAsync(Length() / 2, givenUp)),
            ("storage restarted", () => house.RestartStorageAsync(Length() / 4, givenUp)),
            ("storage slow", () => AilAsync(WireFault.Slow)),
            ("connections cut", () => AilAsync(WireFault.Cut)),
            ("half answers", () => AilAsync(WireFault.Halve)),
            ("storage unreachable", () => AilAsync(WireFault.Gone)),
        ];
    }

    /// <summary>How often each was done.</summary>
    public ConcurrentDictionary<string, int> Done { get; } = [];

    /// <summary>How many connections to storage were broken by wires.</summary>
    public long Broken => house.Wires.Sum(wires => wires.Sum(wire => wire.Broken));

    /// <summary>Does them until the time is over; then nothing is stopped or gone any more.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        List<Task> going = [];
        while (!cancellation.IsCancellationRequested)
            foreach (var (name, doAsync) in dice.Shuffled(kinds))
            {
                if (cancellation.IsCancellationRequested) break;
                going.RemoveAll(each => each.IsCompletedSuccessfully);
                if (going.Count > 1) await Task.WhenAny(going);
                Done.AddOrUpdate(name, 1, (_, times) => times + 1);
                going.Add(doAsync());
                await Task.WhenAny(Task.Delay(Length() / 2, TimeProvider.System, cancellation));
            }

        await Task.WhenAll(going);
        await house.CalmAsync(givenUp);
    }

    private ChaosHost Host() => dice.Of(house.Hosts);

    private TimeSpan Length() => dice.Between(most / 8, most);

    private async Task KillAsync(ChaosHost host)
    {
        if (!falling.TryAdd(host, true)) return; // it is being started again
        await host.KillAsync();
        await LastAsync(Length() / 4);
        if (givenUp.IsCancellationRequested) return;
        await host.StartAsync();
        falling.TryRemove(host, out _);
    }

    private async Task FreezeAsync(ChaosHost host, Func<ChaosHost, int> which)
    {
        var process = which(host);
        await ChaosProcesses.SignalAsync("STOP", process);
        await LastAsync(Length());
        await ChaosProcesses.SignalAsync("CONT", process);
    }

    private Task<Task> LastAsync(TimeSpan length) => Task.WhenAny(Task.Delay(length, TimeProvider.System, givenUp));

    /// <summary>One host's wires ail, and the others' do not; of all services, or of one.</summary>
    private async Task AilAsync(WireFault fault)
    {
        var all = dice.Of(house.Wires);
        IReadOnlyList<ChaosWire> wires = dice.Once(2) ? all : [dice.Of(all)];
        foreach (var wire in wires) wire.Fault = fault;
        await LastAsync(Length());
        foreach (var wire in wires) wire.Fault = WireFault.None;
    }
}

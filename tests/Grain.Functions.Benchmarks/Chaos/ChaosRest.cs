using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Grain.Local;
using Grain.Local.Host;

namespace Grain.Functions.Benchmarks.Chaos;

/// <summary>
/// What whoever runs the app does when a storm is over: waits until all is worked off, puts back what was put aside, closes the epochs.
/// </summary>
internal sealed class ChaosRest(ChaosHouse house, ChaosLoad load, ChaosTally tally)
{
    private const int RoundsMax = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private FunctionsHost? calm;

    /// <summary>How many messages had been put aside.</summary>
    public int PutAside { get; private set; }

    /// <summary>The host that nothing was done to: the hosts' queues are worked off by them, all else is asked of this one.</summary>
    public Uri Address => calm!.Address;

    /// <summary>Comes to rest.</summary>
    public async Task ComeAsync(Action<string> tell, CancellationToken cancellation)
    {
        var starting = FunctionsHost.StartAsync(new FunctionsHostOptions(Repository.Find().AppFolder)
        {
            Settings = ChaosHost.Settings(house.ConnectionString).ToDictionary(each => each.Key, each => each.Value!),
            Listens = false,
            Log = _ => { },
        }, cancellation);
        await DrainAsync(cancellation);
        tell("the queues are empty");
        calm = await starting;
        for (var round = 0; await ReplayAsync(round == RoundsMax, cancellation) > 0 && round < RoundsMax; round++)
            await DrainAsync(cancellation);
        await FireTimersAsync(cancellation);
        tell("all timers have fired");
        foreach (var book in load.Books) await CloseEpochsAsync(book.Space, cancellation);
        await DrainAsync(cancellation);
    }

    /// <summary>Ends the host.</summary>
    public async Task EndAsync()
    {
        if (calm is not null) await calm.DisposeAsync();
    }

    /// <summary>Messages that are worked on, or wait for another try, are counted.</summary>
    private async Task DrainAsync(CancellationToken cancellation)
    {
        var (clock, waiting) = (Stopwatch.StartNew(), 1);
        for (var empty = 0; empty < 2; empty = waiting == 0 ? empty + 1 : 0)
        {
            if (clock.Elapsed > Patience)
            {
                tally.Find($"{waiting} messages are not worked off after {clock.Elapsed.TotalSeconds:0} s in which nothing failed");
                return;
            }

            await Task.Delay(Look, TimeProvider.System, cancellation);
            waiting = (await Task.WhenAll(Queues.All.Select(name => house.Storage.Queue(name).CountAsync(cancellation)))).Sum();
        }
    }

    private async Task<int> ReplayAsync(bool isLast, CancellationToken cancellation)
    {
        using var http = Tests.Hosting.TestHost.ClientOf(Address);
        var told = await http.GetFromJsonAsync<JsonElement>(new Uri("/api/poison", UriKind.Relative), cancellation);
        var put = 0;
        foreach (var queue in told.GetProperty("queues").EnumerateArray())
        {
            if (queue.GetProperty("messages").GetArrayLength() == 0) continue;
            put += queue.GetProperty("count").GetInt32();
            if (isLast) tally.Find($"messages are put aside again and again, and nothing fails: {queue}");
            var address = new Uri($"/api/poison/{queue.GetProperty("queue").GetString()}/replay", UriKind.Relative);
            (await http.PostAsJsonAsync(address, new { all = true }, cancellation)).EnsureSuccessStatusCode();
        }

        if (!isLast) PutAside += put;
        return put;
    }

    private async Task FireTimersAsync(CancellationToken cancellation)
    {
        foreach (var timer in calm!.Functions.Where(function => function.Trigger == "timerTrigger"))
        {
            try
            {
                await calm.RunAsync(timer.Name, cancellation: cancellation);
            }
            catch (Exception fault) when (!cancellation.IsCancellationRequested)
            {
                tally.Find($"the timer {timer.Name} fails, and nothing else does: {fault.Message}");
            }
        }
    }

    private async Task CloseEpochsAsync(string space, CancellationToken cancellation)
    {
        var (clock, asked) = (Stopwatch.StartNew(), false);
        using var http = Tests.Hosting.TestHost.ClientOf(Address);
        while (true)
        {
            var told = await http.GetFromJsonAsync<JsonElement>(new Uri($"/api/spaces/{space}/epochs", UriKind.Relative), cancellation);
            if (told.GetProperty("remaining").GetInt32() == 0) return;
            if (!asked) await load.CloseEpochsAsync(space, cancellation);
            asked = true;
            if (clock.Elapsed > Patience)
            {
                tally.Find(string.Create(CultureInfo.InvariantCulture, $"epochs of {space} are not closed: {told}"));
                return;
            }

            await Task.Delay(Look, TimeProvider.System, cancellation);
        }
    }
}

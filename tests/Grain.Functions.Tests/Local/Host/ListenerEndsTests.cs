using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Local.Host;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Local.Host;

/// <summary>
/// What becomes of messages and timers when a stand-in stops, is cut short, fails, or is not alone; each test has an account of its own.
/// </summary>
public sealed class ListenerEndsTests : IAsyncLifetime
{
    private const string EverySecond = "* * * * * *";

    private readonly ConcurrentQueue<string> runs = [];
    private readonly string folder = Directory.CreateTempSubdirectory("grain-listeners").FullName;
    private string account = "";
    private QueueClient queue = null!;

    public async Task InitializeAsync()
    {
        account = await Azurite.ConnectionStringAsync(Azurite.NewAccount());
        queue = new QueueClient(account, "work", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.CreateAsync();
    }

    public Task DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_stop_lets_the_work_in_progress_finish_and_settles_it()
    {
        await queue.SendMessageAsync("long");
        var over = new TaskCompletionSource();
        var listeners = Start("one", (_, _, stop) => over.Task.WaitAsync(stop), Described.Queue("Take", queue.Name));
        await Eventually.HoldsAsync(() => runs.Count == 1);
        var stopped = listeners.DisposeAsync().AsTask();
        over.SetResult();
        await stopped;
        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task A_stop_that_takes_too_long_gives_the_message_back()
    {
        await queue.SendMessageAsync("endless");
        var listeners = Start("one", (_, _, stop) => Task.Delay(Timeout.Infinite, stop), Described.Queue("Take", queue.Name));
        await Eventually.HoldsAsync(() => runs.Count == 1);
        await listeners.DisposeAsync();
        await Eventually.HoldsAsync(async () => (await queue.ReceiveMessagesAsync(1)).Value.Length == 1);
    }

    [Fact]
    public async Task Of_two_hosts_one_fires_a_timer_and_the_other_takes_over_when_it_stops()
    {
        var tick = Described.Timer("Tick", EverySecond);
        var hosts = new Dictionary<string, Listeners> { ["one"] = Start("one", null, tick), ["two"] = Start("two", null, tick) };
        await Eventually.HoldsAsync(() => runs.Count > 2);
        var first = Assert.Single(runs.Distinct());
        await hosts[first].DisposeAsync();
        var other = hosts.Keys.Single(host => host != first);
        await Eventually.HoldsAsync(() => runs.Contains(other));
        await hosts[other].DisposeAsync();
    }

    [Fact]
    public async Task A_timer_s_run_that_fails_is_followed_by_the_next_and_runs_do_not_overlap()
    {
        var (now, most) = (0, 0);
        await using var listeners = Start("one", async (_, _, stop) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Delay(TimeSpan.FromSeconds(1.2), stop); // longer than from one time to the next
            Interlocked.Decrement(ref now);
            throw new FunctionFailedException("no");
        }, Described.Timer("Tick", EverySecond));
        await Eventually.HoldsAsync(() => runs.Count == 3);
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task A_broken_status_is_no_status()
    {
        var container = new BlobContainerClient(account, "azure-webjobs-hosts");
        await container.CreateAsync();
        await container.GetBlobClient("timers/grain-local/Host.Functions.Tick/status").UploadAsync(BinaryData.FromString("{\"Last\":"));
        await using var listeners = Start("one", null, Described.Timer("Tick", EverySecond));
        await Eventually.HoldsAsync(() => !runs.IsEmpty);
    }

    private Listeners Start(string host, InvokeFunction? invoke, params HostedFunction[] functions)
    {
        File.WriteAllText(Path.Combine(folder, "host.json"),
            """{ "version": "2.0", "extensions": { "queues": { "maxPollingInterval": "00:00:00.200" } } }""");
        var settings = new HostSettings(new FunctionsHostOptions(folder)
        {
            Settings =
            new Dictionary<string, string> { ["AzureWebJobsStorage"] = account }
        });
        var listeners = new Listeners(functions, settings, TimeSpan.FromSeconds(6), RunAsync, LoggerFactory.Create(_ => { }));
        listeners.Start();
        return listeners;

        Task RunAsync(HostedFunction function, TriggerInput input, CancellationToken stop)
        {
            runs.Enqueue(host);
            return invoke is null ? Task.CompletedTask : invoke(function, input, stop);
        }
    }
}

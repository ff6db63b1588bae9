using System.Collections.Concurrent;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Local;
using Grain.Local.Host;
using Grain.Local.Host.Protocol;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Local.Host;

/// <summary>Microsoft's listeners as the stand-in sets them up, against the emulator and without a worker.</summary>
public sealed class ListenersTests : IDisposable
{
    private readonly ConcurrentQueue<(string Function, TypedData Data, IDictionary<string, TypedData> Metadata)> runs = [];
    private readonly string folder = Directory.CreateTempSubdirectory("grain-listeners").FullName;
    private readonly string name = Azurite.NewName("listen");
    private readonly CapturedLog log = new();
    private readonly Dictionary<string, string> settings = [];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_message_runs_its_function_once_and_is_gone()
    {
        var queue = await QueueAsync();
        await queue.SendMessageAsync("hello");
        await using var listeners = await StartAsync([Described.Queue("Take", name)]);
        await Eventually.HoldsAsync(async () => await IsEmptyAsync(queue));
        var (function, data, metadata) = Assert.Single(runs);
        Assert.Equal(("Take", "hello"), (function, data.String));
        Assert.Equal("hello", metadata["QueueTrigger"].String);
        Assert.Equal("1", metadata["DequeueCount"].Json);
        Assert.NotEmpty(metadata["Id"].String);
    }

    [Fact]
    public async Task A_parameter_gets_the_form_that_it_takes()
    {
        var queue = await QueueAsync();
        var other = await QueueAsync("-whole");
        await queue.SendMessageAsync(BinaryData.FromBytes([1, 200, 3]));
        await other.SendMessageAsync("hello");
        await using var listeners = await StartAsync([
            Described.Queue("Bytes", name, ",\"dataType\":\"Binary\""),
            Described.Queue("Whole", name + "-whole", ",\"properties\":{\"supportsDeferredBinding\":\"True\"}")]);
        await Eventually.HoldsAsync(() => runs.Count == 2);
        Assert.Equal([1, 200, 3], runs.Single(run => run.Function == "Bytes").Data.Bytes.ToByteArray());
        var whole = runs.Single(run => run.Function == "Whole").Data.ModelBindingData;
        Assert.Equal("AzureStorageQueues", whole.Source);
        Assert.Contains("\"MessageText\":\"hello\"", whole.Content.ToStringUtf8(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_whose_function_fails_over_and_over_is_put_aside()
    {
        var queue = await QueueAsync();
        await queue.SendMessageAsync("bad");
        await using var listeners = await StartAsync([Described.Queue("Take", name)], (_, _, _) => throw new FunctionFailedException("no"));
        var poison = Client("-poison");
        await Eventually.HoldsAsync(async () =>
            await poison.ExistsAsync() && (await poison.PeekMessagesAsync(1)).Value is [{ MessageText: "bad" }]);
        Assert.Equal(["1", "2", "3"], runs.Select(run => run.Metadata["DequeueCount"].Json));
        await Eventually.HoldsAsync(() => IsEmptyAsync(queue)); // it is copied first and deleted then
    }

    [Fact]
    public async Task A_message_that_is_not_base64_is_put_aside_as_it_is()
    {
        var queue = new QueueClient((await AccountAsync()), name);
        await queue.CreateAsync();
        await queue.SendMessageAsync("not base64!");
        await using var listeners = await StartAsync([Described.Queue("Take", name)]);
        var poison = new QueueClient(await AccountAsync(), name + "-poison");
        await Eventually.HoldsAsync(async () =>
            await poison.ExistsAsync() && (await poison.PeekMessagesAsync(1)).Value is [{ MessageText: "not base64!" }]);
        Assert.Empty(runs);
    }

    [Fact]
    public async Task A_message_is_held_for_the_lease_and_that_is_renewed_while_its_function_runs()
    {
        var queue = await QueueAsync();
        await queue.SendMessageAsync("long");
        var over = new TaskCompletionSource();
        await using var listeners = await StartAsync([Described.Queue("Take", name)], (_, _, stop) => over.Task.WaitAsync(stop), lease: 6);
        await Eventually.HoldsAsync(() => runs.Count == 1);
        var taken = runs.Single().Metadata;
        var until = JsonSerializer.Deserialize<DateTimeOffset>(taken["NextVisibleTime"].Json) - JsonSerializer.Deserialize<DateTimeOffset>(
            taken["InsertionTime"].Json);
        // waited in the queue, and the lease; Microsoft's would be ten minutes
        Assert.InRange(until, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

        // Past two leases nobody else has been given it.
        await Task.Delay(TimeSpan.FromSeconds(13));
        Assert.Empty(await ReceiveAsync(queue));
        over.SetResult();
        await Eventually.HoldsAsync(async () => await IsEmptyAsync(queue));
        Assert.Single(runs);
    }

    [Fact]
    public async Task A_function_that_is_switched_off_takes_nothing()
    {
        var queue = await QueueAsync();
        var other = await QueueAsync("-on");
        settings["AzureWebJobs.Off.Disabled"] = "true";
        await queue.SendMessageAsync("stays");
        await other.SendMessageAsync("goes");
        await using var listeners = await StartAsync([Described.Queue("Off", name), Described.Queue("On", name + "-on")]);
        await Eventually.HoldsAsync(async () => await IsEmptyAsync(other));
        Assert.False(await IsEmptyAsync(queue));
        Assert.Equal("On", Assert.Single(runs).Function);
    }

    [Fact]
    public async Task A_setting_goes_before_what_host_json_says()
    {
        var queue = await QueueAsync();
        await queue.SendMessageAsync("bad");
        settings["AzureFunctionsJobHost__extensions__queues__maxDequeueCount"] = "1";
        await using var listeners = await StartAsync([Described.Queue("Take", name)], (_, _, _) => throw new FunctionFailedException("no"));
        var poison = Client("-poison");
        await Eventually.HoldsAsync(async () => await poison.ExistsAsync() && (await poison.PeekMessagesAsync(1)).Value.Length == 1);
        Assert.Single(runs);
    }

    [Fact]
    public async Task A_timer_fires_and_a_run_that_was_missed_is_made_up_for()
    {
        settings["TickSchedule"] = "* * * * * *";
        await using (await StartAsync([Described.Timer("Tick", "%TickSchedule%")],
            account: await Azurite.ConnectionStringAsync(Azurite.NewAccount())))
            await Eventually.HoldsAsync(() => !runs.IsEmpty);
        Assert.Contains("\"IsPastDue\":false", runs.First().Data.Json, StringComparison.Ordinal);

        var own = await Azurite.ConnectionStringAsync(Azurite.NewAccount());
        var container = new BlobContainerClient(own, "azure-webjobs-hosts");
        await container.CreateAsync();
        var past = new
        {
            Last = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            Next = new DateTime(2026, 1, 2, 0, 0, 0,
            DateTimeKind.Utc),
            LastUpdated = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)
        };
        var status = container.GetBlobClient("timers/grain-local/Host.Functions.Yearly/status");
        await status.UploadAsync(BinaryData.FromObjectAsJson(past));
        await using var listeners = await StartAsync([Described.Timer("Yearly", "0 0 0 2 1 *")], account: own);
        await Eventually.HoldsAsync(() => runs.Any(run => run.Function == "Yearly"));
        Assert.Contains("\"IsPastDue\":true", runs.Single(run => run.Function == "Yearly").Data.Json, StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () =>
            !(await status.DownloadContentAsync()).Value.Content.ToString().Contains("2026-01-02", StringComparison.Ordinal));
    }

    [Fact]
    public async Task They_wait_for_storage_and_go_on_when_it_was_away()
    {
        await using var azurite = await AzuriteServer.StartAsync(folder: Path.Combine(folder, "azurite"));
        await azurite.StopAsync();
        await using var listeners = await StartAsync([Described.Queue("Take", name)], account: azurite.ConnectionString);
        await Eventually.HoldsAsync(() => log.Events.Any(entry => entry.Message.Contains("wait for storage", StringComparison.Ordinal)));
        var queue =
            new QueueClient(azurite.ConnectionString, name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        for (var time = 1; time <= 2; time++)
        {
            await azurite.StopAsync();
            await azurite.RestartAsync();
            await queue.CreateIfNotExistsAsync();
            await queue.SendMessageAsync($"{time}");
            await Eventually.HoldsAsync(() => runs.Count == time);
            await Eventually.HoldsAsync(async () => await IsEmptyAsync(queue));
        }

        Assert.Equal(["1", "2"], runs.Select(run => run.Data.String));
    }

    private static async Task<bool> IsEmptyAsync(QueueClient queue) =>
        (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0;

    private static async Task<QueueMessage[]> ReceiveAsync(QueueClient queue) => (await queue.ReceiveMessagesAsync(1)).Value;

    private static async Task<string> AccountAsync() => (await Azurite.SharedAsync()).ConnectionString;

    private QueueClient Client(string suffix) =>
        new(AccountAsync().Result, name + suffix, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    private async Task<QueueClient> QueueAsync(string suffix = "")
    {
        var queue =
            new QueueClient(await AccountAsync(), name + suffix, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.CreateAsync();
        return queue;
    }

    private async Task<Listeners> StartAsync(HostedFunction[] functions, InvokeFunction? invoke = null, int lease = 60,
        string? account = null)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "host.json"), """
            { "version": "2.0", "extensions": { "queues": { "maxDequeueCount": 3, "maxPollingInterval": "00:00:00.200",
             "visibilityTimeout": "00:00:00" } } }
            """);
        settings["AzureWebJobsStorage"] = account ?? await AccountAsync();
        var host = new HostSettings(new FunctionsHostOptions(folder) { Settings = settings });
        var listeners = new Listeners(functions, host, TimeSpan.FromSeconds(lease), RunAsync,
            LoggerFactory.Create(logging => logging.AddProvider(log)));
        listeners.Start();
        return listeners;

        Task RunAsync(HostedFunction function, TriggerInput input, CancellationToken stop)
        {
            runs.Enqueue((function.Name, input.Data, input.Metadata));
            return invoke is null ? Task.CompletedTask : invoke(function, input, stop);
        }
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Grain.Functions.Hosting;
using Grain.Functions.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grain.Functions.Tests.Hosting;

/// <summary>
/// Stands in for the Azure Functions host: starts an app root's custom handler, routes HTTP to it by the manifests in name
/// order, posts it the messages of its queues and fires its timers when told to. It knows nothing of the app but its files.
/// </summary>
/// <remarks>Written from the host's contract; function keys are not checked.</remarks>
internal sealed class FunctionsHost : IAsyncDisposable
{
    private static readonly TimeSpan ProcessingLease = TimeSpan.FromMinutes(10);

    private readonly AppRoot root;
    private readonly HandlerProcess handler;
    private readonly HostFront front;
    private readonly HttpClient client;
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> pumps = [];

    private FunctionsHost(AppRoot root, HandlerProcess handler, HostFront front)
    {
        this.root = root;
        this.handler = handler;
        this.front = front;
        client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{handler.Port}"), Timeout = Timeout.InfiniteTimeSpan };
        Client = new HttpClient { BaseAddress = front.Address };
    }

    /// <summary>Calls the app from outside, through the host.</summary>
    public HttpClient Client { get; }

    /// <summary>The handler's process, its lines and its lives.</summary>
    public HandlerProcess Handler => this.handler;

    /// <summary>Starts a host for an app root.</summary>
    /// <param name="appRoot">The folder that <c>dotnet publish</c> made.</param>
    /// <param name="connectionString">The storage account, as <c>AzureWebJobsStorage</c>.</param>
    /// <param name="settings">More app settings.</param>
    /// <param name="pumpQueues">Whether messages are delivered; otherwise they wait.</param>
    public static async Task<FunctionsHost> StartAsync(
        string appRoot, string connectionString, IReadOnlyDictionary<string, string>? settings = null, bool pumpQueues = true)
    {
        var all = new Dictionary<string, string>(settings ?? new Dictionary<string, string>()) { ["AzureWebJobsStorage"] = connectionString };
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(all.Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value)))
            .Build();
        var root = AppRoot.Load(appRoot, configuration);
        var handler = await HandlerProcess.StartAsync(appRoot, all);
        var host = new FunctionsHost(root, handler, await HostFront.StartAsync(root, handler));
        if (pumpQueues) host.StartPumps(new StorageService(StorageAccount.Parse(connectionString)));
        return host;
    }

    /// <summary>Fires a timer function once and waits for its end.</summary>
    public Task<InvocationResult> FireTimerAsync(string function, bool isPastDue = false) =>
        InvokeAsync(function, HostInvocation.Timer(this.root.Manifests[function].Trigger.Binding, isPastDue));

    /// <summary>Delivers one message to a queue function, past the queue.</summary>
    public Task<InvocationResult> DeliverAsync(string function, string text, long dequeueCount = 1) =>
        InvokeAsync(function, HostInvocation.Queue(this.root.Manifests[function].Trigger.Binding, text, dequeueCount: dequeueCount));

    /// <summary>Posts an invocation and judges the answer by the host's rules.</summary>
    public async Task<InvocationResult> InvokeAsync(string function, byte[] invocation)
    {
        await this.handler.ReadyAsync();
        using var content = new ByteArrayContent(invocation);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{function}") { Content = content };
        request.Headers.Add("X-Azure-Functions-InvocationId", "6f2a3c55-4c1e-4d6e-9a70-4b6c1f9f7a10");
        request.Headers.Add("X-Azure-Functions-HostVersion", "4.1037.0");
        request.Headers.UserAgent.ParseAdd("Azure-Functions-Host/4.1037.0");
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return InvocationResult.Judge(response.StatusCode, response.Content.Headers.ContentType?.MediaType, text);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(pumps);
        await this.front.DisposeAsync();
        await this.handler.DisposeAsync();
        Client.Dispose();
        client.Dispose();
        stop.Dispose();
    }

    private void StartPumps(StorageService storage)
    {
        foreach (var manifest in this.root.Manifests.Values)
        {
            if (manifest.Trigger is not QueueTrigger trigger) continue;
            var function = new QueueFunction(manifest.Name, (message, _) => PostAsync(manifest, message));
            var queue = storage.Queue(trigger.QueueName);
            var delivery = new QueueDelivery(
                function, queue, new PoisonQueue(storage, trigger.QueueName), this.root.Settings, ProcessingLease, TimeProvider.System, NullLogger.Instance);
            var pump = new QueuePump(manifest.Name, queue, delivery, this.root.Settings, ProcessingLease, TimeProvider.System, NullLogger.Instance);
            pumps.Add(Task.Run(() => pump.RunAsync(stop.Token, CancellationToken.None)));
        }
    }

    private async Task PostAsync(FunctionManifest manifest, QueueInvocation message)
    {
        var invocation = HostInvocation.Queue(manifest.Trigger.Binding, message.Text, message.MessageId!, message.DequeueCount);
        var result = await InvokeAsync(manifest.Name, invocation);
        if (!result.HasSucceeded) throw new InvalidOperationException($"{manifest.Name}: {result.Answer}");
    }
}

/// <summary>What became of an invocation.</summary>
/// <param name="HasSucceeded">By the host's rule: 2xx and a readable JSON object.</param>
/// <param name="Answer">The body.</param>
internal sealed record InvocationResult(bool HasSucceeded, string Answer)
{
    /// <exception cref="InvalidOperationException">The answer would leave the call pending until the function's timeout.</exception>
    public static InvocationResult Judge(HttpStatusCode status, string? mediaType, string answer)
    {
        var isSuccess = (int)status is >= 200 and < 300;
        if (isSuccess && (answer.Length == 0 || answer == "null"))
            throw new InvalidOperationException($"{status} without a body: the host would wait for the function's timeout.");
        return new InvocationResult(isSuccess && mediaType == "application/json" && IsObject(answer), answer);
    }

    private static bool IsObject(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.ValueKind == JsonValueKind.Object;
    }
}

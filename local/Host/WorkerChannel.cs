using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grain.Local.Host.Protocol;
using Grpc.Core;

namespace Grain.Local.Host;

/// <summary>A function failed; the message is what the worker says of it.</summary>
internal sealed class FunctionFailedException(string message) : Exception(message);

/// <summary>The worker went away.</summary>
internal sealed class WorkerGoneException() : Exception("The worker ended.");

/// <summary>The conversation with one worker; functions may run for as long as <paramref name="timeout"/>.</summary>
internal sealed class WorkerChannel(Worker worker, TimeSpan timeout, ILoggerFactory logs)
{
    /// <summary>Between asking a function that ran too long to stop and ending its worker.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Channel<StreamingMessage> outgoing = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> pending = [];
    private readonly TaskCompletionSource connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool gone;

    /// <summary>The worker.</summary>
    public Worker Worker => worker;

    /// <summary>Carries requests to it.</summary>
    public HttpMessageInvoker Http { get; } = new(worker.Http, disposeHandler: false);

    /// <summary>Where it takes them.</summary>
    public string Address { get; private set; } = "http://localhost/";

    /// <summary>Its functions, in the order of their names.</summary>
    public IReadOnlyList<HostedFunction> Functions { get; private set; } = [];

    /// <summary>Talks until either side ends it. <see cref="Break"/> then fails whatever was under way.</summary>
    public async Task RunAsync(IAsyncStreamReader<StreamingMessage> incoming, IServerStreamWriter<StreamingMessage> writer,
        CancellationToken cancellation)
    {
        connected.TrySetResult();
        await Task.WhenAny(ReadAsync(), WriteAsync());

        async Task ReadAsync()
        {
            while (await incoming.MoveNext(cancellation)) Take(incoming.Current);
        }

        async Task WriteAsync()
        {
            await foreach (var message in outgoing.Reader.ReadAllAsync(cancellation)) await writer.WriteAsync(message, cancellation);
        }
    }

    /// <summary>Waits for the worker, and makes it load all its functions.</summary>
    /// <exception cref="InvalidOperationException">It could not; the message says why.</exception>
    public async Task LoadAsync(string folder, CancellationToken cancellation)
    {
        await connected.Task.WaitAsync(cancellation);
        var init = await AskAsync(new() { WorkerInitRequest = new() { HostVersion = "4.1037.0", FunctionAppDirectory = folder } });
        Check(init.WorkerInitResponse.Result, "does not start");
        if (init.WorkerInitResponse.Capabilities.TryGetValue("HttpUri", out var address)) Address = address;

        var found = await AskAsync(new() { FunctionsMetadataRequest = new() { FunctionAppDirectory = folder } });
        Check(found.FunctionMetadataResponse.Result, "does not tell its functions");
        Functions = [.. found.FunctionMetadataResponse.FunctionMetadataResults.Select(one => new HostedFunction(one))
            .OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase)];
        foreach (var function in Functions)
        {
            FunctionLoadRequest load = new() { FunctionId = function.Metadata.FunctionId, Metadata = function.Metadata };
            var loaded = await AskAsync(new() { FunctionLoadRequest = load });
            Check(loaded.FunctionLoadResponse.Result, $"does not load {function.Name}");
        }

        static void Check(StatusResult result, string what)
        {
            if (result.Status != StatusResult.Types.Status.Success)
                throw new InvalidOperationException($"The app {what}: {result.Exception?.Message ?? result.Result}");
        }
    }

    /// <summary>Runs a function under a new id. Cancelling asks it to stop, and waits for it.</summary>
    /// <exception cref="FunctionFailedException">It failed, or ran longer than it may.</exception>
    /// <exception cref="WorkerGoneException">The worker died meanwhile.</exception>
    public async Task InvokeAsync(HostedFunction function, string id, TriggerInput input, CancellationToken cancellation)
    {
        var request = new InvocationRequest
        {
            InvocationId = id,
            FunctionId = function.Metadata.FunctionId,
            TraceContext = new() { TraceParent = input.Trace },
        };
        request.InputData.Add(new ParameterBinding { Name = function.Parameter, Data = input.Data });
        request.TriggerMetadata.Add(input.Metadata);
        var answering = AskAsync(new() { RequestId = id, InvocationRequest = request });
        using var cancelling = cancellation.Register(() => Cancel(id));
        try
        {
            await answering.WaitAsync(timeout, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            logs.CreateLogger("Host.Worker")
                .LogError("{Function} ran longer than {Timeout}, which is functionTimeout in host.json.", function.Name, timeout);
            Cancel(id);
            if (await Task.WhenAny(answering, Task.Delay(Grace, CancellationToken.None)) != answering) worker.Kill();
        }

        var result = (await answering).InvocationResponse.Result;
        if (result.Status != StatusResult.Types.Status.Success)
            throw new FunctionFailedException($"{function.Name}: {result.Exception?.Message ?? result.Status.ToString()}");
    }

    /// <summary>Asks the worker to end once what is under way is done, and waits for it.</summary>
    public async Task EndAsync(TimeSpan grace)
    {
        await Task.WhenAny(Task.WhenAll(pending.Values.Select(one => one.Task)), Task.Delay(grace));
        foreach (var id in pending.Keys) Cancel(id);
        outgoing.Writer.TryWrite(new() { WorkerTerminate = new() { GracePeriod = Duration.FromTimeSpan(grace) } });
        await Task.WhenAny(worker.Ended, Task.Delay(grace));
    }

    /// <summary>Nothing more comes from the worker.</summary>
    public void Break()
    {
        gone = true;
        outgoing.Writer.TryComplete();
        connected.TrySetException(new WorkerGoneException());
        foreach (var waiting in pending.Values) waiting.TrySetException(new WorkerGoneException());
    }

    private void Cancel(string invocation) => outgoing.Writer.TryWrite(new() { InvocationCancel = new() { InvocationId = invocation } });

    private async Task<StreamingMessage> AskAsync(StreamingMessage request)
    {
        if (request.RequestId.Length == 0) request.RequestId = Guid.NewGuid().ToString();
        var answer = pending[request.RequestId] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        outgoing.Writer.TryWrite(request);
        if (gone) Break();
        return await answer.Task;
    }

    private void Take(StreamingMessage message)
    {
        if (message.RpcLog is { } entry) logs.CreateLogger(entry.Category)
            .Log((LogLevel)(int)entry.Level, "{Message}", $"{entry.Message} {entry.Exception?.Message}".TrimEnd());
        else if (pending.TryRemove(message.RequestId, out var waiting)) waiting.TrySetResult(message);
    }
}

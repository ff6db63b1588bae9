using System.Collections.Concurrent;
using Grain.Local.Host.Protocol;
using Grpc.Core;

namespace Grain.Local.Host;

/// <summary>
/// Keeps one worker running: one that ends is started again, until five in a row have ended as they started. If the very first does, its
/// settings are wrong, and no other is tried; one that is slow to start is tried again, the first, too.
/// </summary>
internal sealed class Workers(FunctionsHostOptions options, HostSettings settings, ILoggerFactory logs) : FunctionRpc.FunctionRpcBase,
    IDisposable
{
    private const int FailuresAllowed = 5;

    /// <summary>For what is under way when the host stops, and then for the worker to end.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<WorkerChannel>> expected = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly ILogger log = logs.CreateLogger("Host.Worker");
    private volatile TaskCompletionSource<WorkerChannel> current = Next();
    private bool hasRun;

    /// <summary>The worker once its functions are loaded; while there is none, the next one. Fails when it was given up.</summary>
    public Task<WorkerChannel> Current => current.Task;

    /// <summary>Ends when the host stops; fails when the worker was given up.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Starts the first one, which reaches its host at the endpoint.</summary>
    public void Start(string endpoint) => Running = KeepAsync(endpoint);

    /// <summary>Called by a worker when it connects.</summary>
    public override async Task EventStream(IAsyncStreamReader<StreamingMessage> requestStream,
        IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken)
            || !expected.TryRemove(requestStream.Current.StartStream?.WorkerId ?? "", out var connecting)) return;
        var channel = await connecting.Task;
        try
        {
            await channel.RunAsync(requestStream, responseStream, context.CancellationToken);
        }
        finally
        {
            Retire(channel);
            if (!stopping.IsCancellationRequested) channel.Worker.Kill(); // it cannot be told anything any more
        }
    }

    /// <summary>Ends the worker once what is under way is done.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAny(Running);
    }

    public void Dispose() => stopping.Dispose();

    private static TaskCompletionSource<WorkerChannel> Next() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task KeepAsync(string endpoint)
    {
        for (var failures = 0; !stopping.IsCancellationRequested;)
        {
            try
            {
                await RunOneAsync(endpoint);
                failures = 0;
            }
            catch (InvalidOperationException fault)
                when ((hasRun || fault.InnerException is TimeoutException) && ++failures < FailuresAllowed)
            {
                log.LogWarning("{Reason} It is started again.", fault.Message);
                await Task.WhenAny(Task.Delay(100 << failures, stopping.Token));
            }
            catch (Exception fault)
            {
                current.TrySetException(fault);
                throw;
            }
        }

        current.TrySetException(new WorkerGoneException());
    }

    private async Task RunOneAsync(string endpoint)
    {
        var id = Guid.NewGuid().ToString();
        var connecting = expected[id] = Next();
        await using var worker = await options.Launch(new WorkerStart(options, endpoint, id), stopping.Token);
        var channel = new WorkerChannel(worker, settings.FunctionTimeout, logs);
        connecting.SetResult(channel);
        var ended = worker.Ended.ContinueWith(_ => Retire(channel), TaskScheduler.Default);
        try
        {
            await channel.LoadAsync(options.AppFolder, stopping.Token).WaitAsync(options.StartTimeout, stopping.Token);
        }
        catch (TimeoutException late)
        {
            throw new InvalidOperationException($"The worker was not ready within {options.StartTimeout.TotalSeconds:0} s.", late);
        }
        catch (WorkerGoneException)
        {
            throw new InvalidOperationException($"The worker ended as it started ({await worker.Ended}).");
        }
        catch (OperationCanceledException)
        {
            return;
        }

        hasRun = true;
        current.TrySetResult(channel);
        await Task.WhenAny(ended, Task.Delay(Timeout.Infinite, stopping.Token));
        if (stopping.IsCancellationRequested) await channel.EndAsync(StopTimeout);
        else log.LogWarning("The worker ended ({Reason}); it is started again.", await worker.Ended);
        Retire(channel);
    }

    /// <summary>Whoever comes from now on waits for the next one; only then is told who waits for this one.</summary>
    private void Retire(WorkerChannel channel)
    {
        if (current.Task is { IsCompletedSuccessfully: true, Result: var shown } && shown == channel) current = Next();
        channel.Break();
    }
}

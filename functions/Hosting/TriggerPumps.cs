using Grain.Functions.Storage;

namespace Grain.Functions.Hosting;

/// <summary>
/// What a Functions host does with queue and timer triggers, inside the process: only when the app runs standalone. Starts
/// before the port is opened and, asked to stop, lets what is in progress finish for as long as the app's shutdown may take.
/// </summary>
internal sealed class TriggerPumps(
    AppRoot root, FunctionRegistry registry, GrainOptions options, StorageService storage, IConfiguration configuration, TimeProvider time, ILoggerFactory loggers)
    : IHostedService, IDisposable
{
    /// <summary>The container for what the pumps must agree on between processes.</summary>
    internal const string Container = "grain-hosting";

    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource abort = new();
    private Task pumps = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        pumps = Task.WhenAll([.. registry.All.Where(IsEnabled).Select(Start)]);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await using var overdue = cancellationToken.Register(abort.Cancel);
        await pumps;
    }

    public void Dispose()
    {
        stopping.Dispose();
        abort.Dispose();
    }

    private Task Start(FunctionHandler function)
    {
        var logger = loggers.CreateLogger("Grain.Functions.Hosting.Pump");
        switch (function, root.Manifests[function.Name].Trigger)
        {
            case (QueueFunction queue, QueueTrigger trigger):
                var queuePump = Queue(queue, trigger, logger);
                return Task.Run(() => queuePump.RunAsync(stopping.Token, abort.Token));
            case (TimerFunction timer, TimerTrigger trigger):
                var timerPump = Timer(timer, trigger, logger);
                return Task.Run(() => timerPump.RunAsync(stopping.Token, abort.Token));
            default:
                return Task.CompletedTask; // HTTP calls come by themselves
        }
    }

    private QueuePump Queue(QueueFunction function, QueueTrigger trigger, ILogger logger)
    {
        var queue = storage.Queue(trigger.QueueName);
        var lease = TimeSpan.FromSeconds(options.QueueLeaseSeconds);
        var delivery = new QueueDelivery(function, queue, new PoisonQueue(storage, trigger.QueueName), root.Settings, lease, time, logger);
        return new QueuePump(function.Name, queue, delivery, root.Settings, lease, time, logger);
    }

    private TimerPump Timer(TimerFunction function, TimerTrigger trigger, ILogger logger) =>
        new(function, trigger, storage.BlobContainer(Container), root.Settings, time, logger);

    // As with a Functions host: AzureWebJobs.Name.Disabled, where dots are not allowed AzureWebJobs_Name_Disabled.
    private bool IsEnabled(FunctionHandler function) =>
        !IsTrue(configuration[$"AzureWebJobs.{function.Name}.Disabled"]) && !IsTrue(configuration[$"AzureWebJobs_{function.Name}_Disabled"]);

    private static bool IsTrue(string? text) => text is "1" || string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);
}

using System.Runtime.ExceptionServices;
using Azure.Storage.Blobs;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.Timers;
using Microsoft.Azure.WebJobs.Host;
using Microsoft.Azure.WebJobs.Host.Executors;
using Microsoft.Azure.WebJobs.Host.Listeners;
using Microsoft.Azure.WebJobs.Host.Storage;
using Microsoft.Azure.WebJobs.Host.Timers;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Grain.Local.Host;

/// <summary>Runs a function with what its trigger says; throws if it fails, and asks it to stop when cancelled.</summary>
internal delegate Task InvokeFunction(HostedFunction function, TriggerInput input, CancellationToken cancellation);

/// <summary>
/// Queues and timers by Microsoft's own listeners (WebJobs SDK). While storage is not there they wait for it, and when it goes away they
/// begin anew.
/// </summary>
internal sealed class Listeners(IEnumerable<HostedFunction> functions, HostSettings settings, TimeSpan lease, InvokeFunction invoke,
    ILoggerFactory logs) : IAsyncDisposable
{
    /// <summary>All stand-ins on one storage are one app: they share its timers.</summary>
    private const string HostId = "grain-local";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Storage that has not answered by then is said to be away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>For what is under way when they stop, before it is cancelled.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly ILogger log = logs.CreateLogger("Host.Listeners");
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource hurrying = new();
    private readonly Dictionary<string, HostedFunction> listened = functions
        .Where(function => function.Trigger is "queueTrigger" or "timerTrigger" && !settings.IsDisabled(function.Name))
            .ToDictionary(function => function.Name);

    private Task running = Task.CompletedTask;
    private string? told;

    /// <summary>Starts them, without waiting for storage.</summary>
    public void Start() => running = listened.Count > 0 ? Task.Run(KeepAsync) : Task.CompletedTask;

    /// <summary>Takes nothing new, and waits for what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
        hurrying.Dispose();
    }

    private async Task KeepAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ListenAsync();
            }
            catch (Exception fault)
            {
                // Whatever it is: the real host, too, starts its listeners again.
                if (!stopping.IsCancellationRequested) Tell(ReasonOf(fault));
            }

            await Task.WhenAny(Task.Delay(Pause, stopping.Token));
        }
    }

    private async Task ListenAsync()
    {
        var seams = new Seams(EmittedFunctions.Create(listened.Values, RunAsync));
        using var host = Build(seams);
        var storage = host.Services.GetRequiredService<BlobContainerClient>().CreateIfNotExistsAsync(cancellationToken: stopping.Token);
        // The SDK asks again and again, for half a minute, before it says why.
        if (await Task.WhenAny(storage, Task.Delay(Patience, stopping.Token)) != storage && !stopping.IsCancellationRequested)
            Tell("no answer yet");
        await storage;
        var jobs = host.Services.GetRequiredService<IJobHost>();
        await jobs.StartAsync(stopping.Token);
        if (told is not null) log.LogWarning("Storage is there: queues and timers run.");
        told = null;
        await Task.WhenAny(seams.Broken.Task, Task.Delay(Timeout.Infinite, stopping.Token));

        if (stopping.IsCancellationRequested) hurrying.CancelAfter(StopTimeout);
        await Task.WhenAny(jobs.StopAsync(), Task.Delay(2 * StopTimeout));
        if (seams.Broken.Task.IsCompleted) Tell(seams.Broken.Task.Result);
    }

    /// <summary>What lies at the bottom; of many tries the first.</summary>
    private static string ReasonOf(Exception fault)
    {
        while ((fault as AggregateException)?.InnerExceptions[0] is { } first || (first = fault.InnerException) is not null) fault = first;
        return fault.Message.Split('\n')[0].Trim();
    }

    private void Tell(string reason)
    {
        if (reason != told) log.LogWarning("Queues and timers wait for storage ({Reason}).", reason);
        told = reason;
    }

    private IHost Build(Seams seams)
    {
        // In this environment queues are looked at every two seconds at least, and locks of timers last 15 s rather than 60.
        HostApplicationBuilderSettings bare = new() { DisableDefaults = true, EnvironmentName = Environments.Development };
        var builder = new HostApplicationBuilder(bare);
        builder.Configuration.AddConfiguration(settings.Configuration);
        var services = builder.Services.AddSingleton(logs).AddSingleton<ITypeLocator>(seams).AddSingleton<IHostIdProvider>(seams)
            .AddSingleton<IWebJobsExceptionHandler>(seams);
        services.PostConfigure<SingletonOptions>(options => options.ListenerLockRecoveryPollingInterval = options.ListenerLockPeriod);
        services.AddSingleton<IListenerDecorator>(new ShortLeases(lease));
        services.AddWebJobs(_ => { }).AddAzureStorageCoreServices().AddAzureStorageQueues().AddTimers();
        services.AddSingleton(provider =>
            provider.GetRequiredService<IAzureBlobStorageProvider>().TryCreateHostingBlobContainerClient(out var container) ? container
            : throw new InvalidOperationException("AzureWebJobsStorage is not set"));
        services.Replace(ServiceDescriptor.Singleton<ScheduleMonitor>(provider =>
            new BlobScheduleMonitor(provider.GetRequiredService<BlobContainerClient>(), HostId, log)));

        return builder.Build();
    }

    /// <summary>The listener cancels what is under way as soon as it stops; here that may end first.</summary>
    private Task RunAsync(string name, object trigger, CancellationToken listenerStops) => invoke(listened[name], trigger is TimerInfo timer
        ? TriggerInput.Of(timer.ScheduleStatus, timer.IsPastDue) : TriggerInput.Of(listened[name], (QueueMessage)trigger), hurrying.Token);

    /// <summary>
    /// What Microsoft's code asks for; among it who hears of what it does not get over, such as storage that is away for long.
    /// </summary>
    private sealed class Seams(Type type) : ITypeLocator, IHostIdProvider, IWebJobsExceptionHandler
    {
        public TaskCompletionSource<string> Broken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<Type> GetTypes() => [type];

        public Task<string> GetHostIdAsync(CancellationToken cancellation) => Task.FromResult(HostId);

        public Task OnTimeoutExceptionAsync(ExceptionDispatchInfo exceptionInfo, TimeSpan timeoutGracePeriod) =>
            OnUnhandledExceptionAsync(exceptionInfo);

        public Task OnUnhandledExceptionAsync(ExceptionDispatchInfo exceptionInfo)
        {
            Broken.TrySetResult(ReasonOf(exceptionInfo.SourceException));
            return Task.CompletedTask;
        }
    }
}

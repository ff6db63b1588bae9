using Grain.Functions;
using Grain.Functions.Audit;
using Grain.Functions.Health;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.Bodies;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Credits.Events;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Simulation.Faults;
using Grain.Simulation.Running;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grain.Simulation.Processes;

/// <summary>
/// A process of the app: its own services, caches, clock and connections. It dies between two events: what it was at is never gone on with.
/// </summary>
internal sealed class SimulatedProcess
{
    private const long BodyMemoryBytes = 64L << 20;

    private readonly TaskCompletionSource death = new();
    private readonly ServiceProvider services;

    /// <param name="name">For the trace.</param>
    /// <param name="conductor">The clock.</param>
    /// <param name="jitter">What waits differ by.</param>
    /// <param name="storage">The network before storage.</param>
    /// <param name="log">Takes what the app logs.</param>
    /// <param name="ranksByJobs">Whether it leaves graphs to ranking jobs, small ones too.</param>
    /// <param name="receiver">The other service to which it posts.</param>
    public SimulatedProcess(string name, Conductor conductor, Random jitter, SimulatedStorage storage, ILoggerProvider log,
        bool ranksByJobs, Func<SimulatedProcess, SimulatedReceiver> receiver)
    {
        Name = name;
        Time = new SimulatedTime(conductor, () => IsDead);
        var settings = new StorageSettings(Time, jitter) { TryMax = Timeout.InfiniteTimeSpan };
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error).AddProvider(log))
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddOptions()
            .AddSingleton<TimeProvider>(Time).AddSingleton(MemoryAccount.Open(new SimulatedTransport(storage, this), settings))
            .AddSingleton(Addresses.Functions)
            .AddSingleton<AnswerHeaders>().AddSingleton<ProblemsMiddleware>().AddSingleton<AuditMiddleware>()
            .AddSingleton(new BodyDoor(new BodyBudget(BodyMemoryBytes, Time), trustedHops: 0));
        collection.AddSingleton<KeptApiDocument>().AddSingleton<StatusReader>()
            .AddSingleton<IFunctionMetadataProvider>(new GeneratedFunctionMetadataProvider());
        StorageHealth.AddTo(collection.AddHealthChecks());
        Slices.AddTo(collection);
        collection.AddSingleton(new EventSender(receiver(this)));
        collection.AddSingleton(Options.Create(new GrainOptions { RankJobAboveEdges = ranksByJobs ? 1 : 0 }));
        services = collection.BuildServiceProvider();
    }

    /// <summary>For the trace.</summary>
    public string Name { get; }

    /// <summary>Its clock.</summary>
    public SimulatedTime Time { get; }

    /// <summary>Whether it is gone.</summary>
    public bool IsDead { get; private set; }

    /// <summary>Ends when the process does.</summary>
    public Task Death => death.Task;

    /// <summary>Its services.</summary>
    public IServiceProvider Services => services;

    /// <summary>One of its services.</summary>
    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>Ends it, whatever it is at.</summary>
    public void Die()
    {
        IsDead = true;
        death.TrySetResult();
    }
}

namespace Grain.Local.Host;

/// <summary>Starts a worker. That it connects is waited for by the caller.</summary>
internal delegate Task<Worker> LaunchWorker(WorkerStart start, CancellationToken cancellation);

/// <summary>What a worker is told: its app and settings, and the command line that leads it to its host.</summary>
internal sealed record WorkerStart(FunctionsHostOptions Options, IReadOnlyList<string> Arguments);

/// <summary>A started worker.</summary>
internal abstract class Worker : IAsyncDisposable
{
    /// <summary>Its process id.</summary>
    public virtual int ProcessId => Environment.ProcessId;

    /// <summary>Ends when it does; says why.</summary>
    public abstract Task<string> Ended { get; }

    /// <summary>Carries HTTP requests to it, and lives as long.</summary>
    public abstract HttpMessageHandler Http { get; }

    /// <summary>Ends it at once.</summary>
    public abstract void Kill();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

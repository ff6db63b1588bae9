namespace Grain.Local.Host;

/// <summary>Starts a worker. That it connects is waited for by the caller.</summary>
internal delegate Task<Worker> LaunchWorker(WorkerStart start, CancellationToken cancellation);

/// <summary>What a worker is told: its app and settings, where it reaches its host, and how it names itself there.</summary>
internal sealed record WorkerStart(FunctionsHostOptions Options, string Endpoint, string WorkerId)
{
    /// <summary>As a command line, for a worker of its own process.</summary>
    public string[] Arguments =>
        ["--functions-uri", Endpoint, "--functions-worker-id", WorkerId, "--functions-request-id", WorkerId,
            "--functions-grpc-max-message-length", "2147483647"];

    /// <summary>As configuration, for a worker in the same process.</summary>
    public Dictionary<string, string?> Configuration => new()
    {
        ["Functions:Worker:HostEndpoint"] = Endpoint,
        ["Functions:Worker:WorkerId"] = WorkerId,
        ["Functions:Worker:RequestId"] = WorkerId,
        ["Functions:Worker:GrpcMaxMessageLength"] = "2147483647",
    };
}

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

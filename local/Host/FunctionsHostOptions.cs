namespace Grain.Local.Host;

/// <summary>
/// How the stand-in runs an app: the one that was built or published into a folder, with its host.json and worker.config.json.
/// </summary>
internal sealed record FunctionsHostOptions(string AppFolder)
{
    /// <summary>Port of 127.0.0.1 to serve on; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Host names that lead here besides <c>localhost</c>, <c>127.0.0.1</c> and <c>[::1]</c>; see <see cref="FrontDoor"/>.
    /// </summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>The app's settings (<c>AzureWebJobsStorage</c>, <c>Grain__…</c>); they go before this process's environment.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Seconds, 2 to 600, for which a queue message is held, again and again while it is worked on. What a killed stand-in held comes back
    /// so late. Azure's are 600.
    /// </summary>
    public int QueueLeaseSeconds { get; init; } = 60;

    /// <summary>Whether queues and timers run; without them a function runs when it is called.</summary>
    public bool Listens { get; init; } = true;

    /// <summary>
    /// How long a worker may take to be ready: well under a second; on a machine that compiles at the same time, some. Azure's is as long.
    /// </summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Takes each line that the worker or the stand-in says; called from several threads.</summary>
    public Action<string> Log { get; init; } = Console.Out.WriteLine;

    /// <summary>How a worker is started: as a process, unless a test runs it inside its own.</summary>
    public LaunchWorker Launch { get; init; } = WorkerProcess.Launch;
}

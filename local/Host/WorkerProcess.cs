using System.Text.Json.Nodes;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Grain.Local.Host;

/// <summary>A worker as a child process, which ends with this one.</summary>
internal sealed class WorkerProcess(ChildProcess process) : Worker
{
    private const int ConnectTries = 10;

    /// <summary>
    /// A worker may load its functions a moment before it listens for HTTP: a refused connection, on which nothing was sent, is tried again
    /// for two seconds.
    /// </summary>
    private static readonly ResiliencePipeline<HttpResponseMessage> Connecting = new ResiliencePipelineBuilder<HttpResponseMessage>()
        .AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = ConnectTries,
            Delay = TimeSpan.FromMilliseconds(200),
            BackoffType = DelayBackoffType.Constant,
            UseJitter = false,
            ShouldHandle = tried => ValueTask.FromResult(
                tried.Outcome.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }),
        }).Build();

    private readonly ResilienceHandler http = new(Connecting)
    {
        InnerHandler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false },
    };

    public override int ProcessId => process.ProcessId;

    public override Task<string> Ended => process.Ended;

    public override HttpMessageHandler Http => http;

    /// <summary>Starts what the app's worker.config.json names.</summary>
    /// <exception cref="InvalidOperationException">The folder holds no app.</exception>
    public static Task<Worker> Launch(WorkerStart start, CancellationToken cancellation)
    {
        var folder = start.Options.AppFolder;
        var about = Path.Combine(folder, "worker.config.json");
        if (!File.Exists(about)) throw new InvalidOperationException($"The app is not built: there is no {about}.");
        var description = JsonNode.Parse(File.ReadAllText(about))!["description"]!;
        var executable = (string)description["defaultExecutablePath"]!;
        string[] program = executable == "dotnet" ? [executable, Path.Combine(folder, (string)description["defaultWorkerPath"]!)]
            : [executable.Replace("{WorkerRoot}", folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)];
        var environment = new Dictionary<string, string?>(start.Options.Settings!)
        {
            ["FUNCTIONS_APPLICATION_DIRECTORY"] = folder,
            ["DOTNET_hostBuilder__reloadConfigOnChange"] = "false", // Linux gives a user 128 watchers of files
        };
        environment.TryAdd("AZURE_FUNCTIONS_ENVIRONMENT", "Development");
        environment.TryAdd("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated");
        return Task.FromResult<Worker>(new WorkerProcess(ChildProcess.Start([.. program, .. start.Arguments], environment,
            start.Options.Log)));
    }

    public override void Kill() => process.Kill();

    public override async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        http.Dispose();
    }
}

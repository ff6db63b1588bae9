using System.Text.Json.Nodes;

namespace Grain.Local.Host;

/// <summary>A worker as a child process, which ends with this one.</summary>
internal sealed class WorkerProcess(ChildProcess process) : Worker
{
    private readonly Connecting http = new();

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
        var program = Path.Combine(folder, (string)JsonNode.Parse(File.ReadAllText(about))!["description"]!["defaultWorkerPath"]!);
        var environment = new Dictionary<string, string>
        {
            ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development",
            ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated"
        };
        foreach (var (name, value) in start.Options.Settings) environment[name] = value;
        environment["FUNCTIONS_APPLICATION_DIRECTORY"] = folder;
        environment["DOTNET_hostBuilder__reloadConfigOnChange"] = "false"; // Linux gives a user 128 watchers of files
        return Task.FromResult<Worker>(new WorkerProcess(ChildProcess.Start(["dotnet", program, .. start.Arguments], environment,
            start.Options.Log)));
    }

    public override void Kill() => process.Kill();

    public override async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        http.Dispose();
    }

    /// <summary>
    /// A worker may load its functions a moment before it listens for HTTP: a refused connection, on which nothing was sent, is tried again
    /// for two seconds.
    /// </summary>
    private sealed class Connecting()
        : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
        {
            for (var triesLeft = 10; ; triesLeft--)
            {
                try
                {
                    return await base.SendAsync(request, cancellation);
                }
                catch (HttpRequestException fault) when (fault.HttpRequestError == HttpRequestError.ConnectionError && triesLeft > 0)
                {
                    await Task.Delay(200, cancellation);
                }
            }
        }
    }
}

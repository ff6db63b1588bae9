using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Grain.Functions.Tests.Hosting;

/// <summary>
/// Keeps the custom handler running as the Functions host does: one port for all its lives, ready when <c>GET /</c> gets
/// any answer, restarted by the host's rules.
/// </summary>
internal sealed class HandlerProcess : IAsyncDisposable
{
    private const int MostErrors = 3;
    private static readonly TimeSpan InitializationTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingInterval = TimeSpan.FromMilliseconds(25);

    private readonly string root;
    private readonly Dictionary<string, string> environment;
    private readonly ConcurrentQueue<AppProcess> lives = new();
    private readonly HttpClient client;
    private readonly Task supervision;
    private volatile Task ready = Task.CompletedTask;
    private volatile bool stopping;

    private HandlerProcess(string root, int port, IReadOnlyDictionary<string, string> settings)
    {
        this.root = root;
        Port = port;
        environment = new(HostEnvironment(root, port));
        foreach (var (name, value) in settings) environment[name] = value;
        client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = InitializationTimeout };
        StartLife();
        supervision = Task.Run(SuperviseAsync);
    }

    public int Port { get; }

    /// <summary>Exits that the host counted as errors.</summary>
    public int CountedErrors { get; private set; }

    /// <summary>Whether the host has given up, or believes an ended handler to be well.</summary>
    public bool IsGone => supervision.IsCompleted;

    public AppProcess Current => lives.Last();

    public int Lives => lives.Count;

    public IEnumerable<string> Output => lives.SelectMany(life => life.Output);

    public IEnumerable<string> Errors => lives.SelectMany(life => life.Errors);

    public static async Task<HandlerProcess> StartAsync(string root, IReadOnlyDictionary<string, string> settings)
    {
        var handler = new HandlerProcess(root, FreePort.Next(), settings);
        await handler.ReadyAsync();
        return handler;
    }

    /// <summary>Waits until the current life serves; calls that come in between lives wait here.</summary>
    /// <exception cref="InvalidOperationException">There will be no more life.</exception>
    public async Task ReadyAsync()
    {
        using var timer = new PeriodicTimer(PingInterval);
        while (true)
        {
            await ready;
            if (!Current.HasExited) return;
            if (IsGone) throw new InvalidOperationException($"The handler is gone: {string.Join(" | ", Errors)}");
            await timer.WaitForNextTickAsync(); // its end was not noticed yet
        }
    }

    public async ValueTask DisposeAsync()
    {
        stopping = true;
        while (!supervision.IsCompleted)
        {
            Current.Kill(); // as the host does; and once more, if a new life was just begun
            await Task.WhenAny(supervision, Current.ExitedAsync());
        }

        await supervision;
        await ready;
        foreach (var life in lives) await life.DisposeAsync();
        client.Dispose();
    }

    // A host is an ASP.NET Core process itself and hands its whole environment on; none of it may change what the handler does.
    private static Dictionary<string, string> HostEnvironment(string root, int port)
    {
        var text = port.ToString(CultureInfo.InvariantCulture);
        var id = new Guid(port, 0, 0, new byte[8]).ToString();
        return new()
        {
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = text,
            ["FUNCTIONS_HTTPWORKER_PORT"] = text,
            ["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = id,
            ["FUNCTIONS_HTTPWORKER_ID"] = id,
            ["FUNCTIONS_APP_ROOT_PATH"] = root,
            ["ASPNETCORE_URLS"] = "http://0.0.0.0:1;https://+:2",
            ["ASPNETCORE_HTTP_PORTS"] = "3",
            ["ASPNETCORE_HTTPS_PORTS"] = "4",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_CONTENTROOT"] = "/nowhere",
            ["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = "No.Such.Assembly",
            ["ASPNETCORE_Kestrel__Endpoints__Http__Url"] = "http://0.0.0.0:5",
            ["Kestrel__Endpoints__Http__Url"] = "http://0.0.0.0:6",
            ["URLS"] = "http://0.0.0.0:7",
        };
    }

    private void StartLife()
    {
        using var host = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(this.root, "host.json")));
        var executable = host.RootElement.GetProperty("customHandler").GetProperty("description").GetProperty("defaultExecutablePath").GetString()!;
        var life = AppProcess.Start(Path.Combine(this.root, executable), this.root, environment);
        lives.Enqueue(life);
        ready = Task.Run(() => PingUntilReadyAsync(life));
    }

    private async Task PingUntilReadyAsync(AppProcess life)
    {
        using var timer = new PeriodicTimer(PingInterval);
        for (var waited = TimeSpan.Zero; !life.HasExited && waited < InitializationTimeout; waited += PingInterval)
        {
            try
            {
                using var response = await client.GetAsync(new Uri("/", UriKind.Relative));
                return; // any status will do
            }
            catch (HttpRequestException)
            {
                await timer.WaitForNextTickAsync(); // nothing listens yet
            }
        }
    }

    private async Task SuperviseAsync()
    {
        while (await Current.ExitedAsync() is var code && code != 0 && !stopping)
        {
            if (code != 200 && ++CountedErrors == MostErrors) return;
            StartLife();
        }
    }
}

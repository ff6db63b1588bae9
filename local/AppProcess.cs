using System.Diagnostics;
using System.Globalization;

namespace Grain.Local;

/// <summary>
/// The app, serving alone, as a child process. It ends when this is disposed, and also when this process dies, however it
/// does: a small shell holds the other end of a pipe and asks the app to stop when the pipe closes.
/// </summary>
internal sealed class AppProcess : IAsyncDisposable
{
    /// <summary>It takes well under a second; on a machine that compiles at the same time, some.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    /// <summary>The app gives itself this long for what is in progress.</summary>
    private const int ShutdownSeconds = 10;

    private const string PidPrefix = "pid ";
    private const string AddressPrefix = "grain: serving on ";

    /// <summary>
    /// Starts the app, tells its process id, and waits for it to end, or for the pipe on descriptor 3 to close, which stops
    /// it in order. Ctrl-C in a terminal reaches all processes at once; here it is ignored, so that the app outlives it until
    /// whoever started it says so.
    /// </summary>
    private const string Supervisor = """
        trap '' INT
        exec 3<&0 </dev/null
        "$@" 3<&- &
        app=$!
        echo "pid $app"
        { read -r _ <&3; kill -TERM "$app"; } >/dev/null 2>&1 &
        watch=$!
        exec 3<&-
        wait "$app"
        code=$?
        kill "$watch" 2>/dev/null
        exit "$code"
        """;

    private readonly Action<string> log;
    private AppSettings settings;
    private Process? supervisor;

    private AppProcess(AppSettings settings, Action<string> log) => (this.settings, this.log) = (settings, log);

    /// <summary>Where it serves, for example <c>http://127.0.0.1:7071/</c>; the same after a restart.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Its process id.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => supervisor is { HasExited: false };

    /// <summary>Starts the app and waits until it is ready for requests.</summary>
    /// <param name="settings">How.</param>
    /// <param name="log">Takes each line that the app says; called from several threads.</param>
    /// <param name="cancellation">Gives up and ends what was started.</param>
    /// <exception cref="InvalidOperationException">It does not start; the message holds what it said.</exception>
    public static async Task<AppProcess> StartAsync(AppSettings settings, Action<string> log, CancellationToken cancellation = default)
    {
        if (!File.Exists(settings.Executable)) throw new InvalidOperationException($"The app is not built: there is no {settings.Executable}.");
        var app = new AppProcess(settings, log);
        await app.RestartAsync(cancellation);
        return app;
    }

    /// <summary>Starts it again after it ended, at the same address.</summary>
    public async Task RestartAsync(CancellationToken cancellation = default)
    {
        if (IsRunning) throw new InvalidOperationException("The app is running already.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartTimeout);
        try
        {
            Address = await LaunchAsync(limit.Token);
            settings = settings with { Port = Address.Port };
            await WaitUntilReadyAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Kill();
            throw new InvalidOperationException($"The app was not ready within {StartTimeout.TotalSeconds:0} s.");
        }
        catch
        {
            Kill();
            throw;
        }
    }

    /// <summary>Ends it at once, as a crash or a power cut would (<c>kill -9</c>).</summary>
    public void Kill()
    {
        if (supervisor is not { HasExited: false } running) return;
        if (ProcessId == 0)
        {
            running.Kill(entireProcessTree: true);
        }
        else
        {
            try
            {
                using var app = Process.GetProcessById(ProcessId);
                app.Kill();
            }
            catch (ArgumentException)
            {
                // It ended by itself a moment ago.
                ProcessId = 0;
            }
        }

        running.WaitForExit();
    }

    /// <summary>Asks it to stop, waits for what is in progress, and ends it if that takes too long.</summary>
    public async Task StopAsync()
    {
        if (supervisor is not { HasExited: false } running) return;
        running.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(ShutdownSeconds + 5));
        try
        {
            await running.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
        }
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken cancellation)
    {
        var running = supervisor ?? throw new InvalidOperationException("The app was not started.");
        await running.WaitForExitAsync(cancellation);
        return running.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        supervisor?.Dispose();
        supervisor = null;
    }

    private async Task<Uri> LaunchAsync(CancellationToken cancellation)
    {
        supervisor?.Dispose();
        ProcessId = 0;
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new Queue<string>();
        supervisor = Process.Start(StartInfo()) ?? throw new InvalidOperationException("The shell did not start.");
        supervisor.OutputDataReceived += (_, line) => Hear(line.Data);
        supervisor.ErrorDataReceived += (_, line) => Hear(line.Data);
        supervisor.BeginOutputReadLine();
        supervisor.BeginErrorReadLine();

        var ended = supervisor.WaitForExitAsync(cancellation);
        if (await Task.WhenAny(address.Task, ended) == address.Task) return await address.Task;
        await ended;
        lock (said) throw new InvalidOperationException($"The app ended as it started (exit code {supervisor.ExitCode}): {string.Join(Environment.NewLine, said)}");

        void Hear(string? line)
        {
            if (line is null) return;
            if (ProcessId == 0 && line.StartsWith(PidPrefix, StringComparison.Ordinal))
            {
                ProcessId = int.Parse(line.AsSpan(PidPrefix.Length), CultureInfo.InvariantCulture);
                return;
            }

            // What it says before it serves belongs into the exception if it never does, and into the log if it does.
            lock (said)
            {
                said.Enqueue(line);
                if (line.StartsWith(AddressPrefix, StringComparison.Ordinal)) address.TrySetResult(new Uri(line[AddressPrefix.Length..]));
                while (address.Task.IsCompleted && said.TryDequeue(out var next)) log(next);
            }
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            ArgumentList = { "-c", Supervisor, "grain", settings.Executable },
        };
        start.Environment.Remove("FUNCTIONS_CUSTOMHANDLER_PORT");
        start.Environment["AzureWebJobsStorage"] = settings.Storage;
        start.Environment["Grain__Port"] = settings.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["Grain__ShutdownSeconds"] = ShutdownSeconds.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in settings.More) start.Environment[name] = value;
        return start;
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = Address };
        while (true)
        {
            using var answer = await http.GetAsync("api/health/ready", cancellation);
            if (answer.IsSuccessStatusCode) return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
        }
    }
}

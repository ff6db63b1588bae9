using System.Text.RegularExpressions;
using CliWrap;
using Command = CliWrap.Command;

namespace Grain.Local;

/// <summary>
/// The storage emulator as a child process on 127.0.0.1 and free ports. It ends when it is disposed, and also when this process dies:
/// it watches its standard input.
/// </summary>
public sealed partial class AzuriteServer : IAsyncDisposable
{
    private const string EmulatorAccount = "devstoreaccount1";

    private const int KeyBytes = 32;

    private static readonly string[] Services = ["blob", "queue", "table"];

    /// <summary>Starting takes about 2 s on a laptop; on a busy machine several times that.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Runs inside Node: hands the arguments over, and closes the servers in order (which writes what is not on disk yet) when
    /// standard input ends; that is how we ask it to, and what happens when we die. Ctrl-C in a terminal reaches all processes at
    /// once: here it does nothing, so that whoever still has something to store can. The library of the telemetry, which is off, takes
    /// more than half of the time of a start and is not loaded.
    /// </summary>
    private const string Launcher =
        "process.argv.splice(1,0,'azurite');const module=require('module'),load=module._load;"
        + "module._load=function(name){return name==='applicationinsights'?{}:load.apply(this,arguments)};"
        + "const once=process.once;process.once=function(e,f){return e==='SIGINT'?this.on(e,()=>{}):once.call(this,e,f)};"
        + "process.stdin.on('end',()=>{setTimeout(()=>process.exit(0),10000).unref();process.emit('SIGTERM')||process.exit(0)}).resume();"
        + "require(process.env.GRAIN_AZURITE)";

    private readonly string script;
    private readonly string? folder;
    private readonly IReadOnlyList<string> accounts;
    private readonly int[] ports = [0, 0, 0];

    /// <summary>
    /// The key of all its accounts, another one for each start: with the key that everybody knows, any page in a browser on this machine
    /// could sign requests to it. What is stored does not depend on it.
    /// </summary>
    private readonly string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));

    private readonly StringBuilder complaints = new();

    private Task running = Task.CompletedTask;
    private int processId;
    private TaskCompletionSource inputEnds = new();
    private CancellationTokenSource kill = new();

    private AzuriteServer(string script, string? folder, IReadOnlyList<string> accounts) =>
        (this.script, this.folder, this.accounts) = (script, folder, accounts);

    /// <summary>Ends when it ends, whatever the reason.</summary>
    public Task Completion => running;

    /// <summary>What it complained about.</summary>
    public string Complaints => complaints.ToString().Trim();

    /// <summary>Whether it is running.</summary>
    public bool IsRunning => !running.IsCompleted;

    /// <summary>Its process id, or 0 while it is not running.</summary>
    public int ProcessId => IsRunning ? processId : 0;

    /// <summary>Port of the blobs; the same after a restart.</summary>
    public int BlobPort => ports[0];

    /// <summary>Port of the queues.</summary>
    public int QueuePort => ports[1];

    /// <summary>Port of the tables.</summary>
    public int TablePort => ports[2];

    /// <summary>What goes into <c>AzureWebJobsStorage</c>, for the account that every emulator has, under a key of its own.</summary>
    public string ConnectionString => ConnectionStringOf(EmulatorAccount);

    /// <summary>Starts the emulator and waits until all three services listen.</summary>
    /// <param name="folder">Where it keeps its data; without one all is in memory and goes with it.</param>
    /// <param name="accounts">Further accounts, each with tables, queues and blobs of its own; some 2 000 fit into the environment.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidOperationException">It is not installed, or does not start; the message says what to do.</exception>
    public static async Task<AzuriteServer> StartAsync(string? folder = null, IReadOnlyList<string>? accounts = null,
        CancellationToken cancellation = default)
    {
        var server = new AzuriteServer(FindScript(), folder, [EmulatorAccount, .. accounts ?? []]);
        await server.RestartAsync(cancellation);
        return server;
    }

    /// <summary>The same for one of the further accounts.</summary>
    public string ConnectionStringOf(string account) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={key};"
        + $"BlobEndpoint=http://127.0.0.1:{BlobPort}/{account};"
        + $"QueueEndpoint=http://127.0.0.1:{QueuePort}/{account};"
        + $"TableEndpoint=http://127.0.0.1:{TablePort}/{account};";

    /// <summary>Starts it again after <see cref="StopAsync"/> or <see cref="Kill"/>, on the same ports and folder.</summary>
    public async Task RestartAsync(CancellationToken cancellation = default)
    {
        if (IsRunning) throw new InvalidOperationException("Azurite is running already.");
        (inputEnds, kill) = (new(), new());
        var (listening, found) = (new TaskCompletionSource(), 0);
        var started = Command().WithStandardInputPipe(PipeSource.Create((_, end) => inputEnds.Task.WaitAsync(end)))
            .WithStandardOutputPipe(PipeTarget.ToDelegate(line =>
            {
                if (TakePort(line) && ++found == Services.Length) listening.SetResult();
            }))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(complaints)).WithValidation(CommandResultValidation.None)
            .ExecuteAsync(kill.Token);
        (running, processId) = (started, started.ProcessId);
        await Task.WhenAny(listening.Task, running, Task.Delay(StartTimeout, cancellation));
        if (listening.Task.IsCompleted) return;
        Kill();
        cancellation.ThrowIfCancellationRequested();
        throw new InvalidOperationException($"Azurite did not start: {Complaints}");
    }

    /// <summary>Stops it in order; data in a folder is written.</summary>
    public async Task StopAsync()
    {
        inputEnds.TrySetResult();
        if (await Task.WhenAny(running, Task.Delay(StopTimeout)) != running) Kill();
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public void Kill()
    {
        kill.Cancel();
        Task.WhenAny(running).Wait();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private static string FindScript()
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
            for (var at = new DirectoryInfo(start); at is not null; at = at.Parent)
            {
                var script = Path.Combine(at.FullName, "node_modules", "azurite", "dist", "src", "azurite.js");
                if (File.Exists(script)) return script;
            }

        throw new InvalidOperationException(
            "Azurite is not installed: run 'npm ci' in the repository's root (looked for node_modules/azurite "
            + $"above {AppContext.BaseDirectory} and {Environment.CurrentDirectory}).");
    }

    private Command Command()
    {
        string[] data = folder is null ? ["--inMemoryPersistence"] : ["--location", folder];
        // The default for a connection without requests, 5 s, closes it under clients that pause.
        var services = Services.Zip(ports, (name, port) => (string[])[$"--{name}Port", $"{port}", $"--{name}KeepAliveTimeout", "120"]);
        return Cli.Wrap("node")
            .WithArguments(["-e", Launcher, "--", "--silent", "--disableTelemetry", "--skipApiVersionCheck", .. data,
                .. services.SelectMany(arguments => arguments)])
            .WithEnvironmentVariables(environment => environment.Set("GRAIN_AZURITE", script)
                .Set("AZURITE_ACCOUNTS", string.Join(';', accounts.Select(account => $"{account}:{key}"))));
    }

    /// <summary>It tells its ports as it starts: with port 0 the system has chosen them, so that they never clash.</summary>
    private bool TakePort(string line)
    {
        if (Listening().Match(line) is not { Success: true } match) return false;
        ports[Array.IndexOf(Services, match.Groups[1].Value.ToLowerInvariant())] =
            int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        return true;
    }

    [GeneratedRegex(@"Azurite (Blob|Queue|Table) service is successfully listening at http://127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}

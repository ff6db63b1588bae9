using System.CommandLine;
using System.Globalization;
using Grain.Functions.Tests.Hosting;
using Grain.Local;
using Grain.Local.Host;

namespace Grain.Functions.Benchmarks.Chaos;

/// <summary>
/// A stand-in for the Functions host as a process of its own, with the app as its worker: both can be killed and stopped.
/// </summary>
internal sealed class ChaosHost(int number, string storage, Action<string> log) : IAsyncDisposable
{
    /// <summary>What a killed host was at is taken up again after so long.</summary>
    private const int LeaseSeconds = 3;

    private const string Verb = "chaos-host";
    private const string Serves = "serves on ";

    private const int TriesMax = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private ChildProcess? process;

    /// <summary>Its number, from 1.</summary>
    public int Number => number;

    /// <summary>Reaches it; the same address after each start.</summary>
    public HttpClient? Http { get; private set; }

    /// <summary>Whether its process is there.</summary>
    public bool IsRunning => process is { Ended.IsCompleted: false };

    /// <summary>Its process id, or 0.</summary>
    public int ProcessId => IsRunning ? process!.ProcessId : 0;

    /// <summary>Its worker's, or 0.</summary>
    public int WorkerId => ChaosProcesses.WorkerOf(ProcessId);

    /// <summary>What the process runs: the stand-in, until it is killed.</summary>
    public static Command CreateCommand()
    {
        var port = new Argument<int>("port");
        var command = new Command(Verb, "A host of ./grain chaos.") { port };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = await FunctionsHost.StartAsync(
                new FunctionsHostOptions(Repository.Find().AppFolder)
                {
                    Port = parsed.GetValue(port),
                    QueueLeaseSeconds = LeaseSeconds,
                }, cancellation);
            await Console.Out.WriteLineAsync(Serves + host.Address);
            await host.Completion.WaitAsync(cancellation);
            return 0;
        });
        return command;
    }

    /// <summary>Starts it, and waits until it serves. A busy machine may need more than one try.</summary>
    /// <exception cref="InvalidOperationException">It does not start; the message says why.</exception>
    public async Task StartAsync()
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await TryStartAsync();
                return;
            }
            catch (InvalidOperationException fault) when (tries < TriesMax)
            {
                log(fault.Message);
                await KillAsync();
            }
        }
    }

    /// <summary>Ends it and its worker at once.</summary>
    public async Task KillAsync()
    {
        if (process is null) return;
        process.Kill();
        await process.Ended;
    }

    /// <summary>Ends its worker at once.</summary>
    public Task KillWorkerAsync() => ChaosProcesses.SignalAsync("KILL", WorkerId);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Http?.Dispose();
    }

    private async Task TryStartAsync()
    {
        var serving = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var program = Path.Combine(AppContext.BaseDirectory, "Grain.Functions.Benchmarks");
        var port = (Http?.BaseAddress?.Port ?? 0).ToString(CultureInfo.InvariantCulture);
        process = ChildProcess.Start([program, Verb, port], Settings(storage), line =>
        {
            if (line.StartsWith(Serves, StringComparison.Ordinal)) serving.TrySetResult(new Uri(line[Serves.Length..]));
            log(string.Create(CultureInfo.InvariantCulture, $"host {number}: {line}"));
        });
        if (await Task.WhenAny(serving.Task, process.Ended, Task.Delay(Patience)) != serving.Task)
            throw new InvalidOperationException(
                $"Host {number} does not start: {(process.Ended.IsCompleted ? await process.Ended : "it is late")}");
        if (Http is not null) return;
        Http = TestHost.ClientOf(await serving.Task);
        Http.Timeout = TimeSpan.FromSeconds(12);
    }

    /// <summary>How the app runs, in all hosts.</summary>
    internal static Dictionary<string, string?> Settings(string storage) => new()
    {
        ["AzureWebJobsStorage"] = storage,
        ["Grain__OwnerKey"] = TestHost.OwnerKey,
        ["Grain__LogLevel"] = "Warning",
        ["Grain__Limits__RequestsAMinute"] = "0",
        ["Grain__Limits__GrantsAMinute"] = "0",
        ["Grain__Limits__OperationsADay"] = "0",
        ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:00.250",
        ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:01",
    };
}

using CliWrap;
using Command = CliWrap.Command;

namespace Grain.Local;

/// <summary>
/// A child process that ends when this process does, however that happens: a small shell holds a pipe and kills it when the pipe closes.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const string PidPrefix = "pid ";
    private const int LinesKept = 20;

    /// <summary>
    /// Starts the program, tells its process id and waits for its end, or for the pipe on descriptor 3 to close. Ctrl-C in a terminal
    /// reaches all processes at once; here it is ignored, so that the program outlives it until whoever started it says so.
    /// </summary>
    private const string Supervisor = """
        trap '' INT
        exec 3<&0 </dev/null
        "$@" 3<&- &
        child=$!
        echo "pid $child"
        { read -r _ <&3; kill -KILL "$child"; } >/dev/null 2>&1 &
        watch=$!
        exec 3<&-
        wait "$child" 2>/dev/null
        code=$?
        kill "$watch" 2>/dev/null
        exit "$code"
        """;

    private readonly TaskCompletionSource pipeCloses = new();
    private readonly Queue<string> said = [];
    private readonly Action<string> log;
    private int processId;

    private ChildProcess(Command supervisor, Action<string> log)
    {
        this.log = log;
        var hearing = PipeTarget.ToDelegate(Hear);
        Ended = EndAsync(supervisor.WithStandardInputPipe(PipeSource.Create((_, end) => pipeCloses.Task.WaitAsync(end)))
            .WithStandardOutputPipe(hearing).WithStandardErrorPipe(hearing).WithValidation(CommandResultValidation.None).ExecuteAsync());
    }

    /// <summary>Its process id; 0 for a moment, until the shell has told it.</summary>
    public int ProcessId => Volatile.Read(ref processId);

    /// <summary>Ends when it does; tells its exit code and the last of what it said.</summary>
    public Task<string> Ended { get; }

    /// <summary>Starts a program.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="environment">What its environment has besides this process's.</param>
    /// <param name="log">Takes each line that it says; called from several threads.</param>
    public static ChildProcess Start(IEnumerable<string> command, IReadOnlyDictionary<string, string?> environment, Action<string> log) =>
        new(Cli.Wrap("/bin/sh").WithArguments(["-c", Supervisor, "grain", .. command]).WithEnvironmentVariables(environment), log);

    /// <summary>Ends it at once, as a crash would.</summary>
    public void Kill() => pipeCloses.TrySetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await Ended;
    }

    private async Task<string> EndAsync(CommandTask<CommandResult> running)
    {
        var result = await running;
        lock (said) return $"exit code {result.ExitCode}{(said.Count == 0 ? "" : ": ")}{string.Join(Environment.NewLine, said)}";
    }

    private void Hear(string line)
    {
        if (ProcessId == 0 && line.StartsWith(PidPrefix, StringComparison.Ordinal))
        {
            Volatile.Write(ref processId, int.Parse(line.AsSpan(PidPrefix.Length), CultureInfo.InvariantCulture));
            return;
        }

        lock (said)
        {
            said.Enqueue(line);
            if (said.Count > LinesKept) said.Dequeue();
        }

        log(line);
    }
}

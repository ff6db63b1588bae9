using Grain.Functions.Cred.CredRank.Solving;
using Grain.Functions.Cred.CredRank;
using Grain.Local.CredRank;

namespace Grain.Local.Verbs;

/// <summary>The verb <c>credrank FILE</c>: computes cred for a graph in a file.</summary>
internal static class CredRankCommand
{
    private static readonly JsonSerializerOptions Written = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = ReadableJson.Options.Encoder,
    };

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var file =
            new Argument<FileInfo>("FILE") { Description = "A JSON file with the input, or with an object that holds it as \"input\"." };
        var threads =
            Ask.Or("--threads", Environment.ProcessorCount, "How many threads may work; the result does not depend on it.");
        var process = Ask.For<string>("--process",
            "A folder: the Markov process is written there as CSV, for engines such as Spark, and no cred is computed.");
        var command =
            new Command("credrank", "Computes the cred of a contribution graph and writes it as JSON.") { file, threads, process };
        command.SetAction((arguments, cancellation) =>
        {
            using var output = Console.OpenStandardOutput();
            return Task.FromResult(Run(arguments.GetRequiredValue(file).FullName, output, arguments.GetValue(threads),
                what => new Progress(Console.Error, TimeProvider.System, what).Report, cancellation, arguments.GetValue(process)));
        });
        return command;
    }

    /// <summary>Reads a file, computes and writes the answer.</summary>
    /// <param name="path">The file.</param>
    /// <param name="output">Takes the answer.</param>
    /// <param name="threads">How many threads may work.</param>
    /// <param name="progress">Given what is counted ("sweeps"), makes what is told how many there are so far.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="process">A folder that the process is written to, in place of computing.</param>
    /// <returns>The exit code: 0, or <see cref="Faults.WrongUsage"/> when the input is refused.</returns>
    public static int Run(string path, Stream output, int threads, Func<string, Action<long>> progress, CancellationToken cancellation,
        string? process = null)
    {
        var (answer, exitCode) = Answer(path, threads, progress, process, cancellation);
        JsonSerializer.Serialize(output, answer, Written);
        return exitCode;
    }

    private static (object Answer, int ExitCode) Answer(string path, int threads, Func<string, Action<long>> progress, string? process,
        CancellationToken cancellation)
    {
        try
        {
            if (Directory.Exists(path)) throw new IOException("it is a folder.");
            using var stream = new TellingFile(path, progress);
            if (process is not null) return (CredRankRun.WriteProcess(stream, process, cancellation), 0);
            return (CredRankRun.Answer(stream, threads, new Sweeps(progress), cancellation), 0);
        }
        catch (Exception fault) when (fault is CredRankException or IOException or UnauthorizedAccessException)
        {
            var refusal = fault as CredRankException
                ?? new CredRankException(CredRankFaults.BadInput, $"The file {path} can not be read: {fault.Message}");
            return (new { error = new { refusal.Kind, refusal.Message } }, Faults.WrongUsage);
        }
    }

    /// <summary>A file that tells how much of it has been read.</summary>
    private sealed class TellingFile : FileStream
    {
        private readonly Action<long> tellMebibytes;
        private long read;

        public TellingFile(string path, Func<string, Action<long>> progress)
            : base(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan) =>
            tellMebibytes = progress(CanSeek ? $"of {Length >> 20} MiB read" : "MiB read");

        public override int Read(Span<byte> buffer)
        {
            var count = base.Read(buffer);
            tellMebibytes((read += count) >> 20);
            return count;
        }
    }

    private sealed class Sweeps(Func<string, Action<long>> progress) : IProgress<CredRankProgress>
    {
        private Action<long>? tell;

        public void Report(CredRankProgress value) => (tell ??= progress("sweeps"))(value.Iteration);
    }
}

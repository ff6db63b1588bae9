using System.CommandLine;
using Grain.Functions.Cred.CredRank.Solving;
using Grain.Functions.Cred.CredRank;
using Grain.Local.CommandLine;
using Grain.Local.CredRank;

namespace Grain.Local.Verbs;

/// <summary>The verb <c>credrank FILE</c>: computes cred for a graph in a file.</summary>
internal static class CredRankCommand
{
    /// <summary>Exit code when the input is refused.</summary>
    public const int Refused = 2;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var file =
            new Argument<FileInfo>("file") { Description = "A JSON file with the input, or with an object that holds it as \"input\"." };
        var threads = new Option<int>("--threads")
        {
            Description = "How many threads may work; the result does not depend on it.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var command = new Command("credrank", "Computes the cred of a contribution graph and writes it as JSON.") { file, threads };
        command.SetAction((arguments, cancellation) =>
            Task.FromResult(Run(arguments.GetRequiredValue(file).FullName, Console.OpenStandardOutput(), arguments.GetValue(threads), Told,
                cancellation)));
        return command;
    }

    /// <summary>Reads a file, computes and writes the answer.</summary>
    /// <param name="path">The file.</param>
    /// <param name="output">Takes the answer.</param>
    /// <param name="threads">How many threads may work.</param>
    /// <param name="progress">Given what is counted ("sweeps"), makes what is told how many there are so far.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The exit code: 0, or <see cref="Refused"/>.</returns>
    public static int Run(string path, Stream output, int threads, Func<string, Action<long>> progress, CancellationToken cancellation)
    {
        using var writer = new CredRankOutputWriter(output);
        try
        {
            using var stream = Open(path);
            var tellMebibytes = progress(stream.CanSeek ? $"of {stream.Length >> 20} MiB read" : "MiB read");
            var input = CredRankInputReader.Read(stream, bytes => tellMebibytes(bytes >> 20));
            var options = input.Options with { Threads = threads, Progress = new Sweeps(progress("sweeps")) };
            writer.Write(CredRankSolver.Solve(input.Graph, input.Epochs, input.Parameters, input.Attributions, options, cancellation),
                input);
            return 0;
        }
        catch (CredRankException refusal)
        {
            writer.Write(refusal);
            return Refused;
        }
    }

    private static Action<long> Told(string what) => new Progress(Console.Error, TimeProvider.System, what).Report;

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CredRankException(CredRankFaults.BadInput, $"The file {path} can not be read: {fault.Message}");
        }
    }

    private sealed class Sweeps(Action<long> tell) : IProgress<CredRankProgress>
    {
        public void Report(CredRankProgress value) => tell(value.Iteration);
    }
}

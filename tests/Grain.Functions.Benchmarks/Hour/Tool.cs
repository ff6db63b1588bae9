using CliWrap;
using CliWrap.Buffered;

namespace Grain.Functions.Benchmarks.Hour;

/// <summary>Runs <c>./grain</c> as a person at a terminal does.</summary>
/// <param name="Path">The script, or the program that it starts.</param>
/// <param name="Environment">What its environment has besides this process's.</param>
/// <param name="Say">Takes each command before it is run.</param>
internal sealed record Tool(string Path, IReadOnlyDictionary<string, string?> Environment, Action<string> Say)
{
    /// <summary>Runs a verb to its end.</summary>
    /// <returns>What it wrote to standard output, without the end of the last line.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message has all that it said.</exception>
    public async Task<string> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        var line = $"./grain {string.Join(' ', arguments)}";
        Say(line);
        var done = await Cli.Wrap(Path).WithArguments(arguments).WithEnvironmentVariables(Environment)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(cancellation);
        return done.ExitCode == 0 ? done.StandardOutput.TrimEnd()
            : throw new InvalidOperationException(
                $"'{line}' ended with {done.ExitCode}:\n{done.StandardOutput}{done.StandardError}");
    }
}

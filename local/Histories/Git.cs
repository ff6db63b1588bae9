using System.ComponentModel;
using CliWrap;

namespace Grain.Local.Histories;

/// <summary>
/// The installed git, asked to read a repository and nothing else: no pager, no prompt, no signature checks, no hooks or programs that
/// the repository's own configuration could name, no lazy downloads.
/// </summary>
internal static class Git
{
    private const int ComplaintMax = 500;

    private static readonly string[] Always =
    [
        "--no-pager", "--no-replace-objects", "--no-optional-locks", "--literal-pathspecs",
        "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "-c", "log.showSignature=false",
        "-c", "advice.graftFileDeprecated=false",
    ];

    private static readonly Dictionary<string, string?> Environment = new()
    {
        ["LC_ALL"] = "C",
        ["GIT_TERMINAL_PROMPT"] = "0",
        ["GIT_NO_LAZY_FETCH"] = "1",
        ["GIT_GRAFT_FILE"] = "/dev/null", // parents are those that the commits' hashes cover
    };

    /// <summary>Runs a command to its end.</summary>
    /// <param name="repository">The repository's folder.</param>
    /// <param name="arguments">The command and its options.</param>
    /// <param name="output">Takes what it writes, as it writes it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="CommandException">There is no git, or it failed; says what git said.</exception>
    public static async Task RunAsync(string repository, IEnumerable<string> arguments, PipeTarget output, CancellationToken cancellation)
    {
        var complaint = ""; // the line that says why it ended, else the first
        try
        {
            var result = await Cli.Wrap("git").WithArguments([.. Always, "-C", Path.GetFullPath(repository), .. arguments])
                .WithEnvironmentVariables(Environment).WithStandardOutputPipe(output)
                .WithStandardErrorPipe(PipeTarget.ToDelegate(line =>
                {
                    if (complaint.Length == 0 || line.StartsWith("fatal: ", StringComparison.Ordinal))
                        complaint = line.Length > ComplaintMax ? line[..ComplaintMax] : line;
                }))
                .WithValidation(CommandResultValidation.None).ExecuteAsync(cancellation);
            if (result.ExitCode != 0) throw new CommandException($"git failed: {complaint}");
        }
        catch (Win32Exception)
        {
            throw new CommandException("git is needed for this, and is not installed or not on the PATH");
        }
    }

    /// <summary>Everything a short command writes, without the final line break; <see langword="null"/> if it fails.</summary>
    public static async Task<string?> TryReadAsync(string repository, string[] arguments, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        try
        {
            await RunAsync(repository, arguments, PipeTarget.ToStringBuilder(text), cancellation);
            return text.ToString().TrimEnd('\n');
        }
        catch (CommandException)
        {
            return null;
        }
    }
}

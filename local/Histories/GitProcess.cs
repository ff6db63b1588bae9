using System.ComponentModel;
using System.Diagnostics;
using Grain.Local.CommandLine;

namespace Grain.Local.Histories;

/// <summary>
/// The installed git, asked to read a repository and nothing else: no pager, no prompt, no signature checks, no hooks or programs that
/// the repository's own configuration could name, no lazy downloads.
/// </summary>
internal sealed class GitProcess : IDisposable
{
    private const int ComplaintMax = 500;

    private readonly Process process;
    private readonly Task<string> complaint;

    private GitProcess(Process process)
    {
        this.process = process;
        complaint = ReadComplaintAsync(process.StandardError);
    }

    /// <summary>What it writes, as it writes it.</summary>
    public Stream Output => process.StandardOutput.BaseStream;

    /// <summary>Starts git.</summary>
    /// <param name="repository">The repository's folder.</param>
    /// <param name="arguments">The command and its options.</param>
    /// <exception cref="CommandException">There is no git.</exception>
    public static GitProcess Start(string repository, params IEnumerable<string> arguments)
    {
        string[] always =
        [
            "--no-pager", "--no-replace-objects", "--no-optional-locks", "--literal-pathspecs",
            "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "-c", "log.showSignature=false",
            "-c", "advice.graftFileDeprecated=false", "-C", Path.GetFullPath(repository),
        ];
        var start = new ProcessStartInfo("git", [.. always, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["LC_ALL"] = "C";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_NO_LAZY_FETCH"] = "1";
        start.Environment["GIT_GRAFT_FILE"] = "/dev/null"; // parents are those that the commits' hashes cover
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return new GitProcess(process);
        }
        catch (Win32Exception)
        {
            throw new CommandException("git is needed for this, and is not installed or not on the PATH");
        }
    }

    /// <summary>Everything a short command writes, without the final line break; <see langword="null"/> if it fails.</summary>
    public static async Task<string?> TryReadAsync(string repository, string[] arguments, CancellationToken cancellation)
    {
        using var git = Start(repository, arguments);
        var text = await git.process.StandardOutput.ReadToEndAsync(cancellation);
        await git.process.WaitForExitAsync(cancellation);
        return git.process.ExitCode == 0 ? text.TrimEnd('\n') : null;
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="CommandException">It failed; says what git said.</exception>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0) throw new CommandException($"git failed: {await complaint}");
    }

    /// <summary>Ends it, finished or not.</summary>
    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    /// <summary>The line that says why it ended, else the first; the rest is read, too, so that git never waits to be heard.</summary>
    private static async Task<string> ReadComplaintAsync(StreamReader error)
    {
        var first = "";
        try
        {
            while (await error.ReadLineAsync() is { } line)
                if (first.Length == 0 || line.StartsWith("fatal: ", StringComparison.Ordinal))
                    first = line.Length > ComplaintMax ? line[..ComplaintMax] : line;
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return first; // it was ended while it spoke
        }

        return first;
    }
}

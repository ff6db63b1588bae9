using System.Diagnostics;

namespace Grain.Local.Configs;

/// <summary>
/// A configuration in the editor of whoever called. What was written is never lost: while it has not been taken it lies in a file, which is
/// named.
/// </summary>
/// <param name="editor">The command of the editor; the file is its last argument.</param>
/// <param name="file">Where the text lies meanwhile.</param>
internal sealed class ConfigEditor(string editor, string file)
{
    private const string Mark = "//";

    /// <summary>The editor that the environment names.</summary>
    /// <exception cref="CommandException">It names none.</exception>
    public static string Choose() => AppOptions.Variable("VISUAL") ?? AppOptions.Variable("EDITOR")
        ?? throw new CommandException("no editor is named: say which in $EDITOR, as in EDITOR=nano ./grain config edit");

    /// <summary>An editor over a file of its own, which nobody else can read.</summary>
    public static ConfigEditor Open(string editor, string space) =>
        new(editor, Path.Combine(Directory.CreateTempSubdirectory("grain-config-").FullName, $"{space}.json"));

    /// <summary>Lets somebody edit until what they wrote is taken.</summary>
    /// <param name="before">The text to begin with.</param>
    /// <param name="takeAsync">Takes what was written; a fault is shown in the editor.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether anything was changed.</returns>
    /// <exception cref="CommandException">It was not taken; names the file.</exception>
    public async Task<bool> EditAsync(string before, Func<string, Task<CommandException?>> takeAsync, CancellationToken cancellation)
    {
        var (written, fault) = (before, (CommandException?)null);
        while (true)
        {
            await File.WriteAllTextAsync(file, Header(fault) + written, cancellation);
            await RunAsync(cancellation);
            var text = Body(await File.ReadAllTextAsync(file, cancellation));
            if (text.Trim() == before.Trim() && fault is null) return Done(false);
            if (text.Trim() == written.Trim() || text.Trim().Length == 0) throw Kept(fault?.Message ?? "nothing was written");
            written = text;
            try
            {
                fault = await takeAsync(text);
            }
            catch (CommandException refused)
            {
                throw Kept(refused.Message);
            }

            if (fault is null) return Done(true);
        }
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        // The variable may hold options, as in "code --wait": the shell takes it apart, as it does for git.
        using var process = Process.Start(OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", ["/c", $"{editor} \"{file}\""])
            : new ProcessStartInfo("/bin/sh", ["-c", $"{editor} \"$1\"", "sh", file])) ?? throw Kept("the editor cannot be started");
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0) throw Kept($"the editor '{editor}' ended with {process.ExitCode}");
    }

    private bool Done(bool isChanged)
    {
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        return isChanged;
    }

    private CommandException Kept(string reason) => new($"{reason}\nNothing was changed; what you wrote is in {file}");

    private static string Header(CommandException? fault) => fault is null ? "" : string.Concat(
        fault.Message.Split('\n').Prepend("It was not taken:").Append("Mend it and save, or save it as it is to give up.")
            .Select(line => $"{Mark} {line}\n"));

    private static string Body(string text) => string.Join('\n',
        text.ReplaceLineEndings("\n").Split('\n').SkipWhile(line => line.StartsWith(Mark, StringComparison.Ordinal)));
}

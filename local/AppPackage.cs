using System.IO.Compression;
using CliWrap;

namespace Grain.Local;

/// <summary>
/// The zip that a Functions app mounts as its root: <c>host.json</c> at the top beside what tells the Functions host how to start the
/// worker, which functions it has, and the host's own extensions, which lie in a hidden folder.
/// </summary>
internal static class AppPackage
{
    /// <summary>The zip's name.</summary>
    public const string Name = "grain-functions.zip";

    private const string Executable = "Grain.Functions";

    /// <summary>Without one of these the folder is no app.</summary>
    private static readonly string[] Needed =
        ["host.json", "worker.config.json", "functions.metadata", "extensions.json", "Grain.Functions.dll",
            ".azurefunctions/function.deps.json"];

    private const int RegularFile = 0b1000_000_000_000_000; // S_IFREG
    internal const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    internal const UnixFileMode Runnable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Zip entries begin in 1980; one time for all makes the same app the same zip.</summary>
    internal static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What Azure runs it on.</summary>
    public const string Runtime = "linux-x64";

    /// <summary>
    /// Builds a project for <see cref="Runtime"/> into a folder, which is emptied before. The same commit gives the same bytes, whatever
    /// the clone's folder is called.
    /// </summary>
    /// <param name="repository">The clone.</param>
    /// <param name="project">The project's folder.</param>
    /// <param name="folder">Where to put it.</param>
    /// <param name="ahead">Whether to compile ahead (ReadyToRun), because a cold start counts in full.</param>
    /// <param name="selfContained">Whether the runtime comes along. Azure has its own, and that one warm.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidOperationException">It does not compile; the message says why.</exception>
    public static async Task PublishAsync(Repository repository, string project, string folder, bool ahead, bool selfContained,
        CancellationToken cancellation)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);

        var output = new StringBuilder();
        var publish = await Cli.Wrap("dotnet")
            .WithArguments([
                "publish", project, "--configuration", "Release", "--runtime", Runtime, "--self-contained", $"{selfContained}",
                $"-p:PublishReadyToRun={ahead}", $"-p:PathMap={Mapped(repository.Root)}=/_/", "-p:RunAnalyzers=false",
                "-p:RestoreLockedMode=true", "-p:DebugType=none", "--output", folder, "--nologo", "--verbosity", "quiet"])
            .WithWorkingDirectory(repository.Root)
            .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output))
            .WithStandardErrorPipe(PipeTarget.ToStream(Console.OpenStandardError()))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(cancellation);
        if (publish.ExitCode != 0) throw new InvalidOperationException($"dotnet publish failed:{Environment.NewLine}{output}");
    }

    /// <summary>As the compiler takes a path that it is to map, within a value of MSBuild's command line.</summary>
    internal static string Mapped(string path) => path.Replace(",", ",,").Replace("=", "==")
        .Replace("%", "%25").Replace(",", "%2C").Replace(";", "%3B");

    /// <summary>Puts a published app into a zip, replacing it.</summary>
    /// <exception cref="InvalidOperationException">The folder holds no app.</exception>
    public static void Write(string folder, string zip)
    {
        foreach (var needed in Needed)
            if (!File.Exists(Path.Combine(folder, needed)))
                throw new InvalidOperationException($"There is no {needed} in {folder}; that is no app for Azure Functions.");

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(zip))!);
        using var archive = new ZipArchive(File.Create(zip), ZipArchiveMode.Create);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            var entry = archive.CreateEntry(name, CompressionLevel.Optimal);
            entry.LastWriteTime = EntryTime;
            entry.ExternalAttributes = (RegularFile | (int)(name == Executable ? Runnable : Readable)) << 16;
            using var content = File.OpenRead(file);
            using var target = entry.Open();
            content.CopyTo(target);
        }
    }
}

using System.Diagnostics;
using Grain.Local;

namespace Grain.Functions.Benchmarks.Hosts;

/// <summary>An app as it is published for Azure.</summary>
internal static class PublishedApp
{
    /// <summary>Publishes a project and gives the folder.</summary>
    /// <param name="repository">Where to put it.</param>
    /// <param name="project">Folder of the project.</param>
    /// <param name="ahead">Compiled ahead (ReadyToRun), or as it runs.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidOperationException">It does not compile; the message says why.</exception>
    public static async Task<string> MakeAsync(Repository repository, string project, bool ahead, CancellationToken cancellation)
    {
        var folder = Path.Combine(repository.ArtifactsFolder, "bench-host", Path.GetFileName(project) + (ahead ? "-ahead" : "-jit"));
        await Console.Error.WriteLineAsync($"publishing {folder} …");
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = repository.Root,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "publish", project, "--configuration", "Release", "--runtime", "linux-x64", "--self-contained", "false",
                $"-p:PublishReadyToRun={ahead}", "-p:DebugType=none", "--output", folder, "--nologo", "--verbosity", "quiet",
            },
        };
        using var publish = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var output = await publish.StandardOutput.ReadToEndAsync(cancellation);
        await publish.WaitForExitAsync(cancellation);
        return publish.ExitCode == 0 ? folder : throw new InvalidOperationException($"dotnet publish failed:{Environment.NewLine}{output}");
    }
}

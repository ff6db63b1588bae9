using System.CommandLine;
using System.Diagnostics;

namespace Grain.Local;

/// <summary><c>package</c>: builds the app for Azure and puts it into a zip that a Functions app runs as it is.</summary>
internal static class PackageCommand
{
    private const int Failed = 1;
    private const string Runtime = "linux-x64";

    public static Command Create()
    {
        var command = new Command("package", $"Builds the app for Azure ({Runtime}, compiled ahead) as artifacts/grain.zip.");
        command.SetAction(async (_, cancellation) =>
        {
            try
            {
                return await RunAsync(Repository.Find(), cancellation);
            }
            catch (InvalidOperationException fault)
            {
                await Console.Error.WriteLineAsync(fault.Message);
                return Failed;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(Repository repository, CancellationToken cancellation)
    {
        var folder = Path.Combine(repository.ArtifactsFolder, "package");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Console.Out.WriteLine($"Building for {Runtime}, which takes about half a minute …");
        await PublishAsync(repository, folder, cancellation);

        var zip = Path.Combine(repository.ArtifactsFolder, "grain.zip");
        AppPackage.Write(folder, zip);
        Console.Out.WriteLine($"{zip} ({new FileInfo(zip).Length / 1e6:0.0} MB)");
        return 0;
    }

    /// <summary>ReadyToRun: compiled ahead, because a cold start counts in full. The runtime is Azure's own, which has it warm.</summary>
    private static async Task PublishAsync(Repository repository, string folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = repository.Root,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            ArgumentList =
            {
                "publish", repository.FunctionsFolder, "--configuration", "Release", "--runtime", Runtime, "--self-contained", "false",
                "-p:PublishReadyToRun=true", "-p:RestoreLockedMode=true", "-p:DebugType=none", "--output", folder, "--nologo",
                "--verbosity", "quiet",
            },
        };
        using var publish = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var output = await publish.StandardOutput.ReadToEndAsync(cancellation);
        await publish.WaitForExitAsync(cancellation);
        if (publish.ExitCode != 0) throw new InvalidOperationException($"dotnet publish failed:{Environment.NewLine}{output}");
    }
}

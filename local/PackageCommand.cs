namespace Grain.Local;

/// <summary>
/// <c>package</c>: builds the app for Azure into a zip that a Functions app runs as it is, or all of Grain for a machine with nothing on
/// it.
/// </summary>
internal static class PackageCommand
{
    private const int Failed = 1;

    public static Command Create()
    {
        var standalone = new Option<bool>("--standalone")
        {
            Description = $"Instead: artifacts/grain-{AppPackage.Runtime}.tar.gz, which runs on a machine without .NET and Node, against "
                + "any storage account.",
        };
        var command = new Command("package",
            $"Builds the app for Azure ({AppPackage.Runtime}, compiled ahead) as artifacts/{AppPackage.Name}.")
        {
            standalone,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                var repository = Repository.FindClone("package");
                Console.Error.WriteLine($"Building for {AppPackage.Runtime}, which takes about a minute …");
                var made = parsed.GetValue(standalone) ? await ArchiveAsync(repository, cancellation)
                    : await ZipAsync(repository, cancellation);
                var hash = await Checksum.WriteAsync(made, cancellation);
                Console.Out.WriteLine($"{made} ({new FileInfo(made).Length / 1e6:0.0} MB)");
                Console.Out.WriteLine($"sha256 {hash}, also in {Path.GetFileName(made)}.sha256");
                return 0;
            }
            catch (InvalidOperationException fault)
            {
                await Console.Error.WriteLineAsync(fault.Message);
                return Failed;
            }
        });
        return command;
    }

    private static async Task<string> ZipAsync(Repository repository, CancellationToken cancellation)
    {
        var folder = Path.Combine(repository.ArtifactsFolder, "package");
        await AppPackage.PublishAsync(repository, repository.FunctionsFolder, folder, ahead: true, selfContained: false, cancellation);
        var zip = Path.Combine(repository.ArtifactsFolder, AppPackage.Name);
        AppPackage.Write(folder, zip);
        return zip;
    }

    private static async Task<string> ArchiveAsync(Repository repository, CancellationToken cancellation)
    {
        var folder = Path.Combine(repository.ArtifactsFolder, "standalone");
        await AppPackage.PublishAsync(repository, repository.ToolsFolder, folder, ahead: true, selfContained: true, cancellation);
        return Archive.Write(repository, folder);
    }
}

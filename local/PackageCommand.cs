namespace Grain.Local;

/// <summary><c>package</c>: builds the app for Azure and puts it into a zip that a Functions app runs as it is.</summary>
internal static class PackageCommand
{
    private const int Failed = 1;

    public static Command Create()
    {
        var command = new Command("package", $"Builds the app for Azure ({AppPackage.Runtime}, compiled ahead) as artifacts/grain.zip.");
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
        Console.Out.WriteLine($"Building for {AppPackage.Runtime}, which takes about half a minute …");
        await AppPackage.PublishAsync(repository, repository.FunctionsFolder, folder, ahead: true, cancellation);

        var zip = Path.Combine(repository.ArtifactsFolder, "grain.zip");
        AppPackage.Write(folder, zip);
        Console.Out.WriteLine($"{zip} ({new FileInfo(zip).Length / 1e6:0.0} MB)");
        return 0;
    }
}

using System.Diagnostics;

namespace Grain.Functions.Tests.Hosting;

/// <summary>What is deployed: the app root that <c>dotnet publish</c> makes, published once a test run when first asked for.</summary>
internal static class PublishedPackage
{
    private static readonly Lazy<Task<string>> Shared = new(PublishAsync);

    /// <summary>The app root's folder. Nobody may write into it; in Azure it is read-only too.</summary>
    public static Task<string> FolderAsync() => Shared.Value;

    private static async Task<string> PublishAsync()
    {
        var folder = Repository.File(Path.Combine("artifacts", "test-package"));
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true); // so that nothing old passes for published
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Build servers would outlive the test run and keep its output streams open.
        foreach (var argument in new[] { "publish", "functions", "-c", "Release", "-o", folder, "-v", "quiet", "--nologo",
            "-nodeReuse:false", "-p:UseSharedCompilation=false" })
            start.ArgumentList.Add(argument);
        // The test runner's own build passes its tool paths on.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);

        using var publish = Process.Start(start)!;
        var errors = publish.StandardError.ReadToEndAsync();
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? folder : throw new InvalidOperationException($"dotnet publish failed: {output} {await errors}");
    }
}

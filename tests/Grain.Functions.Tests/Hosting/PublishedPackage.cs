using System.IO.Compression;
using CliWrap;
using CliWrap.Buffered;

namespace Grain.Functions.Tests.Hosting;

/// <summary>
/// What is deployed: the app root that <c>dotnet publish</c> makes of what was built with the tests, zipped, and unpacked in a folder that
/// has nothing to do with the clone; once a test run when first asked for.
/// </summary>
internal static class PublishedPackage
{
    private static readonly Lazy<Task<string>> Shared = new(async () => Unpack(await PublishAsync()));

    /// <summary>The app root's folder. Nobody may write into it; in Azure it is read-only too.</summary>
    public static Task<string> FolderAsync() => Shared.Value;

    /// <summary>How the tests were built, and so the app.</summary>
    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string Unpack(string published)
    {
        var folder = Directory.CreateTempSubdirectory("grain unpacked ").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(folder);
        var zip = Path.Combine(folder, Grain.Local.AppPackage.Name);
        Grain.Local.AppPackage.Write(published, zip);
        ZipFile.ExtractToDirectory(zip, Path.Combine(folder, "app"));
        return Path.Combine(folder, "app");
    }

    /// <summary>A process that was killed a moment ago may still write its log there; the folder is a temporary one.</summary>
    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
        }
    }

    private static async Task<string> PublishAsync()
    {
        var folder = Repository.File(Path.Combine("artifacts", "test-package"));
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true); // so that nothing old passes for published
        // A node would outlive the test run and keep its output streams open. Building again would take a minute.
        string[] arguments = ["publish", "functions", "-c", Configuration, "-o", folder, "-v", "quiet", "--nologo", "-nodeReuse:false",
            "--no-build"];
        // The test runner's own build passes its tool paths on.
        var without = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToDictionary(name => name, _ => (string?)null);
        var result = await Cli.Wrap("dotnet").WithArguments(arguments).WithWorkingDirectory(Repository.Root)
            .WithEnvironmentVariables(without).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        return result.ExitCode == 0 ? folder
            : throw new InvalidOperationException($"dotnet publish failed: {result.StandardOutput} {result.StandardError}");
    }
}

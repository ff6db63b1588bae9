using System.Text.Json;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>The published folder is an app root that a Functions host takes, and holds nothing else.</summary>
public sealed class PackageLayoutTests
{
    [Fact]
    public async Task The_worker_and_its_functions_are_where_the_host_looks()
    {
        var root = await PublishedPackage.FolderAsync();
        Assert.Equal(await File.ReadAllTextAsync(Repository.File("host.json")),
            await File.ReadAllTextAsync(Path.Combine(root, "host.json")));
        using var worker = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(root, "worker.config.json")));
        var description = worker.RootElement.GetProperty("description");
        Assert.Equal(("dotnet", "Grain.Functions.dll"),
            (description.GetProperty("defaultExecutablePath").GetString(), description.GetProperty("defaultWorkerPath").GetString()));
        using var extensions = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(root, "extensions.json")));
        Assert.Contains("AzureStorageQueues", extensions.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(root, ".azurefunctions", "Microsoft.Azure.WebJobs.Extensions.Storage.Queues.dll")));
    }

    [Fact]
    public async Task The_functions_of_the_folder_are_those_that_the_worker_tells()
    {
        using var written =
            JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(await PublishedPackage.FolderAsync(), "functions.metadata")));
        var told = await new GeneratedFunctionMetadataProvider().GetFunctionMetadataAsync("");
        Assert.Equal(
            told.Select(function => (function.Name, function.EntryPoint)).Order(),
            written.RootElement.EnumerateArray()
                .Select(function => (function.GetProperty("name").GetString(), function.GetProperty("entryPoint").GetString())).Order());
    }

    [Fact]
    public async Task Nothing_is_published_that_the_app_does_not_need()
    {
        var root = await PublishedPackage.FolderAsync();
        var files =
            Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file)).ToArray();
        string[] known = ["host.json", "functions.metadata", "worker.config.json", "extensions.json", "Grain.Functions.deps.json",
            "Grain.Functions.runtimeconfig.json", "Grain.Functions"];
        Assert.Empty(files.Where(file => Path.GetExtension(file) is not (".dll" or ".pdb")
            && !file.StartsWith(".azurefunctions", StringComparison.Ordinal)
            && !file.StartsWith("pages" + Path.DirectorySeparatorChar, StringComparison.Ordinal)).Except(known));
        Assert.DoesNotContain(files,
            file => Path.GetFileName(file) is "System.CommandLine.dll" or "Spectre.Console.dll" or "Grain.Local.dll");
    }
}

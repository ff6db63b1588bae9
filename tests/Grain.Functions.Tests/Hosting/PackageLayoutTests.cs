using System.Text.Json;
using Grain.Functions.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>The published folder is an app root that a Functions host accepts, and holds nothing else.</summary>
public sealed class PackageLayoutTests
{
    [Fact]
    public async Task Each_slice_s_functions_lie_beside_host_json_under_their_names()
    {
        var root = await PublishedPackage.FolderAsync();
        var declared = Directory.EnumerateFiles(Repository.File("functions"), "function.json", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetFileName(Path.GetDirectoryName(file)!), File.ReadAllText);
        var published = Directory.EnumerateDirectories(root)
            .Where(folder => File.Exists(Path.Combine(folder, "function.json")))
            .ToDictionary(folder => Path.GetFileName(folder), folder => File.ReadAllText(Path.Combine(folder, "function.json")));
        Assert.Equal(declared.OrderBy(pair => pair.Key), published.OrderBy(pair => pair.Key));
        Assert.Equal(await File.ReadAllTextAsync(Repository.File("host.json")), await File.ReadAllTextAsync(Path.Combine(root, "host.json")));
    }

    [Fact]
    public async Task Nothing_is_published_that_the_app_does_not_need()
    {
        var root = await PublishedPackage.FolderAsync();
        var unexpected = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file))
            .Where(file => Path.GetExtension(file) switch
            {
                ".json" => Path.GetFileName(file) != "function.json" && file is not ("host.json" or "Grain.Functions.deps.json" or "Grain.Functions.runtimeconfig.json"),
                ".dll" or ".pdb" => false,
                _ => file != "Grain.Functions",
            });
        Assert.Empty(unexpected);
    }

    [Fact]
    public async Task The_executable_that_host_json_names_may_be_executed()
    {
        var root = await PublishedPackage.FolderAsync();
        using var host = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(root, "host.json")));
        var executable = host.RootElement.GetProperty("customHandler").GetProperty("description").GetProperty("defaultExecutablePath").GetString()!;
        Assert.Equal("Grain.Functions", executable);
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode everybody = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            Assert.Equal(everybody, File.GetUnixFileMode(Path.Combine(root, executable)) & everybody);
        }
    }

    [Fact]
    public async Task Every_manifest_is_one_the_host_takes()
    {
        var root = await PublishedPackage.FolderAsync();
        foreach (var file in Directory.EnumerateFiles(root, "function.json", SearchOption.AllDirectories))
        {
            using var manifest = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
            var bindings = manifest.RootElement.GetProperty("bindings").EnumerateArray().ToList();
            var trigger = Assert.Single(bindings, binding => Type(binding).EndsWith("Trigger", StringComparison.Ordinal));
            Assert.Equal("in", trigger.GetProperty("direction").GetString());
            // Only an HTTP trigger with nothing but an HTTP output is passed on as a request; and Grain writes its queues itself.
            string[] expected = Type(trigger) == "httpTrigger" ? ["httpTrigger", "http"] : [Type(trigger)];
            Assert.Equal(expected, bindings.Select(Type));
            Assert.Equal(bindings.Count, bindings.Select(binding => binding.GetProperty("name").GetString()!.ToUpperInvariant()).Distinct().Count());
        }
    }

    [Fact]
    public async Task No_two_functions_compete_for_a_path_or_a_queue()
    {
        var root = AppRoot.Load(await PublishedPackage.FolderAsync(), new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build());
        var queues = root.Manifests.Values.Select(manifest => manifest.Trigger).OfType<QueueTrigger>().Select(trigger => trigger.QueueName).ToList();
        Assert.Equal(queues.Count, queues.Distinct().Count());
        var routes = root.Manifests.Values.Where(manifest => manifest.Trigger is HttpTrigger).Select(manifest => (manifest.Name, Trigger: (HttpTrigger)manifest.Trigger)).ToList();
        Assert.All(routes, route => Assert.NotEmpty(route.Trigger.Methods));
        foreach (var a in routes)
            foreach (var b in routes.Where(other => string.CompareOrdinal(other.Name, a.Name) > 0))
                Assert.False(a.Trigger.Route.Overlaps(b.Trigger.Route) && a.Trigger.Methods.Intersect(b.Trigger.Methods).Any(), $"{a.Name} and {b.Name} overlap.");
    }

    private static string Type(JsonElement binding) => binding.GetProperty("type").GetString()!;
}

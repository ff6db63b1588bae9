using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Infra;

/// <summary>
/// The templates of <c>infra/</c>, compiled once a test run, without a network: with their parameters, their modules, and every rule of the
/// linter as an error.
/// </summary>
internal static class Bicep
{
    /// <summary>Where the package has the compiler; it is there on Linux x64 alone.</summary>
    private static readonly string Compiler = typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(each => each.Key == "Bicep").Value!;

    private static readonly Lazy<Task<(int Code, string Output, string Error)>> Built = new(() =>
        CommandLine.RunAsync(Compiler, new Dictionary<string, string> { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1" },
            "build-params", Repository.File("infra/main.bicepparam"), "--stdout"));

    private static readonly Lazy<Task<JsonElement>> Compiled = new(async () =>
    {
        using var both = JsonDocument.Parse((await Built.Value).Output);
        return JsonDocument.Parse(both.RootElement.GetProperty("templateJson").GetString()!).RootElement;
    });

    public static bool RunsHere => OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64;

    /// <summary>The exit code, and what the compiler said.</summary>
    public static async Task<(int Code, string Said)> BuildAsync()
    {
        var (code, _, error) = await Built.Value;
        return (code, error);
    }

    /// <summary>The template of main.bicep, as Azure gets it.</summary>
    public static Task<JsonElement> MainAsync() => Compiled.Value;

    /// <summary>The template of a module.</summary>
    public static async Task<JsonElement> ModuleAsync(string name) =>
        (await MainAsync()).GetProperty("resources").GetProperty(name).GetProperty("properties").GetProperty("template");

    /// <summary>All resources of all templates, by their path of names.</summary>
    public static async Task<IReadOnlyDictionary<string, JsonElement>> ResourcesAsync() =>
        Resources("", await MainAsync()).ToDictionary(each => each.Name, each => each.Resource);

    private static IEnumerable<(string Name, JsonElement Resource)> Resources(string above, JsonElement template)
    {
        foreach (var (own, resource) in OwnResources(template))
        {
            var name = above + own;
            yield return (name, resource);
            if (resource.GetProperty("type").GetString() != "Microsoft.Resources/deployments") continue;
            var module = resource.GetProperty("properties").GetProperty("template");
            foreach (var inner in Resources(name + "/", module)) yield return inner;
        }
    }

    /// <summary>The compiler keeps their names where a template has types of its own; elsewhere they are a list.</summary>
    public static IEnumerable<(string Name, JsonElement Resource)> OwnResources(JsonElement template) =>
        template.GetProperty("resources") is { ValueKind: JsonValueKind.Object } named
            ? named.EnumerateObject().Select(each => (each.Name, each.Value))
            : template.GetProperty("resources").EnumerateArray().Select((each, number) => ($"{number}", each));
}

/// <summary>A test that needs the compiler.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BicepFactAttribute : FactAttribute
{
    public BicepFactAttribute() => Skip = Bicep.RunsHere ? null : "The compiler of Bicep that is fetched with the tests runs on Linux x64.";
}

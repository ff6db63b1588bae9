using System.Text.Json;

namespace Grain.Functions.Tests.Distributions;

/// <summary>The golden files of grain: inputs with the digits that must come out.</summary>
internal static class GoldenFiles
{
    internal static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "grain", name + ".json");

    internal static JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(PathOf(name)));
        return document.RootElement.Clone();
    }

    /// <summary>Names of all files of one case each; those with an underscore hold vectors of another shape.</summary>
    internal static IEnumerable<string> CaseNames() => Directory
        .EnumerateFiles(Path.GetDirectoryName(PathOf("any"))!, "*.json")
        .Select(file => Path.GetFileNameWithoutExtension(file))
        .Where(name => !name.StartsWith('_'))
        .Order(StringComparer.Ordinal);
}

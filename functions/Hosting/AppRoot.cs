using System.Text.RegularExpressions;

namespace Grain.Functions.Hosting;

/// <summary>
/// The folder that is deployed, as a Functions host reads it: <c>host.json</c>, and a direct sub-folder with a
/// <c>function.json</c> for each function. The build lays it out around the executable.
/// </summary>
internal sealed partial record AppRoot(HostSettings Settings, IReadOnlyDictionary<string, FunctionManifest> Manifests)
{
    /// <summary>Reads the folder.</summary>
    /// <exception cref="ManifestException">Something in it would not be accepted by a Functions host.</exception>
    public static AppRoot Load(string folder, IConfiguration configuration)
    {
        var host = Path.Combine(folder, "host.json");
        if (!File.Exists(host)) throw new ManifestException($"There is no host.json in {folder}.");
        var manifests = new Dictionary<string, FunctionManifest>(StringComparer.OrdinalIgnoreCase);
        foreach (var directory in Directory.EnumerateDirectories(folder).Order(StringComparer.OrdinalIgnoreCase))
        {
            var file = Path.Combine(directory, FunctionManifest.FileName);
            if (!File.Exists(file)) continue;
            var name = Path.GetFileName(directory);
            manifests.Add(name, FunctionManifest.Parse(name, File.ReadAllBytes(file), text => Expand(text, configuration)));
        }

        return new AppRoot(HostSettings.Parse(File.ReadAllBytes(host), configuration), manifests);
    }

    private static string Expand(string text, IConfiguration configuration) => text.Contains('%')
        ? SettingName().Replace(text, match => configuration[match.Groups[1].Value.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal)]
            ?? throw new ManifestException($"'{text}' names the setting {match.Groups[1].Value}, which is not set."))
        : text;

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex SettingName();
}

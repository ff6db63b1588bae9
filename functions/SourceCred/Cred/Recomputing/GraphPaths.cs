using Grain.Functions.SourceCred.Cred.Config;
using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Cred.Recomputing;

/// <summary>Which graphs an instance has.</summary>
internal static class GraphPaths
{
    private const string Folder = "output/graphs/";

    /// <summary>
    /// The graph of each plugin that <c>sourcecred.json</c> names; without that file, of each that there is. Those that are missing are
    /// noted.
    /// </summary>
    public static IReadOnlyList<string> Of(InstanceFiles files, InstanceNotes notes)
    {
        var paths = new List<string>();
        foreach (var plugin in Plugins(files, notes).Distinct(StringComparer.Ordinal))
        {
            if (files.Find($"{Folder}{plugin}/graph") is { } path) paths.Add(path);
            else notes.Add($"{Folder}{plugin}/graph", "there is no such file; cred is computed without it");
        }

        return paths;
    }

    private static IEnumerable<string> Plugins(InstanceFiles files, InstanceNotes notes) =>
        InstanceJson.Read(files, "sourcecred.json", notes) is { } root && InstanceJson.Member(root, "bundledPlugins") is { } plugins
            ? InstanceJson.List(plugins).Where(plugin => plugin.ValueKind == JsonValueKind.String).Select(plugin => plugin.GetString()!)
            : files.Paths.Where(path => path.StartsWith(Folder, StringComparison.Ordinal)).Select(path => path[Folder.Length..].Split('/'))
                .Where(parts => parts is [_, _, var name] && name.Split('.')[0] == "graph").Select(parts => $"{parts[0]}/{parts[1]}");
}

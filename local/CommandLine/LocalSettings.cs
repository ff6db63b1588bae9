namespace Grain.Local.CommandLine;

/// <summary>
/// <c>local.settings.json</c>, the file in which Functions projects keep settings on a laptop. In Azure the same names come
/// as environment variables.
/// </summary>
internal static class LocalSettings
{
    internal const string FileName = "local.settings.json";

    /// <summary>The names and values of the file in <paramref name="folder"/>; none if there is no such file.</summary>
    /// <exception cref="SettingsException">The file is not what it should be.</exception>
    public static IEnumerable<KeyValuePair<string, string?>> Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        return File.Exists(path) ? Parse(JsonFile.Read(path), path) : [];
    }

    internal static IReadOnlyList<KeyValuePair<string, string?>> Parse(ReadOnlyMemory<byte> json, string path)
    {
        var options = new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
        try
        {
            using var document = JsonDocument.Parse(json, options);
            if (!document.RootElement.TryGetProperty("Values", out var values)) return [];
            // As in an environment variable, two underscores divide a section from its name.
            return [.. values.EnumerateObject().Select(value =>
                KeyValuePair.Create(value.Name.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal),
                    (string?)value.Value.ToString()))];
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new SettingsException($"{path} is not a settings file: {fault.Message}");
        }
    }
}

using System.Text.Json;

namespace Grain.Functions.Hosting;

/// <summary>One <c>function.json</c>: what calls the function. The name is that of its folder.</summary>
internal sealed record FunctionManifest(string Name, Trigger Trigger)
{
    public const string FileName = "function.json";

    /// <summary>Reads a manifest.</summary>
    /// <param name="name">The function's name.</param>
    /// <param name="json">The content of its <c>function.json</c>.</param>
    /// <param name="expand">Puts settings in the place of <c>%NAME%</c>.</param>
    /// <exception cref="ManifestException">It is not one that a Functions host would take.</exception>
    public static FunctionManifest Parse(string name, ReadOnlyMemory<byte> json, Func<string, string> expand)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            var triggers = new List<Trigger>();
            foreach (var binding in document.RootElement.GetProperty("bindings").EnumerateArray())
            {
                if (!names.Add(Text(binding, "name")))
                    throw new ManifestException($"{name}/{FileName} has two bindings called '{Text(binding, "name")}' (case does not count).");
                if (Text(binding, "type").EndsWith("Trigger", StringComparison.OrdinalIgnoreCase)) triggers.Add(Trigger.Parse(binding, name, expand));
            }

            return triggers.Count == 1
                ? new FunctionManifest(name, triggers[0])
                : throw new ManifestException($"{name}/{FileName} has {triggers.Count} triggers; a function has exactly one.");
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ManifestException($"{name}/{FileName}: {fault.Message}");
        }
    }

    internal static string Text(JsonElement binding, string property) =>
        binding.GetProperty(property).GetString() ?? throw new InvalidOperationException($"'{property}' is null.");
}

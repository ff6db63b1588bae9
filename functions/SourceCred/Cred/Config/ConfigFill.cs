using System.Text.Json.Nodes;

namespace Grain.Functions.SourceCred.Cred.Config;

/// <summary>Takes a patch over where a configuration still says what it says by default: what somebody has set is theirs. Pure.</summary>
internal static class ConfigFill
{
    /// <summary>Takes it over.</summary>
    /// <param name="config">The configuration, defaults filled in; is changed.</param>
    /// <param name="defaults">What one says by default.</param>
    /// <param name="patch">What to say instead.</param>
    /// <param name="notes">Takes what stays as it was set.</param>
    /// <param name="path">Where in the configuration it is.</param>
    /// <returns>The paths of what was taken over.</returns>
    public static IEnumerable<string> Into(JsonObject config, JsonObject? defaults, JsonObject patch, InstanceNotes notes, string path = "")
    {
        var taken = new List<string>();
        foreach (var (name, wanted) in patch)
        {
            var (own, initial, place) = (config[name], defaults?[name], path.Length == 0 ? name : $"{path}.{name}");
            if (JsonNode.DeepEquals(own, wanted)) continue;
            if (own is JsonObject { Count: > 0 } ownObject && wanted is JsonObject wantedObject)
                taken.AddRange(Into(ownObject, initial as JsonObject, wantedObject, notes, place));
            else if (own is null || JsonNode.DeepEquals(own, initial))
            {
                config[name] = wanted?.DeepClone();
                taken.Add(place);
            }
            else notes.Add(place, "the space has set it otherwise, and that stays");
        }

        return taken;
    }
}

namespace Grain.Functions.Spaces;

/// <summary>Where two configurations differ, by the paths that faults have.</summary>
internal static class ConfigDifference
{
    /// <summary>The paths of all values that are not the same in both. An array is one value: its elements have no names.</summary>
    public static IEnumerable<string> Between(JsonElement before, JsonElement after) =>
        Pairs(before, after).Select(pair => pair.Path);

    /// <summary>The same with the values before and after; absent where there is none.</summary>
    public static IEnumerable<(string Path, JsonElement? Before, JsonElement? After)> Pairs(
        JsonElement before, JsonElement after, string path = "$")
    {
        if (before.ValueKind == JsonValueKind.Object && after.ValueKind == JsonValueKind.Object)
        {
            var others = after.Members();
            foreach (var member in before.EnumerateObject())
            {
                var at = Fault.Inside(path, $".{member.Name}");
                if (!others.Remove(member.Name, out var other)) yield return (at, member.Value, null);
                else foreach (var found in Pairs(member.Value, other, at)) yield return found;
            }

            foreach (var (name, value) in others) yield return (Fault.Inside(path, $".{name}"), null, value);
        }
        else if (!before.IsSame(after)) yield return (path, before, after);
    }

    /// <summary>Whether a path is one of some others, lies in one of them, or has one of them in it.</summary>
    public static bool Touches(this IEnumerable<string> paths, string path)
    {
        var place = Plain(path);
        return paths.Select(Plain).Any(each => IsWithin(each, place) || IsWithin(place, each));
    }

    private static bool IsWithin(string inner, string outer) =>
        inner.StartsWith(outer, StringComparison.Ordinal) && (inner.Length == outer.Length || inner[outer.Length] is '.' or '[');

    /// <summary>Ids stand in brackets where people read them.</summary>
    private static string Plain(string path) =>
        path.Replace("['", ".", StringComparison.Ordinal).Replace("']", "", StringComparison.Ordinal);
}

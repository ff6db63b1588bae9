using System.Text.Json.Nodes;

namespace Grain.Local.GitHub;

/// <summary>A page of a list.</summary>
/// <param name="Items">What is on it, in the words of webhooks.</param>
/// <param name="End">Where it ends, to go on from there another time; <see langword="null"/> of an empty one.</param>
/// <param name="Next">Where the next one begins; <see langword="null"/> on the last.</param>
internal sealed record Page(IReadOnlyList<JsonObject> Items, string? End, string? Next)
{
    /// <summary>Reads a page; what GitHub kept back of it is left out.</summary>
    public static Page Of(JsonObject? told, Connection list)
    {
        if (told is null) return new([], null, null);
        var items = (told[list.Items] as JsonArray ?? []).OfType<JsonObject>().ToArray();
        foreach (var item in items) Tidy(item);
        var info = told["pageInfo"];
        var end = info?["endCursor"]?.GetValue<string>();
        return new(items, end, info?["hasNextPage"]?.GetValueKind() == JsonValueKind.True ? end : null);
    }

    /// <summary>
    /// Numbers come as texts where they may be long, and bots without the mark that webhooks have them with.
    /// </summary>
    public static void Tidy(JsonObject thing)
    {
        foreach (var (name, value) in thing.ToArray())
        {
            if (value is JsonObject within) Tidy(within);
            else if (value is JsonArray several) foreach (var each in several.OfType<JsonObject>()) Tidy(each);
            else if (name == "id" && value is JsonValue text && text.TryGetValue<string>(out var digits)
                && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) thing["id"] = id;
        }

        if (Text(thing, "type") == "Bot" && Text(thing, "login") is { } login && !login.EndsWith("[bot]", StringComparison.Ordinal))
            thing["login"] = login + "[bot]";
    }

    private static string? Text(JsonObject thing, string name) =>
        thing[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

using System.Globalization;
using System.Text.Json.Nodes;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Tests.Spaces.ConfigPages;
using Grain.Functions.Webhooks.Senders;

namespace Grain.Functions.Tests.Pages;

/// <summary>What the page to change a configuration is made of: <c>dashboard/api/config.json</c>.</summary>
internal static class ConfigShapes
{
    /// <summary>The form of a configuration with its words and bounds, which the page to change it is made of.</summary>
    public static JsonObject Of(JsonObject document)
    {
        var all = document["components"]!["schemas"]!.AsObject();
        var known = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        for (var left = new Queue<string>(["SpaceConfig"]); left.TryDequeue(out var name);)
        {
            if (!known.TryAdd(name, all[name]!.DeepClone())) continue;
            foreach (var inner in DashboardApiTests.References(all[name])) left.Enqueue(inner.Split('/')[^1]);
        }

        foreach (var member in ConfigMembers.All().SelectMany(part => part.Members))
            if (known[member.Property?.ReflectedType!.Name ?? "SpaceConfig"]["properties"]?[member.Name] is JsonObject property)
                Explain(property, member);
        return [.. known.Select(each => KeyValuePair.Create<string, JsonNode?>(each.Key, each.Value.DeepClone()))];
    }

    /// <summary>What docs/configuration.md says of a member.</summary>
    private static void Explain(JsonObject property, ConfigMember member)
    {
        property["description"] = member.Says();
        if (ConfigPage.ExampleOf(member) is { } example) property["example"] = example.DeepClone();
        if (ConfigPage.WordsOf(member) is { Count: > 0 } words)
            property["words"] = new JsonObject(words.Select(word => KeyValuePair.Create(word.Word, (JsonNode?)word.Says)));
        if (property["additionalProperties"] is not null && NamesFor(member.Name).ToArray() is { Length: > 0 } names)
            property["names"] = new JsonObject(names.Select(name => KeyValuePair.Create(name.Name, (JsonNode?)name.Usually)));
        if (property["words"] is null && member.Says("value") is { Length: > 0 } allowed) property["allowed"] = allowed;
    }

    /// <summary>The names that Grain knows in a table of that name, and what is used for each if nothing is said.</summary>
    private static IEnumerable<(string Name, string Usually)> NamesFor(string table)
    {
        var defaults = CalculationVersion.DefaultsOf(CalculationVersion.Current);
        return table switch
        {
            "nodes" => defaults.Mints.Select(each => (each.Key, Text(each.Value))),
            "edges" => defaults.Edges.Select(each => (each.Key, $"{Text(each.Value.Forward)} forward, {Text(each.Value.Backward)} back")),
            "mintCaps" or "dailyCaps" => TypesConfig.OwnSources.Select(name => (name, "")),
            "points" => WebhookSenders.Kinds.DistinctBy(kind => kind.Key).Select(kind => (kind.Key, kind.DefaultPoints.ToString())),
            "repeatPercent" => WebhookSenders.Kinds.DistinctBy(kind => kind.Key).Select(kind => (kind.Key, "")),
            _ => [],
        };
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Pages;

/// <summary>
/// The dashboard's client is made of <c>dashboard/api/openapi.json</c>, so that it is built without a running app: the shapes of those
/// operations of the API document that the dashboard calls. What the app answers by now must be that.
/// </summary>
public sealed class DashboardApiTests
{
    private const string WriteVariable = "GRAIN_DASHBOARD_API_WRITE";
    private const string Reference = "$ref";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    [Theory]
    [InlineData("openapi.json")]
    [InlineData("config.json")]
    public async Task The_dashboard_is_built_for_the_API_that_is_served(string name)
    {
        var served = JsonNode.Parse((await GrainApp.SharedAsync()).ApiDocument.GetRawText())!.AsObject();
        var made = (name == "config.json" ? ConfigShapes.Of(served) : Shapes(served)).ToJsonString(Indented) + "\n";
        var file = Repository.File(Path.Combine("dashboard", "api", name));
        if (Environment.GetEnvironmentVariable(WriteVariable) is { Length: > 0 }) await File.WriteAllTextAsync(file, made);
        else
            Assert.True(await File.ReadAllTextAsync(file) == made, $"dashboard/api/{name} is not what the app answers. "
                + $"To write it anew: {WriteVariable}=1 dotnet test --filter FullyQualifiedName~DashboardApiTests");
    }

    /// <summary>The operations that the dashboard calls, without words, and what they refer to.</summary>
    private static JsonObject Shapes(JsonObject document)
    {
        var called = File.ReadAllLines(Repository.File(Path.Combine("dashboard", "api", "operations.txt"))).ToHashSet();
        var paths = new JsonObject();
        foreach (var (path, operations) in document["paths"]!.AsObject().OrderBy(path => path.Key, StringComparer.Ordinal))
            foreach (var (method, operation) in operations!.AsObject())
                if (called.Remove(operation!["operationId"]!.GetValue<string>()))
                {
                    if (paths[path] is null) paths[path] = new JsonObject();
                    paths[path]![method] = Plain(operation);
                }

        Assert.Empty(called);
        var components = new JsonObject();
        for (var left = new Queue<string>(References(paths)); left.TryDequeue(out var reference);)
        {
            var place = reference.Split('/')[2..];
            if (components[place[0]]?[place[1]] is not null) continue;
            if (components[place[0]] is null) components[place[0]] = new JsonObject();
            var component = Plain(document["components"]![place[0]]![place[1]]!);
            components[place[0]]![place[1]] = component;
            foreach (var inner in References(component)) left.Enqueue(inner);
        }

        foreach (var (kind, members) in components.ToArray())
            components[kind] = new JsonObject(members!.AsObject().OrderBy(member => member.Key, StringComparer.Ordinal)
                .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        return new JsonObject
        {
            ["openapi"] = document["openapi"]!.DeepClone(),
            ["info"] = new JsonObject { ["title"] = "What the dashboard asks of Grain", ["version"] = "1" },
            ["paths"] = paths,
            ["components"] = components,
        };
    }

    /// <summary>Without what a client is not made of: words for people, keys, and refusals, which have one form everywhere.</summary>
    private static JsonNode Plain(JsonNode node)
    {
        if (node is JsonArray array) return new JsonArray([.. array.Select(each => each is null ? null : Plain(each))]);
        if (node is not JsonObject json) return node.DeepClone();
        var plain = new JsonObject();
        foreach (var (name, value) in json)
        {
            var isWords = name is "description" or "summary" && value is JsonValue;
            if (isWords || name is "tags" or "security" or "headers" || name.StartsWith("x-grain", StringComparison.Ordinal)) continue;
            if (name == "responses")
                plain[name] = new JsonObject(value!.AsObject().Where(answer => answer.Key.StartsWith('2'))
                    .Select(answer => KeyValuePair.Create(answer.Key, (JsonNode?)WithWords(Plain(answer.Value!)))));
            else plain[name] = value is null ? null : Plain(value);
        }

        return plain;
    }

    /// <summary>The form of the document asks for some.</summary>
    private static JsonNode WithWords(JsonNode answer)
    {
        answer["description"] = "";
        return answer;
    }

    internal static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonArray array => array.SelectMany(References),
        JsonObject json => json.SelectMany(member =>
            member.Key == Reference ? [member.Value!.GetValue<string>()] : References(member.Value)),
        _ => [],
    };
}

using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Grain.Local.Configs;

/// <summary>
/// A place in a configuration, as people write it and as faults name it: <c>weights.nodes.commit</c>,
/// <c>distribution.policies[0].parts</c>, <c>webhooks.points.github:pull_request.merged</c>, <c>weights.nodeOverrides['a/b.md']</c>.
/// </summary>
/// <param name="Text">As it was written.</param>
/// <param name="Steps">Names of members and numbers of elements, from outside in.</param>
/// <param name="TakesText">Whether a text stands there, so that <c>1000</c> means <c>"1000"</c>.</param>
internal sealed record ConfigPath(string Text, IReadOnlyList<object> Steps, bool TakesText)
{
    private static readonly Lazy<JsonTypeInfo> Form = new(() =>
    {
        var services = new ServiceCollection();
        Grain.Functions.Slices.AddTo(services);
        return new ConfigForm(services.Select(service => service.ImplementationInstance).OfType<ConfigSection>()).Config;
    });

    /// <summary>Reads one. Names that this version does not know are left to the app, which may be another.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static ConfigPath Parse(string text)
    {
        var rest = text.StartsWith('$') ? text[1..].TrimStart('.') : text;
        var (steps, shape) = (new List<object>(), (JsonTypeInfo?)Form.Value);
        while (rest.Length > 0)
        {
            if (rest[0] == '[') AddBracket(steps, text, ref rest);
            else steps.Add(Name(shape, ref rest));
            if (steps[^1] is "")
                throw new UsageException($"'{text}' is no path, as weights.nodes.commit or distribution.policies[0].parts");
            shape = Inside(shape, steps[^1]);
        }

        return new ConfigPath(text, steps, shape?.Type == typeof(string));
    }

    /// <summary>The value that stands there; <see langword="null"/> if there is none.</summary>
    public JsonElement? Find(JsonElement config)
    {
        foreach (var step in Steps)
        {
            if (step is string name && config.ValueKind == JsonValueKind.Object && config.TryGetProperty(name, out var member))
                config = member;
            else if (step is int index && config.ValueKind == JsonValueKind.Array && index < config.GetArrayLength())
                config = config[index];
            else return null;
        }

        return config;
    }

    /// <summary>The merge patch that puts a value there, or takes away what is there.</summary>
    /// <param name="config">The configuration as it is: of an array, a patch has all elements.</param>
    /// <param name="value">The value; <see langword="null"/> takes away.</param>
    /// <exception cref="UsageException">There is no such element.</exception>
    public JsonNode Patch(JsonElement config, JsonNode? value)
    {
        if (Steps.Count == 0) throw new UsageException("name what is to change, as weights.nodes.commit; ./grain config edit shows all");
        var names = Steps.TakeWhile(step => step is string).Count();
        var inner = value;
        if (names < Steps.Count)
        {
            var array = new ConfigPath(Text, [.. Steps.Take(names)], false).Find(config);
            inner = JsonNode.Parse(array is { ValueKind: JsonValueKind.Array } list ? list.GetRawText() : "[]");
            Put(inner!, [.. Steps.Skip(names)], value);
        }

        for (var step = names - 1; step >= 0; step--) inner = new JsonObject { [(string)Steps[step]] = inner };
        return inner!;
    }

    private void Put(JsonNode target, IReadOnlyList<object> steps, JsonNode? value)
    {
        for (var at = 0; at < steps.Count - 1; at++) target = Step(target, steps[at]) ?? throw Missing();
        switch (target, steps[^1])
        {
            case (JsonObject members, string name) when value is null: members.Remove(name); break;
            case (JsonObject members, string name): members[name] = value; break;
            case (JsonArray list, int index) when value is null && index < list.Count: list.RemoveAt(index); break;
            case (JsonArray list, int index) when value is not null && index < list.Count: list[index] = value; break;
            case (JsonArray list, int index) when value is not null && index == list.Count: list.Add(value); break;
            default: throw Missing();
        }
    }

    private UsageException Missing() => new($"there is nothing at {Text}");

    private static JsonNode? Step(JsonNode node, object step) => (node, step) switch
    {
        (JsonObject members, string name) => members[name],
        (JsonArray list, int index) when index < list.Count => list[index],
        _ => null,
    };

    /// <summary>What stands in brackets: the number of an element, or a name in quotes.</summary>
    private static void AddBracket(List<object> steps, string text, ref string rest)
    {
        var end =
            rest.Length > 1 && rest[1] is '\'' or '"' ? rest.IndexOf($"{rest[1]}]", 2, StringComparison.Ordinal) + 1 : rest.IndexOf(']');
        if (end <= 0) throw new UsageException($"'{text}' has a bracket that is not closed");
        var inside = rest[1..end];
        rest = rest[(end + 1)..].TrimStart('.');
        if (inside.Length > 1 && inside[0] is '\'' or '"') steps.Add(inside[1..^1]);
        else if (int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out var index)) steps.Add(index);
        else throw new UsageException($"'{inside}' in '{text}' is no number of an element; names stand in quotes there");
    }

    /// <summary>Keys of tables have dots in them: there the rest is one name, but for the name of a member at its end.</summary>
    private static string Name(JsonTypeInfo? shape, ref string rest)
    {
        var end = rest.AsSpan().IndexOfAny('.', '[');
        if (shape?.Kind == JsonTypeInfoKind.Dictionary)
        {
            var last = rest.LastIndexOf('.');
            var element = shape.Options.GetTypeInfo(shape.ElementType!);
            var member = rest[(last + 1)..];
            var isMember = last > 0 && element.Kind == JsonTypeInfoKind.Object && element.Properties.Any(each => each.Name == member);
            end = isMember ? last : -1;
        }

        var name = end < 0 ? rest : rest[..end];
        rest = end < 0 ? "" : rest[end] == '.' ? rest[(end + 1)..] : rest[end..];
        return name;
    }

    private static JsonTypeInfo? Inside(JsonTypeInfo? shape, object step)
    {
        var type = step is string name && shape?.Kind == JsonTypeInfoKind.Object
            ? shape.Properties.FirstOrDefault(each => each.Name == name)?.PropertyType
            : shape?.Kind is JsonTypeInfoKind.Dictionary or JsonTypeInfoKind.Enumerable ? shape.ElementType : null;
        return type is null ? null : shape!.Options.GetTypeInfo(type);
    }
}

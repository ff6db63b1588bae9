using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Grain.Functions.Tests.Spaces.ConfigPages;

/// <summary>An object of the configuration: where it stands, and its members.</summary>
/// <param name="Paths">Its paths, as <c>webhooks.github</c>; <c>[]</c> is each element of a list, <c>{}</c> each entry of a table.</param>
/// <param name="Members">What it has.</param>
internal sealed record ConfigObject(IReadOnlyList<string> Paths, IReadOnlyList<ConfigMember> Members);

/// <summary>A member of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Property">What it is in the code; absent of the configuration's own members.</param>
/// <param name="Shape">Its type.</param>
/// <param name="Default">What it is if nothing is said; absent if that is nothing.</param>
internal sealed record ConfigMember(string Name, PropertyInfo? Property, JsonTypeInfo Shape, JsonNode? Default)
{
    /// <summary>Whether its default is none that is taken.</summary>
    public bool IsRequired => Property?.IsDefined(typeof(RequiredMemberAttribute)) == true
        || (Default?.GetValueKind() == JsonValueKind.String && Default.GetValue<string>() is var text
            && (text.StartsWith("0001-", StringComparison.Ordinal)
                || (text.Length == 0 && !Says("value").StartsWith("at most", StringComparison.Ordinal))));

    /// <summary>A part of its description.</summary>
    public string Says(string part = "summary") => Property is null ? XmlDocs.OfSection(Name, part) : XmlDocs.Of(Property, part);
}

/// <summary>Goes through the form of configurations.</summary>
internal static class ConfigMembers
{
    private static readonly JsonSerializerOptions Options = Configs.Form.Config.Options;

    /// <summary>All objects, outer ones first, each type of them once in its parent. The first is the configuration itself.</summary>
    public static IReadOnlyList<ConfigObject> All()
    {
        var all = new List<ConfigObject>();
        Add(all, [""], Configs.Form.Config, JsonNode.Parse(Configs.Text(Configs.Read("{}")))!.AsObject());
        return all;
    }

    private static void Add(List<ConfigObject> all, IReadOnlyList<string> paths, JsonTypeInfo shape, JsonObject initial)
    {
        var members = shape.Properties.Select(property => new ConfigMember(property.Name,
            shape.Type.GetProperties().SingleOrDefault(each => JsonNamingPolicy.CamelCase.ConvertName(each.Name) == property.Name
                && each.DeclaringType != typeof(Grain.Functions.Spaces.SpaceConfig)),
            Options.GetTypeInfo(property.PropertyType), initial[property.Name])).ToArray();
        all.Add(new ConfigObject(paths, members));
        foreach (var same in members.Select(member => (Member: member, Inner: Inner(member.Shape)))
            .Where(each => each.Inner.Shape is not null)
            .GroupBy(each => (each.Inner.Shape!.Type, each.Inner.Suffix)))
        {
            var (suffix, inner) = (same.Key.Suffix, same.First().Inner.Shape!);
            Add(all, [.. same.SelectMany(each => paths.Select(path => $"{path}.{each.Member.Name}{suffix}".TrimStart('.')))], inner,
                (suffix.Length == 0 ? same.First().Member.Default as JsonObject : null) ?? New(inner));
        }
    }

    private static JsonObject New(JsonTypeInfo shape) =>
        JsonSerializer.SerializeToNode(Activator.CreateInstance(shape.Type), shape)!.AsObject();

    private static (JsonTypeInfo? Shape, string Suffix) Inner(JsonTypeInfo shape) => shape.Kind switch
    {
        JsonTypeInfoKind.Object => (shape, ""),
        JsonTypeInfoKind.Enumerable when Options.GetTypeInfo(shape.ElementType!) is { Kind: JsonTypeInfoKind.Object } element =>
            (element, "[]"),
        JsonTypeInfoKind.Dictionary when Options.GetTypeInfo(shape.ElementType!) is { Kind: JsonTypeInfoKind.Object } element =>
            (element, ".{}"),
        _ => (null, ""),
    };
}

using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Proof;

namespace Grain.Functions.Tests.Spaces.ConfigPages;

/// <summary>Writes the reference of the configuration, of what the code says of it.</summary>
internal static partial class ConfigPage
{
    private const string Nothing = "none";
    private const string Below = "see below";

    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The reference, in Markdown.</summary>
    public static string Reference()
    {
        var text = new StringBuilder();
        var all = ConfigMembers.All();
        text.Append("## The space itself\n\n");
        Table(text, all[0].Members.Where(member => member.Shape.Kind is not JsonTypeInfoKind.Object));
        foreach (var part in all.Skip(1))
        {
            var (path, isSection) = (part.Paths[0], !part.Paths[0].Contains('.', StringComparison.Ordinal));
            if (isSection && !path.EndsWith("[]", StringComparison.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"\n## `{path}`\n\n{XmlDocs.OfSection(path)}\n\n");
            else text.Append(CultureInfo.InvariantCulture, $"\n{(isSection ? "##" : "###")} {Heading(part.Paths)}\n\n");
            Table(text, part.Members);
        }

        text.Append("\n## Known names\n\nA space that sends others lists them in `types`.\n\n### Types of contributions\n\n");
        var defaults = CalculationVersion.DefaultsOf(CalculationVersion.Current);
        text.Append("| type | mints | what it is |\n|---|---|---|\n");
        foreach (var (name, says) in Constants(typeof(NodeTypes)))
            text.Append(CultureInfo.InvariantCulture, $"| `{name}` | {defaults.Mints.GetValueOrDefault(name)} | {says} |\n");
        text.Append("\n### Types of connections\n\n| type | forward | backward | what it is |\n|---|---|---|---|\n");
        foreach (var (name, says) in Constants(typeof(EdgeTypes)))
        {
            var edge = defaults.Edges.GetValueOrDefault(name) ?? new EdgeWeight();
            text.Append(CultureInfo.InvariantCulture, $"| `{name}` | {edge.Forward} | {edge.Backward} | {says} |\n");
        }

        text.Append("\n### Sources\n\n").AppendJoin(", ", TypesConfig.OwnSources.Select(name => $"`{name}`"));
        return text.Append("\n\nThe kinds of events are in the tables of [webhooks.md](webhooks.md).\n").ToString();
    }

    /// <summary>The example of a member; <see langword="null"/> if it has none.</summary>
    public static JsonNode? ExampleOf(ConfigMember member) =>
        member.Says("example") is { Length: > 0 } example ? JsonNode.Parse(example) : null;

    private static void Table(StringBuilder text, IEnumerable<ConfigMember> members)
    {
        text.Append("| member | what it says | type | allowed | default | example |\n|---|---|---|---|---|---|\n");
        foreach (var member in members)
            text.Append(CultureInfo.InvariantCulture,
                $"| `{member.Name}` | {Cell(member.Says())} | {TypeOf(member.Shape)} | {Cell(Allowed(member))} | {DefaultOf(member)} | "
                    + $"{ExampleText(member)} |\n");
    }

    private static string Heading(IReadOnlyList<string> paths) => string.Join(", ", paths.Select(path => $"`{path.TrimEnd('[', ']')}`"))
        + (paths[0].EndsWith("[]", StringComparison.Ordinal) ? ": each element" : paths.Count > 1 ? ": each" : "");

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string DefaultOf(ConfigMember member) =>
        member.Shape.Kind == JsonTypeInfoKind.Object && member.Default is JsonObject ? Below
        : member.IsRequired ? "must be given" : Json(member.Default);

    private static string ExampleText(ConfigMember member) =>
        ExampleOf(member) is { } example ? Json(example) : member.Shape.Kind == JsonTypeInfoKind.Object ? Below : Nothing;

    /// <summary>Emoji as they are: the serialiser escapes them whatever it is told.</summary>
    private static string Json(JsonNode? value) => value is null ? Nothing : "`" + Cell(Escape().Replace(value.ToJsonString(Plain),
        found => $"{(char)int.Parse(found.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)}")) + "`";

    [GeneratedRegex(@"\\u([0-9A-F]{4})")]
    private static partial Regex Escape();

    /// <summary>The words that a member may have, and what each means; none where it is no choice.</summary>
    public static IReadOnlyList<(string Word, string Says)> WordsOf(ConfigMember member)
    {
        var type = Nullable.GetUnderlyingType(member.Shape.Type) ?? member.Shape.Type;
        return !type.IsEnum ? [] : [.. Enum.GetNames(type).Select(name => (WordOf(type, name), XmlDocs.OfWord(type, name)))];
    }

    private static string Allowed(ConfigMember member) => WordsOf(member) is { Count: > 0 } words
        ? string.Join("<br>", words.Select(word => $"`{word.Word}`: {word.Says}")) : member.Says("value");

    private static string WordOf(Type choice, string name) =>
        choice.GetField(name)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? name;

    private static string TypeOf(JsonTypeInfo shape)
    {
        var type = Nullable.GetUnderlyingType(shape.Type) ?? shape.Type;
        if (type == typeof(WebhookSecret)) return "secret";
        if (type == typeof(string)) return "text";
        if (type == typeof(bool)) return "true or false";
        if (type.IsEnum) return "word";
        if (type == typeof(int)) return "whole number";
        if (type == typeof(DateTime) || type == typeof(DateTimeOffset)) return "time";
        return shape.Kind switch
        {
            JsonTypeInfoKind.Enumerable => $"list of {Many(shape)}",
            JsonTypeInfoKind.Dictionary => $"table of {Many(shape)}",
            JsonTypeInfoKind.Object => "object",
            _ => "number",
        };
    }

    private static string Many(JsonTypeInfo list) => TypeOf(list.Options.GetTypeInfo(list.ElementType!)) + "s";

    private static IEnumerable<(string Name, string Says)> Constants(Type type) => type.GetFields().Where(field => field.IsLiteral)
        .Select(field => ((string)field.GetRawConstantValue()!, Cell(XmlDocs.OfWord(type, field.Name))));
}

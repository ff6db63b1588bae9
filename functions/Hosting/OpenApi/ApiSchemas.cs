using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>
/// Makes JSON schemas of what the serialiser knows about types, so that they say what is really written and read. Objects become components
/// under the names of their types. What is answered and what is taken differ: an answer has all that is never left out, a body need have
/// little, so a type that is both has two components.
/// </summary>
/// <remarks>
/// <see cref="JsonSchemaExporter"/> makes one schema of a whole tree, with pointers into it where a type comes again, and knows nothing of
/// what is left out when it is null. Its part here is what a converter hides: the words of enumerations.
/// </remarks>
/// <param name="forms">The schemas of types that a converter of their own writes.</param>
internal sealed class ApiSchemas(IReadOnlyDictionary<Type, string> forms)
{
    private static readonly Dictionary<Type, string> Plain = new()
    {
        [typeof(string)] = """{"type":"string"}""",
        [typeof(bool)] = """{"type":"boolean"}""",
        [typeof(int)] = """{"type":"integer","format":"int32"}""",
        [typeof(long)] = """{"type":"integer","format":"int64"}""",
        [typeof(double)] = """{"type":"number","format":"double"}""",
        [typeof(decimal)] = """{"type":"number"}""",
        [typeof(DateTimeOffset)] = """{"type":"string","format":"date-time"}""",
        [typeof(DateTime)] = """{"type":"string","description":"A local date and time such as 2026-11-15T00:00:00."}""",
        [typeof(DateOnly)] = """{"type":"string","format":"date"}""",
        [typeof(JsonElement)] = "{}",
    };

    private readonly Dictionary<string, Type> owners = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, JsonObject> components = new(StringComparer.Ordinal);

    /// <summary>The schemas that were referred to so far, by their names.</summary>
    public JsonObject Components => new(components.Select(component => KeyValuePair.Create(component.Key, (JsonNode?)component.Value)));

    /// <summary>The schema of a value as a query or path has it; <see langword="null"/> if it is no plain type.</summary>
    public static JsonObject? OfPlain(Type type) =>
        Plain.TryGetValue(Nullable.GetUnderlyingType(type) ?? type, out var schema) ? JsonNode.Parse(schema)!.AsObject() : null;

    /// <summary>The schema of what is answered.</summary>
    public JsonObject OfAnswer(JsonTypeInfo answer) => Of(answer.Type, answer.Options, isBody: false);

    /// <summary>The schema of what is taken.</summary>
    public JsonObject OfBody(JsonTypeInfo body, string? name, BodyMembers members) =>
        Component(body, name ?? NameOf(body.Type, isBody: true), isBody: true, members);

    /// <summary>Refers to a component.</summary>
    public static JsonObject ReferenceTo(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    private JsonObject Of(Type type, JsonSerializerOptions options, bool isBody)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (forms.TryGetValue(type, out var form)) return JsonNode.Parse(form)!.AsObject();
        if (OfPlain(type) is { } plain) return plain;
        var info = options.GetTypeInfo(type);
        if (type.IsEnum) return Words(info);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => Component(info, NameOf(type, isBody), isBody, BodyMembers.OfType),
            JsonTypeInfoKind.Enumerable => new JsonObject { ["type"] = "array", ["items"] = Of(info.ElementType!, options, isBody) },
            JsonTypeInfoKind.Dictionary => new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(info.ElementType!, options, isBody) },
            _ => throw new InvalidOperationException($"{type} has a converter of its own: ApiTypes must say what it writes."),
        };
    }

    private static JsonObject Words(JsonTypeInfo info)
    {
        var words = info.GetJsonSchemaAsNode().AsObject();
        if (words.ContainsKey("enum")) words["type"] = "string";
        return words;
    }

    private JsonObject Component(JsonTypeInfo info, string name, bool isBody, BodyMembers members)
    {
        if (owners.TryGetValue(name, out var owner))
            return owner == info.Type ? ReferenceTo(name) : throw new InvalidOperationException($"Two types are called {name} in the API: {owner} and {info.Type}.");
        owners.Add(name, info.Type);
        components.Add(name, info.PolymorphismOptions is { DerivedTypes.Count: > 0 } kinds ? Kinds(info, kinds, isBody) : Object(info, isBody, members));
        return ReferenceTo(name);
    }

    /// <summary>A closed set of types that a member tells apart.</summary>
    private JsonObject Kinds(JsonTypeInfo info, JsonPolymorphismOptions kinds, bool isBody)
    {
        var (all, mapping, teller) = (new JsonArray(), new JsonObject(), kinds.TypeDiscriminatorPropertyName);
        foreach (var kind in kinds.DerivedTypes)
        {
            var (name, word) = (NameOf(kind.DerivedType, isBody), (string)kind.TypeDiscriminator!);
            all.Add((JsonNode)Component(info.Options.GetTypeInfo(kind.DerivedType), name, isBody, BodyMembers.OfType));
            var members = components[name];
            members["properties"]!.AsObject().Insert(0, teller, new JsonObject { ["type"] = "string", ["const"] = word });
            members["required"] = new JsonArray([teller, .. members["required"]?.AsArray().Select(member => member!.DeepClone()) ?? []]);
            mapping[word] = (string)ReferenceTo(name)["$ref"]!;
        }

        return new JsonObject { ["oneOf"] = all, ["discriminator"] = new JsonObject { ["propertyName"] = teller, ["mapping"] = mapping } };
    }

    private JsonObject Object(JsonTypeInfo info, bool isBody, BodyMembers differing)
    {
        var (members, needed) = (new JsonObject(), new JsonArray());
        foreach (var property in info.Properties.Where(property => IsThere(property, isBody) && !differing.Without.Contains(property.Name)))
        {
            var member = Of(property.PropertyType, info.Options, isBody);
            if (isBody)
            {
                if (differing.Required?.Contains(property.Name) ?? property.IsRequired) needed.Add((JsonNode)property.Name);
            }
            else if (!IsNullable(property)) needed.Add((JsonNode)property.Name);
            else if (info.Options.DefaultIgnoreCondition != JsonIgnoreCondition.WhenWritingNull)
            {
                needed.Add((JsonNode)property.Name);
                member = new JsonObject { ["oneOf"] = new JsonArray(member, new JsonObject { ["type"] = "null" }) };
            }

            members.Add(property.Name, member);
        }

        foreach (var (name, member) in JsonNode.Parse(differing.Also)!.AsObject()) members.Add(name, member!.DeepClone());
        var schema = new JsonObject { ["type"] = "object", ["properties"] = members };
        if (needed.Count > 0) schema["required"] = needed;
        if (isBody) schema["additionalProperties"] = false;
        return schema;
    }

    private static bool IsThere(JsonPropertyInfo property, bool isBody) =>
        isBody ? property.Set is not null || property.AssociatedParameter is not null : property.Get is not null;

    private static bool IsNullable(JsonPropertyInfo property) => Nullable.GetUnderlyingType(property.PropertyType) is not null || property.IsGetNullable;

    private static string NameOf(Type type, bool isBody)
    {
        var name = type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}Of{string.Concat(type.GenericTypeArguments.Select(argument => argument.Name))}"
            : type.Name;
        var saysSo = name.EndsWith("Body", StringComparison.Ordinal) || name.EndsWith("Question", StringComparison.Ordinal);
        return isBody && !saysSo ? name + "Input" : name;
    }
}

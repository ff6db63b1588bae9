using System.Reflection;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

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
/// <param name="document">The document whose components they become.</param>
/// <param name="forms">The forms of types that are put together in the app.</param>
internal sealed class ApiSchemas(OpenApiDocument document, IEnumerable<ApiForm> forms)
{
    /// <summary>The constant in which a type that a converter of its own writes says how: a JSON schema.</summary>
    private const string Form = "JsonForm";

    private static readonly Dictionary<Type, OpenApiSchema> Plain = new()
    {
        [typeof(string)] = new() { Type = JsonSchemaType.String },
        [typeof(bool)] = new() { Type = JsonSchemaType.Boolean },
        [typeof(int)] = new() { Type = JsonSchemaType.Integer, Format = "int32" },
        [typeof(long)] = new() { Type = JsonSchemaType.Integer, Format = "int64" },
        [typeof(double)] = new() { Type = JsonSchemaType.Number, Format = "double" },
        [typeof(decimal)] = new() { Type = JsonSchemaType.Number },
        [typeof(DateTimeOffset)] = new() { Type = JsonSchemaType.String, Format = "date-time" },
        [typeof(DateTime)] = new() { Type = JsonSchemaType.String, Description = "A local date and time such as 2026-11-15T00:00:00." },
        [typeof(DateOnly)] = new() { Type = JsonSchemaType.String, Format = "date" },
        [typeof(JsonElement)] = new(), // anything
    };

    private readonly Dictionary<string, Type> owners = new(StringComparer.Ordinal);
    private readonly HashSet<(string Component, JsonSerializerOptions Options)> formsTold = [];
    private readonly IDictionary<string, IOpenApiSchema> components =
        document.Components!.Schemas = new SortedDictionary<string, IOpenApiSchema>(StringComparer.Ordinal);

    /// <summary>The document whose components the schemas become.</summary>
    public OpenApiDocument Document => document;

    /// <summary>The schema of a value of a plain type, the caller's to change; <see langword="null"/> if it is none.</summary>
    public static OpenApiSchema? OfPlain(Type type) =>
        Plain.TryGetValue(Nullable.GetUnderlyingType(type) ?? type, out var plain) ? (OpenApiSchema)plain.CreateShallowCopy() : null;

    /// <summary>The schema of what is answered.</summary>
    public IOpenApiSchema OfAnswer(JsonTypeInfo answer) => Of(answer.Type, answer.Options, isBody: false);

    /// <summary>The schema of what is taken.</summary>
    public IOpenApiSchema OfBody(JsonTypeInfo body, string? name, BodyMembers members) =>
        Component(FormOf(body), name ?? NameOf(body.Type, isBody: true), isBody: true, members);

    /// <summary>A schema that is written as JSON.</summary>
    /// <exception cref="FormatException">It is no schema.</exception>
    public IOpenApiSchema Read(string json)
    {
        var schema =
            OpenApiModelFactory.Parse<OpenApiSchema>(json, OpenApiSpecVersion.OpenApi3_1, document, out var found, OpenApiConstants.Json);
        return schema is not null && found.Errors.Count == 0 ? schema
            : throw new FormatException($"{string.Join(' ', found.Errors)} in {json}");
    }

    /// <summary>Adds a component that is written as JSON.</summary>
    public void Add(string name, Type owner, string json)
    {
        owners.Add(name, owner);
        components.Add(name, Read(json));
    }

    /// <summary>Refers to a tag, which is added to the document.</summary>
    public HashSet<OpenApiTagReference> Tag(string name)
    {
        document.Tags!.Add(new OpenApiTag { Name = name });
        return [new OpenApiTagReference(name, document)];
    }

    /// <summary>Refers to a component.</summary>
    public OpenApiSchemaReference Refer(string name) => new(name, document);

    private JsonTypeInfo FormOf(JsonTypeInfo info) => forms.FirstOrDefault(form => form.Info.Type == info.Type)?.Info ?? info;

    private IOpenApiSchema Of(Type type, JsonSerializerOptions options, bool isBody)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.GetField(Form, BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)?.GetRawConstantValue() is string form)
            return Read(form);
        if (OfPlain(type) is { } plain) return plain;
        var info = FormOf(options.GetTypeInfo(type));
        if (type.IsEnum) return Words(info);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => Component(info, NameOf(type, isBody), isBody, BodyMembers.OfType),
            JsonTypeInfoKind.Enumerable =>
                new OpenApiSchema { Type = JsonSchemaType.Array, Items = Of(info.ElementType!, options, isBody) },
            JsonTypeInfoKind.Dictionary =>
                new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = Of(info.ElementType!, options, isBody) },
            _ => throw new InvalidOperationException($"{type} has a converter of its own: its constant {Form} must say what that writes."),
        };
    }

    private static OpenApiSchema Words(JsonTypeInfo info)
    {
        var words = info.GetJsonSchemaAsNode()["enum"]?.AsArray().Select(word => word!.DeepClone()).ToList();
        return new OpenApiSchema { Type = words is null ? JsonSchemaType.Integer : JsonSchemaType.String, Enum = words };
    }

    private OpenApiSchemaReference Component(JsonTypeInfo info, string name, bool isBody, BodyMembers members)
    {
        if (owners.TryGetValue(name, out var owner))
            return owner != info.Type
                ? throw new InvalidOperationException($"Two types are called {name} in the API: {owner} and {info.Type}.")
                : isBody ? Refer(name) : AlsoAs(info, name);
        owners.Add(name, info.Type);
        formsTold.Add((name, info.Options));
        components.Add(name,
            info.PolymorphismOptions is { DerivedTypes.Count: > 0 } kinds ? Kinds(info, kinds, isBody) : Object(info, isBody, members));
        return Refer(name);
    }

    /// <summary>
    /// A type that is answered in two forms, such as with texts beside amounts and as it was hashed, need have what both have.
    /// </summary>
    private OpenApiSchemaReference AlsoAs(JsonTypeInfo info, string name)
    {
        if (!formsTold.Add((name, info.Options)) || info.PolymorphismOptions is { DerivedTypes.Count: > 0 }) return Refer(name);
        var other = Object(info, isBody: false, BodyMembers.OfType);
        var one = (OpenApiSchema)components[name];
        foreach (var (member, schema) in other.Properties!) one.Properties!.TryAdd(member, schema);
        one.Required!.IntersectWith(other.Required!);
        return Refer(name);
    }

    /// <summary>A closed set of types that a member tells apart.</summary>
    private OpenApiSchema Kinds(JsonTypeInfo info, JsonPolymorphismOptions kinds, bool isBody)
    {
        var (all, mapping, teller) =
            (new List<IOpenApiSchema>(), new Dictionary<string, OpenApiSchemaReference>(), kinds.TypeDiscriminatorPropertyName);
        foreach (var kind in kinds.DerivedTypes)
        {
            var (name, word) = (NameOf(kind.DerivedType, isBody), (string)kind.TypeDiscriminator!);
            all.Add(Component(info.Options.GetTypeInfo(kind.DerivedType), name, isBody, BodyMembers.OfType));
            var members = (OpenApiSchema)components[name];
            members.Properties!.Add(teller, new OpenApiSchema { Type = JsonSchemaType.String, Const = word });
            members.Required!.Add(teller);
            mapping.Add(word, Refer(name));
        }

        return new OpenApiSchema { OneOf = all, Discriminator = new OpenApiDiscriminator { PropertyName = teller, Mapping = mapping } };
    }

    private OpenApiSchema Object(JsonTypeInfo info, bool isBody, BodyMembers differing)
    {
        var (members, needed) = (new Dictionary<string, IOpenApiSchema>(), new HashSet<string>());
        foreach (var property in info.Properties.Where(property => IsThere(property, isBody) && !differing.Without.Contains(property.Name)))
        {
            var member = Of(property.PropertyType, info.Options, isBody);
            if (isBody)
            {
                if (differing.Required?.Contains(property.Name) ?? property.IsRequired) needed.Add(property.Name);
            }
            else if (!IsNullable(property)) needed.Add(property.Name);
            else if (info.Options.DefaultIgnoreCondition != JsonIgnoreCondition.WhenWritingNull)
            {
                needed.Add(property.Name);
                member = new OpenApiSchema { OneOf = [member, new OpenApiSchema { Type = JsonSchemaType.Null }] };
            }

            members.Add(property.Name, member);
        }

        foreach (var (name, member) in differing.Also)
        {
            members.Add(name, Read(member));
            if (differing.Required?.Contains(name) == true) needed.Add(name);
        }

        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = members,
            Required = needed,
            AdditionalPropertiesAllowed = !isBody
        };
    }

    private static bool IsThere(JsonPropertyInfo property, bool isBody) =>
        isBody ? property.Set is not null || property.AssociatedParameter is not null : property.Get is not null;

    private static bool IsNullable(JsonPropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null || property.IsGetNullable;

    private static string NameOf(Type type, bool isBody)
    {
        var name = !type.IsGenericType ? type.Name : type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] + "Of"
            + string.Concat(type.GenericTypeArguments.Select(argument => argument.Name));
        var saysSo = name.EndsWith("Body", StringComparison.Ordinal) || name.EndsWith("Question", StringComparison.Ordinal);
        return isBody && !saysSo ? name + "Input" : name;
    }
}

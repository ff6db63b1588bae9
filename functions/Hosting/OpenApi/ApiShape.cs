using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>How a body looks: gives its schema, and puts the types it refers to among the document's components.</summary>
internal delegate IOpenApiSchema ApiShape(ApiSchemas schemas);

/// <summary>Makes shapes.</summary>
internal static class Shape
{
    /// <summary>What is answered: the very type that is serialised.</summary>
    public static ApiShape Of(JsonTypeInfo answer) => schemas => schemas.OfAnswer(answer);

    /// <summary>What is taken. What is not named as required may be left out; nothing else than what the type has is taken.</summary>
    /// <param name="body">The type that is read, or whose form a reader takes.</param>
    /// <param name="name">The schema's name; by default the type's, with <c>Input</c> unless it says already that it is a body.</param>
    /// <param name="required">JSON names of what must be there; by default what the type requires.</param>
    /// <param name="without">JSON names of what is not taken here.</param>
    /// <param name="also">Schemas by name, as JSON, of what is taken besides.</param>
    public static ApiShape Taken(JsonTypeInfo body, string? name = null, string[]? required = null, string[]? without = null,
        Dictionary<string, string>? also = null) =>
        schemas => schemas.OfBody(body, name, new BodyMembers(required, without ?? [], also ?? []));

    /// <summary>One of them, or an array of them.</summary>
    public static ApiShape OneOrMany(ApiShape one, int most) => OneOf(one, Many(one, most));

    /// <summary>An array of them.</summary>
    public static ApiShape Many(ApiShape one, int? most = null) =>
        schemas => new OpenApiSchema { Type = JsonSchemaType.Array, MaxItems = most, Items = one(schemas) };

    /// <summary>Exactly one of several.</summary>
    public static ApiShape OneOf(params ApiShape[] shapes) =>
        schemas => new OpenApiSchema { OneOf = [.. shapes.Select(shape => shape(schemas))] };

    /// <summary>A schema as it stands: for bodies that a reader takes apart by hand and no type has the form of.</summary>
    public static ApiShape Json(string schema) => schemas => schemas.Read(schema);

    /// <summary>Text that is no JSON.</summary>
    public static ApiShape Text { get; } = Json("""{"type":"string"}""");
}

/// <summary>How the members of a body differ from those of its type.</summary>
/// <param name="Required">JSON names of what must be there; what the type requires if <see langword="null"/>.</param>
/// <param name="Without">JSON names of what is not taken.</param>
/// <param name="Also">Schemas by name, as JSON, of what is taken besides.</param>
internal sealed record BodyMembers(string[]? Required, string[] Without, Dictionary<string, string> Also)
{
    /// <summary>They do not differ.</summary>
    public static BodyMembers OfType { get; } = new(null, [], []);
}

/// <summary>The form of a type whose members several slices have, so that they are put together in the app only.</summary>
/// <param name="Info">The form.</param>
internal sealed record ApiForm(JsonTypeInfo Info);

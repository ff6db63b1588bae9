using System.Text.Json;
using System.Text.RegularExpressions;

namespace Grain.Functions.Tests.Hosting.OpenApi;

/// <summary>
/// Checks JSON against the part of JSON Schema that the API document uses; any other keyword is an error, so that nothing is passed over.
/// What a schema lists no member for is a fault here, although clients are to ignore it: an answer has nothing that the document does not
/// tell.
/// </summary>
internal sealed class SchemaCheck(JsonElement document)
{
    /// <summary>Every fault with its JSON path; none if the value fits the schema.</summary>
    public IReadOnlyList<string> Faults(JsonElement value, JsonElement schema) => [.. At("$", value, schema)];

    /// <summary>What a <c>$ref</c> of the document points to.</summary>
    public JsonElement Resolve(string reference)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
            throw new KeyNotFoundException($"{reference} leads out of the document.");
        var found = document;
        foreach (var part in reference[2..].Split('/')) found = found.GetProperty(part);
        return found;
    }

    private IEnumerable<string> At(string path, JsonElement value, JsonElement schema)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            var faults = keyword.Name switch
            {
                "$ref" => At(path, value, Resolve(keyword.Value.GetString()!)),
                "type" => Types(keyword.Value).Any(type => Is(value, type)) ? [] : [$"{path} is {value.ValueKind}, not {keyword.Value}"],
                "properties" => Members(path, value, schema),
                "required" when value.ValueKind == JsonValueKind.Object =>
                    keyword.Value.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _))
                        .Select(name => $"{path}.{name} is missing"),
                "additionalProperties" when value.ValueKind == JsonValueKind.Object && !schema.TryGetProperty("properties", out _) =>
                    value.EnumerateObject().SelectMany(member => At($"{path}.{member.Name}", member.Value, keyword.Value)),
                "items" when value.ValueKind == JsonValueKind.Array =>
                    value.EnumerateArray().Index().SelectMany(item => At($"{path}[{item.Index}]", item.Item, keyword.Value)),
                "maxItems" when value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > keyword.Value.GetInt32() =>
                    [$"{path} has too many items"],
                "minItems" when value.ValueKind == JsonValueKind.Array && value.GetArrayLength() < keyword.Value.GetInt32() =>
                    [$"{path} has too few items"],
                "enum" => keyword.Value.EnumerateArray().Any(word => JsonElement.DeepEquals(word, value)) ? []
                    : [$"{path} is {value}, none of {keyword.Value}"],
                "const" => JsonElement.DeepEquals(keyword.Value, value) ? [] : [$"{path} is {value}, not {keyword.Value}"],
                "pattern" when value.ValueKind == JsonValueKind.String =>
                    Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!) ? [] : [$"{path} is {value}"],
                "format" => IsOfFormat(value, keyword.Value.GetString()!) ? [] : [$"{path} is {value}, no {keyword.Value}"],
                "minimum" => value.GetDecimal() >= keyword.Value.GetDecimal() ? [] : [$"{path} is {value}, less than {keyword.Value}"],
                "maximum" => value.GetDecimal() <= keyword.Value.GetDecimal() ? [] : [$"{path} is {value}, more than {keyword.Value}"],
                "exclusiveMinimum" when value.ValueKind == JsonValueKind.Number =>
                    value.GetDecimal() > keyword.Value.GetDecimal() ? [] : [$"{path} is {value}, not more than {keyword.Value}"],
                "minLength" when value.ValueKind == JsonValueKind.String =>
                    value.GetString()!.Length >= keyword.Value.GetInt32() ? [] : [$"{path} is too short"],
                "maxLength" when value.ValueKind == JsonValueKind.String =>
                    value.GetString()!.Length <= keyword.Value.GetInt32() ? [] : [$"{path} is too long"],
                "exclusiveMinimum" or "minLength" or "maxLength" => [],
                "oneOf" => OneOf(path, value, keyword.Value),
                "required" or "additionalProperties" or "items" or "maxItems" or "minItems" or "pattern" or "description"
                    or "discriminator" => [],
                _ => throw new NotSupportedException($"The check does not know {keyword.Name}."),
            };
            foreach (var fault in faults) yield return fault;
        }
    }

    private IEnumerable<string> Members(string path, JsonElement value, JsonElement schema)
    {
        if (value.ValueKind != JsonValueKind.Object) yield break;
        var properties = schema.GetProperty("properties");
        foreach (var member in value.EnumerateObject())
        {
            if (!properties.TryGetProperty(member.Name, out var property)) yield return $"{path}.{member.Name} is not in the schema";
            else
                foreach (var fault in At($"{path}.{member.Name}", member.Value, property)) yield return fault;
        }
    }

    private IEnumerable<string> OneOf(string path, JsonElement value, JsonElement schemas)
    {
        var all = schemas.EnumerateArray().Select(schema => At(path, value, schema).ToArray()).ToArray();
        var fits = all.Count(faults => faults.Length == 0);
        return fits == 1 ? [] : fits > 1 ? [$"{path} fits {fits} of the schemas"]
            : all.SelectMany(faults => faults).Prepend($"{path} fits none of {all.Length} schemas");
    }

    private static IEnumerable<string> Types(JsonElement said) =>
        said.ValueKind == JsonValueKind.Array ? said.EnumerateArray().Select(type => type.GetString()!) : [said.GetString()!];

    private static bool Is(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException($"The check does not know the type {type}."),
    };

    private static bool IsOfFormat(JsonElement value, string format) => format switch
    {
        "date-time" => value.ValueKind != JsonValueKind.String || value.TryGetDateTimeOffset(out _),
        "date" => value.ValueKind != JsonValueKind.String || DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", out _),
        "int32" => value.TryGetInt32(out _),
        "int64" or "double" => true,
        _ => throw new NotSupportedException($"The check does not know the format {format}."),
    };
}

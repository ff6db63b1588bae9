using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>What an operation takes in its query and its headers.</summary>
internal static class ApiQueries
{
    /// <summary>Describes a query value, a text: one of <paramref name="values"/>, or any if there are none.</summary>
    public static ApiOperation Query(this ApiOperation operation, string name, string description, params string[] values) =>
        operation.Parameter(ParameterLocation.Query, name, description,
            schema: new() { Type = JsonSchemaType.String, Enum = values is [] ? null : [.. values.Select(value => (JsonNode)value)] });

    /// <summary>Describes a query value of a plain type. What is not of the type, and a value given twice, is refused with 400.</summary>
    public static ApiOperation Query<T>(this ApiOperation operation, string name, string description, long? min = null, long? max = null)
        where T : struct
    {
        var schema = ApiSchemas.OfPlain(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T)} is no plain type.");
        schema.Minimum = min?.ToString(CultureInfo.InvariantCulture);
        schema.Maximum = max?.ToString(CultureInfo.InvariantCulture);
        return operation.Parameter(ParameterLocation.Query, name, description, schema: schema);
    }

    /// <summary>Describes a query value, a text, that must be given.</summary>
    public static ApiOperation Needs(this ApiOperation operation, string name, string description) =>
        operation.Parameter(ParameterLocation.Query, name, description, required: true);

    /// <summary>Describes the query value <c>limit</c> of a page.</summary>
    public static ApiOperation Limit(this ApiOperation operation, int orElse, int most, int least = 1) =>
        operation.Query<int>("limit", $"How many at most; {orElse} if absent.", least, most);

    /// <summary>Describes the query values of a page that follows on an entry's number: <c>after</c> and <c>limit</c>.</summary>
    public static ApiOperation Page(this ApiOperation operation, int orElse, int most) =>
        operation.Query<long>("after", "The `next` of the page before.", 0).Limit(orElse, most);

    /// <summary>Describes the query values of a page that follows on a text: <c>after</c> and <c>limit</c>.</summary>
    public static ApiOperation PageByText(this ApiOperation operation, int orElse, int most) =>
        operation.Query("after", "The `next` of the page before.").Limit(orElse, most);

    /// <summary>A header that matters.</summary>
    public static ApiOperation Header(this ApiOperation operation, string name, string description, bool required = false) =>
        operation.Parameter(ParameterLocation.Header, name, description, required);
}

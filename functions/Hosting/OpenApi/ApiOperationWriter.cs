using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>Writes one operation of the document.</summary>
internal sealed class ApiOperationWriter(ApiSchemas schemas)
{
    private const string Space = "space";

    /// <summary>The operation of an endpoint.</summary>
    /// <exception cref="InvalidOperationException">The description does not fit the endpoint; says where.</exception>
    public JsonObject Write(RouteEndpoint endpoint, ApiOperation operation, bool isAnonymous)
    {
        var json = new JsonObject { ["operationId"] = operation.Id, ["tags"] = new JsonArray(operation.Tag), ["summary"] = operation.Summary };
        if (operation.Details is { } details) json["description"] = details;
        var parameters = new JsonArray([.. Paths(endpoint, operation), .. Queries(endpoint, operation), .. operation.Headers.Select(HeaderParameter)]);
        if (parameters.Count > 0) json["parameters"] = parameters;
        if (operation.Body.Count > 0) json["requestBody"] = new JsonObject { ["required"] = operation.IsBodyRequired, ["content"] = Contents(operation.Body) };
        json["responses"] = Responses(endpoint, operation, isAnonymous);
        if (isAnonymous) json["security"] = operation.TakesToken ? ApiSecurity.OptionalToken() : new JsonArray();
        return json;
    }

    private static IEnumerable<JsonObject> Paths(RouteEndpoint endpoint, ApiOperation operation)
    {
        var names = endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name).ToArray();
        if (operation.Paths.Keys.Except(names).FirstOrDefault() is { } unknown) throw Misfit(operation, $"describes the path value {unknown}, which its route does not have");
        return names.Select(name => new JsonObject
        {
            ["name"] = name,
            ["in"] = "path",
            ["required"] = true,
            ["description"] = operation.Paths.GetValueOrDefault(name) ?? (name == Space ? "The space's name." : throw Misfit(operation, $"does not describe the path value {name}")),
            ["schema"] = new JsonObject { ["type"] = "string" },
        });
    }

    /// <summary>The handler's parameters that come from the query: those of plain types that are not in the route.</summary>
    private static IEnumerable<JsonObject> Queries(RouteEndpoint endpoint, ApiOperation operation)
    {
        var inPath = endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        var bound = endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .Where(parameter => !inPath.Contains(parameter.Name) && ApiSchemas.OfPlain(parameter.ParameterInfo.ParameterType) is not null)
            .ToArray();
        if (operation.Queries.Keys.Except(bound.Select(parameter => parameter.Name)).FirstOrDefault() is { } unknown)
            throw Misfit(operation, $"describes the query value {unknown}, which its handler does not take");
        return bound.Select(parameter => QueryParameter(
            parameter, operation.Queries.GetValueOrDefault(parameter.Name) ?? throw Misfit(operation, $"does not describe the query value {parameter.Name}")));
    }

    private static JsonObject QueryParameter(IParameterBindingMetadata parameter, ApiQuery query)
    {
        var schema = ApiSchemas.OfPlain(parameter.ParameterInfo.ParameterType)!;
        if (query.Min is { } min) schema["minimum"] = min;
        if (query.Max is { } max) schema["maximum"] = max;
        if (query.Values.Count > 0) schema["enum"] = new JsonArray([.. query.Values.Select(value => JsonValue.Create(value))]);
        var json = new JsonObject { ["name"] = parameter.Name, ["in"] = "query", ["description"] = query.Description, ["schema"] = schema };
        if (query.IsRequired || !parameter.IsOptional) json["required"] = true;
        return json;
    }

    private static JsonObject HeaderParameter(ApiHeader header)
    {
        var json = new JsonObject { ["name"] = header.Name, ["in"] = "header" };
        if (header.IsRequired) json["required"] = true;
        json["description"] = header.Description;
        json["schema"] = new JsonObject { ["type"] = "string" };
        return json;
    }

    private JsonObject Contents(IEnumerable<ApiContent> contents) =>
        new(contents.Select(content => KeyValuePair.Create(content.Media, (JsonNode?)new JsonObject { ["schema"] = content.Shape(schemas) })));

    private JsonObject Responses(RouteEndpoint endpoint, ApiOperation operation, bool isAnonymous)
    {
        var responses = new SortedDictionary<int, JsonObject>();
        foreach (var (status, answer) in operation.Responses) responses.Add(status, Answer(answer));
        foreach (var (status, description) in operation.Problems) responses.Add(status, ApiProblems.Response(description));
        foreach (var status in ApiProblems.OfEvery(endpoint, operation, isAnonymous)) responses.TryAdd(status, ApiProblems.ReferenceTo(status));
        var json = new JsonObject(responses.Select(response => KeyValuePair.Create(response.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)response.Value)));
        json["default"] = ApiProblems.ReferenceTo(null);
        return json;
    }

    private JsonObject Answer(ApiAnswer answer)
    {
        var json = new JsonObject { ["description"] = answer.Description };
        if (answer.Headers.Count > 0) json["headers"] = new JsonObject(answer.Headers.Select(header => KeyValuePair.Create(header.Name, (JsonNode?)AnswerHeader(header))));
        if (answer.Contents.Count > 0) json["content"] = Contents(answer.Contents);
        return json;
    }

    private static JsonObject AnswerHeader(ApiHeader header)
    {
        var json = new JsonObject { ["description"] = header.Description };
        if (header.IsRequired) json["required"] = true;
        json["schema"] = new JsonObject { ["type"] = "string" };
        return json;
    }

    private static InvalidOperationException Misfit(ApiOperation operation, string fault) => new($"The description of {operation.Id} {fault}.");
}

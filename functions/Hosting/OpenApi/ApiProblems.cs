using System.Globalization;
using System.Text.Json.Nodes;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>Problems as the document tells them: one shape, and the statuses that many operations have in common.</summary>
internal static class ApiProblems
{
    private const string Media = "application/problem+json";
    private const string Schema = "Problem";

    private static readonly Dictionary<int, (string Name, string Description)> Common = new()
    {
        [StatusCodes.Status400BadRequest] = ("BadRequest", "The request is not valid; `errors` has every fault and where it is."),
        [StatusCodes.Status401Unauthorized] = ("NoKey", "The function key is missing or wrong. The Functions host answers this, without a problem."),
        [StatusCodes.Status404NotFound] = ("NotFound", "There is no such space, or no such thing in it."),
        [StatusCodes.Status413PayloadTooLarge] = ("TooLarge", "The body is over the cap, or has too many elements."),
    };

    /// <summary>The statuses that an operation has because of its route and kind.</summary>
    public static IEnumerable<int> OfEvery(RouteEndpoint endpoint, ApiOperation operation, bool isAnonymous)
    {
        if (endpoint.RoutePattern.Parameters.Count > 0) yield return StatusCodes.Status400BadRequest;
        if (endpoint.RoutePattern.Parameters.Count > 0) yield return StatusCodes.Status404NotFound;
        if (!isAnonymous) yield return StatusCodes.Status401Unauthorized;
        if (operation.Body.Count > 0) yield return StatusCodes.Status413PayloadTooLarge;
    }

    /// <summary>The answer of a status that operations have in common; of any other status for <see langword="null"/>.</summary>
    public static JsonObject ReferenceTo(int? status) => new() { ["$ref"] = $"#/components/responses/{(status is { } known ? Common[known].Name : "Failure")}" };

    /// <summary>A problem with a description of its own.</summary>
    public static JsonObject Response(string description) => new()
    {
        ["description"] = description,
        ["content"] = new JsonObject { [Media] = new JsonObject { ["schema"] = ApiSchemas.ReferenceTo(Schema) } },
    };

    /// <summary>The answers that operations refer to.</summary>
    public static JsonObject Responses()
    {
        var responses = new JsonObject(Common.Select(each => KeyValuePair.Create(
            each.Value.Name, (JsonNode?)(each.Key == StatusCodes.Status401Unauthorized ? new JsonObject { ["description"] = each.Value.Description } : Response(each.Value.Description)))));
        responses["Failure"] = Response(string.Create(
            CultureInfo.InvariantCulture,
            $"Anything else: {StatusCodes.Status503ServiceUnavailable} when storage cannot be reached (the same request may succeed later), {StatusCodes.Status500InternalServerError} for a fault of Grain's own."));
        return responses;
    }

    /// <summary>Adds the shape of problems, as <see cref="ProblemResult"/> writes them.</summary>
    public static void AddSchemas(JsonObject components)
    {
        components[Schema] = JsonNode.Parse(
            $$"""
            {
              "type": "object",
              "description": "Problem details (RFC 9457).",
              "properties": {
                "type": { "type": "string", "pattern": "^{{ProblemResult.TypePrefix}}", "description": "The kind of problem; never changes once published. Decide by it and not by the texts." },
                "title": { "type": "string", "description": "What happened, the same for every problem of the kind." },
                "status": { "type": "integer", "format": "int32" },
                "detail": { "type": "string", "description": "What happened this time." },
                "errors": {
                  "type": "array",
                  "description": "Every single fault, where the problem has parts.",
                  "items": { "$ref": "#/components/schemas/Fault" }
                }
              },
              "required": ["type", "title", "status"]
            }
            """);
        components["Fault"] ??= JsonNode.Parse(
            """{"type":"object","properties":{"path":{"type":"string"},"message":{"type":"string"}},"required":["path","message"]}""");
    }
}

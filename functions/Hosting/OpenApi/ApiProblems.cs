using Microsoft.OpenApi;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>Problems as the document tells them: one shape, and the statuses that many operations have in common.</summary>
internal static class ApiProblems
{
    private const string Schema = "Problem";
    private const string Failure = "Failure";

    private static readonly Dictionary<int, (string Name, string Description)> Shared = new()
    {
        [StatusCodes.Status400BadRequest] = ("BadRequest", "The request is not valid; `errors` has every fault and where it is."),
        [StatusCodes.Status401Unauthorized] =
            ("NoKey",
                "No key was sent, or one that is unknown, expired or revoked. Without a problem it is the Functions host that asks for a "
                    + "key of its own."),
        [StatusCodes.Status403Forbidden] = ("Forbidden", "The key does not open this, or is one of another space."),
        [StatusCodes.Status404NotFound] = ("NotFound", "There is no such space, or no such thing in it."),
        [StatusCodes.Status409Conflict] =
            ("Archived",
                "The space is archived: it is read only. `type` says so where an operation has other reasons for this status, too."),
        [StatusCodes.Status410Gone] = ("Gone", "The space was deleted; its name stays taken."),
        [StatusCodes.Status429TooManyRequests] =
            ("LimitReached", "A limit of the space or the key is reached; `Retry-After` says in how many seconds there is room again."),
        [StatusCodes.Status413PayloadTooLarge] = ("TooLarge", "The body is over the cap, or has too many elements."),
    };

    /// <summary>The shape of problems, as <see cref="ProblemResult"/> writes them.</summary>
    private static readonly string Form =
        $$"""
        {
          "type": "object",
          "description": "Problem details (RFC 9457).",
          "properties": {
            "type": {
              "type": "string", "pattern": "^{{ProblemResult.TypePrefix}}",
              "description": "The kind of problem; never changes once published. Decide by it and not by the texts."
            },
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
        """;

    /// <summary>The statuses that an operation has because of its route and kind.</summary>
    public static IEnumerable<int> OfEvery(ApiFunction function, OpenApiOperation operation, ApiDoor door)
    {
        if (operation.Parameters!.Any(parameter => parameter.In is ParameterLocation.Path or ParameterLocation.Query))
            yield return StatusCodes.Status400BadRequest;
        if (function.PathValues.Count > 0) yield return StatusCodes.Status404NotFound;
        if (function.PathValues.Contains("space")) yield return StatusCodes.Status410Gone;
        if (function.PathValues.Contains("space") && !door.ReadsOnly) yield return StatusCodes.Status409Conflict;
        if (!door.Access.IsOpen)
        {
            yield return StatusCodes.Status401Unauthorized;
            yield return StatusCodes.Status403Forbidden;
            if (function.PathValues.Contains("space")) yield return StatusCodes.Status429TooManyRequests;
        }

        if (operation.RequestBody is not null) yield return StatusCodes.Status413PayloadTooLarge;
    }

    /// <summary>Refers to the answer of a status that operations have in common; of any other status for <see langword="null"/>.</summary>
    public static OpenApiResponseReference Refer(int? status, ApiSchemas schemas) =>
        new(status is { } known ? Shared[known].Name : Failure, schemas.Document);

    /// <summary>A problem with a description of its own.</summary>
    public static OpenApiResponse Response(string description, ApiSchemas schemas) => new()
    {
        Description = description,
        Content = new Dictionary<string, IOpenApiMediaType>
        {
            ["application/problem+json"] =
            new OpenApiMediaType { Schema = schemas.Refer(Schema) }
        },
    };

    /// <summary>Adds the answers that operations refer to, and their shapes.</summary>
    public static void AddTo(ApiSchemas schemas)
    {
        schemas.Add(Schema, typeof(ProblemResult), Form);
        schemas.Add(nameof(Fault), typeof(Fault),
            """{"type":"object","properties":{"path":{"type":"string"},"message":{"type":"string"}},"required":["path","message"]}""");
        var responses = schemas.Document.Components!.Responses = new Dictionary<string, IOpenApiResponse>();
        foreach (var (status, (name, description)) in Shared)
            responses.Add(name, Response(description, schemas));
        responses.Add(Failure,
            Response(
                "Anything else: 503 when storage cannot be reached (the same request may succeed later), 500 for a fault of Grain's own.",
                schemas));
    }
}

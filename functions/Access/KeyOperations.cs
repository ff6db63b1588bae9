using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Access;

/// <summary>How the operations on keys are described: those of a space and those for every space alike.</summary>
internal static class KeyOperations
{
    private const string Once = "The secret is shown in this answer and never again; what is kept of it is a hash.";

    private static readonly string Times =
        """
        "label": { "oneOf": [{ "type": "string" }, { "type": "null" }], "description": "What people call it, at most 100 characters." },
        "expiresAt": {
          "oneOf": [{ "type": "string", "format": "date-time" }, { "type": "null" }],
          "description": "From when on it opens nothing, at most ten years ahead; absent if it lasts."
        }
        """;

    private static ApiShape NewOfSpace { get; } = Shape.Json(
        $$"""
        {
          "type": "object",
          "properties": {
            "role": { "type": "string", "enum": ["{{string.Join("\", \"", KeyRequests.SpaceRoles)}}"] },
            "node": { "type": "string", "description": "The node that it is bound to, of the role node." },
            {{Times}}
          },
          "required": ["role"],
          "additionalProperties": false
        }
        """);

    private static ApiShape Labels { get; } =
        Shape.Json($$"""{ "type": "object", "properties": { {{Times}} }, "additionalProperties": false }""");

    private static ApiShape Grace { get; } = Shape.Json(
        """
        {
          "type": "object",
          "properties": { "graceMinutes": { "type": "integer", "minimum": 0, "maximum": 10080 } },
          "additionalProperties": false
        }
        """);

    public static ApiOperation List(string summary) => new ApiOperation("Keys", summary)
        .Query<bool>("revoked", "Whether revoked ones are in it, too; they are not if absent.")
        .PageByText(KeyDesk.PageDefault, KeyDesk.PageMax)
        .Answers(200, "A page.", KeyJson.Default.KeyListAnswer);

    public static ApiOperation Create(string summary, bool isOfSpace) => new ApiOperation("Keys", summary)
        .Says($"{Once} Sent again, it makes another key.")
        .Takes(isOfSpace ? NewOfSpace : Labels)
        .Answers(201, "It was made.", KeyJson.Default.KeyMadeAnswer)
        .Refuses(409, $"There are {KeyBook.KeysMax} keys already.");

    public static ApiOperation Change(string summary) => Changing(summary)
        .Says("What is left out stays as it is; null takes a label or an expiry away.")
        .Takes(Labels).Takes(Labels, "application/merge-patch+json")
        .Answers(200, "The key as it is now.", KeyJson.Default.KeyAnswer)
        .Refuses(409, "It was revoked, or is the last that opens everything.");

    public static ApiOperation Rotate(string summary) => Changing(summary)
        .Says($"{Once} The secret before opens nothing from now on, or after `graceMinutes`, at most a week.")
        .Takes(Grace, required: false)
        .Answers(200, "It has a new secret.", KeyJson.Default.KeyMadeAnswer)
        .Refuses(409, "It was revoked.");

    public static ApiOperation Revoke(string summary) => Changing(summary)
        .Says("For good. It opens nothing within a minute, everywhere, and stays in the list of revoked ones.")
        .Answers(200, "It is revoked, now or before.", KeyJson.Default.KeyAnswer)
        .Refuses(409, "It is the last that opens everything.");

    /// <summary>The last key that opens everything is given up only by who says so.</summary>
    public static ApiOperation OrLast(this ApiOperation operation) =>
        operation.Query<bool>("last", "Whether it may be the last key that opens everything.");

    private static ApiOperation Changing(string summary) => new ApiOperation("Keys", summary).Path("id", "The key's id.");
}

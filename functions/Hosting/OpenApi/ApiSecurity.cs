using System.Text.Json.Nodes;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>How callers prove who they are, as the document tells it.</summary>
internal static class ApiSecurity
{
    public const string KeyHeader = "functionKey";
    public const string KeyQuery = "functionKeyQuery";
    private const string Token = "webhookToken";

    public static JsonObject Schemes() => JsonNode.Parse(
        $$"""
        {
          "{{KeyHeader}}": { "type": "apiKey", "in": "header", "name": "x-functions-key", "description": "A function key, checked by the Functions host." },
          "{{KeyQuery}}": { "type": "apiKey", "in": "query", "name": "code", "description": "The same, where a header cannot be set." },
          "{{Token}}": { "type": "http", "scheme": "bearer", "description": "A secret of the space's webhooks.cloudevents." }
        }
        """)!.AsObject();

    /// <summary>A token, or what the operation's headers say.</summary>
    public static JsonArray OptionalToken() => new(new JsonObject(), new JsonObject { [Token] = new JsonArray() });
}

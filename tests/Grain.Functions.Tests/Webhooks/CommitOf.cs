using System.Text.Json.Nodes;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>Pushes of one commit.</summary>
internal static class CommitOf
{
    public static JsonObject GitHub(JsonObject author, string message, params string[] added) => new()
    {
        ["ref"] = "refs/heads/main",
        ["repository"] = new JsonObject
        {
            ["id"] = 5,
            ["full_name"] = "mill/wheel",
            ["html_url"] = "https://github.com/mill/wheel",
            ["default_branch"] = "main"
        },
        ["commits"] = new JsonArray(Commit(author, message, added)),
    };

    public static JsonObject GitLab(JsonObject author, string message) => new()
    {
        ["object_kind"] = "push",
        ["ref"] = "refs/heads/main",
        ["user_id"] = 51,
        ["project"] = new JsonObject
        {
            ["id"] = 61,
            ["path_with_namespace"] = "mill/wheel",
            ["web_url"] = "https://gitlab.com/mill/wheel",
            ["default_branch"] = "main"
        },
        ["commits"] = new JsonArray(Commit(author, message)),
    };

    private static JsonObject Commit(JsonObject author, string message, params string[] added) => new()
    {
        ["id"] = "b6568db1bc1dcd7f8b4d5a946b0b91f9dacd7327",
        ["message"] = message,
        ["timestamp"] = "2026-11-02T13:27:31+01:00",
        ["author"] = author.DeepClone(),
        ["added"] = new JsonArray([.. added.Select(path => JsonValue.Create(path))]),
    };
}

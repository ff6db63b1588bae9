using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Grain.Functions.Webhooks.Commits;
using Grain.Functions.Webhooks.GitLab;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Local.Histories;

/// <summary>A project of a GitLab: its commits are told as a push to it would tell them, and read by the same reader.</summary>
/// <param name="host">Where.</param>
/// <param name="path">With its groups: <c>mill/tools/field</c>.</param>
/// <param name="options">What counts.</param>
internal sealed class GitLabHistory(string host, string path, CountingOptions options)
{
    private const string Branch = "main";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether it is the path of a project.</summary>
    public static bool IsPath(string host, string path) => Project.TryNode(host, path, out _);

    /// <summary>What a commit gives.</summary>
    public WebhookOutcome Read(GitCommit told, EventWeights weights) =>
        GitLabWebhook.Normalise(JsonSerializer.SerializeToUtf8Bytes(Push(told), Plain), weights, options).Outcome;

    private JsonObject Push(GitCommit told) => new()
    {
        ["object_kind"] = "push",
        ["ref"] = "refs/heads/" + Branch,
        ["project"] =
            new JsonObject { ["path_with_namespace"] = path, ["web_url"] = $"https://{host}/{path}", ["default_branch"] = Branch },
        ["commits"] = new JsonArray(new JsonObject
        {
            ["id"] = told.Sha,
            ["message"] = told.Message,
            ["timestamp"] = told.At.ToString("O", CultureInfo.InvariantCulture),
            [GitLabPushes.IsMerge] = told.IsMerge,
            ["url"] = $"https://{host}/{path}/-/commit/{told.Sha}",
            ["author"] = new JsonObject { ["name"] = told.AuthorName, ["email"] = told.AuthorAddress },
        }),
    };
}

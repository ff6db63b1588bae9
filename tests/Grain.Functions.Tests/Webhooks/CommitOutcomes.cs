using Grain.Functions.Webhooks.Reading;
using System.Text.Json.Nodes;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>What becomes of a push of one commit.</summary>
internal static class CommitOutcomes
{
    public static JsonObject Ada() => new() { ["name"] = "Ada", ["email"] = "ada@mill.example", ["username"] = "ada-m" };

    public static WebhookOutcome GitHub(JsonObject author, string message = "Oil the axle", CountingOptions? options = null) =>
        Deliveries.Read("push", CommitOf.GitHub(author, message), options: options);

    public static WebhookOutcome GitLab(JsonObject author, string message = "Oil the axle") =>
        Payloads.GitLab(CommitOf.GitLab(author, message));

    public static WebhookOutcome GitLab(JsonObject payload, CountingOptions options) =>
        Functions.Webhooks.GitLab.GitLabWebhook.Normalise(System.Text.Encoding.UTF8.GetBytes(payload.ToJsonString()), EventWeights.Default,
            options).Outcome;
}

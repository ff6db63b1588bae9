using System.Text;
using System.Text.Json.Nodes;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Chat;
using Grain.Functions.Webhooks.Discourse;
using Grain.Functions.Webhooks.GitLab;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>Payloads of the senders other than GitHub, in the shapes that their documentation gives.</summary>
internal static class Payloads
{
    public const string Forum = "https://forum.example.org";

    public static readonly CountingOptions Options = new() { ReceivedAt = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero) };

    public static IReadOnlyList<string> Of(string sender) =>
        [.. Directory.GetFiles(Folder, sender + ".*.json").Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Order(StringComparer.Ordinal)];

    public static byte[] Bytes(string name) => File.ReadAllBytes(FileOf(name));

    public static string FileOf(string name) => Path.Combine(Folder, name + ".json");

    public static JsonObject Read(string name) => JsonNode.Parse(Bytes(name))!.AsObject();

    public static WebhookOutcome GitLab(JsonNode payload) =>
        GitLabWebhook.Normalise(Encoding.UTF8.GetBytes(payload.ToJsonString()), EventWeights.Default, Options).Outcome;

    public static WebhookOutcome Discourse(string eventName, JsonNode payload) =>
        DiscourseWebhook.Normalise(eventName, Forum, Encoding.UTF8.GetBytes(payload.ToJsonString()), EventWeights.Default, Options);

    public static WebhookOutcome Chat(JsonNode payload) =>
        ChatWebhook.Normalise(Encoding.UTF8.GetBytes(payload.ToJsonString()), EventWeights.Default, Options).Outcome;

    public static IReadOnlyList<Grant> Grants(this WebhookOutcome outcome)
    {
        var grants = Assert.IsType<WebhookOutcome.Normalised>(outcome).Grants;
        Assert.All(grants, grant => GrantChecks.KeepsLimits(grant, grant.Source));
        return grants;
    }

    public static string Reason(this WebhookOutcome outcome) => Assert.IsType<WebhookOutcome.Ignored>(outcome).Reason;

    public static string Fault(this WebhookOutcome outcome) => Assert.IsType<WebhookOutcome.Malformed>(outcome).Fault;

    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Webhooks", "Payloads");
}

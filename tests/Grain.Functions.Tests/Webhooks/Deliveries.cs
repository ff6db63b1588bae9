using System.Text;
using System.Text.Json.Nodes;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>Short words for the tests of the rules.</summary>
internal static class Deliveries
{
    public static WebhookOutcome Read(string eventName, JsonNode payload, EventWeights? weights = null, CountingOptions? options = null) =>
        GitHubWebhook.Normalise(eventName, Encoding.UTF8.GetBytes(payload.ToJsonString()), weights ?? EventWeights.Default, options);

    public static WebhookOutcome Read(string eventName, string body) =>
        GitHubWebhook.Normalise(eventName, Encoding.UTF8.GetBytes(body), EventWeights.Default);

    public static IReadOnlyList<Grant> Grants(string eventName, JsonNode payload, EventWeights? weights = null,
        CountingOptions? options = null)
    {
        var grants = Assert.IsType<WebhookOutcome.Normalised>(Read(eventName, payload, weights, options)).Grants;
        Assert.All(grants, GrantChecks.KeepsLimits);
        return grants;
    }

    public static string Reason(string eventName, JsonNode payload, CountingOptions? options = null) =>
        Assert.IsType<WebhookOutcome.Ignored>(Read(eventName, payload, options: options)).Reason;

    public static string Fault(string eventName, JsonNode payload) =>
        Assert.IsType<WebhookOutcome.Malformed>(Read(eventName, payload)).Fault;

    public static JsonObject User(string login, string type = "User") =>
        new() { ["login"] = login, ["id"] = 1 + Math.Abs((long)login.Sum(c => c)), ["type"] = type };

    public static JsonObject With(this JsonObject payload, string path, JsonNode? value)
    {
        var names = path.Split('.');
        JsonNode at = payload;
        foreach (var name in names[..^1]) at = int.TryParse(name, out var index) ? at[index]! : at[name]!;
        at[names[^1]] = value;
        return payload;
    }

    public static JsonObject Without(this JsonObject payload, string path)
    {
        var names = path.Split('.');
        JsonNode at = payload;
        foreach (var name in names[..^1]) at = int.TryParse(name, out var index) ? at[index]! : at[name]!;
        Assert.True(at.AsObject().Remove(names[^1]));
        return payload;
    }

    public static bool Tells(this Grant grant, string from, string edge, string to) =>
        grant.Facts is { } facts && facts.Edges.Any(e => e.From == from && e.Type == edge && e.To == to);

    public static ContributionNode Node(this Grant grant, string id) => Assert.Single(grant.Facts!.Nodes, node => node.Id == id);
}

using System.Text;
using Grain.Local.Api;

namespace Grain.Functions.Tests.Hosting.OpenApi;

/// <summary>The part of the walk on which webhooks come in, from every sender.</summary>
internal static class WalkOfSenders
{
    /// <summary>Of senders that share a secret.</summary>
    public const string Secret = "a-secret-of-the-tests";

    /// <summary>Of senders that sign by Standard Webhooks.</summary>
    public const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["github"] = """
            {"action":"opened","issue":{"id":1,"number":1,"title":"It grows","html_url":"https://github.com/octo/field/issues/1",
             "created_at":"2026-11-01T10:00:00Z",
             "user":{"login":"newcomer","id":1,"type":"User"}},"repository":{"id":3,"name":"field","full_name":"octo/field",
              "owner":{"login":"octo","id":2,"type":"Organization"},
             "html_url":"https://github.com/octo/field","default_branch":"main","created_at":"2026-11-01T10:00:00Z"},
              "sender":{"login":"newcomer","id":1,"type":"User"}}
            """,
        ["gitlab"] = """{"object_kind":"pipeline"}""",
        ["gitea"] = """{"repository":{"id":3}}""",
        ["discourse"] = """{"ping":"OK"}""",
        ["standard"] = """{"type":"somebody.elses","timestamp":"2026-11-15T08:30:00Z","data":{}}""",
        ["cloudevents"] = """{"specversion":"1.0","id":"1","source":"tests","type":"somebody.elses","data":{}}""",
        ["chat"] = """{"type":"somebody.elses","timestamp":"2026-11-15T08:30:00Z","data":{}}""",
    };

    public static async Task WebhooksAsync(this ApiWalker walk)
    {
        foreach (var (sender, body) in Bodies)
        {
            var bytes = Encoding.UTF8.GetBytes(body);
            var secret = sender is "github" or "gitlab" or "gitea" or "discourse" ? Secret : Key;
            var headers = SignedDelivery.HeadersOf(sender, sender == "github" ? "issues" : "ping", $"{sender}-1", bytes, secret,
                TimeProvider.System.GetUtcNow());
            await walk.SendAsync("POST", $"/webhooks/{sender}", body, sender == "cloudevents" ? "application/cloudevents+json"
                : "application/json", [.. headers.Where(header => header.Key != "Content-Type")]);
        }

        await walk.SendAsync("OPTIONS", "/webhooks/cloudevents", headers: [new("WebHook-Request-Origin", "tests.example")]);
        await Eventually.HoldsAsync(async () =>
            (await walk.SendAsync("GET", "/webhooks/deliveries")).GetProperty("deliveries").GetArrayLength() > 0);
        var deliveries = (await walk.SendAsync("GET", "/webhooks/deliveries")).GetProperty("deliveries");
        await walk.SendAsync("GET", $"/webhooks/deliveries/{deliveries[0].GetProperty("id").GetString()}");
        await walk.SendAsync("PATCH", "/config", """
            {"webhooks":{"github":{"reconcile":{"secrets":["a-token-of-the-tests"],"repositories":["octo/x"],"api":"http://127.0.0.1:1/"}}}}
            """);
        await walk.SendAsync("POST", "/webhooks/reconcile");
        await walk.SendAsync("GET", "/webhooks/reconcile");
        await walk.SendAsync("GET", "/webhooks/deliveries");
        await Eventually.HoldsAsync(async () => (await walk.SendAsync("GET", "/quarantine")).GetProperty("people").GetArrayLength() > 0);
        foreach (var verdict in new[] { "reject", "release" })
        {
            await walk.SendAsync("POST", $"/quarantine/github%2Fnewcomer/{verdict}");
            await walk.SendAsync("POST", $"/quarantine/{verdict}?id=github/newcomer");
        }
    }
}

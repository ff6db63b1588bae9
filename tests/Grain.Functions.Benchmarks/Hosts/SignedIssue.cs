using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Grain.Functions.Webhooks.Proof;

namespace Grain.Functions.Benchmarks.Hosts;

/// <summary>A space that takes webhooks of GitHub, and deliveries to it: each a new issue.</summary>
internal static class SignedIssue
{
    private const string Space = "bench-webhooks";
    private const string Secret = "a-secret-of-the-benchmarks";

    /// <summary>Makes the space.</summary>
    public static async Task PrepareAsync(HttpClient app) =>
        (await app.PutAsJsonAsync($"/api/spaces/{Space}", new { webhooks = new { github = new { secrets = new[] { Secret } } } }))
            .EnsureSuccessStatusCode();

    /// <summary>Delivers an issue, and is done when it is taken.</summary>
    public static async Task DeliverAsync(HttpClient app, int number)
    {
        var id = number.ToString(CultureInfo.InvariantCulture);
        var body = Encoding.UTF8.GetBytes(
            $$$"""
            {"action":"opened","issue":{"id":{{{id}}},"number":{{{id}}},"title":"It grows","body":null,"created_at":"2026-11-20T10:00:00Z",
             "user":{"login":"ada-{{{id}}}","id":{{{id}}},"type":"User"},"html_url":"https://github.com/octo/field/issues/{{{id}}}"},
             "repository":{"id":1,"full_name":"octo/field","html_url":"https://github.com/octo/field","default_branch":"main"},
             "sender":{"login":"ada-{{{id}}}","id":{{{id}}},"type":"User"}}
            """);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/spaces/{Space}/webhooks/github")
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
            Headers =
            {
                { "X-GitHub-Event", "issues" },
                { "X-GitHub-Delivery", id },
                { WebhookSignature.Header, WebhookSignature.Sign(body, Encoding.UTF8.GetBytes(Secret)) },
            },
        };
        (await app.SendAsync(request)).EnsureSuccessStatusCode();
    }

    /// <summary>Whether a delivery is counted.</summary>
    public static async Task<bool> IsCountedAsync(HttpClient app, int number)
    {
        using var answer = await app.GetAsync(new Uri(
            string.Create(CultureInfo.InvariantCulture, $"/api/spaces/{Space}/contributors?id=github/ada-{number}"), UriKind.Relative));
        if (!answer.IsSuccessStatusCode) return false;
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        return document.RootElement.GetProperty("points").GetProperty("count").GetInt64() > 0;
    }
}

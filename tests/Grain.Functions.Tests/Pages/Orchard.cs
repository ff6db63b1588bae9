using System.Globalization;
using System.Text;
using System.Text.Json;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Hosting;
using Grain.Local.Api;
using Xunit;

namespace Grain.Functions.Tests.Pages;

/// <summary>
/// A community with work for those who run it: people who are held, claims, proposals, names that are there twice, an epoch that is due,
/// and messages that were put aside. Some of its people have names that would break a page that believes them.
/// </summary>
internal sealed class Orchard(HttpClient client, DateTimeOffset now)
{
    public const string Space = "orchard";
    public const string DueSpace = "grove";
    public const string Secret = "the-secret-of-the-orchard";
    private static readonly string Long = $"<b onclick=alert(3)>{new string('W', 460)}</b> \u0645\u0631\u062D\u0628\u0627 🌾";
    private readonly DateTimeOffset first = new(now.UtcDateTime.Date.AddDays(-16), TimeSpan.Zero);

    /// <summary>Fills it, and another one, of which an epoch is over and not closed.</summary>
    public async Task FillAsync()
    {
        await SendAsync(HttpMethod.Put, "", $$"""
            {
              "displayName": "Orchard", "proposals": {}, "shadow": true, "leaderboard": "ledger",
              "epochs": { "lengthDays": 7, "anchor": "{{Time(first)}}", "first": "{{Time(first)}}" },
              "distribution": { "budgetPerEpoch": "100" },
              "webhooks": { "github": { "secrets": ["{{Secret}}"] }, "guards": { "holdNewcomers": true }, "log": { "payloads": true } }
            }
            """);
        string[] names = ["Ada Okafor", "Ben Lindqvist", "Chiyo Tanaka", "ada  okafor"];
        await SendAsync(HttpMethod.Post, "/grants", $"[{string.Join(',', Enumerable.Range(0, 24).Select(i => Grant(i, names)))}]");
        await SendAsync(HttpMethod.Post, "/epochs", "");
        await SendAsync(HttpMethod.Put, $"/api/spaces/{DueSpace}", $$"""
            {
              "displayName": "Grove", "epochs": { "lengthDays": 9, "anchor": "{{Time(first)}}", "first": "{{Time(first)}}" },
              "webhooks": { "github": { "secrets": ["{{Secret}}"] }, "log": { "payloads": true } }
            }
            """);
        await SendAsync(HttpMethod.Post, $"/api/spaces/{DueSpace}/grants", Grant(1, names));
        await SendAsync(HttpMethod.Put, "/identities?id=github/person-1", """{"name":"Ben"}""");
        await SendAsync(HttpMethod.Put, "/identities?id=github/person-2", """{"name":"Chiyo"}""");
        await Task.WhenAll(
            DeliverAsync(1, "newcomer", "It grows"), DeliverAsync(2, "another", Long), DeliverAsync(3, "newcomer", "It grows on"),
            SendAsync(HttpMethod.Post, "/identities/claims", """{"identity":"github/person-1","alias":"discourse/ben"}"""),
            SendAsync(HttpMethod.Post, "/identities/aliases?id=github/person-2", """{"alias":"gitlab/chiyo"}"""),
            SendAsync(HttpMethod.Post, "/scores/ada/contribute", """{"key":"award:2026:best","points":3}"""),
            SendAsync(HttpMethod.Post, "/proposals", JsonSerializer.Serialize(new
            {
                id = "thanks-1",
                giver = "github/person-0",
                receiver = "github/person-1",
                points = 5,
                reason = Long,
            })));
        await Eventually.HoldsAsync(async () => (await ReadAsync("/epochs")).GetProperty("remaining").GetInt32() == 0);
        await Eventually.HoldsAsync(async () => (await ReadAsync("/quarantine")).GetProperty("people").GetArrayLength() == 2);
    }

    /// <summary>Messages that failed, whatever they say.</summary>
    public static async Task PutAsideAsync(StorageService storage)
    {
        foreach (var text in (string[])["""{"space":"gone","id":"t-1"}""", Long])
            await storage.Queue("transfers-poison").SendAsync(text);
    }

    private string Grant(int i, string[] names)
    {
        var who = i % names.Length;
        var (person, node, at) = ($"{(who == 3 ? "gitlab" : "github")}/person-{who}", $"github/orchard/shop/pull/{i}",
            Time(first.AddDays(1).AddHours(i * (i % 2 == 0 ? 2 : 10))));
        return JsonSerializer.Serialize(new
        {
            grantId = $"orchard/{i}",
            contributor = person,
            key = "github:pull",
            source = "github",
            amount = 1 + who,
            grantedAt = at,
            facts = new
            {
                contributorName = names[who],
                nodes = new[] { new { id = node, type = i % 3 == 0 ? "issue" : "pull", module = "github", title = $"Pull {i}", at } },
                edges = new[] { new { type = "authors", from = $"@{person}", to = node, at } },
            },
        });
    }

    private async Task DeliverAsync(int number, string login, string title)
    {
        var who = new { login, id = 100 + login.Length, type = "User" };
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            action = "opened",
            issue = new
            {
                id = number,
                number,
                title,
                html_url = $"https://github.com/orchard/shop/issues/{number}",
                created_at = Time(now.AddDays(-1)),
                user = who,
            },
            repository = new
            {
                id = 3,
                name = "shop",
                full_name = "orchard/shop",
                owner = new { login = "orchard", id = 2, type = "Organization" },
                html_url = "https://github.com/orchard/shop",
                default_branch = "main",
                created_at = Time(first),
            },
            sender = who,
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/spaces/{Space}/webhooks/github");
        request.Content = new ByteArrayContent(body);
        foreach (var (name, value) in SignedDelivery.HeadersOf("github", "issues", $"delivery-{number}", body, Secret, now))
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<JsonElement> ReadAsync(string path)
    {
        using var answer = await client.GetAsync(new Uri($"/api/spaces/{Space}{path}", UriKind.Relative));
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private async Task SendAsync(HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method,
            path.StartsWith("/api/", StringComparison.Ordinal) ? path : $"/api/spaces/{Space}{path}");
        if (body.Length > 0) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}

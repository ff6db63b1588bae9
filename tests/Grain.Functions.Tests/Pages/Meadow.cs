using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Pages;

/// <summary>
/// A community with some weeks behind it, and people whose names would break a page that believes them; and a space where nothing has
/// happened yet. All of it comes in over the API.
/// </summary>
internal sealed class Meadow(HttpClient client, DateTimeOffset now)
{
    public const string Space = "meadow";
    public const string EmptySpace = "seedling";
    private const int Weeks = 9;

    /// <summary>Names as strangers may give them: a tag, from right to left, wide, and as long as they may be.</summary>
    private static readonly string[] Hostile =
    [
        "<script>alert(1)</script><img src=x onerror=alert(2)>", "\u202E\u0627\u0644\u0633\u0644\u0627\u0645 \u0639\u0644\u064A\u0643",
        "🌾🦉 e\u0301\u0302\u0303", new string('W', 64),
    ];

    private static readonly string[] People =
        ["Ada Okafor", "Ben Lindqvist", "Chiyo Tanaka", "Dmitri Volkov", "Esra Yılmaz", "Farid Haddad", "Greta Olsen", "Hugo Martín"];

    private static readonly (string Type, string What, double Worth)[] Kinds =
        [("pull", "Merged", 5), ("issue", "Asked", 2), ("review", "Reviewed", 3), ("comment", "Explained", 1)];

    private static readonly string[] Topics =
        ["the seed catalogue", "watering by forecast", "maps of the hedges", "the harvest planner", "a faster import", "docs for all"];

    private readonly DateTimeOffset first = new(now.UtcDateTime.Date.AddDays(-7 * Weeks), TimeSpan.Zero);

    /// <summary>The epoch that was closed last.</summary>
    public string LastEpoch { get; private set; } = "";

    /// <summary>Fills both spaces and closes what is due.</summary>
    public async Task FillAsync()
    {
        await SendAsync(HttpMethod.Put, $"spaces/{EmptySpace}", """{"displayName":"Seedling"}""");
        await SendAsync(HttpMethod.Put, $"spaces/{Space}", $$"""
            {
              "displayName": "Meadow", "visibility": "public",
              "epochs": { "lengthDays": 7, "anchor": "{{Time(first)}}", "first": "{{Time(first)}}" },
              "distribution": { "budgetPerEpoch": "1000", "policies": [
                { "type": "BALANCED", "parts": 70 }, { "type": "IMMEDIATE", "parts": 30, "lookback": 1 } ] },
              "tiers": [ { "name": "silver", "from": 20 }, { "name": "gold", "from": 60 } ]
            }
            """);
        var grants = Grants().ToList();
        await SendAsync(HttpMethod.Post, $"spaces/{Space}/grants", $"[{string.Join(',', grants)}]");
        await SendAsync(HttpMethod.Post, $"spaces/{Space}/epochs", "");
        JsonElement epochs = default;
        await Eventually.HoldsAsync(async () =>
        {
            epochs = await client.GetFromJsonAsync<JsonElement>($"/api/spaces/{Space}/epochs");
            return epochs.GetProperty("remaining").GetInt32() == 0;
        });
        LastEpoch = epochs.GetProperty("epochs").EnumerateArray().Last().GetProperty("id").GetString()!;
    }

    /// <summary>Nothing in the first week; then a little more each week, most of it by those who came first.</summary>
    private IEnumerable<string> Grants()
    {
        string[] names = [.. People, .. Hostile];
        for (var i = 0; i < 160; i++)
        {
            var who = i % 16 == 15 ? People.Length + (i / 16 % Hostile.Length)
                : i % 3 == 0 ? i / 3 % 3 : ((i * 7) + (i / 8)) % People.Length;
            var (type, what, worth) = Kinds[(i * 5) % Kinds.Length];
            var at = first.AddDays(7).AddHours((Weeks - 1) * 7 * 24 * Math.Sqrt(i / 160.0));
            var title = i % 23 == 0 ? Hostile[i / 23 % Hostile.Length] : $"{what} {Topics[i % Topics.Length]}";
            var (person, node) = ($"github/person-{who}", $"github/meadow/field/{type}/{i}");
            var other = $"github/meadow/field/pull/{(i / 4 * 4) - 4}";
            yield return JsonSerializer.Serialize(new
            {
                grantId = $"meadow/{i}",
                contributor = person,
                key = $"github:{type}",
                category = type is "pull" ? "code" : type is "review" ? "review" : "discussion",
                source = i % 9 == 0 ? "discourse" : "github",
                amount = worth,
                grantedAt = Time(at),
                facts = new
                {
                    contributorName = names[who],
                    nodes = new[]
                    {
                        new { id = node, type, module = "github", title, url = $"https://example.org/{type}/{i}", at = Time(at) },
                    },
                    edges = new[] { new { type = "authors", from = $"@{person}", to = node, at = Time(at) } }
                        .Concat(type is "review" or "comment" && i > 8
                            ? [new { type = "comments-on", from = node, to = other, at = Time(at) }] : []),
                },
            });
        }
    }

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private async Task SendAsync(HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, $"/api/{path}");
        if (body.Length > 0) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}

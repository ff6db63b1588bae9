using System.Globalization;
using System.Text;
using System.Text.Json;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces.Calendar;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Access;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Pages;

/// <summary>
/// A community in which something hangs and somebody complains: a run of an epoch whose process is gone, and an appeal that waits in the
/// orchard.
/// </summary>
internal sealed class Hedge(HttpClient client, DateTimeOffset now)
{
    public const string Space = "hedge";
    private readonly DateTimeOffset first = new(now.UtcDateTime.Date.AddDays(-16), TimeSpan.Zero);

    /// <summary>Fills it; the run is as a process leaves it that dies while it ranks.</summary>
    public async Task FillAsync(StorageService storage)
    {
        await SendAsync(HttpMethod.Put, $"spaces/{Space}", $$"""
            {
              "displayName": "Hedge", "visibility": "public", "shadow": true, "leaderboard": "ledger",
              "webhooks": { "github": { "secrets": ["{{Orchard.Secret}}"] }, "guards": { "holdNewcomers": true } },
              "epochs": { "lengthDays": 9, "anchor": "{{Time(first)}}", "first": "{{Time(first)}}" }
            }
            """);
        await SendAsync(HttpMethod.Post, $"spaces/{Space}/grants", $"[{Grant("ada", "Ada Okafor")},{Grant("ben", "Ben Lindqvist")}]");
        await SendAsync(HttpMethod.Post, $"spaces/{Space}/scores/ada/contribute", """{"key":"award:2026:best","points":3}""");
        var run = new EpochRun
        {
            Space = Space,
            Epoch = new Epoch(first.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), first, first.AddDays(9)),
            Stage = EpochStage.Ranked,
            Owner = "a process that is gone",
            Attempts = 1,
            StartedAt = now,
            StageAt = now,
            LeaseUntil = now.AddHours(1),
        };
        Assert.NotNull(await new EpochStore(storage).BeginAsync(run, SpaceBooks.Empty, [], default));
    }

    /// <summary>Has somebody of the orchard, whose work is held, sign in and say why that is wrong.</summary>
    public async Task AppealAsync(LocalIssuer issuer, string login)
    {
        await SendAsync(HttpMethod.Post, $"spaces/{Orchard.Space}/identities/subjects?id=github/{login}",
            $$"""{"issuer":"{{issuer.Authority}}","subject":"{{login}}"}""");
        using var person = TestHost.ClientOf(client.BaseAddress, key: issuer.Token(now, login));
        await SendAsync(HttpMethod.Post, $"spaces/{Orchard.Space}/me/appeals", """{"reason":"It was me, and it was work."}""", person);
    }

    private async Task SendAsync(HttpMethod method, string path, string body, HttpClient? sender = null)
    {
        using var request = new HttpRequestMessage(method, $"/api/{path}");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await (sender ?? client).SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    private string Grant(string login, string name)
    {
        var (person, node, at) = ($"github/{login}", $"github/hedge/trim/pull/{login}", Time(first.AddDays(2)));
        return JsonSerializer.Serialize(new
        {
            grantId = $"hedge/{login}",
            contributor = person,
            key = "github:pull",
            source = "github",
            amount = 3,
            grantedAt = at,
            facts = new
            {
                contributorName = name,
                nodes = new[] { new { id = node, type = "pull", module = "github", title = "Trimmed", at } },
                edges = new[] { new { type = "authors", from = $"@{person}", to = node, at } },
            },
        });
    }

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}

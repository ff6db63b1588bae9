using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Grain.Local.Api;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.Hosting.OpenApi;

/// <summary>
/// One walk through the API: every operation of the document is answered with success; <see cref="DocumentedApi"/> holds the answers
/// against it.
/// </summary>
public sealed class ApiWalkTests
{
    private const string Secret = "a-secret-of-the-tests";
    private const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly string Config =
        $$$$"""
        {"displayName":"A walk","proposals":{},"epochs":{"lengthDays":365,"first":"2025-01-01T00:00:00Z","anchor":"2025-01-01T00:00:00Z"},
         "tiers":[{"name":"silver","from":1}],"activity":{"streaks":{"repairsPer30Days":1}},
         "webhooks":{"github":{"secrets":["{{{{Secret}}}}"]},"gitlab":{"secrets":["{{{{Secret}}}}"]},
          "gitea":{"secrets":["{{{{Secret}}}}"]},"discourse":{"secrets":["{{{{Secret}}}}"]},
                     "standard":{"secrets":["{{{{Key}}}}"]},"cloudevents":{"secrets":["{{{{Key}}}}"]},"chat":{"secrets":["{{{{Key}}}}"]},
                     "points":{"github:issues.opened":2},"guards":{"holdNewcomers":true}}}
        """;

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

    private HttpClient client = null!;
    private string space = null!;

    [Fact]
    public async Task Every_operation_answers_as_the_document_says()
    {
        var app = await GrainApp.SharedAsync();
        using var documented = new DocumentedApi(app.ApiDocument, new SocketsHttpHandler());
        using (client = TestHost.ClientOf(app.Client.BaseAddress, documented))
        {
            space = await app.NewSpaceAsync(Config);
            await SpaceAndLedgersAsync();
            await WebhooksAsync();
            await CreditsAsync();
            await ActivityAsync();
            await EpochsAsync();
            await GrainAsync();
            await MeAsync(app);
            await ByIdAsync();
            await ProposalsAsync();
            await EraseAsync();
            await KeysAsync("");
            await KeysAsync("/api");
            await LifeAsync();
            await SendAsync("GET", "/api/openapi.json");
            await SendAsync("GET", "/api/health/live");
            await SendAsync("GET", "/api/health/ready");
        }

        var all = app.ApiDocument.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject())
            .Select(operation => operation.Value.GetProperty("operationId").GetString()!);
        Assert.Equal(["cancelEpoch"], all.Except(documented.Succeeded.Keys)); // takes a run that hangs; EpochsApiTests has one
    }

    private async Task SpaceAndLedgersAsync()
    {
        await SendAsync("PUT", "", Config);
        await SendAsync("GET", "");
        await SendAsync("PUT", "/config", (await SendAsync("GET", "/config")).GetRawText());
        await SendAsync("PATCH", "/config", """{"weights":{"nodes":{"post":1}},"types":{"nodes":["post"]}}""");
        await SendAsync("PATCH", "/config", """{"weights":{"nodes":{"post":null}}}""", media: "application/merge-patch+json");
        const string grant =
            """
            {"grantId":"g1","contributor":"ada","amount":12.5,"grantedAt":"2025-06-01T08:30:00Z","facts":{"nodes":[{"id":"post/1",
             "type":"post","module":"forum","at":"2025-06-01T08:30:00Z"}],"edges":[{"type":"authors","from":"@ada","to":"post/1"}]}}
            """;
        await SendAsync("POST", "/grants", grant);
        await SendAsync("POST", "/grants", $"[{grant}]");
        await SendAsync("POST", "/grants", grant.ReplaceLineEndings(" "), media: "application/x-ndjson");
        await SendAsync("GET", "/grants?contributor=ada&limit=1");
        await SendAsync("GET", "/contributors/ada");
        await SendAsync("GET", "/contributors/ada/proof");
        await SendAsync("GET", "/leaderboard?by=ledger&period=7d");
        await SendAsync("POST", "/scores/ada/contribute", """{"key":"award:2026:best","points":3}""");
        await SendAsync("GET", "/drift");
        await IdentitiesAsync();
    }

    private async Task ProposalsAsync()
    {
        var decided = new[] { "approve", "reject", "withdraw" };
        foreach (var verdict in decided)
            await SendAsync("POST", "/proposals",
                $$"""{"id":"{{verdict}}","giver":"ada","receiver":"bob","points":2,"reason":"it was good"}""");
        await SendAsync("GET", "/proposals?state=open&limit=1");
        await SendAsync("GET", "/proposals/approve");
        var key = (await SendAsync("POST", "/keys", """{"role":"steward"}""")).GetProperty("secret").GetString();
        foreach (var verdict in decided)
            await SendAsync("POST", $"/proposals/{verdict}/{verdict}", """{"reviewer":"carol"}""",
                headers: [new("Authorization", $"Bearer {key}")]);
    }

    private async Task KeysAsync(string root)
    {
        var made = await SendAsync("POST", $"{root}/keys", root.Length == 0 ? """{"role":"reader"}""" : """{"label":"a walk"}""");
        var key = $"{root}/keys/{made.GetProperty("key").GetProperty("id").GetString()}";
        await SendAsync("GET", $"{root}/keys?limit=1");
        await SendAsync("PATCH", key, """{"label":"a walker"}""");
        await SendAsync("POST", $"{key}/rotate");
        await SendAsync("DELETE", key);
        await SendAsync("GET", $"{root}/audit?limit=2");
        if (root.Length > 0) return;
        await SendAsync("PUT", "/limits", """{"operationsADay":0}""");
        await SendAsync("GET", "/usage?days=2");
    }

    private async Task IdentitiesAsync()
    {
        foreach (var name in new[] { "ada", "bob", "carol" }) await SendAsync("PUT", $"/identities/{name}", $$"""{"name":"{{name}}"}""");
        await SendAsync("POST", "/identities/ada/aliases", """{"alias":"forum/ada"}""");
        await SendAsync("POST", "/identities/ada/aliases/remove", """{"alias":"forum/ada"}""");
        await SendAsync("POST", "/identities/ada/merge", """{"target":"carol"}""");
        await SendAsync("POST", "/identities/carol/unmerge", "{}");
        await SendAsync("PUT", "/identities/ada/payout-address", """{"chainId":"BTC","address":"bc1q"}""");
        foreach (var verdict in new[] { "confirm", "reject" })
        {
            var claim = await SendAsync("POST", "/identities/claims", $$"""{"alias":"chat/{{verdict}}","identity":"ada"}""");
            await SendAsync("GET", "/identities/claims");
            await SendAsync("POST", $"/identities/claims/{claim.GetProperty("code").GetString()}/{verdict}");
        }

        foreach (var path in new[] { "", "/history", "/map", "/ada" }) await SendAsync("GET", $"/identities{path}");
    }

    private async Task WebhooksAsync()
    {
        foreach (var (sender, body) in Bodies)
        {
            var bytes = Encoding.UTF8.GetBytes(body);
            var secret = sender is "github" or "gitlab" or "gitea" or "discourse" ? Secret : Key;
            var headers = SignedDelivery.HeadersOf(sender, sender == "github" ? "issues" : "ping", $"{sender}-1", bytes, secret,
                TimeProvider.System.GetUtcNow());
            await SendAsync("POST", $"/webhooks/{sender}", body, sender == "cloudevents" ? "application/cloudevents+json"
                : "application/json", [.. headers.Where(header => header.Key != "Content-Type")]);
        }

        await SendAsync("OPTIONS", "/webhooks/cloudevents", headers: [new("WebHook-Request-Origin", "tests.example")]);
        await Eventually.HoldsAsync(async () =>
            (await SendAsync("GET", "/webhooks/deliveries")).GetProperty("deliveries").GetArrayLength() > 0);
        var deliveries = (await SendAsync("GET", "/webhooks/deliveries")).GetProperty("deliveries");
        await SendAsync("GET", $"/webhooks/deliveries/{deliveries[0].GetProperty("id").GetString()}");
        await Eventually.HoldsAsync(async () => (await SendAsync("GET", "/quarantine")).GetProperty("people").GetArrayLength() > 0);
        foreach (var verdict in new[] { "reject", "release" })
        {
            await SendAsync("POST", $"/quarantine/github%2Fnewcomer/{verdict}");
            await SendAsync("POST", $"/quarantine/{verdict}?id=github/newcomer");
        }
    }

    private async Task CreditsAsync()
    {
        await SendAsync("POST", "/tasks",
            """[{"kind":"earn","nodeId":"n1","taskId":"t1","amount":3},{"event":"task-submitted","nodeId":"n1","taskId":"t2"}]""");
        await Eventually.HoldsAsync(async () =>
            (await SendAsync("GET", "/credits/n1/history")).GetProperty("transactions").GetArrayLength() > 1);
        await SendAsync("GET", "/credits/n1");
        await SendAsync("GET", "/credits/n1/sufficient?amount=2");
        await SendAsync("GET", "/credits/events");
        await SendAsync("POST", "/merge", (await SendAsync("GET", "/credits/n1/export")).GetRawText());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await SendAsync("PUT", "/credits/n1/replicas/phone",
            $$"""{"publicKey":"{{Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}}"}""");
        await SendAsync("GET", "/credits/n1/replicas");
        await SendAsync("POST", "/credits/n1/replicas/phone/revoke");
    }

    private async Task ActivityAsync()
    {
        var now = $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}";
        await SendAsync("POST", "/activity",
            $$"""{"requestId":"r1","caller":"ada","at":"{{now}}","model":"small","tokensIn":10,"costUsd":0.25,"latencyMs":120}""");
        await SendAsync("POST", "/activity", $$"""[{"kind":"tool-call","id":"c1","caller":"ada","at":"{{now}}","name":"search"}]""");
        await SendAsync("POST", "/activity", $$"""{"id":"r2","caller":"ada","at":"{{now}}","model":"small"}""",
            headers: [new("Prefer", "respond-async")]);
        await SendAsync("GET", "/stats");
        foreach (var view in new[] { "stats", "buddy", "achievements", "streak", "heatmap", "events", "forecast" })
            foreach (var caller in new[] { "", "?caller=ada" }) await SendAsync("GET", $"/activity/{view}{caller}");
        await SendAsync("PUT", "/activity/people/dan", """{"timeZone":"Europe/Vienna","privacy":"private"}""");
        await SendAsync("GET", "/activity/people/dan");
        await SendAsync("GET", "/badge/ada.svg");
        await SendAsync("GET", "/heatmap/ada.svg");
        await RepairAsync();
    }

    /// <summary>A day missed between two active ones.</summary>
    private async Task RepairAsync()
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        foreach (var day in new[] { today, today.AddDays(-2) })
            await SendAsync("POST", "/activity",
                $$"""{"id":"e-{{day:yyyyMMdd}}","caller":"eve","at":"{{day:yyyy-MM-dd}}T00:00:01Z","model":"small"}""");
        await SendAsync("POST", "/activity/people/eve/repairs", $$"""{"date":"{{today.AddDays(-1):yyyy-MM-dd}}"}""");
    }

    private async Task EpochsAsync()
    {
        var asked = (await SendAsync("POST", "/epochs")).GetProperty("epoch").GetString();
        await Eventually.HoldsAsync(async () =>
            (await SendAsync("GET", "/epochs")).GetProperty("epochs") is var runs && runs.GetArrayLength() > 0
            && runs[0].GetProperty("stage").GetString() == "Closed");
        await SendAsync("GET", $"/epochs/{asked}");
        await SendAsync("GET", $"/epochs/{asked}/statement");
        await SendAsync("POST", $"/epochs/{asked}/whatif", """{"credRank":{"alpha":0.2}}""");
        await SendAsync("POST", "/whatif?people=2", """{"distribution":{"budgetPerEpoch":"10"}}""");
        await SendAsync("GET", "/contributors/ada");
        await SendAsync("GET", "/contributors/ada/explain");
        await SendAsync("GET", "/leaderboard");
    }

    private async Task GrainAsync()
    {
        await SendAsync("POST", "/grain/distributions", """{"id":"prize","memo":"thanks","receipts":[{"to":"ada","amount":"12.5"}]}""");
        await SendAsync("POST", "/grain/transfers", """{"id":"t1","from":"ada","to":"bob","amount":"2.5","memo":"review"}""");
        await SendAsync("GET", "/grain/transfers/t1?from=ada");
        await SendAsync("POST", "/grain/burns", """{"id":"b1","from":"ada","amount":"4"}""");
        await SendAsync("POST", "/grain/mints", """{"id":"m1","to":"bob","amount":"1"}""");
        await SendAsync("PUT", "/grain/accounts/bob/frozen", """{"frozen":true,"reason":"asked for"}""");
        await SendAsync("GET", "/grain");
        await SendAsync("GET", "/grain/verify");
        await SendAsync("GET", "/grain/accounts/ada");
        await SendAsync("GET", "/grain/payouts.csv");
        await SendAsync("GET", "/grain/payouts?open=true");
        await SendAsync("GET", "/contributors/ada/events?limit=3");
        await SendAsync("GET", "/people/ada/export");
        await SendAsync("GET", "/people/ada/remains");
        await SendAsync("PUT", "/grain/settings/currency", """{"currency":{"chainId":"BTC"}}""");
        await SendAsync("PUT", "/grain/settings/tracking", """{"enabled":true}""");
        await SendAsync("POST", "/grain/distributions", """{"id":"prize2","receipts":[{"to":"ada","amount":"1"}]}""");
        await SendAsync("POST", "/grain/payouts/prize2/executed");
        await SendAsync("PUT", "/grain/settings/accounting", """{"enabled":true}""");
        await SendAsync("GET", "/grain/settings");
    }

    private async Task MeAsync(GrainApp app)
    {
        KeyValuePair<string, string> signedIn =
            new("Authorization", $"Bearer {app.Issuer.Token(TimeProvider.System.GetUtcNow(), "a-walker")}");
        var subject = $$"""{"issuer":"{{app.Issuer.Authority}}","subject":"a-walker"}""";
        await SendAsync("POST", "/identities/ada/subjects", subject);
        await SendAsync("POST", "/identities/ada/subjects/remove", subject);
        await SendAsync("POST", "/identities/subjects?id=github/newcomer", subject);
        await SendAsync("GET", "/me", headers: [signedIn]);
        await SendAsync("PATCH", "/me", """{"name":"Walker","payoutAddress":"bc1q","privacy":"open"}""", headers: [signedIn]);
        await SendAsync("POST", "/me/claims", """{"alias":"chat/walker"}""", headers: [signedIn]);
        await SendAsync("POST", "/grain/mints", """{"id":"m2","to":"github/newcomer","amount":"3"}""");
        await SendAsync("POST", "/me/transfers", """{"id":"w1","to":"ada","amount":"1"}""", headers: [signedIn]);
        var appeal = await SendAsync("POST", "/me/appeals", """{"reason":"It was my work."}""", headers: [signedIn]);
        await SendAsync("GET", "/me/appeals", headers: [signedIn]);
        await SendAsync("GET", "/appeals?all=true");
        await SendAsync("POST", $"/appeals/{appeal.GetProperty("id").GetString()}/decide", """{"accept":true,"reason":"It was."}""");
        await SendAsync("POST", "/identities/subjects/remove?id=github/newcomer", subject);
    }

    /// <summary>The same by ids in the query, which may hold a slash.</summary>
    private async Task ByIdAsync()
    {
        await SendAsync("POST", "/grants", """{"grantId":"g2","contributor":"forge/dora","amount":1,"grantedAt":"2025-06-02T08:30:00Z"}""");
        foreach (var path in new[] { "/contributors", "/contributors/proof", "/grain/accounts", "/credits", "/credits/history",
            "/credits/sufficient", "/credits/export", "/credits/replicas", "/identities", "/activity/people" })
            await SendAsync("GET", $"{path}?id=forge/dora");
        await SendAsync("GET", "/contributors/explain?id=ada");
        await SendAsync("GET", "/contributors/events?id=ada");
        await SendAsync("GET", "/people/export?id=ada");
        await SendAsync("GET", "/people/remains?id=ada");
        await SendAsync("GET", "/badge.svg?id=ada&show=points,cred,grain&theme=dark");
        await SendAsync("GET", "/badge.svg?id=ada");
        await SendAsync("GET", "/heatmap.svg?id=ada");
        await SendAsync("POST", "/scores/contribute?id=forge/dora", """{"key":"award:2026:second","points":2}""");
        await SendAsync("GET", "/grain/transfers?id=t1&from=ada");
        await SendAsync("PUT", "/grain/accounts/frozen?id=bob", """{"frozen":false,"reason":"asked for"}""");
        await SendAsync("POST", "/grain/distributions", """{"id":"prize3","receipts":[{"to":"ada","amount":"1"}]}""");
        await SendAsync("POST", "/grain/payouts/executed?id=prize3");

        await SendAsync("PUT", "/identities?id=forge/dora", """{"name":"dora","active":false}""");
        await SendAsync("PUT", "/identities?id=forge/finn", """{"name":"finn","active":false}""");
        await SendAsync("POST", "/identities/aliases?id=forge/dora", """{"alias":"forum/dora"}""");
        await SendAsync("POST", "/identities/aliases/remove?id=forge/dora", """{"alias":"forum/dora"}""");
        await SendAsync("POST", "/identities/merge?id=forge/dora", """{"target":"forge/finn"}""");
        await SendAsync("POST", "/identities/unmerge?id=forge/finn", "{}");
        await SendAsync("PUT", "/identities/payout-address?id=forge/dora", """{"chainId":"BTC","address":"bc1q"}""");

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await SendAsync("PUT", "/credits/replicas?id=rack/1&replica=phone/1",
            $$"""{"publicKey":"{{Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}}"}""");
        await SendAsync("POST", "/credits/replicas/revoke?id=rack/1&replica=phone/1");

        await SendAsync("PUT", "/activity/people?id=forge/dora", """{"timeZone":"Europe/Vienna"}""");
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        foreach (var day in new[] { today, today.AddDays(-2) })
            await SendAsync("POST", "/activity",
                $$"""{"id":"d-{{day:yyyyMMdd}}","caller":"forge/dora","at":"{{day:yyyy-MM-dd}}T00:00:01Z","model":"small"}""");
        await SendAsync("POST", "/activity/people/repairs?id=forge/dora", $$"""{"date":"{{today.AddDays(-1):yyyy-MM-dd}}"}""");
    }

    private async Task EraseAsync()
    {
        space = Azurite.NewName("sealed-");
        await SendAsync("PUT", "?form=sealed");
        await SendAsync("POST", "/grants", """
            [{"grantId":"g1","contributor":"ada","amount":1,"grantedAt":"2025-06-02T08:30:00Z"},
             {"grantId":"g2","contributor":"forge/dora","amount":1,"grantedAt":"2025-06-02T08:30:00Z"}]
            """);
        await SendAsync("DELETE", "/people/ada?confirm=ada");
        await SendAsync("DELETE", "/people?id=forge/dora&confirm=forge/dora");
    }

    private async Task LifeAsync()
    {
        await SendAsync("GET", "/api/spaces?limit=2");
        space = await (await GrainApp.SharedAsync()).NewSpaceAsync();
        await SendAsync("PATCH", "", """{"displayName":"Another walk","archived":true}""");
        using var read = await client.GetAsync(new Uri($"/api/spaces/{space}", UriKind.Relative));
        await SendAsync("DELETE", $"?confirm={space}", headers: [new("If-Match", read.Headers.ETag!.Tag)]);
    }

    /// <summary>Sends a request that succeeds; its path is that below the space's unless it begins with the prefix.</summary>
    private async Task<JsonElement> SendAsync(
        string method, string path, string? body = null, string media = "application/json", params KeyValuePair<string, string>[] headers)
    {
        var address = path.StartsWith("/api/", StringComparison.Ordinal) ? path : $"/api/spaces/{space}{path}";
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (body is not null) request.Content =
            new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(media) } };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonDocument.Parse(text).RootElement : default;
    }
}

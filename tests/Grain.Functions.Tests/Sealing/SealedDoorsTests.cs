using System.Net;
using System.Text.Json;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.Sealing;

/// <summary>
/// Words are planted in what people can say at every door of a sealed space. Nothing that is stored has them; answers have them, until the
/// person is erased; then books and statements still verify.
/// </summary>
public sealed class SealedDoorsTests : IAsyncLifetime
{
    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = Azurite.NewName("sealed-");
        var first = TimeProvider.System.GetUtcNow().AddDays(-10);
        var (status, made) = await app.SendAsync(HttpMethod.Put, $"spaces/{space}?form=sealed", $$$"""
            {"token":{"decimals":2},"activity":{"streaks":{"repairsPer30Days":1}},"epochs":{"first":"{{{first:yyyy-MM-dd}}}T00:00:00Z"},
             "distribution":{"budgetPerEpoch":"100","policies":[
               {"type":"RECENT","discount":0.1,"exclusions":["forge/planted-mallory"]},{"type":"BALANCED"}]},
             "webhooks":{"github":{"secrets":["a-secret-of-the-tests"]},"log":{"payloads":true} } }
            """);
        Assert.Equal((HttpStatusCode.Created, "sealed"), (status, made.GetProperty("form").GetString()));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Nothing_that_is_stored_has_what_was_planted_and_books_verify_when_it_is_gone()
    {
        var at = TimeProvider.System.GetUtcNow().AddDays(-9);
        await SendAsync("POST", "grants", $$"""
            [{"grantId":"planted-g1","contributor":"forge/planted-ada","amount":5,"grantedAt":"{{at:O}}","note":"planted-note",
              "facts":{"contributorName":"planted-Ada","nodes":[{"id":"planted-node","type":"issue","module":"forge",
                "title":"planted-title","url":"https://planted.example/1","at":"{{at:O}}"}],
                "edges":[{"type":"authors","from":"@forge/planted-ada","to":"planted-node"}],"retracts":["planted-other"],
                "withdraws":[{"type":"reacts-to","from":"@planted-wolf","to":"planted-other"}]} },
             {"grantId":"planted-g2","contributor":"planted-bob","amount":2,"grantedAt":"{{at:O}}"}]
            """);
        var issue = $$$"""
            {"action":"opened","issue":{"id":7,"number":1,"title":"planted-issue",
             "html_url":"https://github.com/planted-eve/field/issues/1",
             "created_at":"{{{at:yyyy-MM-ddTHH:mm:ssZ}}}","user":{"login":"planted-eve","id":3,"type":"User"},"body":"planted-body"},
             "repository":{"id":1,"name":"field","full_name":"planted-eve/field","html_url":"https://github.com/planted-eve/field",
               "private":false,"owner":{"login":"planted-eve","id":3,"type":"User"}},
             "sender":{"login":"planted-eve","id":3,"type":"User"}}
            """;
        await Eventually.HoldsAsync(async () => // a sender sends again what was not taken in time
            (await app.DeliverAsync(space, "issues", issue, "planted-delivery")).Status == HttpStatusCode.Accepted);
        await Eventually.HoldsAsync(async () =>
            (await app.GetAsync($"spaces/{space}/contributors?id=github/planted-eve")).Status == HttpStatusCode.OK);
        await SendAsync("PUT", "identities?id=forge/planted-ada", """{"name":"planted-countess"}""");
        await SendAsync("PUT", "identities?id=planted-bob", """{"name":"planted-robert"}""");
        await SendAsync("PUT", "identities?id=forge/planted-ada", """{"name":"planted-countess"}""");
        Assert.Equal(HttpStatusCode.Conflict, (await app.SendAsync(HttpMethod.Put, $"spaces/{space}/identities?id=planted-bob",
            """{"name":"Planted-Countess"}""")).Status);
        await SendAsync("POST", "identities/aliases?id=forge/planted-ada", """{"alias":"forum/planted-ada"}""");
        await SendAsync("PUT", "identities/payout-address?id=forge/planted-ada", """{"chainId":"BTC","address":"plantedaddress"}""");
        await SendAsync("POST", "grain/mints", """{"id":"planted-m","to":"forge/planted-ada","amount":"12.5","memo":"planted-memo"}""");
        await SendAsync("POST", "grain/transfers",
            """{"id":"planted-t","from":"forge/planted-ada","to":"planted-bob","amount":"1","memo":"planted-lunch"}""");
        await SendAsync("POST", "identities/subjects?id=forge/planted-ada",
            $$"""{"issuer":"{{app.Issuer.Authority}}","subject":"planted-sub"}""");
        using (var ada = app.ClientOf("planted-sub"))
            foreach (var (path, body) in new[]
            {
                ("transfers", """{"id":"planted-mine","to":"planted-bob","amount":"0.1"}"""),
                ("holds", $$"""{"id":"planted-h","to":"planted-bob","amount":"0.1","expiresAt":"{{at.AddDays(10):O}}"}"""),
            })
            {
                using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
                using var answer = await ada.PostAsync(new Uri($"/api/spaces/{space}/me/{path}", UriKind.Relative), content);
                Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            }

        await SendAsync("POST", "grain/burns", """{"id":"planted-x","from":"planted-bob","amount":"0.5","memo":"planted-fire"}""");
        await SendAsync("POST", "grain/distributions",
            """{"id":"planted-d","receipts":[{"to":"planted-bob","amount":"1"}],"memo":"planted-prize"}""");
        await SendAsync("PUT", "grain/settings/currency", """{"currency":{"chainId":"BTC"}}""");
        await SendAsync("PUT", "identities?id=planted-bob", """{"payoutAddress":"plantedaddressofbob"}""");
        await SendAsync("PUT", "grain/accounts/frozen?id=planted-bob", """{"frozen":true,"reason":"planted-reason"}""");
        await SendAsync("PUT", "activity/people?id=forge/planted-ada", """{"timeZone":"Europe/Vienna"}""");
        await SendAsync("POST", "activity",
            $$"""{"id":"planted-f","caller":"forge/planted-ada","at":"{{at:O}}","model":"planted-model","status":"planted-status"}""");
        await SendAsync("POST", "activity",
            $$"""[{"kind":"tool-call","id":"planted-f2","caller":"planted-bob","at":"{{at:O}}","name":"planted-tool"}]""");
        await SendAsync("POST", "activity/people/repairs?id=planted-bob",
            $$"""{"date":"{{TimeProvider.System.GetUtcNow().AddDays(-1):yyyy-MM-dd}}"}""");
        await Eventually.HoldsAsync(async () =>
        {
            await app.PostAsync($"spaces/{space}/epochs", ""); // refused while one runs
            return (await app.GetAsync($"spaces/{space}/epochs")).Body.GetProperty("remaining").GetInt32() == 0;
        });

        foreach (var path in (string[])["leaderboard", "leaderboard?by=cred", "grain/accounts?id=forge/planted-ada",
            "contributors/explain?id=forge/planted-ada", "contributors/events?id=forge/planted-ada", "identities", "activity/events",
            "people/export?id=forge/planted-ada", "config", "audit", "grants?contributor=forge/planted-ada"])
        {
            var answer = await TextAsync(path);
            Assert.Contains("planted", answer, StringComparison.Ordinal);
            Assert.DoesNotMatch("s_[a-z2-7]{26}|i_[a-z2-7]{26}", answer);
        }

        Assert.Contains("planted-lunch", await TextAsync("grain/accounts?id=planted-bob"), StringComparison.Ordinal);
        Assert.Contains("\"completed\"", await TextAsync("grain/transfers?id=planted-t&from=forge/planted-ada"), StringComparison.Ordinal);
        Assert.Contains("plantedaddress", await TextAsync("identities?id=forum/planted-ada"), StringComparison.Ordinal);
        Assert.Contains("plantedaddressofbob", await TextAsync("grain/payouts.csv"), StringComparison.Ordinal);
        var (_, page) = await app.GetAsync($"spaces/{space}/identities?limit=1");
        var other = page.GetProperty("identities")[0].GetProperty("id").GetString() == "planted-bob" ? "planted-countess" : "planted-bob";
        var next = await TextAsync($"identities?limit=1&after={page.GetProperty("next").GetString()}");
        Assert.Contains(other, next, StringComparison.Ordinal);
        var epochs = (await app.GetAsync($"spaces/{space}/epochs")).Body.GetProperty("epochs");
        var epoch = epochs[epochs.GetArrayLength() - 1].GetProperty("id").GetString()!;
        var statement = await TextAsync($"epochs/{epoch}/statement");
        Assert.DoesNotContain("planted", statement, StringComparison.Ordinal);
        Assert.Empty(await StoredText.FindAsync(app.ConnectionString, space, ["planted"]));
        await app.VerifyAsync(space);

        var (_, erased) = await app.SendAsync(HttpMethod.Delete, $"spaces/{space}/people?id=forum/planted-ada&confirm=forum/planted-ada");
        Assert.Equal(2, erased.GetProperty("erased").GetInt32());
        var (_, named) = await app.SendAsync(HttpMethod.Delete,
            $"spaces/{space}/people?id=forge/planted-mallory&confirm=forge/planted-mallory");
        Assert.Equal(1, named.GetProperty("erased").GetInt32()); // stands in the configuration only
        foreach (var path in (string[])["leaderboard", "leaderboard?by=cred", "identities", "activity/events", "identities/history",
            $"grain/accounts?id={erased.GetProperty("people")[0].GetString()}",
            $"people/export?id={erased.GetProperty("people")[0].GetString()}"])
            Assert.DoesNotMatch("(?i)planted-(ada|countess|g1|note|title|memo|lunch|model|status|f\"|t\"|m\")|plantedaddress(?!of)",
                await TextAsync(path));
        Assert.Equal(statement, await TextAsync($"epochs/{epoch}/statement"));
        await app.VerifyAsync(space);
    }

    private async Task<string> TextAsync(string path)
    {
        using var response = await app.Client.GetAsync($"/api/spaces/{space}/{path}");
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
        return text;
    }

    private async Task SendAsync(string method, string path, string? body = null)
    {
        var (status, answer) = await app.SendAsync(new HttpMethod(method), $"spaces/{space}/{path}", body);
        Assert.True((int)status is >= 200 and < 300, $"{path}: {status} {(answer.ValueKind == JsonValueKind.Undefined ? "" : answer)}");
    }
}

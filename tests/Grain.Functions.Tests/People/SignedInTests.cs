using System.Net;
using System.Text;
using System.Text.Json;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.People;

/// <summary>People who sign in see and change what is theirs, and nobody else's.</summary>
public sealed class SignedInTests : IAsyncLifetime
{
    private GrainApp app = null!;
    private string space = null!;
    private HttpClient ada = null!;
    private HttpClient bob = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync(
            """
            {"visibility":"public","webhooks":{"github":{"secrets":["a-secret-of-the-tests"]},"points":{"github:issues.opened":2},
             "guards":{"holdNewcomers":true}}}
            """);
        (ada, bob) = (app.ClientOf($"ada@{space}"), app.ClientOf($"bob@{space}"));
    }

    public Task DisposeAsync()
    {
        ada.Dispose();
        bob.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Who_shows_the_text_where_only_they_can_is_linked_and_cares_for_what_is_theirs()
    {
        Assert.False((await OkAsync(ada, "GET", "me")).GetProperty("linked").GetBoolean());
        Assert.Equal(403, await StatusAsync(ada, "PATCH", "me", """{"timeZone":"Europe/Vienna"}"""));
        var claim = await OkAsync(ada, "POST", "me/claims", """{"alias":"github/ada"}""");
        Assert.Equal(claim.GetRawText(), (await OkAsync(ada, "POST", "me/claims", """{"alias":"github/ada"}""")).GetRawText());
        var text = claim.GetProperty("show").GetString()!;
        await OpenIssueAsync(1, "mallory", $"I am {text}");
        await OpenIssueAsync(2, "ada", $"I am {text[..^1]}");
        Assert.False((await OkAsync(ada, "GET", "me")).GetProperty("linked").GetBoolean());
        await OpenIssueAsync(3, "ada", $"I am {text}");
        var me = await OkAsync(ada, "GET", "me");
        Assert.Equal(("github/ada", false), (Text(me, "id"), me.GetProperty("registered").GetBoolean()));

        me = await OkAsync(ada, "PATCH", "me", """{"name":"Ada","timeZone":"Europe/Vienna","privacy":"pseudonymous"}""");
        Assert.Equal(("Ada", "Europe/Vienna", "pseudonymous"), (Text(me, "name"), Text(me, "timeZone"), Text(me, "privacy")));
        Assert.StartsWith("anon-", Text(me, "pseudonym"), StringComparison.Ordinal);
        me = await OkAsync(ada, "PATCH", "me", """{"timeZone":null}""");
        Assert.Equal(("pseudonymous", false), (Text(me, "privacy"), me.TryGetProperty("timeZone", out _)));
        Assert.Equal(400, await StatusAsync(ada, "PATCH", "me", """{"timeZone":"Mars/Olympus"}"""));
        await OkAsync(app.Client, "PUT", "identities/eve", """{"name":"eve"}""");
        foreach (var (wish, at) in new[] { ("""{"name":"Eve"}""", "$.name"), ("""{"name":"a b"}""", "$.name") })
        {
            var refused = await SendAsync(ada, "PATCH", "me", wish);
            Assert.Equal((409, at), (refused.Status, Text(refused.Body.GetProperty("errors")[0], "path")));
        }

        Assert.Equal(404, await StatusAsync(bob, "GET", "contributors?id=github/ada", null));
        Assert.Equal("Ada", Text(await OkAsync(ada, "GET", "contributors?id=github/ada"), "name"));
    }

    [Fact]
    public async Task An_appeal_is_filed_once_decided_once_and_both_are_in_the_audit()
    {
        await OpenIssueAsync(1, "ada", "It grows");
        await LinkAsync("github/ada", "ada");
        await Eventually.HoldsAsync(async () => (await OkAsync(ada, "GET", "me")).GetProperty("held").GetArrayLength() == 1);
        const string body = """{"reason":"I have been here for years."}""";
        var appeal = await OkAsync(ada, "POST", "me/appeals", body);
        Assert.Equal(Text(appeal, "id"), Text(await OkAsync(ada, "POST", "me/appeals", body), "id"));
        Assert.Equal(409, await StatusAsync(ada, "POST", "me/appeals", """{"reason":"Again."}"""));
        Assert.Equal(403, await StatusAsync(bob, "GET", "me/appeals", null));
        await LinkAsync("github/bob", "bob");
        Assert.Equal(409, await StatusAsync(bob, "POST", "me/appeals", body)); // nothing of theirs is held
        Assert.Empty((await OkAsync(bob, "GET", "me/appeals")).GetProperty("appeals").EnumerateArray());

        var decide = $"appeals/{Text(appeal, "id")}/decide";
        Assert.Equal(403, await StatusAsync(ada, "POST", decide, """{"accept":true,"reason":"I say so."}"""));
        Assert.Equal(Text(appeal, "id"), Text((await OkAsync(app.Client, "GET", "appeals")).GetProperty("appeals")[0], "id"));
        foreach (var _ in new[] { 1, 2 }) await OkAsync(app.Client, "POST", decide, """{"accept":true,"reason":"True."}""");
        Assert.Equal(409, await StatusAsync(app.Client, "POST", decide, """{"accept":false,"reason":"No."}"""));
        Assert.Empty((await OkAsync(ada, "GET", "me")).GetProperty("held").EnumerateArray());
        var decided = (await OkAsync(ada, "GET", "me/appeals")).GetProperty("appeals")[0].GetProperty("decision");
        Assert.Equal((true, "True.", "a steward"),
            (decided.GetProperty("accepted").GetBoolean(), Text(decided, "reason"), Text(decided, "by")));
        Assert.Equal(2,
            (await OkAsync(app.Client, "GET", "contributors?id=github/ada")).GetProperty("points").GetProperty("total").GetInt32());
        var told = Assert.Single((await OkAsync(app.Client, "GET", "people/export?id=github/ada")).GetProperty("appeals").EnumerateArray());
        Assert.Equal(("I have been here for years.", "a steward"), (Text(told, "reason"), Text(told.GetProperty("decision"), "by")));
        var audit = (await OkAsync(app.Client, "GET", "audit?limit=100")).GetRawText();
        foreach (var act in new[] { "fileAppeal", "decideAppeal", "linkSubject" }) Assert.Contains(act, audit, StringComparison.Ordinal);
        Assert.DoesNotContain("for years", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grain_is_sent_from_ones_own_account_alone()
    {
        await LinkAsync("github/ada", "ada");
        foreach (var name in new[] { "bob", "cy" })
            await OkAsync(app.Client, "PUT", $"identities?id={name}", $$"""{"name":"{{name}}"}""");
        await OkAsync(app.Client, "POST", "grain/mints", """{"id":"m1","to":"bob","amount":"3"}""");
        await OkAsync(app.Client, "POST", "grain/mints", """{"id":"m2","to":"cy","amount":"3"}""");
        await OkAsync(app.Client, "PUT", "activity/people?id=cy", """{"privacy":"private"}""");
        Assert.Equal(409, await StatusAsync(ada, "POST", "me/transfers", """{"id":"t1","to":"bob","amount":"1"}""")); // has nothing
        await OkAsync(app.Client, "PUT", "identities?id=ada", """{"name":"Ada"}""");
        await OkAsync(app.Client, "POST", "identities/aliases?id=ada", """{"alias":"github/ada"}""");
        await OkAsync(app.Client, "POST", "grain/mints", """{"id":"m3","to":"ada","amount":"3"}""");
        foreach (var _ in new[] { 1, 2 })
            Assert.Equal("completed", Text(await OkAsync(ada, "POST", "me/transfers", """{"id":"t1","to":"bob","amount":"1"}"""), "state"));
        Assert.Equal("2000000000000000000", Text(await OkAsync(ada, "GET", "grain/accounts?id=ada"), "balance"));
        Assert.Equal(400, await StatusAsync(ada, "POST", "me/transfers", """{"id":"t2","from":"bob","to":"ada","amount":"1"}"""));
        Assert.Equal(403, await StatusAsync(bob, "POST", "me/transfers", """{"id":"t2","to":"ada","amount":"1"}"""));
        var (hidden, never) = (await SendAsync(ada, "POST", "me/transfers", """{"id":"t3","to":"cy","amount":"1"}"""),
            await SendAsync(ada, "POST", "me/transfers", """{"id":"t3","to":"zz","amount":"1"}"""));
        Assert.Equal((hidden.Status, hidden.Body.GetProperty("detail").GetString()!.Replace("cy", "zz", StringComparison.Ordinal)),
            (never.Status, never.Body.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Grain_is_held_in_ones_own_account_and_what_an_operator_holds_stays_held()
    {
        await LinkAsync("ada", "ada");
        foreach (var name in new[] { "ada", "bob", "cy" })
            await OkAsync(app.Client, "PUT", $"identities?id={name}", $$"""{"name":"{{name}}"}""");
        await OkAsync(app.Client, "PUT", "activity/people?id=cy", """{"privacy":"private"}""");
        await OkAsync(app.Client, "POST", "grain/mints", """{"id":"m3","to":"ada","amount":"3"}""");
        var end = $"\"expiresAt\":\"{TimeProvider.System.GetUtcNow().AddDays(1):O}\"";
        await OkAsync(app.Client, "POST", "grain/holds", $$"""{"id":"theirs","from":"ada","to":"bob","amount":"1",{{end}}}""");
        foreach (var _ in new[] { 1, 2 })
            Assert.Equal("open", Text(await OkAsync(ada, "POST", "me/holds", $$"""{"id":"mine","amount":"2",{{end}}}"""), "state"));
        Assert.Equal(409, await StatusAsync(ada, "POST", "me/holds", $$"""{"id":"more","amount":"1",{{end}}}"""));
        Assert.Equal(409, await StatusAsync(ada, "POST", "me/transfers", """{"id":"t1","to":"bob","amount":"1"}"""));
        var account = await OkAsync(ada, "GET", "grain/accounts?id=ada");
        Assert.Equal(("3", "3", "0"), (Text(account, "balanceGrain"), Text(account, "heldGrain"), Text(account, "availableGrain")));
        Assert.Equal(2, (await OkAsync(ada, "GET", "me/holds")).GetProperty("holds").GetArrayLength());
        foreach (var act in new[] { "commit", "void" })
            Assert.Equal(404, await StatusAsync(ada, "POST", $"me/holds/theirs/{act}", "{}"));
        Assert.Equal(400, await StatusAsync(ada, "POST", "me/holds/mine/commit", "{}")); // for whom?
        var (hidden, never) = (await SendAsync(ada, "POST", "me/holds/mine/commit", """{"to":"cy"}"""),
            await SendAsync(ada, "POST", "me/holds/mine/commit", """{"to":"zz"}"""));
        Assert.Equal((hidden.Status, hidden.Body.GetProperty("detail").GetString()!.Replace("cy", "zz", StringComparison.Ordinal)),
            (never.Status, never.Body.GetProperty("detail").GetString()));
        Assert.Equal("completed",
            Text(await OkAsync(ada, "POST", "me/holds/mine/commit", """{"to":"bob","amount":"0.5","part":"p1"}"""), "state"));
        Assert.Equal("voided", Text(await OkAsync(ada, "POST", "me/holds/mine/void", null), "state"));
        Assert.Equal("completed", Text(await OkAsync(app.Client, "POST", "grain/holds/theirs/commit", """{"from":"ada"}"""), "state"));
        Assert.Equal("committed", Text(await OkAsync(app.Client, "GET", "grain/holds/theirs?from=ada", null), "state"));
    }

    [Fact]
    public async Task Nobody_says_of_themselves_who_they_are_and_a_private_space_is_not_there()
    {
        var issuer = app.Issuer.Authority;
        using var steward = app.ClientOf("steward", $"grain:{space}:steward");
        Assert.Equal(403, await StatusAsync(steward, "POST", "identities/subjects?id=ada",
            $$"""{"issuer":"{{issuer}}","subject":"steward"}"""));
        await LinkAsync("ada", "ada");
        Assert.Equal(409, await StatusAsync(app.Client, "POST", "identities/subjects?id=bob", Subject("ada")));
        Assert.Equal(409, await StatusAsync(ada, "POST", "me/claims", """{"alias":"github/ada"}""")); // no identity yet
        await OkAsync(app.Client, "POST", "identities/subjects/remove?id=ada", Subject("ada"));
        Assert.False((await OkAsync(ada, "GET", "me")).GetProperty("linked").GetBoolean());
        Assert.Equal(403, await StatusAsync(app.Client, "GET", "me", null)); // a key is nobody

        await OkAsync(app.Client, "PATCH", "config", """{"visibility":"private"}""");
        var (hidden, never) = (await SendAsync(ada, "GET", "me", null),
            await SendAsync(ada, "GET", "me", null, at: $"{space}-never"));
        Assert.Equal((404, 404), (hidden.Status, never.Status));
        Assert.Equal(never.Body.GetProperty("detail").GetString()!.Replace("-never", "", StringComparison.Ordinal),
            hidden.Body.GetProperty("detail").GetString());
    }

    private string Subject(string name) => $$"""{"issuer":"{{app.Issuer.Authority}}","subject":"{{name}}@{{space}}"}""";

    private Task<JsonElement> LinkAsync(string id, string name) =>
        OkAsync(app.Client, "POST", $"identities/subjects?id={id}", Subject(name));

    private async Task OpenIssueAsync(int number, string login, string title)
    {
        var (status, answer) = await app.DeliverAsync(space, "issues", $$$"""
            {"action":"opened","issue":{"id":{{{number}}},"number":{{{number}}},"title":"{{{title}}}","created_at":"2026-11-01T10:00:00Z",
             "html_url":"https://github.com/octo/field/issues/{{{number}}}",
              "user":{"login":"{{{login}}}","id":{{{login.Length}}},"type":"User"}},
             "repository":{"id":3,"name":"field","full_name":"octo/field","owner":{"login":"octo","id":2,"type":"Organization"},
              "html_url":"https://github.com/octo/field","default_branch":"main","created_at":"2026-11-01T10:00:00Z"},
             "sender":{"login":"{{{login}}}","id":{{{login.Length}}},"type":"User"}}
            """, $"{space}-{number}");
        Assert.True(status == HttpStatusCode.Accepted, answer.ToString());
    }

    private async Task<JsonElement> OkAsync(HttpClient client, string method, string path, string? body = null)
    {
        var (status, answer) = await SendAsync(client, method, path, body);
        Assert.True(status is 200 or 201, $"{method} {path}: {status} {answer}");
        return answer;
    }

    private async Task<int> StatusAsync(HttpClient client, string method, string path, string? body) =>
        (await SendAsync(client, method, path, body)).Status;

    private async Task<(int Status, JsonElement Body)> SendAsync(
        HttpClient client, string method, string path, string? body, string? at = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), $"/api/spaces/{at ?? space}/{path}");
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request);
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}

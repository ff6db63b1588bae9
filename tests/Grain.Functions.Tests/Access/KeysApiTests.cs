using System.Net;
using System.Text.Json;
using Grain.Functions.Access;
using Grain.Functions.Hosting;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Local.Verbs;
using Xunit;

namespace Grain.Functions.Tests.Access;

/// <summary>Keys over HTTP and from the command line, and what they open.</summary>
public sealed class KeysApiTests : IAsyncLifetime
{
    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync("{}");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_key_is_shown_once_opens_its_space_and_is_taken_back()
    {
        var (status, made) = await app.PostAsync($"spaces/{space}/keys",
            """{"role":"admin","label":"the house","expiresAt":"2030-01-01T00:00:00Z"}""");
        Assert.Equal(HttpStatusCode.Created, status);
        var (secret, id) = (made.GetProperty("secret").GetString()!, made.GetProperty("key").GetProperty("id").GetString()!);
        using var admin = TestHost.ClientOf(app.Client.BaseAddress, key: secret);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(admin, $"spaces/{space}/config"));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(admin, $"spaces/{await app.NewSpaceAsync("{}")}/config"));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(admin, "keys"));
        var (_, list) = await app.GetAsync($"spaces/{space}/keys");
        Assert.DoesNotContain(secret.Split('_')[^1][..16], list.GetRawText(), StringComparison.Ordinal);
        var listed = list.GetProperty("keys")[0];
        Assert.Equal(("the house", "active", "admin", "the owner key of the settings"), (Text(listed, "label"), Text(listed, "state"),
            Text(listed, "role"), Text(listed, "createdBy")));

        var spaces = JsonDocument.Parse(await admin.GetStringAsync(new Uri("/api/spaces", UriKind.Relative))).RootElement;
        Assert.Equal(space, Text(Assert.Single(spaces.GetProperty("spaces").EnumerateArray()), "name"));

        var (_, changed) = await app.SendAsync(HttpMethod.Patch, $"spaces/{space}/keys/{id}", """{"expiresAt":null}""");
        Assert.Equal(("the house", false), (Text(changed, "label"), changed.TryGetProperty("expiresAt", out _)));
        var (_, rotated) = await app.PostAsync($"spaces/{space}/keys/{id}/rotate", "");
        using var renewed = TestHost.ClientOf(app.Client.BaseAddress, key: Text(rotated, "secret")!);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK),
            (await GetAsync(admin, $"spaces/{space}/config"), await GetAsync(renewed, $"spaces/{space}/config")));

        Assert.Equal("revoked", Text((await app.SendAsync(HttpMethod.Delete, $"spaces/{space}/keys/{id}")).Body, "state"));
        Assert.Equal(HttpStatusCode.OK, (await app.SendAsync(HttpMethod.Delete, $"spaces/{space}/keys/{id}")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await app.PostAsync($"spaces/{space}/keys/{id}/rotate", "")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(renewed, $"spaces/{space}/config"));
        Assert.Empty((await app.GetAsync($"spaces/{space}/keys")).Body.GetProperty("keys").EnumerateArray());
        Assert.Single((await app.GetAsync($"spaces/{space}/keys?revoked=true")).Body.GetProperty("keys").EnumerateArray());
    }

    [Theory]
    [InlineData("""{}""", "$.role")]
    [InlineData("""{"role":"owner"}""", "$.role")]
    [InlineData("""{"role":"node"}""", "$.node")]
    [InlineData("""{"role":"reader","node":"n1"}""", "$.node")]
    [InlineData("""{"role":"reader","expiresAt":"2001-01-01T00:00:00Z"}""", "$.expiresAt")]
    [InlineData("""{"role":"reader","expiresAt":"soon"}""", "$.expiresAt")]
    [InlineData("""{"role":"reader","label":"a\nb"}""", "$.label")]
    [InlineData("""{"role":"reader","lable":"x"}""", "$.lable")]
    public async Task What_is_wrong_with_a_key_is_named(string body, string path)
    {
        var (status, problem) = await app.PostAsync($"spaces/{space}/keys", body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(path, Text(Assert.Single(problem.GetProperty("errors").EnumerateArray()), "path"));
    }

    [Fact]
    public async Task A_node_writes_its_own_credits_and_sees_no_other_s()
    {
        var (_, made) = await app.PostAsync($"spaces/{space}/keys", """{"role":"node","node":"n1"}""");
        using var node = TestHost.ClientOf(app.Client.BaseAddress, key: Text(made, "secret")!);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            (await GetAsync(node, $"spaces/{space}/credits/n1"), await GetAsync(node, $"spaces/{space}/credits/history?id=n1"),
                await GetAsync(node, $"spaces/{space}/credits/n2"), await GetAsync(node, $"spaces/{space}/credits/n2/history")));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync("""[{"kind":"earn","nodeId":"n1","taskId":"t1","amount":3}]"""));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(
            """[{"kind":"earn","nodeId":"n1","taskId":"t2","amount":3},{"kind":"earn","nodeId":"n2","taskId":"t2","amount":3}]"""));

        async Task<HttpStatusCode> PostAsync(string body)
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var answer = await node.PostAsync(new Uri($"/api/spaces/{space}/tasks", UriKind.Relative), content);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task A_public_space_shows_numbers_to_everybody_and_no_memos()
    {
        await app.SendAsync(HttpMethod.Patch, $"spaces/{space}/config", """{"visibility":"public"}""");
        await app.PostAsync($"spaces/{space}/grants",
            """{"grantId":"g1","contributor":"ada","amount":1,"grantedAt":"2026-11-01T10:00:00Z"}""");
        var (minted, told) = await app.PostAsync($"spaces/{space}/grain/mints",
            """{"id":"m1","to":"ada","amount":"3","memo":"between us"}""");
        Assert.True(minted == HttpStatusCode.OK, told.ToString());
        using var nobody = new HttpClient { BaseAddress = app.Client.BaseAddress };
        await Eventually.HoldsAsync(async () => await GetAsync(nobody, $"spaces/{space}/leaderboard") == HttpStatusCode.OK);
        var shown = await nobody.GetStringAsync(new Uri($"/api/spaces/{space}/grain/accounts/ada", UriKind.Relative));
        Assert.Contains("\"balanceGrain\":\"3\"", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("between us", shown, StringComparison.Ordinal);
        Assert.Contains("between us", (await app.GetAsync($"spaces/{space}/grain/accounts/ada")).Body.GetRawText(),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(nobody, $"spaces/{space}/config"));
    }

    [Fact]
    public async Task The_verbs_make_list_rotate_and_revoke()
    {
        var key = (await GrainAsync("create", "--role", "reader", "--label", "a board", "--expires", "90d")).Output.Trim();
        Assert.Equal(space, KeyText.Parse(key)!.Space);
        var id = KeyText.Parse(key)!.Id;
        Assert.Matches($@"{id} +reader +a board .*active", (await GrainAsync("list")).Output);
        var (_, board, _) = await AnsweringApp.RunAsync("leaderboard", "--app", app.Client.BaseAddress!.ToString(), "--key", key);
        Assert.DoesNotContain("which space", board, StringComparison.Ordinal);
        var next = (await GrainAsync("rotate", id, "--grace", "5")).Output.Trim();
        Assert.Equal(id, KeyText.Parse(next)!.Id);
        Assert.Contains("is revoked", (await GrainAsync("revoke", id)).Output, StringComparison.Ordinal);
        var (code, _, error) = await AnsweringApp.RunAsync("leaderboard", "--app", app.Client.BaseAddress!.ToString(), "--key", next);
        Assert.Equal(1, code);
        Assert.Contains("revoked", error, StringComparison.Ordinal);
        Assert.Equal(2, (await AnsweringApp.RunAsync("keys", "create", "--space", space, "--app", app.Client.BaseAddress!.ToString(),
            "--key", TestHost.OwnerKey)).Code);

        async Task<(int Code, string Output, string Error)> GrainAsync(string verb, params string[] more)
        {
            var done =
                await AnsweringApp.RunAsync(["keys", verb, .. more, "--space", space, "--app", app.Client.BaseAddress!.ToString(), "--key",
                TestHost.OwnerKey]);
            Assert.True(done.Code == 0, done.Error);
            return done;
        }
    }

    [Fact]
    public async Task Who_signs_in_may_what_their_token_says()
    {
        using var reader = app.ClientOf("ada-7", $"grain:{space}:reader");
        using var nothing = app.ClientOf("bob-8");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            (await GetAsync(reader, $"spaces/{space}/leaderboard"), await GetAsync(reader, $"spaces/{space}/config"),
                await GetAsync(nothing, $"spaces/{space}/leaderboard")));
    }

    [Fact]
    public async Task Who_has_the_storage_makes_the_first_key()
    {
        var (code, output, error) = await CommandLine.GrainAsync(app.ConnectionString, "keys", "create", "--owner", "--label", "the safe");
        Assert.True(code == 0, error);
        using var owner = TestHost.ClientOf(app.Client.BaseAddress, key: output.Trim());
        Assert.Equal(HttpStatusCode.OK, await GetAsync(owner, $"spaces/{space}/config"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(owner, "keys"));
        await app.SendAsync(HttpMethod.Delete, $"keys/{KeyText.Parse(output.Trim())!.Id}");
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(owner, "keys"));
    }

    [Fact]
    public async Task A_setting_has_the_host_ask_for_its_own_keys_at_all_that_is_not_open()
    {
        foreach (var asked in new[] { false, true })
        {
            var metadata = HostKeys.Of(new GeneratedFunctionMetadataProvider(), new GrainOptions { FunctionKeys = asked });
            var levels = (await metadata.GetFunctionMetadataAsync("")).Where(function => function.RawBindings![0].Contains("httpTrigger"))
                .ToDictionary(function => function.Name!, function => function.RawBindings![0].Contains("\"authLevel\":\"Function\""));
            Assert.Equal(asked, levels["SpacesCreate"]);
            Assert.Equal(asked, levels["LeaderboardRead"]);
            string[] open = ["HealthLive", "WebhooksGitHub", "ZUnknownAddress", "ZZPages", "ApiDocumentRead"];
            Assert.DoesNotContain(open, name => levels[name]);
        }
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static async Task<HttpStatusCode> GetAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri($"/api/{path}", UriKind.Relative));
        return answer.StatusCode;
    }
}

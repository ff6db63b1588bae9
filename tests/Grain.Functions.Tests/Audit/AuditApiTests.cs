using System.Net;
using System.Text.Json;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Local.Verbs;
using Xunit;

namespace Grain.Functions.Tests.Audit;

/// <summary>The audit over HTTP and from the command line.</summary>
public sealed class AuditApiTests : IAsyncLifetime
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
    public async Task Who_changed_what_is_told_and_what_changed_nothing_is_not()
    {
        var made = Assert.Single(await ActsAsync());
        Assert.Equal(("createSpace", "the owner key of the settings", "settings", "done"),
            (Text(made, "operation"), Text(made, "by"), Text(made, "key"), Text(made, "outcome")));

        var (_, key) = await app.PostAsync($"spaces/{space}/keys", """{"role":"admin","label":"the house"}""");
        using var admin = TestHost.ClientOf(app.Client.BaseAddress, key: Text(key, "secret")!);
        var id = Text(key.GetProperty("key"), "id")!;
        const string Config = """{"token":{"decimals":6},"webhooks":{"github":{"secrets":["a-very-secret-word"]}}}""";
        foreach (var _ in new[] { 1, 2 }) Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Patch, "config", Config));
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(HttpMethod.Patch, "config", """{"tokn":1}"""));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(HttpMethod.Post, "keys/0123456789abcdef/rotate", ""));
        const string Mint = """{"id":"m1","to":"ada","amount":"3.5","memo":"between us"}""";
        foreach (var _ in new[] { 1, 2 })
            Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Put, "identities/ada", """{"name":"Ada"}"""));
        foreach (var _ in new[] { 1, 2 }) Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Post, "grain/mints", Mint));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Put, "grain/settings/accounting", """{"enabled":true}"""));

        var acts = await ActsAsync();
        Assert.Equal(["mintGrain", "putIdentity", "patchSpaceConfig", "createKey", "createSpace"],
            acts.Select(act => Text(act, "operation")));
        Assert.All(acts.Take(3), act => Assert.Equal((id, $"key {space}/{id} (the house)"), (Text(act, "key"), Text(act, "by"))));
        Assert.Equal("amount: -> 3.5, to: -> ada", Changes(acts[0]));
        Assert.Contains("$.token.decimals: ", Changes(acts[2]), StringComparison.Ordinal);
        Assert.Contains("version: 1 -> 2", Changes(acts[2]), StringComparison.Ordinal);
        Assert.Equal((id, "label: -> the house, role: -> admin"), (Text(acts[3], "target"), Changes(acts[3])));
        foreach (var hidden in new[] { "a-very-secret-word", "between us", Text(key, "secret")!.Split('_')[^1][..16] })
            Assert.DoesNotContain(hidden, JsonSerializer.Serialize(acts), StringComparison.Ordinal);

        // What was refused has left nothing that would be settled later.
        Assert.Empty(await app.Storage.Table("audit").QueryAsync($"PartitionKey eq '_open' and Space eq '{space}'", default).ToListAsync());

        Assert.Equal("mintGrain", Text(Assert.Single(await ActsAsync("?operation=mintGrain")), "operation"));
        Assert.Equal(3, (await ActsAsync($"?by={id}")).Count);
        var page = (await app.GetAsync($"spaces/{space}/audit?limit=2")).Body;
        Assert.Equal("patchSpaceConfig", Text((await ActsAsync($"?limit=2&before={page.GetProperty("next")}"))[0], "operation"));

        async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, string body)
        {
            using var request = new HttpRequestMessage(method, new Uri($"/api/spaces/{space}/{path}", UriKind.Relative));
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var answer = await admin.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task The_verbs_show_it_and_what_is_done_on_the_storage_itself_is_in_it()
    {
        var (code, output, error) =
            await CommandLine.GrainAsync(app.ConnectionString, "keys", "create", "--owner", "--label", "the drawer");
        Assert.True(code == 0, error);
        var owners = await GrainAsync("--owner", "--by", "the command line", "--limit", "500");
        Assert.Matches(@"the command line +createOwnerKey +[0-9a-f]{16} .*label: the drawer", owners);
        Assert.DoesNotContain(output.Trim()[^40..], owners, StringComparison.Ordinal);
        Assert.Matches(@"the owner key of the settings +createSpace", await GrainAsync());
        Assert.Contains("no such act", await GrainAsync("--operation", "burnGrain"), StringComparison.Ordinal);
        var (_, proven, _) = await CommandLine.GrainAsync(app.ConnectionString, "verify", "--space", space);
        Assert.Matches(@"audit: ok, 1 act, [0-9]+ of owners", proven);

        async Task<string> GrainAsync(params string[] more)
        {
            var done = await AnsweringApp.RunAsync(["audit", "--space", space, .. more, "--app", app.Client.BaseAddress!.ToString(),
                "--key", TestHost.OwnerKey]);
            Assert.True(done.Code == 0, done.Error);
            return done.Output;
        }
    }

    private async Task<List<JsonElement>> ActsAsync(string query = "")
    {
        var (status, body) = await app.GetAsync($"spaces/{space}/audit{query}");
        Assert.Equal(HttpStatusCode.OK, status);
        return [.. body.GetProperty("acts").EnumerateArray()];
    }

    private static string Changes(JsonElement act) => string.Join(", ", act.GetProperty("changes").EnumerateArray()
        .Select(change =>
            $"{Text(change, "what")}: {(change.TryGetProperty("before", out var was) ? $"{was} " : "")}-> {Text(change, "after")}")
        .Order(StringComparer.Ordinal));

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}

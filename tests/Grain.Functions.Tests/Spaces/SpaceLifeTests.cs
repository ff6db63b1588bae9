using System.Net;
using System.Text.Json;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Tests.Grants;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Hosting.OpenApi;
using Xunit;

namespace Grain.Functions.Tests.Spaces;

/// <summary>Spaces from their list to their end, over the API.</summary>
public sealed class SpaceLifeTests : IAsyncLifetime
{
    private const string Archive = """{"archived":true}""";
    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_space_gets_another_display_name_and_keeps_the_rest()
    {
        var before = (await app.GetAsync($"spaces/{space}")).Body;
        Assert.Equal((space, "active"), (before.GetProperty("displayName").GetString(), before.GetProperty("state").GetString()));
        Assert.Equal("Café ☕ & friends",
            (await PatchAsync("""{"displayName":"Café ☕ & friends"}""")).Body.GetProperty("displayName").GetString());
        var after = (await app.GetAsync($"spaces/{space}")).Body;
        Assert.Equal((2, "Café ☕ & friends"),
            (after.GetProperty("configVersion").GetInt32(), after.GetProperty("displayName").GetString()));
        Assert.Equal(before.GetProperty("config").GetProperty("webhooks").ToString(),
            after.GetProperty("config").GetProperty("webhooks").ToString());
        await PatchAsync("""{"displayName":"Café ☕ & friends"}""");
        await PatchAsync("{}");
        Assert.Equal(2, (await app.GetAsync($"spaces/{space}")).Body.GetProperty("configVersion").GetInt32());
        Assert.Equal(space, (await PatchAsync("""{"displayName":null}""")).Body.GetProperty("displayName").GetString());
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await PatchAsync(Archive, "\"2\"")).Status);
        Assert.Equal(HttpStatusCode.OK, (await PatchAsync(Archive, "\"3\"")).Status);
    }

    [Theory]
    [InlineData("""{"displayName":""}""", "$.displayName")]
    [InlineData("""{"displayName":" "}""", "$.displayName")]
    [InlineData("""{"displayName":"a\nb"}""", "$.displayName")]
    [InlineData("""{"displayName":7}""", "$.displayName")]
    [InlineData("""{"displayName":"a\u202eb"}""", "$.displayName")]
    [InlineData("""{"displayName":"\u200b"}""", "$.displayName")]
    [InlineData("""{"displayName":"\ud800"}""", "$.displayName")]
    [InlineData("""{"archived":null}""", "$.archived")]
    [InlineData("""{"archived":"yes"}""", "$.archived")]
    [InlineData("""{"achived":true}""", "$.achived")]
    [InlineData("[]", "$")]
    public async Task What_is_no_change_is_refused(string body, string path)
    {
        var (status, problem) = await PatchAsync(body);
        Assert.Equal((HttpStatusCode.BadRequest, path), (status, problem.GetProperty("errors")[0].GetProperty("path").GetString()));
        Assert.Equal(1, (await app.GetAsync($"spaces/{space}")).Body.GetProperty("configVersion").GetInt32());
    }

    [Fact]
    public async Task A_display_name_has_a_hundred_characters_at_most_also_in_a_configuration()
    {
        Assert.Equal(HttpStatusCode.OK, (await PatchAsync($$"""{"displayName":"{{new string('é', 100)}}"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PatchAsync($$"""{"displayName":"{{new string('é', 101)}}"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest,
            (await app.SendAsync(HttpMethod.Put, $"spaces/{space}x", $$"""{"displayName":"{{new string('x', 101)}}"}""")).Status);
    }

    [Fact]
    public async Task They_are_listed_page_by_page_and_by_state()
    {
        var names = (string[])[space, await app.NewSpaceAsync(), await app.NewSpaceAsync()];
        await PatchAsync(Archive);
        var listed = new List<JsonElement>();
        for (var after = ""; after is not null;)
        {
            var page = (await app.GetAsync($"spaces?limit=60&after={after}")).Body;
            listed.AddRange(page.GetProperty("spaces").EnumerateArray());
            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        var all = listed.ConvertAll(each => each.GetProperty("name").GetString()!);
        Assert.Equal(all.Distinct().Order(StringComparer.Ordinal), all);
        Assert.Empty(names.Except(all));
        Assert.Equal("archived", listed.Single(each => each.GetProperty("name").GetString() == space).GetProperty("state").GetString());
        Assert.Contains(space, (await app.GetAsync("spaces?state=archived&limit=500")).Body.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain($"\"{space}\"", (await app.GetAsync("spaces?state=active&limit=500")).Body.ToString(),
            StringComparison.Ordinal);
        foreach (var wrong in (string[])["state=gone", "after=A_b", "limit=0", "limit=501"])
            Assert.Equal(HttpStatusCode.BadRequest, (await app.GetAsync($"spaces?{wrong}")).Status);
    }

    [Fact]
    public async Task An_archived_space_is_read_and_takes_nothing_until_it_is_opened_again()
    {
        await app.PostAsync($"spaces/{space}/grants",
            """{"grantId":"g1","contributor":"ada","amount":2,"grantedAt":"2026-01-04T00:00:00Z"}""");
        Assert.Equal("archived", (await PatchAsync(Archive)).Body.GetProperty("state").GetString());
        await PatchAsync(Archive);
        foreach (var (path, method, operation) in Writing())
        {
            var id = operation.GetProperty("operationId").GetString();
            if (id is "patchSpace" or "createSpace" or "deleteSpace" or "tryWhatIf" or "shakeHands" or "recompute") continue;
            if (path.Split('/').Contains("keys")) continue; // who may read it is decided as before
            var isDelivery = path.Contains("webhooks", StringComparison.Ordinal) && id != "reconcileDeliveries";
            var (status, body) = await app.SendAsync(method,
                $"{ApiAddresses.Fill(path, space, "x")}{(isDelivery ? "?utm=1" : "")}", (string?)null, AsPerson(operation));
            Assert.True(status == HttpStatusCode.Conflict && body.GetProperty("type").GetString() == "urn:grain:problem:archived",
                $"{method} {path}: {status} {body}");
        }

        Assert.Equal(HttpStatusCode.Created,
            (await app.PostAsync($"spaces/{space}/keys", """{"role":"reader","label":"a page"}""")).Status);
        Assert.Equal(HttpStatusCode.NotFound,
            (await app.PostAsync($"spaces/{space}/epochs/2026-01-04/whatif", """{"credRank":{"alpha":0.2}}""")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await PatchAsync("""{"displayName":"Old"}""")).Status);
        Assert.Equal(1, (await app.GetAsync($"spaces/{space}/grants?contributor=ada")).Body.GetProperty("grants").GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync($"spaces/{space}/leaderboard?by=ledger")).Status);
        Assert.Equal(HttpStatusCode.OK, (await PatchAsync("""{"displayName":"Old","archived":false}""")).Status);
        Assert.Equal(HttpStatusCode.Created,
            (await app.PostAsync($"spaces/{space}/grants",
                """{"grantId":"g2","contributor":"ada","amount":2,"grantedAt":"2026-01-04T00:00:00Z"}""")).Status);
    }

    [Fact]
    public async Task What_was_taken_before_is_counted_in_an_archived_space()
    {
        await PatchAsync(Archive);
        await new GrantQueue(app.Storage).SendAsync(space, "d1", [GrantFixture.Grant("g1", "ada", 3)], default);
        await Eventually.HoldsAsync(async () => (await app.GetAsync($"spaces/{space}/contributors/ada")).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_is_deleted_by_its_name_again_once_it_is_archived_and_is_gone_for_ever()
    {
        await app.PostAsync($"spaces/{space}/grants",
            """{"grantId":"g1","contributor":"ada","amount":2,"grantedAt":"2026-01-04T00:00:00Z"}""");
        Assert.Equal((HttpStatusCode.BadRequest, "confirm"), FaultOf(await DeleteAsync("", "*")));
        Assert.Equal((HttpStatusCode.BadRequest, "confirm"), FaultOf(await DeleteAsync("?confirm=other", "*")));
        var (status, problem) = await DeleteAsync($"?confirm={space}", "*");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains($"./grain export --space {space}", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await PatchAsync(Archive);
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await DeleteAsync($"?confirm={space}", null)).Status);
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await DeleteAsync($"?confirm={space}", "*")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await DeleteAsync($"?confirm={space}", ",")).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await DeleteAsync($"?confirm={space}", "\"1\"")).Status);
        using var read = await app.Client.GetAsync(new Uri($"/api/spaces/{space}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Accepted, (await DeleteAsync($"?confirm={space}", read.Headers.ETag!.Tag)).Status);
        Assert.Equal("deleting", (await DeleteAsync($"?confirm={space}", null)).Body.GetProperty("space").GetProperty("state").GetString());
        await Eventually.HoldsAsync(async () => !await app.Storage.Table("grants")
            .QueryAsync($"PartitionKey ge '{space}~' and PartitionKey lt '{space}~g'", default).AnyAsync());

        foreach (var (path, method, operation) in ApiAddresses.Of(app.ApiDocument)
            .Where(each => each.Path.StartsWith("spaces/{space}", StringComparison.Ordinal)))
        {
            if (operation.GetProperty("operationId").GetString() == "deleteSpace") continue;
            using var content = new ByteArrayContent("{}"u8.ToArray());
            var (gone, body) = await app.SendAsync(method, ApiAddresses.Fill(path, space, "x"), content, AsPerson(operation));
            Assert.True(gone == HttpStatusCode.Gone && body.GetProperty("type").GetString() == "urn:grain:problem:gone",
                $"{method} {path}: {gone}");
        }

        Assert.DoesNotContain($"\"{space}\"", (await app.GetAsync("spaces?limit=500&state=active")).Body.ToString(),
            StringComparison.Ordinal);
        Assert.DoesNotContain("secrets", (await app.Storage.Table("spaces").FindAsync("spaces", space))!.GetString("Config"),
            StringComparison.Ordinal);
    }

    /// <summary>What is for people is asked for by one who may know of the space.</summary>
    private (string, string)[] AsPerson(JsonElement operation) =>
        operation.TryGetProperty("x-grain-role", out var role) && role.GetString() == "person"
            ? [("Authorization", $"Bearer {app.Issuer.Token(TimeProvider.System.GetUtcNow(), "somebody", $"grain:{space}:reader")}")] : [];

    private IEnumerable<(string Path, HttpMethod Method, JsonElement Operation)> Writing() => ApiAddresses.Of(app.ApiDocument)
        .Where(each => each.Path.StartsWith("spaces/{space}", StringComparison.Ordinal) && each.Method != HttpMethod.Get
            && each.Method != HttpMethod.Options);

    private static (HttpStatusCode Status, string? Path) FaultOf((HttpStatusCode Status, JsonElement Body) answer) =>
        (answer.Status, answer.Body.GetProperty("errors")[0].GetProperty("path").GetString());

    private Task<(HttpStatusCode Status, JsonElement Body)> PatchAsync(string body, string? ifMatch = null) =>
        app.SendAsync(HttpMethod.Patch, $"spaces/{space}", body, ifMatch is null ? [] : [("If-Match", ifMatch)]);

    private Task<(HttpStatusCode Status, JsonElement Body)> DeleteAsync(string query, string? ifMatch) =>
        app.SendAsync(HttpMethod.Delete, $"spaces/{space}{query}", (string?)null, ifMatch is null ? [] : [("If-Match", ifMatch)]);
}

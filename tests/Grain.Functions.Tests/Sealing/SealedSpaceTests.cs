using System.Net;
using System.Text.Json;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.Sealing;

/// <summary>In a sealed space names go in and come out, and nothing between them can be read; an erased person is gone.</summary>
public sealed class SealedSpaceTests : IAsyncLifetime
{
    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = Azurite.NewName("sealed-");
        var (status, _) = await app.SendAsync(HttpMethod.Put, $"spaces/{space}?form=sealed",
            """{"token":{"decimals":2},"webhooks":{"github":{"secrets":["a-secret-of-the-tests"]}}}""");
        Assert.Equal(HttpStatusCode.Created, status);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Names_go_in_and_come_out_and_nothing_that_is_stored_has_them()
    {
        await PostAsync("grants", Planted("g1", "forge/planted-ada"));
        var (_, again) = await app.PostAsync($"spaces/{space}/grants",
            Planted("g1", "forge/planted-ada "));
        Assert.Equal("already-appended", Text(again, "outcome"));
        await PostAsync("grants", """
            {"grantId":"planted-undo","contributor":"forge/planted-ada","amount":-2,"grantedAt":"2026-01-02T08:00:00Z",
             "corrects":"planted-g1"}
            """);

        var (_, page) = await app.GetAsync($"spaces/{space}/grants?contributor=forge/planted-ada");
        Assert.Equal("forge/planted-ada", Text(page, "contributor"));
        var grant = page.GetProperty("grants")[0].GetProperty("grant");
        Assert.Equal(("planted-g1", "planted-note \"q\" of [address]"), (Text(grant, "grantId"), Text(grant, "note")));
        Assert.Equal("planted-title", Text(grant.GetProperty("facts").GetProperty("nodes")[0], "title"));
        var (_, board) = await app.GetAsync($"spaces/{space}/leaderboard");
        Assert.Equal(("forge/planted-ada", "planted-Ada L."),
            (Text(board.GetProperty("standings")[0], "contributor"), Text(board.GetProperty("standings")[0], "name")));
        var (_, person) = await app.GetAsync($"spaces/{space}/contributors?id=forge/planted-ada");
        Assert.Equal(3, person.GetProperty("points").GetProperty("total").GetDecimal());
        var (_, refused) = await app.PostAsync($"spaces/{space}/grain/transfers",
            """{"id":"t","from":"forge/planted-ada","to":"planted-nobody","amount":"1"}""");
        Assert.Contains("planted-nobody", Text(refused, "detail"), StringComparison.Ordinal);
        Assert.Empty(await StoredText.FindAsync(app.ConnectionString, space, ["planted"], isQuick: true));
    }

    [Fact]
    public async Task Who_is_erased_leaves_sums_and_no_words()
    {
        await PostAsync("grants", Planted("g1", "forge/planted-ada"));
        await PostAsync("grants", Planted("g2", "planted-bob"));
        var (_, erased) = await app.SendAsync(HttpMethod.Delete,
            $"spaces/{space}/people?id=forge/planted-ada&confirm=forge/planted-ada");
        Assert.Equal(1, erased.GetProperty("erased").GetInt32());
        var opaque = erased.GetProperty("people")[0].GetString()!;
        Assert.Equal(0, (await app.SendAsync(HttpMethod.Delete, $"spaces/{space}/people?id={opaque}&confirm={opaque}")).Body
            .GetProperty("erased").GetInt32());
        var (_, board) = await app.GetAsync($"spaces/{space}/leaderboard");
        var row = board.GetProperty("standings").EnumerateArray().Single(each => Text(each, "contributor") == opaque);
        Assert.Equal("erased person", Text(row, "name"));
        Assert.Contains("planted-bob", board.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("forge/planted-ada", board.GetRawText(), StringComparison.OrdinalIgnoreCase);

        // Told again, it counts no second time; what is new is of somebody new.
        Assert.Equal(HttpStatusCode.Conflict, (await app.PostAsync($"spaces/{space}/grants", Planted("g1", "forge/planted-ada"))).Status);
        await PostAsync("grants", Planted("g3", "forge/planted-ada"));
        Assert.Equal(1, (await app.GetAsync($"spaces/{space}/contributors?id=forge/planted-ada")).Body.GetProperty("points")
            .GetProperty("count").GetInt32());
        Assert.Equal(HttpStatusCode.BadRequest, (await app.PostAsync($"spaces/{space}/grants", Planted("g4", opaque))).Status);
        Assert.Empty(await StoredText.FindAsync(app.ConnectionString, space, ["planted"], isQuick: true));
    }

    [Fact]
    public async Task A_plain_space_tells_why_it_cannot()
    {
        var plain = await app.NewSpaceAsync("{}");
        await app.PostAsync($"spaces/{plain}/grants", Planted("g1", "ada"));
        var (status, problem) = await app.SendAsync(HttpMethod.Delete, $"spaces/{plain}/people/ada?confirm=ada");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("people/remains", Text(problem, "detail"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await app.SendAsync(HttpMethod.Put, $"spaces/{plain}?form=sealed", "{}")).Status);
    }

    private static string Planted(string id, string contributor) => $$"""
        {"grantId":"planted-{{id}}","contributor":"{{contributor}}","amount":5,"grantedAt":"2026-01-02T08:00:00Z",
         "note":"planted-note \"q\" of me@planted.example","facts":{"contributorName":"planted-Ada L.",
         "nodes":[{"id":"forge/planted-ada/repo/{{id}}","type":"issue","module":"forge","title":"planted-title",
           "url":"https://planted.example/{{id}}","at":"2026-01-02T08:00:00Z"}],
         "edges":[{"type":"authors","from":"@{{contributor}}","to":"forge/planted-ada/repo/{{id}}"},
           {"type":"references","from":"forge/planted-ada/repo/{{id}}","to":"forge/planted-other"}] } }
        """;

    private async Task PostAsync(string path, string body)
    {
        var (status, answer) = await app.PostAsync($"spaces/{space}/{path}", body);
        Assert.True((int)status is >= 200 and < 300, $"{path}: {status} {answer}");
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}

using System.Net;
using System.Text.Json;
using Azure.Data.Tables;
using Grain.Functions.Reads.People;
using Xunit;

namespace Grain.Functions.Tests.People;

/// <summary>What is known of a person comes as one file, and where it lies is told.</summary>
public sealed class PersonFileTests : IAsyncLifetime
{
    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync("""{"token":{"decimals":2}}""");
        await PostAsync("grants", """
            [{"grantId":"g1","contributor":"forge/ada","key":"talk","amount":5,"grantedAt":"2026-01-02T08:00:00Z","note":"on harvests",
              "facts":{"contributorName":"Ada Grün"}},
             {"grantId":"g2","contributor":"ada","key":"talk","amount":2,"grantedAt":"2026-01-01T08:00:00Z"},
             {"grantId":"g3","contributor":"bob","key":"thanks","amount":1,"grantedAt":"2026-01-01T08:00:00Z","note":"Ada Grün helped"}]
            """);
        await app.SendAsync(HttpMethod.Put, $"spaces/{space}/identities?id=ada", """{"name":"Countess"}""");
        await PostAsync("identities/aliases?id=ada", """{"alias":"forge/ada"}""");
        await PostAsync("grain/mints", """{"id":"m1","to":"forge/ada","amount":"12.5"}""");
        await PostAsync("scores/bob/contribute", """{"key":"award:1","points":2}""");
        await PostAsync("scores/contribute?id=forge/ada", """{"key":"award:2026:second","points":3}""");
        await app.SendAsync(HttpMethod.Put, $"spaces/{space}/activity/people?id=ada", """{"timeZone":"Europe/Vienna"}""");
        var now = TimeProvider.System.GetUtcNow();
        await PostAsync("activity", $$"""{"id":"f1","caller":"ada","at":"{{now:O}}","model":"small"}""");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("people/export?id=forge/ada")]
    [InlineData("people/ada/export")]
    public async Task All_books_are_in_the_file_and_nobody_else(string path)
    {
        var (status, file) = await app.GetAsync($"spaces/{space}/{path}");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((PersonExport.Format, "ada"), (Text(file, "format"), Text(file, "id")));
        Assert.Equal(["ada", "forge/ada"], file.GetProperty("accounts").EnumerateArray().Select(each => each.GetString()));
        Assert.Equal("Countess", Text(file.GetProperty("identity"), "name"));
        var grants = file.GetProperty("grants").EnumerateArray().ToDictionary(each => Text(each, "key"));
        Assert.Equal(["g1", "g2", "award:2026:second@forge/ada"], grants.Keys.Order().OrderBy(key => key.Length));
        Assert.Equal("on harvests", Text(grants["g1"].GetProperty("content"), "note"));
        Assert.Equal(64, Text(grants["g1"], "hash").Length);
        Assert.Equal("mint/m1", Text(file.GetProperty("grain")[0], "key"));
        Assert.Equal("award:2026:second", Text(Assert.Single(file.GetProperty("scores").EnumerateArray()), "key"));
        Assert.Equal(["identity-created", "activity-set", "alias-added"],
            file.GetProperty("register").EnumerateArray().Select(each => Text(each.GetProperty("change"), "event")));
        Assert.Equal("f1", Text(Assert.Single(file.GetProperty("facts").EnumerateArray(),
            each => Text(each.GetProperty("fact"), "kind") == "request").GetProperty("fact"), "id"));
        Assert.Empty(file.GetProperty("appeals").EnumerateArray());
        Assert.Contains("Europe/Vienna", file.GetProperty("activity").GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("bob", file.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_it_lies_is_told_with_rows_of_others_that_name_them()
    {
        var (answer, rows, pieces) = await RemainsAsync();
        Assert.InRange(pieces, 2, 10);
        var places = rows.GroupBy(each => Text(each, "where")).ToDictionary(each => each.Key,
            each => (Own: each.Sum(row => Count(row, "own")), Naming: each.Sum(row => Count(row, "naming"))));
        Assert.Equal(["activity", "audit", "buckets", "grain", "grantids", "grants", "identities", "treasury"],
            places.Keys.Select(where => where["table ".Length..]).Order());
        Assert.Equal((0, 1), (places["table grain"].Naming, places["table identities"].Own + 1));
        Assert.Equal(1, places["table grants"].Naming); // bob's, for its note
        Assert.Equal(3 + 3 + 2, places["table grants"].Own); // entries, used keys, heads
        Assert.Contains("queues", answer.GetProperty("elsewhere")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_ranking_of_the_open_epoch_is_a_place()
    {
        var (_, ranked) = await app.SendAsync(HttpMethod.Post, $"spaces/{space}/recompute");
        Assert.True(ranked.GetProperty("success").GetBoolean(), ranked.ToString());
        var (_, rows, _) = await RemainsAsync();
        Assert.Equal(1, Count(Assert.Single(rows, row => Text(row, "where") == $"blobs {space}/open/"), "own"));
    }

    private async Task<(JsonElement Last, List<JsonElement> Rows, int Pieces)> RemainsAsync()
    {
        var (answer, rows, pieces) = (default(JsonElement), new List<JsonElement>(), 0);
        for (var next = ""; next is not null; pieces++)
        {
            (_, answer) = await app.GetAsync($"spaces/{space}/people/remains?id=ada&after={next}");
            rows.AddRange(answer.GetProperty("places").EnumerateArray());
            next = answer.TryGetProperty("next", out var after) ? after.GetString() : null;
        }

        return (answer, rows, pieces);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("1000.")]
    [InlineData("0.###")]
    [InlineData("-1.")]
    [InlineData("0.x.y")]
    public async Task What_no_piece_ended_with_is_refused(string after)
    {
        var (status, problem) =
            await app.GetAsync($"spaces/{space}/people/remains?id=ada&after={Uri.EscapeDataString(after)}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(RemainsMark.Rule, problem.GetRawText().Replace("\\u0060", "`", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("people/export?id=nobody")]
    [InlineData("people/nobody/remains")]
    public async Task Nobody_is_not_found(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync($"spaces/{space}/{path}")).Status);

    [Theory]
    [InlineData("by ada, twice", true)]
    [InlineData("h~github.1ada-l", true)]
    [InlineData("""{"name":"Z\u00F6e"}""", true)]
    [InlineData("adapter for github/ada-lovelace", false)]
    [InlineData("other/ada", false)]
    [InlineData("", false)]
    public void Whole_words_are_found_in_texts_keys_and_json(string text, bool isThere) =>
        Assert.Equal(isThere, new PersonWords(["ada", "github/ada-l", "Zöe", ""]).AreIn(text));

    [Fact]
    public void A_text_over_several_properties_is_one()
    {
        var row = new TableEntity("p", "r") { ["Content"] = new string('.', 32 * 1024 - 2) + "ad", ["Content_1"] = "a." };
        Assert.True(new PersonWords(["ada"]).AreInValues(row));
        Assert.False(new PersonWords([]).AreInValues(row));
    }

    private async Task PostAsync(string path, string body)
    {
        var (status, answer) = await app.PostAsync($"spaces/{space}/{path}", body);
        Assert.True((int)status is >= 200 and < 300, $"{path}: {status} {answer}");
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static long Count(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}

using System.Globalization;
using System.Net;
using System.Text.Json;
using Xunit;

namespace Grain.Functions.Tests.Leaderboards;

public sealed class LeaderboardsApiTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Long = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero); // ago
    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync("{}");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_grant_shows_at_the_very_next_read()
    {
        Assert.Empty(await StandingsAsync(""));
        await GrantAsync("g1", "ada", 3);
        Assert.Equal(["1 ada 3"], await StandingsAsync(""));
        await GrantAsync("g2", "bob", 5);
        await GrantAsync("g3", "ada", 1);
        Assert.Equal(["1 bob 5", "2 ada 4"], await StandingsAsync(""));
    }

    [Fact]
    public async Task A_name_with_an_address_in_it_that_is_stored_is_not_shown()
    {
        await app.PostAsync($"spaces/{space}/grants", """
            {"grantId":"g1","contributor":"lab/ada","amount":1,"grantedAt":"2026-11-01T10:00:00Z",
             "facts":{"contributorName":"ada@mill.example"}}
            """);
        Assert.Equal("lab/ada", (await ReadAsync("")).GetProperty("standings")[0].GetProperty("name").GetString());
        var (_, person) = await app.GetAsync($"spaces/{space}/contributors/lab%2Fada");
        Assert.Equal("lab/ada", person.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Equals_share_a_rank_and_stand_in_the_order_of_their_ids_on_all_pages()
    {
        foreach (var (who, points) in new[] { ("d", 1), ("b", 2), ("c", 2), ("a", 3), ("e", 2) }) await GrantAsync($"g-{who}", who, points);
        Assert.Equal(["1 a 3", "2 b 2", "2 c 2", "2 e 2", "5 d 1"], await StandingsAsync(""));
        Assert.Equal(["2 b 2", "2 c 2"], await StandingsAsync("?skip=1&limit=2"));
        var page = await ReadAsync("?skip=1&limit=2");
        Assert.Equal((5, 3), (page.GetProperty("count").GetInt32(), page.GetProperty("next").GetInt32()));
        Assert.False((await ReadAsync("?skip=3&limit=2")).TryGetProperty("next", out _));
    }

    [Fact]
    public async Task A_person_with_several_ids_has_one_place_until_the_ids_part_again()
    {
        await GrantAsync("g1", "ada", 3, "code", "github");
        await GrantAsync("g2", "forum/ada", 4, "help", "forum");
        await GrantAsync("g3", "forum/ada", 2, "code", "forum");
        await GrantAsync("g4", "bob", 5, "code", "github");
        Assert.Equal(["1 forum/ada 6", "2 bob 5", "3 ada 3"], await StandingsAsync(""));

        await app.SendAsync(HttpMethod.Put, $"spaces/{space}/identities/ada-l", """{"name":"Ada-L"}""");
        await app.PostAsync($"spaces/{space}/identities/ada-l/aliases", """{"alias":"ada"}""");
        await app.PostAsync($"spaces/{space}/identities/ada-l/aliases", """{"alias":"forum/ada"}""");
        Assert.Equal(["1 ada-l 9", "2 bob 5"], await StandingsAsync(""));
        Assert.Equal(["1 ada-l 5", "1 bob 5"], await StandingsAsync("?category=code"));
        Assert.Equal("Ada-L", (await ReadAsync("")).GetProperty("standings")[0].GetProperty("name").GetString());
        var (_, person) = await app.GetAsync($"spaces/{space}/contributors/forum%2Fada");
        Assert.Equal(("ada-l", "Ada-L", 9), (person.GetProperty("identity").GetString(), person.GetProperty("name").GetString(),
            person.GetProperty("points").GetProperty("total").GetInt32()));
        Assert.Equal((3, 2),
            (person.GetProperty("points").GetProperty("count").GetInt32(), person.GetProperty("points").GetProperty("seq").GetInt32()));

        await app.PostAsync($"spaces/{space}/identities/ada-l/aliases/remove", """{"alias":"forum/ada"}""");
        Assert.Equal(["1 forum/ada 6", "2 bob 5", "3 ada-l 3"], await StandingsAsync(""));
    }

    [Fact]
    public async Task Categories_sources_and_periods_count_what_belongs_to_them()
    {
        var now = TimeProvider.System.GetUtcNow();
        await GrantAsync("g1", "ada", 3, "code", "github", now);
        await GrantAsync("g2", "ada", 10, "review", "forum", now.AddDays(-20));
        await GrantAsync("g3", "bob", 4, "code", "forum", now.AddDays(-3));
        await GrantAsync("g4", "bob", 100, "code", "forum", now.AddDays(-500));
        await GrantAsync("g5", "cleo", 0, "code", "github", now);

        Assert.Equal(["1 bob 104", "2 ada 3", "3 cleo 0"], await StandingsAsync("?category=code"));
        Assert.Equal(["1 bob 104", "2 ada 10"], await StandingsAsync("?source=forum"));
        Assert.Empty(await StandingsAsync("?category=nothing"));
        Assert.Equal(["1 ada 3", "2 cleo 0"], await StandingsAsync("?period=1d"));
        Assert.Equal(["1 bob 4", "2 ada 3", "3 cleo 0"], await StandingsAsync("?period=4d"));
        Assert.Equal(["1 ada 13", "2 bob 4", "3 cleo 0"], await StandingsAsync("?period=30d"));
        Assert.Equal(["1 bob 4"], await StandingsAsync("?period=30d&category=code&source=forum"));
        Assert.Equal(["1 bob 104", "2 ada 13", "3 cleo 0"], await StandingsAsync("?period=all"));
    }

    [Fact]
    public async Task An_epoch_is_a_period_of_whole_days_of_the_spaces_calendar()
    {
        var zoned = await app.NewSpaceAsync("""{"epochs":{"lengthDays":2,"anchor":"2026-11-01T18:00:00","timeZone":"Europe/Vienna"}}""");
        var start = new DateTimeOffset(2026, 11, 17, 18, 0, 0, TimeSpan.FromHours(1));
        foreach (var (id, at) in new[] { ("before", start.AddTicks(-1)), ("first", start), ("last", start.AddDays(2).AddTicks(-1)),
            ("after", start.AddDays(2)) })
            await app.PostAsync($"spaces/{zoned}/grants", Grant(id, id, 1, "c", "s", at));
        var board = await ReadAsync("?period=2026-11-17T1800", zoned);
        Assert.Equal(["first", "last"],
            board.GetProperty("standings").EnumerateArray().Select(standing => standing.GetProperty("contributor").GetString()));
        Assert.Equal(start, board.GetProperty("period").GetProperty("start").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("by=points", "by")]
    [InlineData("by=cred&category=code", "category")]
    [InlineData("by=grain&period=7d", "period")]
    [InlineData("period=0d", "period")]
    [InlineData("period=401d", "period")]
    [InlineData("period=2026-11-18", "period")]
    [InlineData("period=2001-01-07", "period")]
    [InlineData("period=0001-01-01", "period")]
    [InlineData("period=9999-12-31", "period")]
    [InlineData("period=soon", "period")]
    [InlineData("limit=many", "limit")]
    [InlineData("category=a&source=b", "source")]
    [InlineData("skip=-1", "skip")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("maxAge=-1", "maxAge")]
    public async Task A_question_that_makes_no_sense_is_refused_with_its_place(string query, string path)
    {
        var (status, problem) = await app.GetAsync($"spaces/{space}/leaderboard?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(path, problem.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_space_in_shadow_mode_shows_the_recomputed_totals_until_it_is_flipped()
    {
        var shadow = await app.NewSpaceAsync("""{"shadow":true}""");
        await app.PostAsync($"spaces/{shadow}/grants", Grant("g1", "ada", 1, "c", "s", DateTimeOffset.UnixEpoch));
        await app.PostAsync($"spaces/{shadow}/scores/ada/contribute", """{"key":"content:extension-pulls","points":40}""");
        await app.PostAsync($"spaces/{shadow}/scores/bob/contribute", """{"key":"content:extension-pulls","points":50}""");
        Assert.Equal(["1 bob 50", "2 ada 40"], await StandingsAsync("", shadow));
        Assert.Equal(["1 ada 1"], await StandingsAsync("?by=ledger", shadow));

        await app.SendAsync(HttpMethod.Put, $"spaces/{shadow}/config", """{"shadow":true,"leaderboard":"ledger"}""");
        Assert.Equal(["1 ada 1"], await StandingsAsync("", shadow));
        await app.SendAsync(HttpMethod.Patch, $"spaces/{shadow}/config", """{"leaderboard":null}""");
        Assert.Equal(["1 bob 50", "2 ada 40"], await StandingsAsync("", shadow));
        await app.SendAsync(HttpMethod.Put, $"spaces/{shadow}/config?replace=true", """{"leaderboard":"recompute"}""");
        Assert.Equal(["1 bob 50", "2 ada 40"], await StandingsAsync("", shadow));
    }

    private static string Grant(string id, string contributor, int points, string category, string source, DateTimeOffset at) =>
        string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {"grantId":"{{id}}","contributor":"{{contributor}}","category":"{{category}}","source":"{{source}}","amount":{{points}},
         "grantedAt":"{{(at == default ? Long : at):O}}"}
        """);

    private async Task GrantAsync(string id, string contributor, int points, string category = "c", string source = "s",
        DateTimeOffset at = default)
    {
        var (status, answer) = await app.PostAsync($"spaces/{space}/grants", Grant(id, contributor, points, category, source, at));
        Assert.True(status == HttpStatusCode.Created, answer.GetRawText());
    }

    private async Task<JsonElement> ReadAsync(string query, string? of = null)
    {
        var (status, board) = await app.GetAsync($"spaces/{of ?? space}/leaderboard{query}");
        Assert.True(status == HttpStatusCode.OK, board.GetRawText());
        return board;
    }

    private async Task<string[]> StandingsAsync(string query, string? of = null) =>
    [
        .. (await ReadAsync(query, of)).GetProperty("standings").EnumerateArray()
            .Select(standing => $"{standing.GetProperty("rank")} {standing.GetProperty("contributor")} {standing.GetProperty("points")}"),
    ];
}

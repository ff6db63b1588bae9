using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Reads.Leaderboards;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Histories;

/// <summary>What was granted lately in a space is told newest first, whoever it was granted to and whenever it came in.</summary>
public sealed class FeedTests : IAsyncLifetime
{
    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync("""{"visibility":"public"}""");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Newest_first_page_by_page_with_what_came_late_and_was_taken_back()
    {
        await app.PostAsync($"spaces/{space}/grants", $"[{Grant("a1", "ada", 1)},{Grant("b1", "bob", 2)},{Grant("a2", "ada", 3)}]");
        Assert.Equal(["a2", "b1", "a1"], await IdsAsync(""));
        await app.PostAsync($"spaces/{space}/grants", $"[{Grant("c1", "forge/ada", 2, 30)},{Grant("b0", "bob", 0)}]");
        await app.PostAsync($"spaces/{space}/grants", """
            {"grantId":"b1-undo","contributor":"bob","key":"talk","amount":-5,"grantedAt":"2026-01-04T08:00:00Z","corrects":"b1"}
            """);
        await app.SendAsync(HttpMethod.Put, $"spaces/{space}/identities?id=ada", """{"name":"Ada"}""");
        await app.PostAsync($"spaces/{space}/identities/aliases?id=ada", """{"alias":"forge/ada"}""");
        string[] all = ["b1-undo", "a2", "c1", "b1", "a1", "b0"];
        Assert.Equal(all, await IdsAsync(""));
        var (pages, next) = (new List<string>(), "");
        do
        {
            var page = await FeedAsync($"limit=2{next}");
            pages.AddRange(page.GetProperty("events").EnumerateArray().Select(each => each.GetProperty("id").GetString()!));
            next = page.TryGetProperty("next", out var cursor) ? $"&after={cursor}" : "";
            // What comes in meanwhile moves no page.
            if (pages.Count == 2) await app.PostAsync($"spaces/{space}/grants", Grant("a9", "ada", 9));
        } while (next.Length > 0);

        Assert.Equal(all, pages);
        var late = (await FeedAsync("")).GetProperty("events").EnumerateArray().Single(each => each.GetProperty("id").GetString() == "c1");
        Assert.Equal(("ada", "Ada", "forge/ada", "grant", "work", 5.0), (Text(late, "contributor"), Text(late, "name"),
            Text(late, "account"), Text(late, "kind"), Text(late, "what"), late.GetProperty("points").GetDouble()));
        var (status, _) = await app.GetAsync($"spaces/{space}/feed?after=b1");
        Assert.Equal(400, (int)status);
    }

    /// <summary>Whoever holds something, is named by others' work or stands on a board in any other way can be asked for.</summary>
    [Fact]
    public async Task Whoever_stands_on_a_board_is_known()
    {
        await app.SendAsync(HttpMethod.Patch, $"spaces/{space}/config",
            """{"epochs":{"lengthDays":300,"first":"2025-01-01T00:00:00Z"},"weights":{"nodes":{"post":4}},"types":{"nodes":["post"]}}""");
        await app.PostAsync($"spaces/{space}/grants", """
            {"grantId":"p1","contributor":"ada","key":"work","amount":5,"grantedAt":"2025-06-01T08:00:00Z","facts":{
             "nodes":[{"id":"post/1","type":"post","module":"forum","at":"2025-06-01T08:00:00Z"}],
             "edges":[{"type":"authors","from":"@ada","to":"post/1"},{"type":"reacts-to","from":"@Carl","to":"post/1"},
              {"type":"reviews","from":"@GitHub/Dora","to":"post/1"}]}}
            """);
        await app.PostAsync($"spaces/{space}/grain/mints", """{"id":"m1","to":"ada","amount":"3"}""");
        await app.PostAsync($"spaces/{space}/scores/lea/contribute", """{"key":"award:2026:best","points":3}""");
        await app.PostAsync($"spaces/{space}/epochs", "");
        await Eventually.HoldsAsync(async () => !(await app.GetAsync($"spaces/{space}/epochs")).Body.TryGetProperty("due", out _));
        await app.PostAsync($"spaces/{space}/recompute", "{}"); // of the epoch that is open by now
        var unknown = new List<string>();
        foreach (var by in new[] { "ledger", "recompute", "cred", "grain", "cred&epoch=open" })
        {
            var board = (await app.GetAsync($"spaces/{space}/leaderboard?by={by}")).Body;
            Assert.True(board.TryGetProperty("standings", out var standings), $"{by}: {board}");
            foreach (var standing in standings.EnumerateArray())
                foreach (var what in new[] { "", "/events", "/explain" })
                {
                    var id = Uri.EscapeDataString(Text(standing, "contributor"));
                    var (status, _) = await app.GetAsync($"spaces/{space}/contributors{what}?id={id}");
                    if ((int)status != 200) unknown.Add($"{by} {what} {Text(standing, "contributor")}: {(int)status}");
                }
        }

        Assert.Empty(unknown.Distinct());
    }

    /// <summary>Of many grants in any order those that were made last are kept, in one order.</summary>
    [Fact]
    public void The_last_ones_are_kept_in_one_order() => Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, 400), 700).ToArbitrary(), times =>
    {
        var latest = new LatestGrants();
        GrantPlace[] all = [.. times.Select((time, index) =>
            new GrantPlace($"p{index % 7}", index, DateTimeOffset.UnixEpoch.AddHours(time)))];
        foreach (var place in all) latest.Add(place);
        var expected = all.OrderBy(place => place.At).ThenBy(place => place.Seq).TakeLast(LatestGrants.KeptMax);
        return expected.SequenceEqual(latest.Places);
    }).QuickCheckThrowOnFailure();

    private async Task<JsonElement> FeedAsync(string query)
    {
        using var stranger = new HttpClient { BaseAddress = app.Client.BaseAddress };
        var text = await stranger.GetStringAsync(new Uri($"/api/spaces/{space}/feed?{query}", UriKind.Relative));
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<IEnumerable<string>> IdsAsync(string query) =>
        (await FeedAsync(query)).GetProperty("events").EnumerateArray().Select(each => Text(each, "id"));

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static string Grant(string id, string who, int day, int minutes = 0) => string.Create(CultureInfo.InvariantCulture,
        $$"""
        {"grantId":"{{id}}","contributor":"{{who}}","key":"work","amount":5,
         "grantedAt":"2026-01-{{day + 1:00}}T08:{{minutes:00}}:00Z"}
        """);
}

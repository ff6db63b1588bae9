using System.Net;
using System.Text.Json;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Identities;

/// <summary>A person with several ids is one wherever they are asked for, by any of them; and comes apart again as they were.</summary>
public sealed class JoinedPersonTests : IAsyncLifetime
{
    private static readonly string[] Ids = ["ada", "github/ada", "gitlab/7"];
    private static readonly string[] Reads =
    [
        "contributors/explain?id=", "activity/stats?caller=", "activity/buddy?caller=", "activity/achievements?caller=",
        "activity/heatmap?caller=",
        "activity/streak?caller=", "activity/events?caller=", "activity/forecast?caller=", "activity/people?id=", "badge.svg?id=",
        "heatmap.svg?id=",
    ];

    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync("""{"epochs":{"lengthDays":7,"first":"2026-10-20T00:00:00Z"}}""");
        await OkAsync(
            "grants",
            $"[{Grant("g1", "github/ada", 3, "2026-10-21")},{Grant("g2", "github/ada", 1, "2026-10-22")},"
            + $"{Grant("g3", "gitlab/7", 4, "2026-10-22")},{Grant("g4", "bob", 5, "2026-10-22")}]");
        await app.SendAsync(HttpMethod.Post, $"spaces/{space}/epochs");
        await Eventually.HoldsAsync(async () => !(await app.GetAsync($"spaces/{space}/epochs")).Body.TryGetProperty("due", out _));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Joining_and_unjoining_moves_everything_there_and_back()
    {
        var apart = await Task.WhenAll(Ids[1..].Select(AllAsync));
        await JoinAsync();
        foreach (var read in Reads)
        {
            var answers = await Task.WhenAll(Ids.Select(id => ReadAsync(read + id)));
            Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        }

        var stats = await JsonAsync("activity/stats?caller=gitlab/7");
        // the day that both have counts once
        Assert.Equal(("ada", "3", "2", "8"), (Text(stats, "caller"), Stat("contributions"), Stat("daysActive"), Stat("points")));
        Assert.Equal(3, (await JsonAsync("activity/events?caller=ada&limit=100")).GetProperty("events").EnumerateArray()
            .Count(told => Text(told, "type") == "grant"));
        var explained = await JsonAsync("contributors/explain?id=ada");
        var person = await JsonAsync("contributors?id=ada");
        Assert.Equal(8, explained.GetProperty("total").GetProperty("cred").GetDouble(), 9);
        Assert.Equal(8, person.GetProperty("cred").GetProperty("cred").GetDouble(), 9);
        Assert.Equal((1, 1000), (explained.GetProperty("rank").GetInt32(), explained.GetProperty("score").GetInt32()));
        Assert.Equal(8,
            person.GetProperty("cred").GetProperty("history").EnumerateArray().Sum(epoch => epoch.GetProperty("cred").GetDouble()), 9);
        Assert.Equal(100, person.GetProperty("cred").GetProperty("breakdown").EnumerateObject().Sum(part => part.Value.GetInt32()));

        foreach (var alias in Ids[1..]) await OkAsync("identities/aliases/remove?id=ada", $$"""{"alias":"{{alias}}"}""");
        Assert.Equal(apart, await Task.WhenAll(Ids[1..].Select(AllAsync)));

        string Stat(string name) => stats.GetProperty("stats").GetProperty(name).ToString();
    }

    [Fact]
    public async Task Grants_are_listed_from_all_ids_page_by_page()
    {
        await JoinAsync();
        foreach (var id in Ids)
        {
            var found = new List<string?>();
            for (var after = "0"; after is not null;)
            {
                var page = await JsonAsync($"grants?contributor={id}&limit=2&after={after}");
                found.AddRange(page.GetProperty("grants").EnumerateArray().Select(row => Text(row.GetProperty("grant"), "grantId")));
                after = page.TryGetProperty("next", out var next) ? next.ToString() : null;
            }

            Assert.Equal(["g1", "g2", "g3"], found.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Who_closes_one_id_has_closed_all_with_one_key()
    {
        await PutAsync("activity/people?id=github/ada", """{"privacy":"private"}""");
        await JoinAsync();
        using var reader = app.ClientOf("eve", $"grain:{space}:reader");
        foreach (var id in Ids) Assert.Equal("0", await EventsOfAsync(id));
        Assert.DoesNotContain("g3", await reader.GetStringAsync(Address("activity/events?limit=500")), StringComparison.Ordinal);

        var key = Text(await PutAsync("activity/people?id=ada", """{"privacy":"private","timeZone":"Europe/Vienna"}"""), "key")!;
        reader.DefaultRequestHeaders.Add("X-Activity-Key", key);
        foreach (var id in Ids) Assert.Equal("3", await EventsOfAsync(id));
        reader.DefaultRequestHeaders.Clear();
        await PutAsync("activity/people?id=gitlab/7", "{}");
        using var again = app.ClientOf("eve", $"grain:{space}:reader");
        foreach (var id in Ids)
            Assert.Equal(HttpStatusCode.OK, (await again.GetAsync(Address($"activity/stats?caller={id}"))).StatusCode);

        Uri Address(string path) => new($"/api/spaces/{space}/{path}", UriKind.Relative);

        async Task<string> EventsOfAsync(string id) =>
            JsonDocument.Parse(await reader.GetStringAsync(Address($"activity/stats?caller={id}"))).RootElement
                .GetProperty("stats").GetProperty("totalEvents").ToString();
    }

    [Fact]
    public async Task Who_has_opted_out_has_with_ids_that_come_later_too()
    {
        await PutAsync("identities?id=ada", """{"name":"Ada"}""");
        await PutAsync("activity/people?id=ada", """{"privacy":"opted-out"}""");
        await OkAsync("identities/aliases?id=ada", """{"alias":"cy"}""");
        Assert.Equal("0", (await OkAsync("activity", Fact("r1"))).GetProperty("counted").ToString());
        await OkAsync("identities/aliases/remove?id=ada", """{"alias":"cy"}""");
        Assert.Equal("1", (await OkAsync("activity", Fact("r2"))).GetProperty("counted").ToString());

        static string Fact(string id) => $$"""[{"id":"{{id}}","caller":"cy","at":"2026-11-20T10:00:00Z","model":"small"}]""";
    }

    [Fact]
    public async Task Images_answer_to_HEAD_as_to_GET()
    {
        using var client = TestHost.ClientOf(app.Client.BaseAddress);
        foreach (var path in new[] { "badge.svg?id=bob", "badge/bob.svg", "heatmap.svg?id=bob", "heatmap/bob.svg" })
            Assert.Equal((HttpStatusCode.OK, "image/svg+xml"), await HeadAsync($"/api/spaces/{space}/{path}"));
        Assert.Equal(HttpStatusCode.NotFound, (await HeadAsync($"/api/spaces/{space}/badge.svg?id=nobody")).Item1);
        Assert.Equal((HttpStatusCode.OK, "application/json"), await HeadAsync("/api/health/live"));

        async Task<(HttpStatusCode, string?)> HeadAsync(string path)
        {
            using var answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
            return (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType);
        }
    }

    private async Task JoinAsync()
    {
        await PutAsync("identities?id=ada", """{"name":"Ada"}""");
        foreach (var alias in Ids[1..]) await OkAsync("identities/aliases?id=ada", $$"""{"alias":"{{alias}}"}""");
    }

    private async Task<string> AllAsync(string id) => string.Join('\n', await Task.WhenAll(Reads.Select(read => ReadAsync(read + id))));

    private async Task<string> ReadAsync(string path)
    {
        using var answer = await app.Client.GetAsync(new Uri($"/api/spaces/{space}/{path}", UriKind.Relative));
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode}");
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<JsonElement> JsonAsync(string path) => JsonDocument.Parse(await ReadAsync(path)).RootElement;

    private Task<JsonElement> PutAsync(string path, string body) => OkAsync(path, body, HttpMethod.Put);

    private async Task<JsonElement> OkAsync(string path, string body, HttpMethod? method = null)
    {
        var (status, answer) = await app.SendAsync(method ?? HttpMethod.Post, $"spaces/{space}/{path}", body);
        Assert.True(status == HttpStatusCode.OK, $"{path}: {status} {answer}");
        return answer;
    }

    private static string Grant(string id, string contributor, int amount, string day) =>
        $$"""{"grantId":"{{id}}","contributor":"{{contributor}}","amount":{{amount}},"grantedAt":"{{day}}T10:00:00Z"}""";

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}

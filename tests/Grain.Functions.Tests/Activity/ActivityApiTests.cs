using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Activity;

public sealed class ActivityApiTests : IAsyncLifetime
{
    private static readonly string Today = $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}";
    private GrainApp app = null!;

    public async Task InitializeAsync() => app = await GrainApp.SharedAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task One_fact_an_array_and_the_same_again()
    {
        var space = await app.NewSpaceAsync();
        Assert.Equal(HttpStatusCode.Created, (await app.PostAsync($"spaces/{space}/activity", Request("r1"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.PostAsync($"spaces/{space}/activity", Request("r1"))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await app.PostAsync($"spaces/{space}/activity", Request("r1", saved: 9))).Status);
        var (status, many) = await app.PostAsync($"spaces/{space}/activity", $"[{Request("r1")},{Request("r2", saved: 1500)}]");
        Assert.Equal((HttpStatusCode.OK, 1, 1),
            (status, many.GetProperty("counted").GetInt32(), many.GetProperty("seenBefore").GetInt32()));
        Assert.Equal("counted", many.GetProperty("outcomes")[1].GetProperty("outcome").GetString());

        var stats = (await app.GetAsync($"spaces/{space}/activity/stats?caller=ada")).Body.GetProperty("stats");
        Assert.Equal((2, 1500, 1, 1), (stats.GetProperty("totalRequests").GetInt32(), stats.GetProperty("totalTokensSaved").GetInt32(),
            stats.GetProperty("streakDays").GetInt32(), stats.GetProperty("uniqueModels").GetInt32()));
        Assert.Equal(stats.GetRawText(), (await app.GetAsync($"spaces/{space}/stats")).Body.GetProperty("stats").GetRawText());
        string[] twelve =
        [
            "totalRequests", "totalTokensSaved", "totalCostSaved", "cacheHits", "semanticHits", "uniqueCallers", "uniqueModels", "raceWins",
            "factsStored", "streakDays",
            "subscriptionsConfigured", "daysActive",
        ];
        Assert.Equal(twelve, stats.EnumerateObject().Take(12).Select(each => each.Name));
    }

    [Fact]
    public async Task The_reads_show_a_buddy_achievements_a_streak_a_heatmap_events_and_a_forecast()
    {
        var space = await app.NewSpaceAsync();
        await app.PostAsync($"spaces/{space}/activity",
            $"[{string.Join(',', Enumerable.Range(0, 12).Select(i => Request($"r{i}", saved: 200, dollars: "0.5")))}]");
        var buddy = (await app.GetAsync($"spaces/{space}/activity/buddy?caller=ada")).Body.GetProperty("buddy");
        Assert.Equal(("token-fox", "uncommon", "happy", 1, 212), (
            buddy.GetProperty("speciesId").GetString(), buddy.GetProperty("rarity").GetString(), buddy.GetProperty("mood").GetString(),
            buddy.GetProperty("level").GetInt32(),
            buddy.GetProperty("xpForNextLevel").GetInt32()));
        var achievements = (await app.GetAsync($"spaces/{space}/activity/achievements?caller=ada")).Body;
        Assert.Equal(["cost-1c", "cost-1d", "first-call", "saved-1k"],
            achievements.GetProperty("unlocked").EnumerateArray().Select(each => each.GetProperty("id").GetString()!).Order());
        Assert.Equal(12, achievements.GetProperty("progress").GetInt32());
        var hundred =
            achievements.GetProperty("locked").EnumerateArray().Single(each => each.GetProperty("id").GetString() == "requests-100");
        Assert.Equal((12, "totalRequests", 100, 12), (
            hundred.GetProperty("progress").GetInt32(), hundred.GetProperty("missing")[0].GetProperty("metric").GetString(),
            hundred.GetProperty("missing")[0].GetProperty("atLeast").GetInt32(),
            hundred.GetProperty("missing")[0].GetProperty("has").GetInt32()));
        Assert.Equal(1, (await app.GetAsync($"spaces/{space}/activity/streak?caller=ada")).Body.GetProperty("streak").GetProperty("current")
            .GetInt32());
        var heatmap = (await app.GetAsync($"spaces/{space}/activity/heatmap")).Body;
        Assert.Equal((365, 12, 1), (heatmap.GetProperty("days").GetArrayLength(), heatmap.GetProperty("total").GetInt32(),
            heatmap.GetProperty("activeDays").GetInt32()));
        var forecast = (await app.GetAsync($"spaces/{space}/activity/forecast?caller=ada")).Body;
        Assert.Equal((3m, "flat", 1, 14), (
            forecast.GetProperty("next7DaysSavings").GetDecimal(), forecast.GetProperty("trend").GetString(),
            forecast.GetProperty("basedOnDays").GetInt32(), forecast.GetProperty("windowDays").GetInt32()));
        // What the community reaches together is unlocked by whoever looks.
        await app.GetAsync($"spaces/{space}/activity/achievements");
        var events = (await app.GetAsync($"spaces/{space}/activity/events?limit=3")).Body;
        Assert.Equal(3, events.GetProperty("events").GetArrayLength());
        var more = (await app.GetAsync($"spaces/{space}/activity/events?limit=500&after={events.GetProperty("next").GetString()}")).Body;
        Assert.False(more.TryGetProperty("next", out _));
        Assert.Equal(12 + 8, 3 + more.GetProperty("events").GetArrayLength());
    }

    [Fact]
    public async Task Lines_are_answered_line_by_line_and_a_bad_one_does_not_stop_the_rest()
    {
        var space = await app.NewSpaceAsync();
        byte[] body = [.. Encoding.UTF8.GetBytes($"{Request("r1")}\n\nnonsense\n{Request("r1")}\n"), 0xFF, 0xFE, (byte)'\n',
            .. Encoding.UTF8.GetBytes(Request("r2"))];
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var response = await app.Client.PostAsync(new Uri($"/api/spaces/{space}/activity", UriKind.Relative), content);
        var answers =
            (await response.Content.ReadAsStringAsync()).Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["1 counted", "3 invalid", "4 seen-before", "5 invalid", "6 counted"],
            answers.Select(each => $"{each.GetProperty("line")} {each.GetProperty("outcome")}"));
    }

    [Fact]
    public async Task The_queue_takes_what_does_not_want_to_wait()
    {
        var space = await app.NewSpaceAsync();
        var (status, body) = await app.SendAsync(HttpMethod.Post, $"spaces/{space}/activity",
            $"[{Request("r1")},{Request("r2")},{Request("r1")}]", ("Prefer", "respond-async"));
        Assert.Equal((HttpStatusCode.Accepted, 3), (status, body.GetProperty("queued").GetInt32()));
        await Eventually.HoldsAsync(async () =>
            (await app.GetAsync($"spaces/{space}/stats")).Body.GetProperty("stats").GetProperty("totalRequests").GetInt32() == 2);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("{", 400)]
    [InlineData("[{\"requestId\":\"r\"}]", 400)]
    [InlineData("{\"requestId\":\"r\",\"requestId\":\"r\"}", 400)]
    public async Task Bad_input_is_named_and_nothing_counted(string body, int status)
    {
        var space = await app.NewSpaceAsync();
        Assert.Equal(status, (int)(await app.PostAsync($"spaces/{space}/activity", body)).Status);
        Assert.Equal(0, (await app.GetAsync($"spaces/{space}/stats")).Body.GetProperty("stats").GetProperty("totalRequests").GetInt32());
    }

    [Theory]
    [InlineData("heatmap?days=367")]
    [InlineData("heatmap?days=0")]
    [InlineData("heatmap?from=2026-01-02&to=2026-01-01")]
    [InlineData("heatmap?from=2024-01-01&to=2026-01-01")]
    [InlineData("heatmap?from=yesterday")]
    [InlineData("events?limit=501")]
    [InlineData("events?after=x")]
    [InlineData("events?after=0-1")]
    public async Task A_question_that_makes_no_sense_is_refused(string question) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await app.GetAsync($"spaces/{await app.NewSpaceAsync()}/activity/{question}")).Status);

    [Fact]
    public async Task Too_many_at_once_an_unknown_space_and_a_space_that_takes_none()
    {
        var space = await app.NewSpaceAsync("""{"activity":{"enabled":false}}""");
        Assert.Equal(HttpStatusCode.NotFound, (await app.PostAsync($"spaces/{space}/activity", Request("r1"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync($"spaces/{space}/activity/buddy")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.PostAsync("spaces/nowhere/activity", Request("r1"))).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await app.PostAsync($"spaces/{await app.NewSpaceAsync()}/activity",
            $"[{string.Join(',', Enumerable.Repeat("{}", 1001))}]")).Status);
    }

    [Fact]
    public async Task People_choose_zone_species_and_privacy_and_faults_are_named()
    {
        var space = await app.NewSpaceAsync();
        var path = $"spaces/{space}/activity/people/github%2Fada";
        var (status, body) =
            await app.SendAsync(HttpMethod.Put, path, """{"timeZone":"Mars/Olympus","species":"unicorn","privacy":"shy"}""");
        Assert.Equal((HttpStatusCode.BadRequest, 3), (status, body.GetProperty("errors").GetArrayLength()));
        (_, body) = await app.SendAsync(HttpMethod.Put, path, """{"timeZone":"Europe/Vienna","species":"token-fox","privacy":"private"}""");
        var key = body.GetProperty("key").GetString()!;
        Assert.Equal(("github/ada", "private"), (body.GetProperty("caller").GetString(), body.GetProperty("privacy").GetString()));
        Assert.False((await app.GetAsync(path)).Body.TryGetProperty("key", out _));
        Assert.Equal("UTC", await ZoneAsync(key + "0"));
        Assert.Equal("Europe/Vienna", await ZoneAsync(key));
        Assert.Equal(HttpStatusCode.Conflict, (await app.PostAsync($"{path}/repairs", """{"date":"2020-01-01"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.PostAsync($"{path}/repairs", """{"date":"2020-13-01"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.PostAsync($"{path}/repairs", """{"date":"\ud800"}""")).Status);

        async Task<string?> ZoneAsync(string shown)
        {
            using var reader = app.ClientOf("eve", $"grain:{space}:reader");
            reader.DefaultRequestHeaders.Add("X-Activity-Key", shown);
            var address = new Uri($"/api/spaces/{space}/activity/streak?caller=github/ada", UriKind.Relative);
            return JsonDocument.Parse(await reader.GetStringAsync(address)).RootElement.GetProperty("timeZone").GetString();
        }
    }

    [Theory]
    [InlineData("badge")]
    [InlineData("heatmap")]
    public async Task Images_are_well_formed_have_words_and_are_sent_once(string image)
    {
        var space = await app.NewSpaceAsync();
        const string odd = "<ada> & \"co\"/😀";
        await app.PostAsync($"spaces/{space}/activity", Request("r1", caller: JsonEncodedText.Encode(odd).ToString()));
        var address = new Uri($"/api/spaces/{space}/{image}/{Uri.EscapeDataString(odd)}.svg", UriKind.Relative);
        using var response = await app.Client.GetAsync(address);
        Assert.Equal((HttpStatusCode.OK, "image/svg+xml"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal("public, max-age=300", response.Headers.CacheControl!.ToString());
        var svg = XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!;
        XNamespace ns = "http://www.w3.org/2000/svg";
        Assert.Contains(odd, svg.Element(ns + "title")!.Value);
        Assert.NotEmpty(svg.Element(ns + "desc")!.Value);
        Assert.Equal("img", svg.Attribute("role")!.Value);
        Assert.Contains("prefers-color-scheme:dark", svg.Element(ns + "style")!.Value);

        using var again = new HttpRequestMessage(HttpMethod.Get, address);
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var unchanged = await app.Client.SendAsync(again);
        Assert.Equal((HttpStatusCode.NotModified, response.Headers.ETag), (unchanged.StatusCode, unchanged.Headers.ETag));
        await app.PostAsync($"spaces/{space}/activity", Request("r2", caller: JsonEncodedText.Encode(odd).ToString(), saved: 50_000));
        using var changed = new HttpRequestMessage(HttpMethod.Get, address);
        changed.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var fresh = await app.Client.SendAsync(changed);
        Assert.Equal(HttpStatusCode.OK, fresh.StatusCode);

        await app.SendAsync(HttpMethod.Put, $"spaces/{space}/activity/people/{Uri.EscapeDataString(odd)}", """{"privacy":"opted-out"}""");
        using var gone = await app.Client.GetAsync(address);
        using var unknown = await app.Client.GetAsync(new Uri($"/api/spaces/{space}/{image}/nobody.svg", UriKind.Relative));
        Assert.Equal((HttpStatusCode.NotFound, await unknown.Content.ReadAsStringAsync()),
            (gone.StatusCode, await gone.Content.ReadAsStringAsync()));
    }

    private static string Request(string id, string caller = "ada", long saved = 0, string dollars = "0") =>
        $$"""{"requestId":"{{id}}","caller":"{{caller}}","at":"{{Today}}","model":"small","tokensIn":5,"""
        + $$"""  "tokensSaved":{{saved}},"costSaved":{{dollars}}}""";
}

using System.Net;
using System.Text.Json;
using Xunit;

namespace Grain.Functions.Tests.Histories;

/// <summary>One address tells everything that happened to a person, whichever of their ids is asked for.</summary>
public sealed class PersonHistoryTests : IAsyncLifetime
{
    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync("""{"token":{"decimals":2}}""");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task All_of_it_under_all_ids_page_by_page()
    {
        await PostAsync("grants", """
            [{"grantId":"g1","contributor":"ada","key":"talk","amount":5,"grantedAt":"2026-01-02T08:00:00Z","note":"on harvests"},
             {"grantId":"g2","contributor":"forge/ada","key":"talk","amount":2,"grantedAt":"2026-01-01T08:00:00Z"},
             {"grantId":"g3","contributor":"bob","key":"talk","amount":1,"grantedAt":"2026-01-01T08:00:00Z"}]
            """);
        await PostAsync("grants", """
            {"grantId":"g1-undo","contributor":"ada","key":"talk","amount":-5,"grantedAt":"2026-01-03T08:00:00Z","corrects":"g1"}
            """);
        await app.SendAsync(HttpMethod.Put, $"spaces/{space}/identities?id=ada", """{"name":"ada"}""");
        await PostAsync("identities/aliases?id=ada", """{"alias":"forge/ada"}""");
        await PostAsync("grain/mints", """{"id":"m1","to":"forge/ada","amount":"12.5"}""");
        await PostAsync("grain/transfers", """{"id":"t1","from":"ada","to":"bob","amount":"0.25","memo":"lunch"}""");

        var all = await EventsAsync("contributors/events?id=forge/ada");
        string[] told = [.. all.Select(each => $"{Text(each, "kind")} {Text(each, "id")} {Text(each, "what")}")];
        Assert.Contains("transfer-out t1 sent to bob (lunch)", told);
        Assert.Contains("correction g1-undo taken back: talk", told);
        Assert.Contains("grant g1 on harvests", told);
        Assert.Contains("grant g2 talk", told);
        Assert.Contains("joined forge/ada forge/ada is the same person", told);
        Assert.DoesNotContain(told, each => each.Contains("g3", StringComparison.Ordinal));
        Assert.DoesNotContain(told, each => each.Contains("gather", StringComparison.Ordinal));
        var sent = all.Single(each => Text(each, "kind") == "transfer-out");
        Assert.Equal(("-25", "-0.25"), (Text(sent, "amount"), Text(sent, "amountGrain")));
        Assert.Equal("2026-01-02T08:00:00+00:00", Text(all.Single(each => Text(each, "id") == "g1"), "happenedAt"));
        var times = all.Select(each => each.GetProperty("at").GetDateTimeOffset()).ToArray();
        Assert.Equal(times.OrderDescending(), times);

        // The same, whichever id is named and however small the pages.
        var (pages, next) = (new List<string>(), "");
        while (true)
        {
            var (_, page) = await app.GetAsync($"spaces/{space}/contributors/ada/events?limit=2{next}");
            pages.AddRange(page.GetProperty("events").EnumerateArray().Select(each => each.GetRawText()));
            if (!page.TryGetProperty("next", out var cursor)) break;
            next = $"&after={cursor}";
        }

        Assert.Equal(all.Select(each => each.GetRawText()), pages);
    }

    [Fact]
    public async Task What_a_person_keeps_private_needs_their_key()
    {
        await PostAsync("grants", """
            {"grantId":"g1","contributor":"ada","key":"talk","amount":5,"grantedAt":"2026-01-02T08:00:00Z"}
            """);
        Assert.Contains(await EventsAsync("contributors/ada/events"), each => Text(each, "kind") == "achievement");
        var (_, made) = await app.SendAsync(HttpMethod.Put, $"spaces/{space}/activity/people?id=ada", """{"privacy":"private"}""");
        Assert.Contains(await EventsAsync("contributors/ada/events"), each => Text(each, "kind") == "achievement"); // a steward
        using var reader = app.ClientOf("eve", $"grain:{space}:reader");
        var path = new Uri($"/api/spaces/{space}/contributors/ada/events", UriKind.Relative);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync(path)).StatusCode);
        reader.DefaultRequestHeaders.Add("X-Activity-Key", made.GetProperty("key").GetString());
        var opened = JsonDocument.Parse(await reader.GetStringAsync(path)).RootElement;
        Assert.True(opened.GetProperty("activityShown").GetBoolean());
        Assert.Contains(opened.GetProperty("events").EnumerateArray(), each => Text(each, "kind") == "achievement");
    }

    [Theory]
    [InlineData("contributors/ada/events?after=nonsense", "after")]
    [InlineData("contributors/ada/events?limit=0", "limit")]
    [InlineData("contributors/ada/events?limit=201", "limit")]
    public async Task Bad_input_is_named(string path, string place)
    {
        var (status, problem) = await app.GetAsync($"spaces/{space}/{path}");
        Assert.Equal((HttpStatusCode.BadRequest, place), (status, problem.GetProperty("errors")[0].GetProperty("path").GetString()));
    }

    [Fact]
    public async Task Nobody_is_not_found() =>
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync($"spaces/{space}/contributors/nobody/events")).Status);

    private async Task<JsonElement[]> EventsAsync(string path)
    {
        var (status, body) = await app.GetAsync($"spaces/{space}/{path}");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.False(body.TryGetProperty("next", out _));
        return [.. body.GetProperty("events").EnumerateArray()];
    }

    private async Task PostAsync(string path, string body)
    {
        var (status, answer) = await app.PostAsync($"spaces/{space}/{path}", body);
        Assert.True((int)status is >= 200 and < 300, $"{path}: {status} {answer}");
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}

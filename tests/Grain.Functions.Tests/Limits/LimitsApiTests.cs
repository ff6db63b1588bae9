using System.Net;
using System.Text.Json;
using Xunit;

namespace Grain.Functions.Tests.Limits;

/// <summary>Limits over HTTP: two communities in one app.</summary>
public sealed class LimitsApiTests
{
    [Fact]
    public async Task What_is_larger_than_a_bound_is_refused_with_the_bound_that_usage_tells()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("{}");
        var bounds = (await app.GetAsync($"spaces/{space}/usage")).Body.GetProperty("bounds");
        foreach (var (path, bound, says, body) in new (string, string, string, Func<int, string>)[]
        {
            ("grants", "bodyBytes", "Grain__MaxBodyBytes", many => $"\"{new string('x', many)}\""),
            ("merge", "mergeBodyBytes", "mergeBodyBytes", many => $"\"{new string('x', many)}\""),
            ("grants", "grantsARequest", "grants", many => $"[{string.Join(',', Enumerable.Repeat("{}", many))}]"),
            ("tasks", "tasksARequest", "tasks", many => $"[{string.Join(',', Enumerable.Repeat("{}", many))}]"),
            ("grants", "noteCharacters", "$.note", many => $$"""{"note":"{{new string('x', many)}}"}"""),
            ("grants", "idCharacters", "$.contributor", many => $$"""{"contributor":"{{new string('x', many)}}"}"""),
        })
        {
            var most = bounds.GetProperty(bound).GetInt32();
            var (status, problem) = await app.PostAsync($"spaces/{space}/{path}", body(most + 1));
            Assert.True(status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge, $"{bound}: {status}");
            Assert.Contains(says, problem.GetRawText(), StringComparison.Ordinal);
            Assert.Contains($"{most}", problem.GetRawText(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_is_at_a_limit_is_told_which_and_when_and_a_neighbour_goes_on()
    {
        var app = await GrainApp.SharedAsync();
        var (space, neighbour) = (await app.NewSpaceAsync("{}"), await app.NewSpaceAsync("{}"));
        Assert.Equal(HttpStatusCode.OK,
            (await app.SendAsync(HttpMethod.Put, $"spaces/{space}/limits", """{"requestsAMinute":3}""")).Status);
        HttpResponseMessage? refused = null;
        for (var i = 0; i < 12 && refused is null; i++) // a minute may end in between
        {
            var answer = await app.Client.GetAsync(new Uri($"/api/spaces/{space}/leaderboard", UriKind.Relative));
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) refused = answer;
        }

        Assert.InRange(refused!.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        var problem = await refused.Content.ReadAsStringAsync();
        Assert.Contains("Grain__Limits__RequestsAMinute", problem, StringComparison.Ordinal);
        Assert.Contains("urn:grain:problem:limit-reached", problem, StringComparison.Ordinal);
        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.OK, (await app.GetAsync($"spaces/{neighbour}/grain")).Status);

        var (_, usage) = await app.GetAsync($"spaces/{space}/usage");
        var limits = usage.GetProperty("limits").EnumerateArray().ToDictionary(limit => limit.GetProperty("name").GetString()!);
        Assert.Equal((3, true), (limits["requestsAMinute"].GetProperty("limit").GetInt64(), IsOwn(limits["requestsAMinute"])));
        Assert.Equal((6_000, false),
            (limits["requestsAMinuteOfKey"].GetProperty("limit").GetInt64(), IsOwn(limits["requestsAMinuteOfKey"])));
        Assert.True(limits["operationsADay"].GetProperty("remaining").GetInt64() > 0);
        var today = usage.GetProperty("days")[0];
        Assert.True(today.GetProperty("requests").GetInt64() >= 3 && today.GetProperty("refused").GetInt64() >= 1);

        const string Grants = """[{"grantId":"g1","contributor":"ada","amount":1,"grantedAt":"2026-11-01T10:00:00Z"}]""";
        await SetAsync("""{"grantsAMinute":1}""");
        var statuses = new HashSet<HttpStatusCode>();
        for (var i = 0; i < 5; i++) statuses.Add((await app.PostAsync($"spaces/{space}/grants", Grants)).Status);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses.Order());

        await SetAsync("""{"operationsADay":1}""");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await app.GetAsync($"spaces/{space}/grain")).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync($"spaces/{space}/usage")).Status);
        await SetAsync("{}");
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync($"spaces/{space}/grain")).Status);
        var (bad, told) = await app.SendAsync(HttpMethod.Put, $"spaces/{space}/limits", """{"grantsAMinute":-1,"grants":2}""");
        Assert.Equal(HttpStatusCode.BadRequest, bad);
        Assert.Contains("$.grants", told.GetRawText(), StringComparison.Ordinal);
        var acts = (await app.GetAsync($"spaces/{space}/audit?operation=putLimits")).Body.GetProperty("acts");
        Assert.Equal(4, acts.GetArrayLength());

        async Task SetAsync(string limits) =>
            Assert.Equal(HttpStatusCode.OK, (await app.SendAsync(HttpMethod.Put, $"spaces/{space}/limits", limits)).Status);

        static bool IsOwn(JsonElement limit) => limit.GetProperty("isOwn").GetBoolean();
    }
}

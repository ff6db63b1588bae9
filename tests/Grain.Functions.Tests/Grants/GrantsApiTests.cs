using System.Net;
using System.Text.Json;
using Xunit;

namespace Grain.Functions.Tests.Grants;

public sealed class GrantsApiTests : IAsyncLifetime
{
    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_grant_is_counted_once_and_says_so()
    {
        var grant = Grant("g1", "github/octocat", "2.5");
        Assert.Equal((HttpStatusCode.Created, "appended"), await PostAsync(grant));
        Assert.Equal((HttpStatusCode.OK, "already-appended"), await PostAsync(grant));

        var (_, page) = await app.GetAsync($"spaces/{space}/grants?contributor=github/octocat");
        Assert.Equal("g1", page.GetProperty("grants")[0].GetProperty("grant").GetProperty("grantId").GetString());
        Assert.Equal(1, page.GetProperty("grants").GetArrayLength());
    }

    [Fact]
    public async Task A_used_id_with_other_content_is_a_conflict_and_changes_nothing()
    {
        await PostAsync(Grant("g1", "ada", "2"));
        foreach (var other in new[] { Grant("g1", "ada", "3"), Grant("g1", "bob", "2") })
        {
            var (status, problem) = await app.PostAsync($"spaces/{space}/grants", other);
            Assert.Equal(HttpStatusCode.Conflict, status);
            Assert.Contains("g1", problem.GetRawText(), StringComparison.Ordinal);
        }

        Assert.Equal(2, (await TotalAsync("ada")).GetDecimal());
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync($"spaces/{space}/contributors/bob")).Status);
    }

    [Fact]
    public async Task An_array_is_answered_one_by_one_in_order()
    {
        var (status, answer) = await app.PostAsync(
            $"spaces/{space}/grants",
            $"[{Grant("g1", "ada", "1")},{Grant("g2", "bob", "2")},{Grant("g1", "ada", "1")},{Grant("g2", "bob", "3")}]");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["appended", "appended", "already-appended", "conflicts-with-earlier"],
            answer.GetProperty("outcomes").EnumerateArray().Select(one => one.GetProperty("outcome").GetString()));
        Assert.Equal(1, answer.GetProperty("conflicts").GetInt32());
    }

    [Theory]
    [InlineData("NaN", null, "line 1")]
    [InlineData("Infinity", null, "line 1")]
    [InlineData("\"NaN\"", "$.amount", "number")]
    [InlineData("1e999", "$.amount", "range")]
    [InlineData("9223372036855", "$.amount", "range")]
    [InlineData("0.1234567", "$.amount", "decimal places")]
    [InlineData("1e-400", "$.amount", "decimal places")]
    [InlineData("1.00000000000000000000000000000000001", "$.amount", "decimal places")]
    [InlineData("null", "$.amount", "number")]
    public async Task An_amount_that_is_not_exact_and_finite_is_refused_with_its_place(string amount, string? path, string why)
    {
        var (status, problem) = await app.PostAsync($"spaces/{space}/grants", Grant("g1", "ada", amount));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(why, problem.GetRawText(), StringComparison.OrdinalIgnoreCase);
        if (path is not null) Assert.Equal(path, problem.GetProperty("errors")[0].GetProperty("path").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync($"spaces/{space}/contributors/ada")).Status);
    }

    [Theory]
    [InlineData("1e3", "1000")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("1.50", "1.5")]
    [InlineData("999999999.999999", "999999999.999999")]
    [InlineData("-1000000000", "-1000000000")]
    public async Task An_exact_amount_is_kept_exactly(string amount, string stored)
    {
        await PostAsync(Grant("g1", "ada", amount));
        Assert.Equal(stored, (await TotalAsync("ada")).GetRawText());
    }

    [Fact]
    public async Task A_total_that_would_overflow_is_refused_and_the_total_stays()
    {
        await app.PostAsync($"spaces/{space}/grants",
            $"[{string.Join(',', Enumerable.Range(0, 1000).Select(i => Grant($"m{i}", "ada", "1000000000")))}]");
        var (status, problem) = await app.PostAsync($"spaces/{space}/grants", Grant("g2", "ada", "1"));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("may come to 1000000000000 points at most", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(1_000_000_000_000m, (await TotalAsync("ada")).GetDecimal());
    }

    [Theory]
    [InlineData("{\"grantId\":", "malformed-json")]
    [InlineData("", "malformed-json")]
    [InlineData("{\"grantId\":\"a\",\"grantId\":\"b\"}", "malformed-json")]
    [InlineData("[1]", "bad-request")]
    [InlineData("\"text\"", "bad-request")]
    [InlineData("{}", "bad-request")]
    public async Task A_malformed_body_is_refused_with_the_place(string body, string type)
    {
        var (status, problem) = await app.PostAsync($"spaces/{space}/grants", body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.EndsWith(type, problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        if (problem.TryGetProperty("detail", out var detail))
            Assert.StartsWith("Line 1, byte ", detail.GetString(), StringComparison.Ordinal);
        else Assert.NotEqual("", problem.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Every_fault_is_named_at_once()
    {
        var (_, problem) = await app.PostAsync($"spaces/{space}/grants",
            """[{"grantId":7,"amount":"x","grantedAt":"yesterday","colour":"red","facts":{"edges":[{"type":""}]}}]""");
        Assert.Equal(
            ["$[0].colour", "$[0].grantId", "$[0].contributor", "$[0].amount", "$[0].grantedAt", "$[0].facts.edges[0].type",
                "$[0].facts.edges[0].from", "$[0].facts.edges[0].to"],
            problem.GetProperty("errors").EnumerateArray().Select(fault => fault.GetProperty("path").GetString()));
    }

    [Fact]
    public async Task Withdrawals_that_say_too_little_or_too_much_are_refused_by_their_place()
    {
        var (_, problem) = await app.PostAsync($"spaces/{space}/grants",
            """
            {"grantId":"w","contributor":"ada","amount":0,"grantedAt":"2025-06-01T08:30:00Z","facts":{"withdraws":[
              {"type":"references"},{"type":"reacts-to","from":"@ada","to":"x","once":true,"at":"2025-06-01T08:30:00Z"},
              {"type":"reacts-to","from":"@ada","once":true},{"type":"references","from":"x","to":"","at":"2999-01-01T00:00:00Z"},
              {"type":"references","from":"@","by":1}]}}
            """);
        Assert.Equal(
            ["$.facts.withdraws[0]", "$.facts.withdraws[1].at", "$.facts.withdraws[2].once", "$.facts.withdraws[3].at",
                "$.facts.withdraws[3].to", "$.facts.withdraws[4].by", "$.facts.withdraws[4].from"],
            problem.GetProperty("errors").EnumerateArray().Select(fault => fault.GetProperty("path").GetString()).Order(
                StringComparer.Ordinal));
    }

    [Fact]
    public async Task Ids_of_any_characters_are_taken_up_to_the_limit()
    {
        foreach (var id in new[] { "a/b\\c#d?e%f+g", "~", "ü🌾", "a b", new string('/', 100) })
        {
            var json = JsonSerializer.Serialize(id);
            var (status, _) = await app.PostAsync($"spaces/{space}/grants",
                Grant("g", "x", "1").Replace("\"x\"", json, StringComparison.Ordinal).Replace("\"g\"", json, StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.Created, status);
            Assert.Equal(1, (await TotalAsync(id)).GetDecimal());
        }

        var (tooLong, problem) = await app.PostAsync($"spaces/{space}/grants", Grant("g", new string('a', 101), "1"));
        Assert.Equal(HttpStatusCode.BadRequest, tooLong);
        Assert.Equal("$.contributor", problem.GetProperty("errors")[0].GetProperty("path").GetString());
        Assert.Equal(HttpStatusCode.BadRequest,
            (await app.PostAsync($"spaces/{space}/grants", Grant(new string('a', 151), "a", "1"))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.PostAsync($"spaces/{space}/grants", Grant("\\ud800", "a", "1"))).Status);
    }

    [Fact]
    public async Task An_unknown_space_is_not_found() =>
        Assert.Equal(HttpStatusCode.NotFound, (await app.PostAsync("spaces/nowhere/grants", Grant("g", "a", "1"))).Status);

    [Fact]
    public async Task A_correction_points_at_a_grant_and_cannot_be_made_twice()
    {
        await PostAsync(Grant("g1", "ada", "5"));
        Assert.Equal((HttpStatusCode.Created, "appended"), await PostAsync(Correction("c1", "g1", "-5")));
        Assert.Equal((HttpStatusCode.OK, "already-appended"), await PostAsync(Correction("c1", "g1", "-5")));
        Assert.Equal(HttpStatusCode.Conflict, (await app.PostAsync($"spaces/{space}/grants", Correction("c2", "g1", "-1"))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.PostAsync($"spaces/{space}/grants", Correction("c3", "never", "-1"))).Status);
        Assert.Equal(0, (await TotalAsync("ada")).GetDecimal());
    }

    private static string Grant(string id, string contributor, string amount) =>
        $$"""
        {"grantId":"{{id}}","contributor":"{{contributor}}","category":"code","source":"api","amount":{{amount}},
         "grantedAt":"2026-11-01T00:00:00Z"}
        """;

    private static string Correction(string id, string corrects, string amount) =>
        Grant(id, "ada", amount)[..^1] + $$""","corrects":"{{corrects}}"}""";

    private async Task<(HttpStatusCode, string?)> PostAsync(string grant)
    {
        var (status, answer) = await app.PostAsync($"spaces/{space}/grants", grant);
        return (status, answer.TryGetProperty("outcome", out var outcome) ? outcome.GetString() : null);
    }

    private async Task<JsonElement> TotalAsync(string contributor)
    {
        var (_, answer) = await app.GetAsync($"spaces/{space}/contributors/{Uri.EscapeDataString(contributor)}");
        return answer.GetProperty("points").GetProperty("total");
    }
}

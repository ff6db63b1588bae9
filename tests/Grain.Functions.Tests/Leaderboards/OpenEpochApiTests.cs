using System.Net;
using System.Text.Json;
using Xunit;

namespace Grain.Functions.Tests.Leaderboards;

/// <summary>The open epoch over HTTP: ranked on demand, and shown marked as provisional.</summary>
public sealed class OpenEpochApiTests : IAsyncLifetime
{
    private const string Config = """{"epochs":{"lengthDays":3660,"first":"2025-01-01T00:00:00Z","anchor":"2025-01-01T00:00:00Z"}}""";

    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync(Config);
        await GrantAsync("g1", "ada", 6);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task It_is_ranked_on_demand_and_all_that_shows_it_says_that_it_is_provisional()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync($"spaces/{space}/leaderboard?by=cred&epoch=open")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync($"spaces/{space}/epochs/open")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync($"spaces/{space}/contributors/ada/explain?epoch=open")).Status);
        Assert.False((await app.GetAsync($"spaces/{space}/contributors/ada")).Body.TryGetProperty("open", out _));

        var first = await RecomputeAsync();
        Assert.Equal((true, 1, "1000", true), (first.GetProperty("success").GetBoolean(), first.GetProperty("scores").GetInt32(),
            first.GetProperty("grain").GetString(), first.GetProperty("changed").GetBoolean()));
        Assert.False((await RecomputeAsync()).GetProperty("changed").GetBoolean());

        await GrantAsync("g2", "bob", 2);
        Assert.Equal(2, (await RecomputeAsync()).GetProperty("scores").GetInt32());
        var (_, board) = await app.GetAsync($"spaces/{space}/leaderboard?by=cred&epoch=open");
        Assert.Equal(("2025-01-01", "1000", "2025-01-01"), (board.GetProperty("epoch").GetString(),
            board.GetProperty("provisional").GetProperty("wouldPay").GetString(),
            board.GetProperty("provisional").GetProperty("epoch").GetString()));
        var places = board.GetProperty("standings").EnumerateArray().ToArray();
        Assert.Equal(["ada", "bob"], places.Select(place => place.GetProperty("contributor").GetString()));
        Assert.Equal((1000, 333, 1000.0), (places[0].GetProperty("score").GetInt32(), places[1].GetProperty("score").GetInt32(),
            places.Sum(place =>
                double.Parse(place.GetProperty("wouldPay").GetString()!, System.Globalization.CultureInfo.InvariantCulture))));
        Assert.Equal("0", places[0].GetProperty("grain").GetString());

        // What is closed is nothing yet.
        var (_, closed) = await app.GetAsync($"spaces/{space}/leaderboard?by=cred");
        Assert.False(closed.TryGetProperty("epoch", out _));
        Assert.All(closed.GetProperty("standings").EnumerateArray(), place =>
        {
            Assert.Equal(0, place.GetProperty("cred").GetDouble());
            Assert.False(place.TryGetProperty("wouldPay", out _));
        });
        Assert.Equal("0", (await app.GetAsync($"spaces/{space}/epochs")).Body.GetProperty("supply").GetString());

        var (_, ada) = await app.GetAsync($"spaces/{space}/contributors/ada");
        Assert.False(ada.TryGetProperty("cred", out _));
        Assert.Equal((6.0, "750"), (Math.Round(ada.GetProperty("open").GetProperty("cred").GetProperty("cred").GetDouble(), 9),
            ada.GetProperty("open").GetProperty("wouldPay").GetString()));
        var (_, told) = await app.GetAsync($"spaces/{space}/contributors/ada/explain?epoch=open");
        Assert.Contains("of the cred of epoch 2025-01-01 so far", told.GetProperty("answer").GetString(), StringComparison.Ordinal);
        Assert.Equal("1000", told.GetProperty("provisional").GetProperty("wouldPay").GetString());
        using var badge = await app.Client.GetAsync(new Uri($"/api/spaces/{space}/badge.svg?id=ada&show=open", UriKind.Relative));
        Assert.Contains("cred so far", await badge.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var (_, open) = await app.GetAsync($"spaces/{space}/epochs/open");
        Assert.Equal((2, "1000", 0), (open.GetProperty("participants").GetInt32(),
            open.GetProperty("wouldPay").GetProperty("paidGrain").GetString(), open.GetProperty("notes").GetArrayLength()));
    }

    [Fact]
    public async Task Where_epochs_are_off_it_says_why_not()
    {
        var off = await app.NewSpaceAsync("""{"enabled":false}""");
        var (status, answer) = await app.PostAsync($"spaces/{off}/recompute", "");
        Assert.Equal((HttpStatusCode.OK, false, 0, "0"), (status, answer.GetProperty("success").GetBoolean(),
            answer.GetProperty("scores").GetInt32(), answer.GetProperty("grain").GetString()));
        Assert.Contains("enabled: false", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await app.PostAsync("spaces/nowhere-at-all/recompute", "")).Status);
    }

    [Fact]
    public async Task A_person_who_is_hidden_is_in_the_sums_alone()
    {
        await app.SendAsync(HttpMethod.Patch, $"spaces/{space}/config", """{"visibility":"public"}""");
        await GrantAsync("g2", "bob", 2);
        await app.SendAsync(HttpMethod.Put, $"spaces/{space}/activity/people?id=bob", """{"privacy":"private"}""");
        await RecomputeAsync();
        using var reader = app.ClientOf("eve", $"grain:{space}:reader");
        using var answer = await reader.GetAsync(new Uri($"/api/spaces/{space}/leaderboard?by=cred&epoch=open", UriKind.Relative));
        var board = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("ada", Assert.Single(board.GetProperty("standings").EnumerateArray()).GetProperty("contributor").GetString());
        Assert.Equal((2.0, "250"), (Math.Round(board.GetProperty("others").GetProperty("cred").GetDouble(), 9),
            board.GetProperty("others").GetProperty("wouldPay").GetString()));
    }

    [Theory]
    [InlineData("by=ledger&epoch=open")]
    [InlineData("epoch=2025-01-01-and-much-more")]
    public async Task A_question_that_makes_no_sense_is_refused_with_its_fault(string query)
    {
        var (status, problem) = await app.GetAsync($"spaces/{space}/leaderboard?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("epoch", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync($"spaces/{space}/leaderboard?epoch=2024-01-01")).Status);
    }

    private async Task<JsonElement> RecomputeAsync() => (await app.PostAsync($"spaces/{space}/recompute", "")).Body;

    private async Task GrantAsync(string id, string who, int points) => Assert.Equal(HttpStatusCode.Created, (await app.PostAsync(
        $"spaces/{space}/grants",
        $$"""{"grantId":"{{id}}","contributor":"{{who}}","amount":{{points}},"grantedAt":"2026-06-01T08:00:00Z"}""")).Status);
}

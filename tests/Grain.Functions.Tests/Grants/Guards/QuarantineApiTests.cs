using System.Globalization;
using System.Net;
using System.Text.Json;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Grants;

/// <summary>Newcomers are held, and a steward decides about them, through the whole app: from signed webhook to counted points.</summary>
public sealed class QuarantineApiTests : IAsyncLifetime
{
    private const string Config =
        """
        {"webhooks":{"github":{"secrets":["a-secret-of-the-tests"]},"points":{"github:issues.opened":2},"guards":{"holdNewcomers":true}}}
        """;

    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync(Config);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Who_is_held_has_no_points_until_a_steward_says_so_and_then_counts_like_everybody()
    {
        await OpenIssuesAsync("ada", 1, 2);
        await OpenIssuesAsync("bob", 3);
        await ListedAsync("github/ada Ada held 2 4", "github/bob Bob held 1 2");
        Assert.Equal(0, await CountAsync("ada"));

        Assert.Equal((HttpStatusCode.OK, "github/ada released 2"), await DecideAsync("ada", "release"));
        Assert.Equal((2, 4m), (await CountAsync("ada"), await PointsAsync("ada")));
        Assert.Equal(["github/bob Bob held 1 2"], await ListAsync());

        // Two stewards at once, an answer that was lost: nothing counts twice.
        Assert.Equal((HttpStatusCode.OK, "github/ada released 0"), await DecideAsync("ada", "release"));
        await OpenIssuesAsync("ada", 1, 4);
        await Eventually.HoldsAsync(async () => await CountAsync("ada") == 3);
        Assert.Equal(["github/bob Bob held 1 2"], await ListAsync());
    }

    [Fact]
    public async Task Who_is_turned_away_gains_nothing_until_a_steward_thinks_better_of_it()
    {
        await OpenIssuesAsync("ada", 1);
        await ListedAsync("github/ada Ada held 1 2");
        for (var steward = 0; steward < 2; steward++)
            Assert.Equal((HttpStatusCode.OK, "github/ada rejected 0"), await DecideAsync("ada", "reject"));
        await OpenIssuesAsync("ada", 2);
        await ListedAsync("github/ada Ada rejected 2 4");
        Assert.Equal(0, await CountAsync("ada"));

        Assert.Equal((HttpStatusCode.OK, "github/ada released 2"), await DecideAsync("ada", "release"));
        Assert.Equal((2, 4m), (await CountAsync("ada"), await PointsAsync("ada")));
        Assert.Empty(await ListAsync());
        Assert.Equal(HttpStatusCode.Conflict, (await app.PostAsync(PathOf("ada", "reject"), "")).Status);
    }

    [Fact]
    public async Task What_cannot_be_decided_is_refused_with_the_reason()
    {
        Assert.Empty(await ListAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync("spaces/nowhere/quarantine")).Status);
        foreach (var decision in new[] { "release", "reject" })
        {
            var (status, problem) = await app.PostAsync(PathOf("nobody", decision), "");
            Assert.Equal(HttpStatusCode.NotFound, status);
            Assert.Contains("github/nobody", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.BadRequest, (await app.PostAsync(PathOf(new string('x', 1000), decision), "")).Status);
        }

        // Whom the ledger knows already is never held.
        await app.PostAsync($"spaces/{space}/grants",
            """{"grantId":"g","contributor":"github/ada","amount":1,"grantedAt":"2026-11-01T00:00:00Z"}""");
        await OpenIssuesAsync("ada", 1);
        await Eventually.HoldsAsync(async () => await CountAsync("ada") == 2);
        foreach (var decision in new[] { "release", "reject" })
        {
            var (status, problem) = await app.PostAsync(PathOf("ada", decision), "");
            Assert.Equal(HttpStatusCode.Conflict, status);
            Assert.Contains("github/ada: the person is not held", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    private async Task OpenIssuesAsync(string login, params int[] ids)
    {
        foreach (var id in ids)
        {
            var (status, _) = await app.DeliverAsync(space, "issues", Issue(login, id), $"d{id}");
            Assert.Equal(HttpStatusCode.Accepted, status);
        }
    }

    private async Task<(HttpStatusCode Status, string Told)> DecideAsync(string login, string decision)
    {
        var (status, body) = await app.PostAsync(PathOf(login, decision), "");
        return (status,
            $"{body.GetProperty("contributor").GetString()} {body.GetProperty("state").GetString()} "
            + $"{body.GetProperty("counted").GetInt32()}");
    }

    private Task ListedAsync(params string[] people) => Eventually.HoldsAsync(async () => (await ListAsync()).SequenceEqual(people));

    private async Task<string[]> ListAsync()
    {
        var (status, body) = await app.GetAsync($"spaces/{space}/quarantine");
        Assert.Equal((HttpStatusCode.OK, space), (status, body.GetProperty("space").GetString()));
        return [.. body.GetProperty("people").EnumerateArray().Select(Line).Order(StringComparer.Ordinal)];
    }

    private static string Line(JsonElement person) => string.Create(
        CultureInfo.InvariantCulture,
        $"{person.GetProperty("contributor").GetString()} {person.GetProperty("name").GetString()} "
        + $"{person.GetProperty("state").GetString()} {person.GetProperty("grants").GetInt32()} "
        + $"{person.GetProperty("points").GetDecimal()}");

    private async Task<int> CountAsync(string login) =>
        await PointsOfAsync(login) is { } points ? points.GetProperty("count").GetInt32() : 0;

    private async Task<decimal> PointsAsync(string login) => (await PointsOfAsync(login))!.Value.GetProperty("total").GetDecimal();

    private async Task<JsonElement?> PointsOfAsync(string login)
    {
        var (status, answer) = await app.GetAsync($"spaces/{space}/contributors/github%2F{login}");
        return status == HttpStatusCode.NotFound ? null : answer.GetProperty("points");
    }

    private string PathOf(string login, string decision) => $"spaces/{space}/quarantine/github%2F{login}/{decision}";

    private static string Issue(string login, int id) =>
        $$$"""
        {"action":"opened","issue":{"id":{{{id}}},"number":{{{id}}},"title":"It grows",
         "html_url":"https://github.com/octo/field/issues/{{{id}}}","created_at":"2026-11-01T10:00:00Z",
         "user":{"login":"{{{char.ToUpperInvariant(login[0]) + login[1..]}}}","id":1,"type":"User"}},
          "repository":{"id":3,"name":"field","full_name":"octo/field","owner":{"login":"octo","id":2,"type":"Organization"},
         "html_url":"https://github.com/octo/field","created_at":"2020-01-01T00:00:00Z","default_branch":"main"},
          "sender":{"login":"{{{login}}}","id":1,"type":"User"}}
        """;
}

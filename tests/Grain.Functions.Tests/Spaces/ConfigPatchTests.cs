using System.Net;
using System.Text.Json;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Hosting.Sent;
using Xunit;

namespace Grain.Functions.Tests.Spaces;

/// <summary><c>PATCH …/config</c> changes what it names and nothing else.</summary>
public sealed class ConfigPatchTests : IAsyncLifetime
{
    private GrainApp app = null!;

    public async Task InitializeAsync() => app = await GrainApp.SharedAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task What_is_named_changes_and_all_else_stays_secrets_too()
    {
        var space = await app.NewSpaceAsync("""
            {"displayName":"Mill","webhooks":{"github":{"secrets":["a-secret-of-the-tests"]}},"epochs":{"lengthDays":14},
             "weights":{"nodes":{"pull":2},"edges":{"authors":{"forward":1,"backward":2}}},
             "tiers":[{"name":"a","from":1},{"name":"b","from":2}]}
            """);
        var (status, answer) = await PatchAsync(space, """
            {"weights":{"nodes":{"commit":0.5},"edges":{"authors":{"forward":3}}},"tiers":[{"name":"c","from":3}],"displayName":null}
            """);
        Assert.Equal(HttpStatusCode.OK, status);
        var config = answer.GetProperty("config");
        Assert.False(config.TryGetProperty("displayName", out _));
        Assert.Equal("""{"commit":0.5,"pull":2}""", config.GetProperty("weights").GetProperty("nodes").GetRawText());
        Assert.Equal("""{"forward":3,"backward":2}""",
            config.GetProperty("weights").GetProperty("edges").GetProperty("authors").GetRawText());
        Assert.Equal((1, 14),
            (config.GetProperty("tiers").GetArrayLength(), config.GetProperty("epochs").GetProperty("lengthDays").GetInt32()));
        Assert.Equal(HttpStatusCode.Accepted, (await app.DeliverAsync(space, "ping", """{"zen":"still"}""", "d1")).Status);
    }

    [Fact]
    public async Task The_same_patch_again_makes_no_new_version_and_neither_does_the_whole_configuration()
    {
        var space = await app.NewSpaceAsync();
        const string patch = """
            {"distribution":{"policies":[{"type":"RECENT","discount":0.50,"exclusions":["GitHub/Ada"]}]},"types":{"nodes":["essay"]}}
            """;
        Assert.Equal(2, (await PatchAsync(space, patch)).Answer.GetProperty("configVersion").GetInt32());
        foreach (var again in new[] { patch, "{}", """{"displayName":null,"weights":{"nodes":{}}}""", await ShownAsync(space) })
            Assert.Equal(2, (await PatchAsync(space, again)).Answer.GetProperty("configVersion").GetInt32());
        Assert.Equal(HttpStatusCode.OK, (await PatchAsync(space, patch, ("If-Match", "\"2\""))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await PatchAsync(space, """{"enabled":false}""", ("If-Match", "\"1\""))).Status);
        Assert.Equal(2, (await app.GetAsync($"spaces/{space}")).Body.GetProperty("configVersion").GetInt32());
    }

    [Fact]
    public async Task Many_at_once_all_count()
    {
        var space = await app.NewSpaceAsync("{}");
        string[] types = ["pull", "issue", "commit", "review", "comment", "release"];
        var answers = await Task.WhenAll(types.Select(type => PatchAsync(space, "{\"weights\":{\"nodes\":{\"" + type + "\":7}}}")));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(types.Order(StringComparer.Ordinal), (await app.FindSpaceAsync(space)).Config.Weights.Nodes.Keys);
    }

    [Theory]
    [InlineData("[]", "$", "must be an object")]
    [InlineData("null", "$", "must be an object")]
    [InlineData("""{"wieghts":null}""", "$.wieghts", "is not known here; did you mean 'weights'?")]
    [InlineData("""{"epochs":{"lengthDays":0}}""", "$.epochs.lengthDays", "must lie between 1 and 3660")]
    [InlineData("""{"epochs":{"timeZone":"Europe/Viena"}}""", "$.epochs.timeZone", "did you mean 'Europe/Vienna'?")]
    [InlineData("""{"epochs":7}""", "$.epochs", "must be an object")]
    [InlineData("""{"tiers":[{"name":null,"from":1}]}""", "$.tiers[0].name", "must not be null")]
    [InlineData("""{"credRank":{"alpha":0.9}}""", "$.credRank", "must not exceed 1 together")]
    [InlineData("""{"weights":{"nodes":{"comit":1}}}""", "$.weights.nodes.comit", "did you mean 'commit'?")]
    [InlineData("""{"weights":{"changes":[{"from":"2026-01-01","edges":{"author":{"forward":1}}}]}}""", "$.weights.changes[0].edges.author",
        "did you mean 'authors'?")]
    [InlineData("""{"weights":{"mintCaps":{"githb":1}}}""", "$.weights.mintCaps.githb", "did you mean 'github'?")]
    [InlineData("""{"webhooks":{"points":{"pull_request.mergd":1}}}""", "$.webhooks.points.pull_request.mergd",
        "did you mean 'github:pull_request.merged'?")]
    [InlineData("""{"webhooks":{"guards":{"dailyCaps":{"chta":1}}}}""", "$.webhooks.guards.dailyCaps.chta", "did you mean 'chat'?")]
    [InlineData("""{"webhooks":{"guards":{"repeatPercent":{"chat:thanks.givn":1}}}}""", "$.webhooks.guards.repeatPercent.chat:thanks.givn",
        "did you mean 'chat:thanks.given'?")]
    [InlineData("""{"webhooks":{"githib":{"secrets":[]}}}""", "$.webhooks.githib", "did you mean 'github'?")]
    [InlineData("""{"distribution":{"policies":[{"type":"BALANCD"}]}}""", "$.distribution.policies[0].type", "did you mean 'BALANCED'?")]
    [InlineData("""{"activity":{"achievements":[{"id":"a","title":"A","when":{"contribution":1}}]}}""",
        "$.activity.achievements[0].when.contribution", "did you mean 'contributions'?")]
    [InlineData("""{"types":{"events":["a","a"]}}""", "$.types.events[1]", "'a' is listed twice")]
    [InlineData("""{"token":{"icon":"\ud83d"}}""", "$.token.icon", "half of a surrogate pair")]
    [InlineData("""{"displayName":"a\u202eb"}""", "$.displayName", PlainName.Rule)]
    [InlineData("""{"token":{"symbol":"\u200b"}}""", "$.token.symbol", PlainName.Rule)]
    [InlineData("""{"token":{"name":"\u2028"}}""", "$.token.name", PlainName.Rule)]
    [InlineData("""{"token":{"icon":"\u200d"}}""", "$.token.icon", PlainName.Rule)]
    [InlineData("""{"tiers":[{"name":"a\u2066","from":1}]}""", "$.tiers[0].name", PlainName.Rule)]
    [InlineData("""{"types":{"nodes":[" "]}}""", "$.types.nodes[0]", PlainName.Rule)]
    [InlineData("""{"activity":{"achievements":[{"id":"a","title":"\u202eA","when":{"contributions":1}}]}}""",
        "$.activity.achievements[0].title", PlainName.Rule)]
    [InlineData("""{"webhooks":{"github":{"secrets":["********"]}}}""", "$.webhooks.github.secrets[0]", "there was none in its place")]
    public async Task What_is_wrong_is_told_and_nothing_written(string patch, string path, string message)
    {
        var space = await app.NewSpaceAsync("{}");
        var (status, problem) = await PatchAsync(space, patch);
        var fault = problem.GetProperty("errors").EnumerateArray().Single();
        Assert.Equal((HttpStatusCode.BadRequest, path), (status, fault.GetProperty("path").GetString()));
        Assert.Contains(message, fault.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, (await app.FindSpaceAsync(space)).ConfigVersion);
    }

    /// <summary>Also where another text stands there already, with which it is compared.</summary>
    [Theory]
    [InlineData("PATCH", "")]
    [InlineData("PUT", "")]
    [InlineData("PUT", "?replace=true")]
    public async Task Half_of_a_surrogate_pair_is_a_fault_of_who_sends_it(string method, string query)
    {
        var space = await app.NewSpaceAsync("""{"displayName":"Mill","webhooks":{"github":{"secrets":["a-secret-of-the-tests"]}}}""");
        var (status, problem) = await app.SendAsync(new HttpMethod(method), $"spaces/{space}/config{query}",
            """{"displayName":"\ud800","webhooks":{"github":{"secrets":["a-secret-\udc00-of-the-tests"]}}}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(["$.displayName", "$.webhooks.github.secrets[0]"],
            problem.GetProperty("errors").EnumerateArray().Select(fault => fault.GetProperty("path").GetString()));
        Assert.Equal("Mill", (await app.FindSpaceAsync(space)).DisplayName);
    }

    [Theory]
    [InlineData("\"1\"", HttpStatusCode.OK)]
    [InlineData("W/\"1\"", HttpStatusCode.OK)] // as a proxy makes it that compresses
    [InlineData("\"7\", \"1\"", HttpStatusCode.OK)]
    [InlineData("*", HttpStatusCode.OK)]
    [InlineData("\"7\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("W/\"7\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("1", HttpStatusCode.BadRequest)]
    [InlineData("\"1", HttpStatusCode.BadRequest)]
    [InlineData(",", HttpStatusCode.BadRequest)]
    public async Task If_Match_is_read_as_HTTP_says(string header, HttpStatusCode expected)
    {
        var space = await app.NewSpaceAsync("{}");
        var (status, answer) = await PatchAsync(space, """{"enabled":false}""", ("If-Match", header));
        Assert.Equal(expected, status);
        if (expected == HttpStatusCode.BadRequest)
            Assert.Equal("If-Match", answer.GetProperty("errors")[0].GetProperty("path").GetString());
        Assert.Equal(expected != HttpStatusCode.OK, (await app.FindSpaceAsync(space)).Config.Enabled);
    }

    [Fact]
    public async Task What_the_space_lists_is_known()
    {
        var space = await app.NewSpaceAsync("{}");
        Assert.Equal(HttpStatusCode.OK, (await PatchAsync(space, """
            {"types":{"nodes":["essay"],"edges":["quotes"],"events":["blog:post.published"],"sources":["blog"]},
             "weights":{"nodes":{"essay":2},"edges":{"quotes":{"forward":1}},"mintCaps":{"blog":5}},
             "webhooks":{"guards":{"dailyCaps":{"blog":5},"repeatPercent":{"blog:post.published":50}}}}
            """)).Status);
        Assert.Equal("$.weights.nodes.essay", (await PatchAsync(space, """{"types":{"nodes":["novel"]},"displayName":"x"}"""))
            .Answer.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    private async Task<string> ShownAsync(string space) => (await app.GetAsync($"spaces/{space}/config")).Body.GetRawText();

    private Task<(HttpStatusCode Status, JsonElement Answer)> PatchAsync(
        string space, string patch, params (string Name, string Value)[] headers) =>
        app.SendAsync(HttpMethod.Patch, $"spaces/{space}/config", patch, headers);
}

using System.Net;
using Grain.Functions.Webhooks.Settings;
using Xunit;

namespace Grain.Functions.Tests.Spaces;

/// <summary><c>PUT …/config</c> takes nothing away that it does not name, unless that is meant.</summary>
public sealed class ConfigLossesTests
{
    private const string Set =
        """
        {"displayName":"Mill","epochs":{"lengthDays":14,"first":"2026-10-19T00:00:00Z"},
         "distribution":{"treasury":{"funded":"9"}},"weights":{"nodes":{"pull":2,"issue":3}},
         "webhooks":{"github":{"secrets":["a-secret-of-the-tests"]},"points":{"github:issues.opened":3}}}
        """;

    [Fact]
    public async Task What_would_be_lost_is_listed_and_nothing_written()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync(Set);
        var (status, problem) = await app.SendAsync(HttpMethod.Put, $"spaces/{space}/config", """{"weights":{"nodes":{"pull":4}}}""");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("replace=true", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            [
                "$.displayName is \"Mill\" and not named: it would be gone",
                "$.epochs.lengthDays is 14 and not named: it would be 7",
                "$.epochs.first is \"2026-10-19T00:00:00+00:00\" and not named: it would be gone",
                "$.distribution.treasury is {\"funded\":\"9\",\"beyond\":\"Refuse\"} and not named: it would be gone",
                "$.weights.nodes.issue is 3 and not named: it would be gone",
                "$.webhooks.github.secrets is a list of 1 secret and not named: it would be []",
                "$.webhooks.points.github:issues.opened is 3 and not named: it would be gone",
            ],
            problem.GetProperty("errors").EnumerateArray().Select(each => $"{each.GetProperty("path")} {each.GetProperty("message")}"));
        Assert.Equal(1, (await app.FindSpaceAsync(space)).ConfigVersion);
    }

    [Fact]
    public async Task What_names_all_of_it_or_says_that_it_is_meant_is_taken()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync(Set);
        var shown = (await app.GetAsync($"spaces/{space}/config")).Body.GetRawText();
        foreach (var (query, config) in new[] { ("", shown), ("", Set), ("?replace=true", "{}") })
            Assert.Equal(HttpStatusCode.OK, (await app.SendAsync(HttpMethod.Put, $"spaces/{space}/config{query}", config)).Status);
        Assert.Empty((await app.FindSpaceAsync(space)).Config.Webhooks.Github.Secrets);
    }
}

using System.Net;
using System.Text.Json;
using Xunit;

namespace Grain.Functions.Tests.People;

/// <summary>People who were one for a while, and are hidden, are two again.</summary>
public sealed class PartedPeopleTests
{
    [Theory]
    [InlineData("pseudonymous", 2)]
    [InlineData("private", 0)]
    public async Task Each_has_a_face_of_their_own_when_they_are_parted(string privacy, int shown)
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("{}");
        async Task SendAsync(HttpMethod method, string path, string body) =>
            Assert.True((await app.SendAsync(method, $"spaces/{space}/{path}", body)).Status < HttpStatusCode.BadRequest, path);
        foreach (var id in new[] { "forge/ada", "forge/bob" })
            await SendAsync(HttpMethod.Post, "grants",
                $$"""{"grantId":"{{id}}","contributor":"{{id}}","amount":1,"grantedAt":"2025-06-01T08:30:00Z"}""");
        await SendAsync(HttpMethod.Put, "identities?id=forge/ada", """{"name":"ada"}""");
        await SendAsync(HttpMethod.Post, "identities/aliases?id=forge/ada", """{"alias":"forge/bob"}""");
        await SendAsync(HttpMethod.Put, "activity/people?id=forge/ada", $$"""{"privacy":"{{privacy}}"}""");
        using var reader = app.ClientOf("a-reader", $"grain:{space}:reader");
        var before = await NamesAsync();
        await SendAsync(HttpMethod.Post, "identities/aliases/remove?id=forge/ada", """{"alias":"forge/bob"}""");

        var after = await NamesAsync();
        Assert.Equal((Math.Min(1, shown), shown), (before.Count, after.Distinct().Count()));
        Assert.Subset(after.ToHashSet(), before.ToHashSet());
        Assert.DoesNotContain(after,
            name => name.Contains("ada", StringComparison.Ordinal) || name.Contains("bob", StringComparison.Ordinal));

        async Task<IReadOnlyList<string>> NamesAsync()
        {
            var text = await reader.GetStringAsync(new Uri($"/api/spaces/{space}/leaderboard", UriKind.Relative));
            return [.. JsonElement.Parse(text).GetProperty("standings").EnumerateArray()
                .Select(each => each.GetProperty("contributor").GetString()!)];
        }
    }
}

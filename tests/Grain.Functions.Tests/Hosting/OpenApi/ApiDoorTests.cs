using System.Net;
using System.Text.Json;
using Xunit;

namespace Grain.Functions.Tests.Hosting.OpenApi;

/// <summary>Query values that nobody knows: refused at every address that asks for a key, and nowhere else.</summary>
public sealed class ApiDoorTests
{
    [Fact]
    public async Task Every_operation_that_asks_for_a_key_refuses_what_it_does_not_name()
    {
        var app = await GrainApp.SharedAsync();
        using var client = TestHost.ClientOf(app.Client.BaseAddress); // the document names none of this
        using var person = app.ClientOf("somebody", "grain:nowhere:reader"); // to others it is not there
        var (refusing, tolerant) = (0, 0);
        foreach (var (path, method, operation) in ApiAddresses.Of(app.ApiDocument))
        {
            var address = new Uri($"/api/{ApiAddresses.Fill(path, "nowhere", "x")}?id=x&nosuch=1", UriKind.Relative);
            var isOfPeople = operation.TryGetProperty("x-grain-role", out var role) && role.GetString() == "person";
            using var answer = await (isOfPeople ? person : client).SendAsync(new HttpRequestMessage(method, address));
            var text = await answer.Content.ReadAsStringAsync();
            var told = text.Contains("\"path\":\"nosuch\"", StringComparison.Ordinal);
            var isOpen = operation.TryGetProperty("security", out _) && !operation.TryGetProperty("x-grain-role", out _);
            var isImage = path.Contains("/badge", StringComparison.Ordinal) || path.Contains("/heatmap", StringComparison.Ordinal)
                && !path.Contains("/activity/", StringComparison.Ordinal);
            Assert.True(told == !(isOpen || isImage) && (!told || answer.StatusCode == HttpStatusCode.BadRequest),
                $"{method} {path}: {text}");
            if (told) refusing++;
            else tolerant++;
        }

        Assert.True(refusing > 80 && tolerant is > 10 and < 20, $"{refusing} {tolerant}");
    }

    [Theory]
    [InlineData("grants?contributor=ada&limt=5", "limt", "did you mean 'limit'")]
    [InlineData("leaderboard?perod=7d", "perod", "did you mean 'period'")]
    [InlineData("config?x=1", "x", "is not known here")]
    [InlineData("contributors?id=ada&contributor=ada", "contributor", "is not known here")]
    [InlineData("contributors/ada?id=ada", "id", "is not known here")]
    public async Task It_says_what_may_be_meant(string address, string name, string says)
    {
        var app = await GrainApp.SharedAsync();
        var (status, problem) = await app.GetAsync($"spaces/nowhere/{address}");
        var fault = Assert.Single(FaultsOf(problem));
        Assert.Equal((HttpStatusCode.BadRequest, name), (status, fault.GetProperty("path").GetString()));
        Assert.Contains(says, fault.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("code=key&clientId=default&LIMIT=3")]
    [InlineData("Code=key&clientid=default&limit=3&")]
    [InlineData("after=&limit=")]
    public async Task What_the_host_takes_for_itself_is_let_through_and_the_case_of_a_name_does_not_matter(string query)
    {
        var app = await GrainApp.SharedAsync();
        using var client = TestHost.ClientOf(app.Client.BaseAddress); // the document names neither
        using var answer = await client.GetAsync(new Uri($"/api/spaces/{await app.NewSpaceAsync()}/identities?{query}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static JsonElement.ArrayEnumerator FaultsOf(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("errors", out var errors) ? errors.EnumerateArray() : default;
}

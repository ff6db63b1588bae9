using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>How values of path and query reach an endpoint, through host and worker.</summary>
public sealed class HttpValueTests(HttpHouse http) : IClassFixture<HttpHouse>
{
    [Theory]
    [InlineData("limit=abc", "limit", "whole number")]
    [InlineData("limit=1.5", "limit", "whole number")]
    [InlineData("limit=99999999999999999999", "limit", "whole number")]
    [InlineData("limit=1&limit=2", "limit", "once")]
    [InlineData("limit=1&after=x", "after", "whole number")]
    [InlineData("open=maybe", "open", "true or false")]
    [InlineData("day=2026-02-30", "day", "must be a day")]
    public async Task A_query_value_that_cannot_be_taken_is_named(string query, string path, string message)
    {
        var (problem, _) = await http.ProblemAsync(new HttpRequestMessage(HttpMethod.Get, $"/api/things/page?{query}"), 400);
        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        Assert.Equal(path, error.GetProperty("path").GetString());
        Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("github%2Foctocat", "github/octocat")]
    [InlineData("a%252Fb", "a/b")] // as the Functions host hands %2F on; an id that holds these characters is reached by the query
    [InlineData("a+b%20c", "a+b c")]
    [InlineData("100%25", "100%")]
    [InlineData("%C3%A9t%C3%A9", "été")]
    [InlineData("a%3Fb%23c%26", "a?b#c&")]
    [InlineData("%5Ca%22b", "\\a\"b")]
    public async Task A_path_value_reaches_the_endpoint_exactly(string segment, string expected) =>
        Assert.Equal(expected, await http.RawGetAsync($"/api/things/by-id/{segment}/more?x=%2F"));

    [Theory]
    [InlineData("github%2Foctocat", "github/octocat")]
    [InlineData("github/octocat", "github/octocat")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("a%2Bb%20c", "a+b c")]
    [InlineData("%C3%A9t%C3%A9", "été")]
    [InlineData("a%3Fb%23c%26", "a?b#c&")]
    public async Task An_id_of_the_query_reaches_the_function_exactly(string value, string expected) =>
        Assert.Equal(expected, await http.RawGetAsync($"/api/things/by-id?id={value}"));

    [Theory]
    [InlineData("cancellation=1")]
    [InlineData("request=1")]
    public async Task A_query_value_called_like_a_parameter_is_no_argument(string query) =>
        Assert.Equal("""{"status":"ready"}""", await http.Client.GetStringAsync(new Uri($"/api/health/ready?{query}", UriKind.Relative)));
}

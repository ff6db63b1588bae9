using System.Net;
using Grain.Local.CommandLine;
using Grain.Local.GitHub;
using Xunit;
using static Grain.Functions.Tests.Local.GitHub.Yard;

namespace Grain.Functions.Tests.Local.GitHub;

/// <summary>What GitHub's API may answer instead of what was asked for.</summary>
public sealed class GraphClientTests : IDisposable
{
    private const string Timeout =
        """{"data":null,"errors":[{"message":"Something went wrong while executing your query. This may be the result of a timeout"}]}""";
    private const string TooMuch =
        """{"data":{"repository":null},"errors":[{"type":"RESOURCE_LIMITS_EXCEEDED","message":"Resource limits exceeded."}]}""";

    private const string Forbidden = """
        {"data":{"repository":null},
         "errors":[{"type":"FORBIDDEN","message":"Resource not accessible by token","path":["repository","discussions"]}]}
        """;

    private readonly ImportBench bench = new();

    public GraphClientTests()
    {
        var field = Repository();
        for (var i = 1; i <= 120; i++) Thing(field, "PullRequest", i, Ada, i);
        bench.GitHub.Repositories["octo/field"] = field;
    }

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "{}", "does not accept the token")]
    [InlineData(HttpStatusCode.Forbidden, """{"message":"Resource not accessible"}""", "'Issues', 'Pull requests'")]
    [InlineData(HttpStatusCode.NotFound, "{}", "no such thing")]
    [InlineData(HttpStatusCode.OK, "<html>", "is the address of the API (--api) right?")]
    [InlineData(HttpStatusCode.OK, "[]", "is the address of the API (--api) right?")]
    [InlineData(HttpStatusCode.OK, """{"data":null}""", "answered with nothing")]
    [InlineData(HttpStatusCode.OK, """{"data":null,"errors":[{"message":"Parse error on line 1"}]}""", "Parse error on line 1")]
    [InlineData(HttpStatusCode.OK, Forbidden, "may not read repository.discussions")]
    public async Task A_refusal_says_what_to_do_and_never_the_token(HttpStatusCode status, string body, string words)
    {
        bench.GitHub.Interruptions.Enqueue(() => FakeGraph.Answer(status, body));
        var fault = await Assert.ThrowsAsync<CommandException>(() => bench.ImportAsync(["pulls"], isDry: true));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a-token-of-the-tests", fault.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Time.Waits);
    }

    [Fact]
    public async Task Where_the_organisation_wants_single_sign_on_the_place_is_told()
    {
        bench.GitHub.Interruptions.Enqueue(() => FakeGraph.Answer(HttpStatusCode.Forbidden, "{}",
            ("X-GitHub-SSO", "required; url=https://github.com/orgs/octo/sso?authorization_request=A1")));
        var fault = await Assert.ThrowsAsync<CommandException>(() => bench.ImportAsync(["pulls"], isDry: true));
        Assert.Contains("single sign-on: https://github.com/orgs/octo/sso?authorization_request=A1", fault.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, "<html>")]
    [InlineData(HttpStatusCode.OK, Timeout)]
    [InlineData(HttpStatusCode.OK, TooMuch)]
    public async Task What_was_too_much_at_once_is_asked_for_in_smaller_pages_and_then_in_larger_ones_again(HttpStatusCode status,
        string body)
    {
        bench.GitHub.Before = question => question["variables"]!["first"]?.GetValue<int>() > 6 && bench.GitHub.Questions.Count < 8
            ? FakeGraph.Answer(status, body) : null;
        var (import, history) = await bench.ImportAsync(["pulls"], isDry: true);
        Assert.Equal((120, 120), (import.Read["pulls"], history.Grants));
        var sizes = bench.GitHub.Questions.Skip(1).Select(question => question["variables"]!["first"]!.GetValue<int>()).ToArray();
        Assert.Equal([25, 12, 6], sizes[..3]);
        Assert.Equal(12, sizes[^1]);
        Assert.Equal([2, 4], bench.Time.Waits.Select(wait => (int)wait.TotalSeconds));
    }

    [Fact]
    public async Task One_that_never_answers_is_given_up_and_the_next_run_goes_on()
    {
        bench.GitHub.Before =
            question => question["variables"]!["after"] is not null ? FakeGraph.Answer(HttpStatusCode.BadGateway, "") : null;
        var fault = await Assert.ThrowsAsync<NotAnsweredException>(() => bench.ImportAsync(["pulls"]));
        Assert.Contains("6 times in a row", fault.Message, StringComparison.Ordinal);
        bench.GitHub.Before = _ => null;
        Assert.Equal(95, (await bench.ImportAsync(["pulls"])).Import.Read["pulls"]);
        Assert.Equal(120, (await bench.Fixture.ReadAllAsync()).Count);
    }

    [Fact]
    public async Task One_thing_that_is_never_answered_is_passed_by_and_told_and_the_rest_counts()
    {
        var hopeless = bench.GitHub.Repositories["octo/field"]["pullRequests"]!.AsArray()[49]!;
        bench.GitHub.Before = question => question["query"]!.ToString().Contains("body", StringComparison.Ordinal)
            && bench.GitHub.Ask(question).ToJsonString().Contains($"\"number\":{hopeless["number"]},", StringComparison.Ordinal)
            ? FakeGraph.Answer(HttpStatusCode.OK, Timeout) : null;
        var (import, history) = await bench.ImportAsync(["pulls"]);
        Assert.Equal((119, 119), (import.Read["pulls"], history.Written));
        Assert.Equal("#50 of pulls", Assert.Single(bench.Client.KeptBack).Path);
        Assert.Contains("--afresh", new GitHubImportReport(import, history, bench.Client, isDry: false).Faults[^1],
            StringComparison.Ordinal);
        Assert.Equal(0, (await bench.ImportAsync(["pulls"])).Import.Read["pulls"]); // does not stand in the way another time
    }

    [Fact]
    public async Task Comments_that_are_never_answered_are_told_and_the_things_around_them_count()
    {
        var pulls = bench.GitHub.Repositories["octo/field"]["pullRequests"]!.AsArray();
        for (var i = 0; i < 30; i++) Comment(pulls[7]!.AsObject(), BigId + 1000 + i, Bob, 200 + i);
        bench.GitHub.Before = question => question["variables"]!["id"] is not null
            && bench.GitHub.Ask(question).ToJsonString().Contains($"\"{BigId + 1025}\"", StringComparison.Ordinal)
            ? FakeGraph.Answer(HttpStatusCode.BadGateway, "") : null;
        var (import, history) = await bench.ImportAsync(["pulls"]);
        Assert.Equal((120, 149), (import.Read["pulls"], history.Written));
        Assert.StartsWith("one of comments of https://", Assert.Single(bench.Client.KeptBack).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_points_of_an_hour_are_waited_for_before_they_run_out_and_after()
    {
        (bench.GitHub.Price, bench.GitHub.Points) = (8, (20, ImportBench.Now.AddMinutes(20)));
        bench.GitHub.Before = _ =>
        {
            if (bench.Time.GetUtcNow() >= bench.GitHub.Points.ResetAt) bench.GitHub.Points = (5000, DateTimeOffset.MaxValue.AddYears(-1));
            return null;
        };
        Assert.Equal(120, (await bench.ImportAsync(["pulls"], isDry: true)).History.Grants);
        Assert.Equal(TimeSpan.FromMinutes(20) + TimeSpan.FromSeconds(1), Assert.Single(bench.Time.Waits));
        Assert.Contains(bench.Said, line => line.Contains("used up", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, """{"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded"}]}""", "x-ratelimit-remaining",
        "5", 1201)]
    [InlineData(HttpStatusCode.Forbidden, """{"message":"You have exceeded a secondary rate limit"}""", "Retry-After", "90", 91)]
    [InlineData(HttpStatusCode.TooManyRequests, """{"message":"slow down"}""", "Retry-After", "30", 31)]
    public async Task A_limit_is_waited_for_as_long_as_it_says(HttpStatusCode status, string body, string header, string value, int seconds)
    {
        var reset = ImportBench.Now.AddMinutes(20).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        bench.GitHub.Interruptions.Enqueue(() => FakeGraph.Answer(status, body, (header, value), ("x-ratelimit-reset", reset)));
        Assert.Equal(120, (await bench.ImportAsync(["pulls"], isDry: true)).History.Grants);
        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.Single(bench.Time.Waits));
    }

    [Fact]
    public async Task What_GitHub_keeps_back_is_told_and_the_rest_counts()
    {
        bench.GitHub.Errors.Add(("repository.pulls.nodes.3", "FORBIDDEN", "not this one"));
        bench.GitHub.Errors.Add(("repository.pulls.nodes.4.user", "NOT_FOUND", "nor its author"));
        bench.GitHub.Errors.Add(("repository.pulls.nodes.5.reviews", "FORBIDDEN", "nor its reviews"));
        var (_, history) = await bench.ImportAsync(["pulls"], isDry: true);
        Assert.Equal(120 - 2 * 5, history.Grants); // two of each page
        Assert.Equal(3, bench.Client.KeptBack.Count);
    }

    [Fact]
    public async Task A_place_that_GitHub_knows_no_more_is_begun_anew()
    {
        await bench.ImportAsync(["pulls"]);
        bench.GitHub.Before = question => question["variables"]!["after"]?.ToString() == $"{At(120)}|PullRequest_{BigId + 120}"
            ? FakeGraph.Answer(HttpStatusCode.OK,
                """{"data":{"repository":null},"errors":[{"type":"INVALID_CURSOR_ARGUMENTS","message":"no valid cursor"}]}""")
            : null;
        var (import, history) = await bench.ImportAsync(["pulls"]);
        Assert.Equal((120, 0), (import.Read["pulls"], history.Written));
    }

    [Fact]
    public async Task Two_imports_of_one_repository_do_not_move_each_others_place()
    {
        var isOther = false;
        bench.GitHub.Before = question =>
        {
            if (isOther || question["variables"]!["after"] is null) return null;
            isOther = true;
            bench.ImportAsync(["pulls"]).GetAwaiter().GetResult();
            return null;
        };
        var fault = await Assert.ThrowsAsync<CommandException>(() => bench.ImportAsync(["pulls"]));
        Assert.Contains("another import", fault.Message, StringComparison.Ordinal);
        Assert.Equal(120, (await bench.Fixture.ReadAllAsync()).Count);
    }

    [Theory]
    [InlineData("https://api.github.com/", "https://api.github.com/")]
    [InlineData("https://ghe.example.org/api/v3/", "https://ghe.example.org/api/")]
    [InlineData("https://ghe.example.org/api/graphql", "https://ghe.example.org/api/")]
    [InlineData("https://api.mill.ghe.com", "https://api.mill.ghe.com/")]
    [InlineData("http://127.0.0.1:8080/", "http://127.0.0.1:8080/")]
    public void Questions_go_beside_the_other_API(string api, string root) => Assert.Equal(new Uri(root), GitHubToken.RootOf(new Uri(api)));

    [Fact]
    public void A_token_goes_over_no_open_line_and_must_be_one()
    {
        Assert.Throws<UsageException>(() => GitHubToken.RootOf(new Uri("http://api.example/")));
        Assert.Throws<CommandException>(() => GitHubToken.Of("ghp with blanks", "NONE"));
        Assert.Contains("GRAIN_NO_SUCH_TOKEN", Assert.Throws<CommandException>(() => GitHubToken.Of(null, "GRAIN_NO_SUCH_TOKEN")).Message,
            StringComparison.Ordinal);
    }
}

using System.Net;
using System.Text.Json;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.Bodies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>What callers are answered, through host and worker, and what when something is wrong.</summary>
public sealed class HttpTests(HttpHouse http) : IClassFixture<HttpHouse>
{
    /// <summary>An account that nobody reaches: its ports are closed.</summary>
    private const string NoStorage =
        "DefaultEndpointsProtocol=http;AccountName=nobody;AccountKey=bm9ib2R5;BlobEndpoint=http://127.0.0.1:1/nobody;"
        + "QueueEndpoint=http://127.0.0.1:1/nobody;TableEndpoint=http://127.0.0.1:1/nobody";

    [Theory]
    [InlineData("/api/nowhere")]
    [InlineData("/api/things/fail")]
    [InlineData("/api/things/conflict")]
    [InlineData("/api/openapi.json")]
    public async Task Every_answer_tells_browsers_what_they_may_do_with_it(string path)
    {
        using var answer = await http.Client.GetAsync(path);
        foreach (var (name, value) in new[]
        {
            ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        })
            Assert.Equal(value, answer.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null);
        Assert.Contains("Origin", answer.Headers.Vary);
    }

    [Theory]
    [InlineData(HttpHouse.Named, true)]
    [InlineData("https://other.example:8443", true)]
    [InlineData("https://other.example", false)]
    [InlineData("http://pages.example", false)]
    [InlineData("null", false)]
    public async Task Pages_of_a_named_site_may_call_and_others_may_not(string origin, bool may)
    {
        using var asked = await http.Client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/api/things/conflict")
        {
            Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "PATCH" } },
        });
        using var answer = await http.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/things/conflict")
        {
            Headers = { { "Origin", origin } },
        });
        foreach (var each in new[] { asked, answer })
            Assert.Equal(may ? [origin] : [], each.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed : []);
        Assert.Equal(may ? HttpStatusCode.NoContent : HttpStatusCode.NotFound, asked.StatusCode);
        Assert.Equal(may, asked.Headers.TryGetValues("Access-Control-Allow-Methods", out var methods)
            && methods.Single().Contains("PATCH", StringComparison.Ordinal));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("GET", "/api/nowhere", 404, "not-found")]
    [InlineData("DELETE", "/api/things/echo", 404, "not-found")]
    [InlineData("GET", "/api/things/fail", 500, "internal")]
    [InlineData("GET", "/api/things/fail-answering", 500, "internal")]
    [InlineData("GET", "/api/things/conflict", 409, "conflict")]
    [InlineData("GET", "/api/things/storage", 503, "unavailable")]
    [InlineData("GET", "/api/things/by-id", 400, "bad-request")]
    public async Task Every_error_is_a_problem(string method, string path, int status, string kind)
    {
        var (problem, text) = await http.ProblemAsync(new HttpRequestMessage(new HttpMethod(method), path), status);
        Assert.Equal("urn:grain:problem:" + kind, problem.GetProperty("type").GetString());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.DoesNotContain(TestFunctions.Secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unexpected_failure_is_one_log_line()
    {
        var before = http.Log.Events.Count;
        await http.ProblemAsync(new HttpRequestMessage(HttpMethod.Get, "/api/things/fail?code=key"), 500);
        var (_, message) = Assert.Single(http.Log.Events.Skip(before), logged => logged.Level >= LogLevel.Warning);
        Assert.Equal("GET /api/things/fail failed", message);
    }

    [Fact]
    public async Task A_body_s_bytes_arrive_as_they_were_sent()
    {
        byte[] sent = [0, 0xEF, 0xBB, 0xBF, 13, 10, 255, 128];
        using var response = await http.Client.PostAsync("/api/things/bytes", new ByteArrayContent(sent));
        Assert.Equal(Convert.ToHexString(sent), await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_a_stopping_host_broke_off_does_not_look_done()
    {
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext
        {
            RequestServices =
            new ServiceCollection().AddLogging().BuildServiceProvider()
        };
        http.Response.Body = new MemoryStream();
        var middleware = new ProblemsMiddleware(Microsoft.Extensions.Options.Options.Create(new GrainOptions()),
            new BodyDoor(new BodyBudget(1 << 20, TimeProvider.System), 0),
            new AnswerHeaders(Microsoft.Extensions.Options.Options.Create(new GrainOptions())),
            Microsoft.Extensions.Logging.Abstractions.NullLogger<ProblemsMiddleware>.Instance);
        var stopped = new CancellationToken(canceled: true);
        await middleware.AnswerAsync(http, () => Task.FromException<object?>(new OperationCanceledException(stopped)), stopped);
        Assert.Equal((503, "application/problem+json"), (http.Response.StatusCode, http.Response.ContentType));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_does_not_look_whole()
    {
        using var answer =
            await http.Client.GetAsync(new Uri("/api/things/fail-late", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        var text = "";
        var broken = await Record.ExceptionAsync(async () => text = await answer.Content.ReadAsStringAsync());
        // which, depends on how far the first half had come
        Assert.True(broken is not null || answer.StatusCode >= HttpStatusCode.InternalServerError, $"{answer.StatusCode}: {text}");
        Assert.Contains(http.Log.Events, logged => logged.Message.EndsWith("failed in the middle of its answer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_tells_what_cannot_be_reached_and_nothing_else()
    {
        await using var host = await TestHost.StartAsync(NoStorage);
        using var client = TestHost.ClientOf(host.Address);
        Assert.Equal("""{"status":"live"}""", await client.GetStringAsync(new Uri("/api/health/live", UriKind.Relative)));
        using var answer = await client.GetAsync(new Uri("/api/health/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        using var problem = JsonDocument.Parse(text);
        Assert.Equal(["tables", "queues", "blobs"],
            problem.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()!));
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
    }
}

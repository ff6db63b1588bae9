using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Grain.Functions.Access;
using Grain.Functions.Hosting.Bodies;
using Grain.Functions.Hosting;
using Grain.Local.Host;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>What callers are answered when something is wrong, through host and worker.</summary>
public sealed class HttpTests : IAsyncLifetime
{
    /// <summary>An account that nobody asks: its ports are closed.</summary>
    private const string NoStorage =
        "DefaultEndpointsProtocol=http;AccountName=nobody;AccountKey=bm9ib2R5;BlobEndpoint=http://127.0.0.1:1/nobody;"
        + "QueueEndpoint=http://127.0.0.1:1/nobody;TableEndpoint=http://127.0.0.1:1/nobody";

    /// <summary>The site that is named in the settings.</summary>
    private const string Named = "https://pages.example";

    private readonly CapturedLog log = new();
    private FunctionsHost host = null!;
    private HttpClient client = null!;

    public async Task InitializeAsync()
    {
        host = await TestHost.StartAsync(NoStorage, new Dictionary<string, string>
        {
            ["Grain__MaxBodyBytes"] = "2048",
            ["Grain__CorsOrigins"] = $"{Named}, https://other.example:8443",
        }, builder =>
        {
            builder.Services.AddSingleton<IFunctionMetadataProvider, TestFunctions.Metadata>();
            builder.Services.AddSingleton(new OpenFunctions(TestFunctions.Names)).AddSingleton<ILoggerProvider>(log);
        });
        client = TestHost.ClientOf(host.Address);
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData("/api/nowhere")]
    [InlineData("/api/things/fail")]
    [InlineData("/api/things/conflict")]
    [InlineData("/api/openapi.json")]
    public async Task Every_answer_tells_browsers_what_they_may_do_with_it(string path)
    {
        using var answer = await client.GetAsync(path);
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
    [InlineData(Named, true)]
    [InlineData("https://other.example:8443", true)]
    [InlineData("https://other.example", false)]
    [InlineData("http://pages.example", false)]
    [InlineData("null", false)]
    public async Task Pages_of_a_named_site_may_call_and_others_may_not(string origin, bool may)
    {
        using var asked = await client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/api/things/conflict")
        {
            Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "PATCH" } },
        });
        using var answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/things/conflict")
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
        var (problem, text) = await ProblemAsync(new HttpRequestMessage(new HttpMethod(method), path), status);
        Assert.Equal("urn:grain:problem:" + kind, problem.GetProperty("type").GetString());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.DoesNotContain(TestFunctions.Secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unexpected_failure_is_one_log_line()
    {
        await ProblemAsync(new HttpRequestMessage(HttpMethod.Get, "/api/things/fail?code=key"), 500);
        var (_, message) = Assert.Single(log.Events, logged => logged.Level >= LogLevel.Warning);
        Assert.Equal("GET /api/things/fail failed", message);
    }

    [Theory]
    [InlineData("{\n  \"name\": \"a\",\n  \"count\": x }", "$.count", "Line 3, byte 12.")]
    [InlineData("{\"name\":\"a\",\"count\":\"many\"}", "$.count", "Line 1, byte 21.")]
    [InlineData("{\"name\":\"a\"", "$", "Line 1, byte 12.")]
    [InlineData("", "$", "Line 1, byte 1.")]
    [InlineData("{\"name\":\"a\",\"counts\":1}", "$.counts", "Line 1, byte 22.")]
    public async Task Malformed_JSON_is_told_with_path_and_position(string body, string path, string position)
    {
        var (problem, _) = await ProblemAsync(Post("/api/things/echo", new StringContent(body)), 400);
        Assert.Equal("urn:grain:problem:malformed-json", problem.GetProperty("type").GetString());
        Assert.Equal(position, problem.GetProperty("detail").GetString());
        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        Assert.Equal(path, error.GetProperty("path").GetString());
        Assert.DoesNotContain("LineNumber", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"count\":\"many\"}", "must be a whole number, within range")]
    [InlineData("{\"count\":1e400}", "must be a whole number, within range")]
    [InlineData("{\"counts\":1}", "is not known here; did you mean 'count'?")]
    [InlineData("[]", "must be an object")]
    [InlineData("{\"name\":{}}", "must be a text")]
    public async Task What_is_wrong_is_told_without_words_of_the_program(string body, string message)
    {
        var (problem, _) = await ProblemAsync(Post("/api/things/echo", new StringContent(body)), 400);
        Assert.Equal(message, problem.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("""{"a":1,"\ud800":1}""", "Line 1, byte 8.")]
    [InlineData("{\n \"a\":[{\"\\udc00\":1}]}", "Line 2, byte 8.")]
    [InlineData("{\"a\":\n{\"\u00FF\":1}}", "Line 2, byte 2.")]
    public async Task A_name_that_is_no_text_is_told_with_its_place(string body, string position)
    {
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        var (problem, _) = await ProblemAsync(Post("/api/things/document", content), 400);
        Assert.Equal(position, problem.GetProperty("detail").GetString());
        Assert.Contains("Unicode", problem.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

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
        var (problem, _) = await ProblemAsync(new HttpRequestMessage(HttpMethod.Get, $"/api/things/page?{query}"), 400);
        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        Assert.Equal(path, error.GetProperty("path").GetString());
        Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_null_body_is_a_bad_request()
    {
        var (problem, _) = await ProblemAsync(Post("/api/things/echo", new StringContent("null")), 400);
        Assert.Equal("must not be null", problem.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task All_faults_are_listed_in_their_order()
    {
        var (problem, _) = await ProblemAsync(new HttpRequestMessage(HttpMethod.Get, "/api/things/faults"), 400);
        Assert.Equal(["$.a: is missing", "$.b[2]: is \"odd\""],
            problem.GetProperty("errors").EnumerateArray()
                .Select(error => $"{error.GetProperty("path").GetString()}: {error.GetProperty("message").GetString()}"));
    }

    [Theory]
    [InlineData("/api/things/echo", 2048)]
    [InlineData("/api/things/large", 65536)]
    public async Task A_body_over_the_cap_is_413_with_or_without_a_length(string path, int cap)
    {
        using var fits = await client.PostAsync(path, new StringContent(Padded(cap)));
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);

        var (problem, _) = await ProblemAsync(Post(path, new StringContent(Padded(cap + 1))), 413);
        Assert.Equal("urn:grain:problem:too-large", problem.GetProperty("type").GetString());
        Assert.Contains(cap.ToString(System.Globalization.CultureInfo.InvariantCulture), problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal);

        var chunked = Post(path, new StringContent(Padded(cap + 1)));
        chunked.Headers.TransferEncodingChunked = true;
        await ProblemAsync(chunked, 413);
    }

    [Fact]
    public async Task A_body_s_bytes_arrive_as_they_were_sent()
    {
        byte[] sent = [0, 0xEF, 0xBB, 0xBF, 13, 10, 255, 128];
        using var response = await client.PostAsync("/api/things/bytes", new ByteArrayContent(sent));
        Assert.Equal(Convert.ToHexString(sent), await response.Content.ReadAsStringAsync());
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
        Assert.Equal(expected, await RawGetAsync($"/api/things/by-id/{segment}/more?x=%2F"));

    [Theory]
    [InlineData("github%2Foctocat", "github/octocat")]
    [InlineData("github/octocat", "github/octocat")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("a%2Bb%20c", "a+b c")]
    [InlineData("%C3%A9t%C3%A9", "été")]
    [InlineData("a%3Fb%23c%26", "a?b#c&")]
    public async Task An_id_of_the_query_reaches_the_function_exactly(string value, string expected) =>
        Assert.Equal(expected, await RawGetAsync($"/api/things/by-id?id={value}"));

    [Theory]
    [InlineData("cancellation=1")]
    [InlineData("request=1")]
    public async Task A_query_value_called_like_a_parameter_is_no_argument(string query)
    {
        var (problem, _) = await ProblemAsync(new HttpRequestMessage(HttpMethod.Get, $"/api/health/ready?{query}"), 503);
        Assert.Contains("Not ready", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
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
            await client.GetAsync(new Uri("/api/things/fail-late", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        var text = "";
        var broken = await Record.ExceptionAsync(async () => text = await answer.Content.ReadAsStringAsync());
        // which, depends on how far the first half had come
        Assert.True(broken is not null || answer.StatusCode >= HttpStatusCode.InternalServerError, $"{answer.StatusCode}: {text}");
        Assert.Contains(log.Events, logged => logged.Message.EndsWith("failed in the middle of its answer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_tells_what_cannot_be_reached_and_nothing_else()
    {
        Assert.Equal("""{"status":"live"}""", await client.GetStringAsync(new Uri("/api/health/live", UriKind.Relative)));
        var (problem, text) = await ProblemAsync(new HttpRequestMessage(HttpMethod.Get, "/api/health/ready"), 503);
        Assert.Equal(["tables", "queues", "blobs"],
            problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()!));
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
    }

    private static string Padded(int length)
    {
        const string body = """{"name":"","count":1}""";
        return body.Insert("""{"name":""".Length + 1, new string('x', length - body.Length));
    }

    private static HttpRequestMessage Post(string path, HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
    }

    private async Task<(JsonElement Problem, string Text)> ProblemAsync(HttpRequestMessage request, int status)
    {
        using var response = await client.SendAsync(request);
        request.Dispose();
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal((status, "application/problem+json"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        return (problem, text);
    }

    // HttpClient would tidy the target up before it sends it.
    private async Task<string> RawGetAsync(string target)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, host.Address.Port);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();
        return answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
    }
}

using System.Net;
using System.Text;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>What callers are told of a body that cannot be taken, through host and worker.</summary>
public sealed class HttpBodyTests(HttpHouse http) : IClassFixture<HttpHouse>
{
    [Theory]
    [InlineData("{\n  \"name\": \"a\",\n  \"count\": x }", "$.count", "Line 3, byte 12.")]
    [InlineData("{\"name\":\"a\",\"count\":\"many\"}", "$.count", "Line 1, byte 21.")]
    [InlineData("{\"name\":\"a\"", "$", "Line 1, byte 12.")]
    [InlineData("", "$", "Line 1, byte 1.")]
    [InlineData("{\"name\":\"a\",\"counts\":1}", "$.counts", "Line 1, byte 22.")]
    public async Task Malformed_JSON_is_told_with_path_and_position(string body, string path, string position)
    {
        var (problem, _) = await http.ProblemAsync(HttpHouse.Post("/api/things/echo", new StringContent(body)), 400);
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
        var (problem, _) = await http.ProblemAsync(HttpHouse.Post("/api/things/echo", new StringContent(body)), 400);
        Assert.Equal(message, problem.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("""{"a":1,"\ud800":1}""", "Line 1, byte 8.")]
    [InlineData("{\n \"a\":[{\"\\udc00\":1}]}", "Line 2, byte 8.")]
    [InlineData("{\"a\":\n{\"\u00FF\":1}}", "Line 2, byte 2.")]
    public async Task A_name_that_is_no_text_is_told_with_its_place(string body, string position)
    {
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        var (problem, _) = await http.ProblemAsync(HttpHouse.Post("/api/things/document", content), 400);
        Assert.Equal(position, problem.GetProperty("detail").GetString());
        Assert.Contains("Unicode", problem.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_null_body_is_a_bad_request()
    {
        var (problem, _) = await http.ProblemAsync(HttpHouse.Post("/api/things/echo", new StringContent("null")), 400);
        Assert.Equal("must not be null", problem.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task All_faults_are_listed_in_their_order()
    {
        var (problem, _) = await http.ProblemAsync(new HttpRequestMessage(HttpMethod.Get, "/api/things/faults"), 400);
        Assert.Equal(["$.a: is missing", "$.b[2]: is \"odd\""],
            problem.GetProperty("errors").EnumerateArray()
                .Select(error => $"{error.GetProperty("path").GetString()}: {error.GetProperty("message").GetString()}"));
    }

    [Theory]
    [InlineData("/api/things/echo", 2048)]
    [InlineData("/api/things/large", 65536)]
    public async Task A_body_over_the_cap_is_413_with_or_without_a_length(string path, int cap)
    {
        using var fits = await http.Client.PostAsync(path, new StringContent(Padded(cap)));
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);

        var (problem, _) = await http.ProblemAsync(HttpHouse.Post(path, new StringContent(Padded(cap + 1))), 413);
        Assert.Equal("urn:grain:problem:too-large", problem.GetProperty("type").GetString());
        Assert.Contains(cap.ToString(System.Globalization.CultureInfo.InvariantCulture), problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal);

        var chunked = HttpHouse.Post(path, new StringContent(Padded(cap + 1)));
        chunked.Headers.TransferEncodingChunked = true;
        await http.ProblemAsync(chunked, 413);
    }

    private static string Padded(int length)
    {
        const string body = """{"name":"","count":1}""";
        return body.Insert("""{"name":""".Length + 1, new string('x', length - body.Length));
    }
}

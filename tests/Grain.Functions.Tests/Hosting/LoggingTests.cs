using System.Text;
using System.Text.Json;
using Grain.Functions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

public sealed class LoggingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_JSON_line_is_one_object_whatever_it_says()
    {
        var line = Encoding.UTF8.GetString(LineFormat.Json.Line(Noon, LogLevel.Error, "Grants", "a\n\"b\" \u2028 é", "at x\r\nat y").Span);
        Assert.Equal(line.Length - 1, line.IndexOf('\n'));
        var json = JsonDocument.Parse(line).RootElement;
        Assert.Equal("a\n\"b\" \u2028 é", json.GetProperty("message").GetString());
        Assert.Equal(("Error", "Grants", "at x\r\nat y"), (json.GetProperty("level").GetString(), json.GetProperty("source").GetString(), json.GetProperty("exception").GetString()));
        Assert.Equal(Noon, json.GetProperty("time").GetDateTimeOffset());
    }

    [Fact]
    public void A_plain_line_cannot_be_forged_into_two() => Assert.Equal(
        "12:00:00.000 warning     Grants: a | 12:00 error: b | at x | at y\n",
        Encoding.UTF8.GetString(LineFormat.Plain.Line(Noon, LogLevel.Warning, "Grants", "a\r\n12:00 error: b\u001b", "at x\nat y").Span));

    [Theory]
    [InlineData("GET https://h/api/x?code=S3cret&b=1", "GET https://h/api/x?code=***&b=1")]
    [InlineData("https://a.queue/q?sv=1&sig=abc%2Fd&x=1", "https://a.queue/q?sv=1&sig=***&x=1")]
    [InlineData("x-functions-key: S3cret", "x-functions-key: ***")]
    [InlineData("AccountName=a;AccountKey=S3cret==;B=c", "AccountName=a;AccountKey=***;B=c")]
    [InlineData("Authorization: SharedKey a:S3cret next", "Authorization: SharedKey *** next")]
    [InlineData("X-Hub-Signature-256: sha256=0123abcd", "X-Hub-Signature-256: sha256=***")]
    [InlineData("the key whsec_AAECAwQF is old", "the key whsec_*** is old")]
    [InlineData("X-Gitlab-Token: S3cret", "X-Gitlab-Token: ***")]
    [InlineData("error code=4 of 5", "error code=4 of 5")]
    public void Secrets_are_taken_out(string text, string expected) => Assert.Equal(expected, Redaction.Apply(text));

    [Fact]
    public void Errors_go_to_the_error_stream_and_nothing_else_does()
    {
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        using var provider = new LineLoggerProvider(LineFormat.Plain, output, errors, new ManualTimeProvider(Noon));
        var logger = provider.CreateLogger("Grain.Functions.Grants");
        logger.LogInformation("one");
        logger.LogWarning("two");
        logger.LogError(new InvalidOperationException("because of AccountKey=S3cret"), "three");

        Assert.Equal("12:00:00.000 information Grants: one\n12:00:00.000 warning     Grants: two\n", Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal(
            "12:00:00.000 error       Grants: three | System.InvalidOperationException: because of AccountKey=***\n",
            Encoding.UTF8.GetString(errors.ToArray()));
    }
}

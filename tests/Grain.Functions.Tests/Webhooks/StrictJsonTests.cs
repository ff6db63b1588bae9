using System.Text;
using Grain.Functions.Hosting.Sent;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>Bodies that are not what JSON should be: named with line and byte, whatever the event.</summary>
public sealed class StrictJsonTests
{
    [Theory]
    [InlineData("", "the body is empty")]
    [InlineData("payload=%7B%22zen%22%3A1%7D", "the body is a form: set the content type")]
    [InlineData("   ", "the body is not valid JSON: line 1, byte 4")]
    [InlineData("{\n  \"a\": x}", "the body is not valid JSON: line 2, byte 8")]
    [InlineData("{\"a\":1}}", "the body is not valid JSON: line 1, byte 8")]
    [InlineData("{\"a\":1,}", "the body is not valid JSON: line 1, byte 8")]
    [InlineData("{} // no", "the body is not valid JSON: line 1, byte 4")]
    [InlineData("\uFEFF{}", "line 1, byte 1: the body starts with a byte order mark")]
    [InlineData("[]", "$ is not an object")]
    [InlineData("null", "$ is not an object")]
    [InlineData("\"text\"", "$ is not an object")]
    [InlineData("{\"a\":1,\"b\":{\"c\":1,\"c\":2}}", "the body is not valid JSON: ")]
    [InlineData("{\"a\":1,\"\\u0061\":2}", "the body is not valid JSON: ")]
    public void The_fault_is_named_with_its_place(string body, string start)
    {
        foreach (var eventName in (string[])["issues", "ping", "unheard_of"])
            Assert.StartsWith(start, Assert.IsType<WebhookOutcome.Malformed>(Deliveries.Read(eventName, body)).Fault,
                StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n\"a\":\"\\ud83d\"}", "line 2, byte 6", "{\n\"a\":\"\uFFFD\"}")]
    [InlineData("{\"a\":\"\\ude00\"}", "line 1, byte 7", "{\"a\":\"\uFFFD\"}")]
    [InlineData("{\"a\":\"\\ud83d\\ud83d\\ude00\\ud83d\"}", "line 1, byte 7", "{\"a\":\"\uFFFD\ud83d\ude00\uFFFD\"}")]
    [InlineData("{\"\\ud83d\":1}", "line 1, byte 3", "{\"\uFFFD\":1}")]
    public void Half_of_a_character_is_a_fault_or_mended(string body, string place, string mended)
    {
        Assert.False(StrictJson.TryParse(Encoding.UTF8.GetBytes(body), out _, out var fault));
        Assert.StartsWith(place + ": half of a surrogate pair", fault, StringComparison.Ordinal);
        Assert.True(StrictJson.TryParse(Encoding.UTF8.GetBytes(body), out var document, out _, mends: true));
        using (document) Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(mended),
            System.Text.Json.Nodes.JsonNode.Parse(document.RootElement.GetRawText())));
    }

    [Theory]
    [InlineData("{\"a\":\"\\ud83d\\ude00\"}")]
    [InlineData("{\"a\":\"\\\\ud83d\"}")]
    [InlineData("{\"a\":\"\\u0000\\\\\\\"\"}")]
    [InlineData("{\"a\":\"😀\"}")]
    public void Characters_that_are_whole_are_fine(string body) => Assert.IsType<WebhookOutcome.Ignored>(Deliveries.Read("ping", body));

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_named()
    {
        byte[] latin1 = [.. "{\"a\":\n\"caf"u8, 0xE9, .. "\"}"u8];
        Assert.Equal("line 2, byte 5: the body is not valid UTF-8", Fault(latin1));
        Assert.Equal("line 1, byte 1: the body is not valid UTF-8",
            Fault(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{}")).ToArray()));
        Assert.StartsWith("the body is not valid JSON: line 1, byte 2", Fault(Encoding.Unicode.GetBytes("{}")), StringComparison.Ordinal);
        // a surrogate in bytes
        Assert.Equal("line 1, byte 3: the body is not valid UTF-8", Fault([(byte)'{', (byte)'"', 0xED, 0xA0, 0x80, (byte)'"']));
        Assert.Equal("line 1, byte 3: the body is not valid UTF-8", Fault([(byte)'{', (byte)'"', 0xC0, 0x80])); // an overlong NUL
    }

    [Fact]
    public void Deep_nesting_is_refused_and_does_no_harm()
    {
        Assert.IsType<WebhookOutcome.Ignored>(Deliveries.Read("ping", Nested(SentJson.DepthMax - 1)));
        Assert.Contains("depth", Assert.IsType<WebhookOutcome.Malformed>(Deliveries.Read("ping", Nested(SentJson.DepthMax))).Fault,
            StringComparison.Ordinal);
        Assert.IsType<WebhookOutcome.Malformed>(Deliveries.Read("ping", Nested(1_000_000)));
    }

    [Fact]
    public void Huge_texts_are_bounded()
    {
        var huge = new string('#', 5_000_000) + "1";
        var payload = Examples.Payload("issues", "opened").With("issue.title", huge).With("issue.body", huge)
            .With("issue.html_url", "https://x.example/" + huge);
        Assert.Single(Deliveries.Grants("issues", payload));
        Assert.Contains("login", Deliveries.Fault("issues", payload.With("issue.user", Deliveries.User(huge))), StringComparison.Ordinal);
    }

    private static string Nested(int depth) => "{\"a\":" + new string('[', depth) + new string(']', depth) + "}";

    private static string Fault(byte[] body) =>
        Assert.IsType<WebhookOutcome.Malformed>(GitHubWebhook.Normalise("issues", body, EventWeights.Default)).Fault;
}

using System.Globalization;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Grain.Functions.Ledgers.Grants.Api;
using Xunit;

namespace Grain.Functions.Tests.Grants;

public sealed class GrantStreamTests : IAsyncLifetime
{
    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync("""{"tiers":[{"name":"some","from":2}]}""");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Each_line_is_answered_in_order_and_a_bad_one_does_not_stop_the_rest()
    {
        var body = string.Join('\n', Line("g1", "1"), "", "{\"grantId\":", Line("g1", "1") + "\r", Line("g1", "2"), "{}",
            new string('x', 300_000), Line("g2", "1"));
        var answers = await PostAsync(new StringContent(body));
        Assert.Equal(
            ["1 appended", "3 invalid", "4 already-appended", "5 conflicts-with-earlier", "6 invalid", "7 invalid", "8 appended"],
            answers.Select(answer => $"{answer.GetProperty("line")} {answer.GetProperty("outcome")}"));
        Assert.Equal("$.grantId", answers[4].GetProperty("errors")[0].GetProperty("path").GetString());
        Assert.Contains("more than", answers[5].GetRawText(), StringComparison.Ordinal);
        Assert.Equal("""["some"]""", answers[6].GetProperty("tier").GetProperty("crossed").GetRawText());
    }

    [Fact]
    public async Task A_line_with_a_name_that_is_no_text_does_not_stop_the_rest()
    {
        var body = string.Join('\n', """{"\ud800":1}""", "{\"\u00FF\":1}", "{\"note\":\"\u00FF\"}", Line("g1", "1"));
        var answers = await PostAsync(new ByteArrayContent(Encoding.Latin1.GetBytes(body)));
        Assert.Equal(
            ["1 invalid", "2 invalid", "3 invalid", "4 appended"],
            answers.Select(answer => $"{answer.GetProperty("line")} {answer.GetProperty("outcome")}"));
    }

    [Fact]
    public async Task A_stream_larger_than_any_body_is_taken_from_a_sender_who_reads_the_answers_last()
    {
        var content = new LinesContent(6000, i => Line($"g{i}", "1", $"p{i % 50}", note: new string('n', 300)));
        var answers = await PostAsync(content);
        Assert.True(content.Written > 1 << 20); // beyond the cap of other bodies
        Assert.Equal(Enumerable.Range(1, 6000).Select(line => $"{line} appended"),
            answers.Select(answer => $"{answer.GetProperty("line")} {answer.GetProperty("outcome")}"));
        var (_, board) = await app.GetAsync($"spaces/{space}/leaderboard");
        Assert.Equal((50, 120),
            (board.GetProperty("count").GetInt32(), board.GetProperty("standings")[0].GetProperty("points").GetInt32()));
    }

    [Fact]
    public async Task Lines_that_wait_are_handed_on_soon_while_the_stream_is_open()
    {
        var pipe = new Pipe();
        await using var batches = new GrantLines(pipe.Reader, TimeProvider.System).ReadBatchesAsync(default).GetAsyncEnumerator();
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(Line("g1", "1") + "\n{\"half"));
        Assert.True(await batches.MoveNextAsync());
        Assert.Equal([1L], batches.Current.Select(line => line.Number));
        await pipe.Writer.WriteAsync("\":1}\n"u8.ToArray());
        Assert.True(await batches.MoveNextAsync());
        Assert.Equal([2L], batches.Current.Select(line => line.Number));
        await pipe.Writer.CompleteAsync();
        Assert.False(await batches.MoveNextAsync());
    }

    private static string Line(string id, string amount, string contributor = "ada", string note = "n") =>
        $$"""
        {"grantId":"{{id}}","contributor":"{{contributor}}","amount":{{amount}},"grantedAt":"2026-11-01T00:00:00Z","note":"{{note}}"}
        """;

    private async Task<JsonElement[]> PostAsync(HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/spaces/{space}/grants") { Content = content };
        using var response = await app.Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return [.. (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>Lines made while they are sent, of a length that nobody knows before.</summary>
    private sealed class LinesContent(int count, Func<int, string> line) : HttpContent
    {
        public long Written { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            for (var i = 0; i < count; i++)
            {
                var bytes = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{line(i)}\n"));
                Written += bytes.Length;
                await stream.WriteAsync(bytes);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Grain.Functions.Benchmarks.Webhooks;

/// <summary>
/// A storage account without a network that holds one space, takes every write, and shows what was written to whoever watches.
/// </summary>
/// <param name="space">The space's name.</param>
/// <param name="config">Its configuration, as JSON.</param>
/// <param name="watch">Sees method, path and body of each request.</param>
internal sealed class FakeStorage(string space, string config, Action<string, string, ReadOnlyMemory<byte>> watch) : HttpPipelineTransport
{
    /// <summary>Only makes request objects; nothing goes through it.</summary>
    private static readonly HttpClientTransport Requests = new();

    private readonly byte[] spaceRow = Encoding.UTF8.GetBytes(
        $$"""
        {"odata.etag":"W/\"1\"","PartitionKey":"spaces","RowKey":"{{space}}","Format":1,"Shards":16,"CreatedAt@odata.type":"Edm.DateTime",
         "CreatedAt":"2026-01-01T00:00:00Z","ConfigVersion":1,"Config":"{{JsonEncodedText.Encode(config)}}"}
        """);

    /// <inheritdoc/>
    public override Request CreateRequest() => Requests.CreateRequest();

    /// <inheritdoc/>
    public override void Process(HttpMessage message) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        var request = message.Request;
        using var body = new MemoryStream();
        if (request.Content is not null) await request.Content.WriteToAsync(body, message.CancellationToken);
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        var path = request.Uri.Path;
        watch(request.Method.Method, path, bytes);
        message.Response = (request.Method.Method, path) switch
        {
            ("GET", _) when path.Contains($"spaces(PartitionKey='spaces',RowKey='{space}')", StringComparison.Ordinal) =>
                new Answer(200, spaceRow, "application/json"),
            ("GET", _) => new Answer(404, NoTable, "application/json"),
            ("POST", _) when path.EndsWith("/$batch", StringComparison.Ordinal) => Batch(bytes.Span),
            ("POST", _) when path.EndsWith("/messages", StringComparison.Ordinal) => new Answer(201, QueueMessage, "application/xml"),
            _ => new Answer(204, [], "application/json"),
        };
    }

    private static readonly byte[] NoTable =
        """{"odata.error":{"code":"TableNotFound","message":{"lang":"en-us","value":"There is none."}}}"""u8.ToArray();

    private static readonly byte[] QueueMessage = Encoding.UTF8.GetBytes(
        "<?xml version=\"1.0\"?><QueueMessagesList><QueueMessage><MessageId>1</MessageId><InsertionTime>Fri, 20 Nov 2026 00:00:00 "
            + "GMT</InsertionTime>"
        + "<ExpirationTime>Fri, 27 Nov 2026 00:00:00 GMT</ExpirationTime><PopReceipt>1</PopReceipt><TimeNextVisible>Fri, 20 Nov 2026 "
        + "00:00:00 GMT</TimeNextVisible>"
        + "</QueueMessage></QueueMessagesList>");

    private static Answer Batch(ReadOnlySpan<byte> body)
    {
        var parts = new StringBuilder("--batch\r\nContent-Type: multipart/mixed; boundary=part\r\n\r\n");
        for (var actions = body.Count("Content-Transfer-Encoding: binary"u8); actions > 0; actions--)
            parts.Append("--part\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 204 No Content\r\nETag: W/\"1\"\r\n\r\n\r\n");
        return new Answer(202, Encoding.UTF8.GetBytes(parts + "--part--\r\n--batch--\r\n"), "multipart/mixed; boundary=batch");
    }

    private sealed class Answer(int status, byte[] body, string type) : Response
    {
        public override int Status => status;
        public override string ReasonPhrase => "";
        public override Stream? ContentStream { get; set; } = new MemoryStream(body);
        public override string ClientRequestId { get; set; } = "";

        public override void Dispose()
        {
        }

        protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() =>
            [new("Content-Type", type), new("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture)), new("ETag", "W/\"1\"")];

        protected override bool TryGetHeader(string name, out string value)
        {
            value = EnumerateHeaders().FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
            return value is not null;
        }

        protected override bool TryGetHeaderValues(string name, out IEnumerable<string> values)
        {
            var found = TryGetHeader(name, out var value);
            values = found ? [value] : [];
            return found;
        }
    }
}

using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Grain.Functions.Benchmarks.Storage;

/// <summary>Keeps the transactions that storage takes, as they were signed, in the order in which they were answered.</summary>
internal sealed partial class TransactionTranscript : HttpPipelinePolicy
{
    private readonly ConcurrentQueue<RecordedRequest> taken = new();

    /// <summary>How many rows they write.</summary>
    public int Rows => this.taken.Sum(request => Write().Count(TextOf(request)));

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        if (message.Request.Uri.Path.EndsWith("/$batch", StringComparison.Ordinal)
            && !Refusal().IsMatch(message.Response.Content.ToString()))
            this.taken.Enqueue(await RecordedRequest.OfAsync(message.Request, message.CancellationToken));
    }

    /// <summary>
    /// The same transactions with one text in the place of another of the same length. Rows that were replaced under their version are
    /// replaced under any, since nobody knows versions beforehand; what is signed stays as it is.
    /// </summary>
    public IReadOnlyList<RecordedRequest> With(string text, string replacement) =>
        [.. this.taken.Select(request => request with
        {
            Headers = [.. request.Headers.Where(header => !header.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))],
            Body = Encoding.UTF8.GetBytes(IfMatch().Replace(TextOf(request), "").Replace(text, replacement, StringComparison.Ordinal)),
        })];

    private static string TextOf(RecordedRequest request) => Encoding.UTF8.GetString(request.Body!);

    [GeneratedRegex("^(POST|PUT|PATCH|MERGE|DELETE) ", RegexOptions.Multiline)]
    private static partial Regex Write();

    [GeneratedRegex("^HTTP/1.1 [45]", RegexOptions.Multiline)]
    private static partial Regex Refusal();

    [GeneratedRegex("^If-Match: .*\r\n", RegexOptions.Multiline)]
    private static partial Regex IfMatch();
}

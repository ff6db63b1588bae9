using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Grain.Functions.Storage;

namespace Grain.Functions.Tests.Storage;

/// <summary>A transport without a network: keeps what is sent, and gives the answers it was told to.</summary>
internal sealed class RecordingTransport(Func<Request, Response> answer) : HttpPipelineTransport
{
    private static readonly HttpClientTransport Requests = new();

    /// <summary>
    /// What was sent: request line, headers in alphabetical order, body. Without the random request id and the client's name.
    /// </summary>
    public List<string> Sent { get; } = [];

    public override Request CreateRequest() => Requests.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        Sent.Add(await DescribeAsync(message.Request));
        message.Response = answer(message.Request);
    }

    /// <summary>A client over this transport that tries once.</summary>
    public StorageService NewService(StorageAccount account) =>
        new(account, new StorageSettings(TimeProvider.System, Random.Shared) { Transport = this, RetriesMax = 0 });

    private static async Task<string> DescribeAsync(Request request)
    {
        var text = new StringBuilder($"{request.Method} {request.Uri.ToUri().AbsoluteUri}\n");
        foreach (var header in request.Headers.OrderBy(header => header.Name, StringComparer.OrdinalIgnoreCase))
            if (header.Name is not ("x-ms-client-request-id" or "x-ms-return-client-request-id" or "User-Agent"))
                text.Append($"{header.Name}: {header.Value}\n");
        if (request.Content is null) return text.ToString();
        using var body = new MemoryStream();
        await request.Content.WriteToAsync(body, CancellationToken.None);
        return text.Append('\n').Append(Encoding.UTF8.GetString(body.ToArray()).ReplaceLineEndings("\n")).ToString();
    }
}

using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Grain.Functions.Storage;

/// <summary>An account's name and key. The key never shows: neither in <see cref="ToString"/> nor in an error.</summary>
internal sealed class SharedKey(string account, byte[] key)
{
    public string Account => account;

    /// <summary>The base64 HMAC-SHA256 of a string to sign.</summary>
    public string Sign(string text)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text), hash);
        return Convert.ToBase64String(hash);
    }

    public override string ToString() => $"the shared key of {account}";
}

/// <summary>
/// Dates and signs each try ("Authorize with Shared Key"): tables by the two-line SharedKeyLite form, queues and blobs by SharedKey.
/// </summary>
internal sealed class SharedKeyPolicy(SharedKey key, bool isTable, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    /// <summary>The standard headers of the string to sign between the content length and the <c>x-ms-</c> headers, in the service's order.</summary>
    private static readonly string[] LaterHeaders =
        ["Content-MD5", "Content-Type", "Date", "If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range"];

    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        var date = time.GetUtcNow().ToString("R");
        request.Headers.SetValue("x-ms-date", date);
        var uri = request.Uri.ToUri();
        // Of a table's query only "comp" is signed, and no operation on tables here has it.
        var signature = key.Sign(isTable ? $"{date}\n/{key.Account}{uri.AbsolutePath}" : ForQueueOrBlob(request, uri));
        var scheme = isTable ? "SharedKeyLite" : "SharedKey";
        request.Headers.SetValue("Authorization", $"{scheme} {key.Account}:{signature}");
    }

    private string ForQueueOrBlob(Request request, Uri uri)
    {
        var text = new StringBuilder(512).Append(request.Method.Method).Append('\n');
        AppendHeader(text, request, "Content-Encoding");
        AppendHeader(text, request, "Content-Language");
        if (request.Content is { } content && content.TryComputeLength(out var length) && length > 0) text.Append(length);
        text.Append('\n');
        foreach (var name in LaterHeaders) AppendHeader(text, request, name);
        AppendServiceHeaders(text, request);
        text.Append('/').Append(key.Account).Append(uri.AbsolutePath);
        AppendQuery(text, uri.Query);
        return text.ToString();
    }

    private static void AppendHeader(StringBuilder text, Request request, string name)
    {
        if (request.Headers.TryGetValue(name, out var value)) text.Append(value);
        text.Append('\n');
    }

    private static void AppendServiceHeaders(StringBuilder text, Request request)
    {
        // All are written in lower case, as they are signed.
        var headers = request.Headers.Where(header => header.Name.StartsWith("x-ms-", StringComparison.Ordinal));
        foreach (var header in headers.OrderBy(header => header.Name, StringComparer.Ordinal))
            text.Append(header.Name).Append(':').Append(header.Value).Append('\n');
    }

    private static void AppendQuery(StringBuilder text, string query)
    {
        if (query.Length < 2) return;
        var parts = query[1..].Split('&');
        Array.Sort(parts, string.CompareOrdinal);
        foreach (var part in parts)
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            text.Append('\n').Append(part[..equals]).Append(':').Append(Uri.UnescapeDataString(part[(equals + 1)..]));
        }
    }
}

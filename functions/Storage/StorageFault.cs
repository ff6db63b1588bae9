using System.Text;
using System.Text.Json;
using Azure;

namespace Grain.Functions.Storage;

/// <summary>
/// What a failed operation means. All failures of storage are <see cref="RequestFailedException"/>: its <c>Status</c> is the HTTP status,
/// or 0 when no answer came; its <c>ErrorCode</c> is the service's.
/// </summary>
/// <remarks>
/// A request whose answer was lost is sent again, and its second answer can be a 409 or 412 that the first one caused. Whoever writes
/// something that must count once keeps a receipt in the same transaction, and lets it decide.
/// </remarks>
public static class StorageFault
{
    /// <summary>The row, blob, table, queue or container is there already (409).</summary>
    public static bool IsAlreadyExists(this RequestFailedException e) =>
        e.Status == 409 && e.ErrorCode?.EndsWith("AlreadyExists", StringComparison.Ordinal) == true;

    /// <summary>Somebody else has written since the ETag was read (412), or the blob that must not be there is.</summary>
    public static bool IsStale(this RequestFailedException e) => e.Status == 412;

    /// <summary>The row, blob, message, table, queue or container is not there (404).</summary>
    public static bool IsNotFound(this RequestFailedException e) => e.Status == 404;

    /// <summary>The key, signature or token was refused (401 or 403); trying again will not help.</summary>
    public static bool IsRefused(this RequestFailedException e) => e.Status is 401 or 403;

    /// <summary>No clear answer came, and the request may or may not have taken effect: read before you write again.</summary>
    public static bool IsOutcomeUnknown(this RequestFailedException e) => e.Status is 0 or 408 or 429 or >= 500;

    internal static bool IsTransport(Exception fault) =>
        fault is IOException or HttpRequestException or OperationCanceledException or AggregateException
        || fault is RequestFailedException { Status: 0 };

    internal static RequestFailedException Unanswered(StorageOperation operation, Exception fault)
    {
        var last = fault is AggregateException all ? all.InnerExceptions[^1] : fault;
        var tries = fault is AggregateException several ? several.InnerExceptions.Count : 1;
        var reason = last is OperationCanceledException ? "the time for a try was up" : last.Message;
        return new RequestFailedException(0, $"{operation.Service} {operation.Name}: no answer in {tries} tries: {reason}", "Unanswered", fault);
    }

    internal static RequestFailedException Of(StorageOperation operation, Response response)
    {
        var (code, message) = Details(response);
        return new RequestFailedException(response.Status, Describe(operation, response, response.Status, code, message), code, null);
    }

    internal static string Describe(StorageOperation operation, Response response, int status, string? code, string? message)
    {
        var text = new StringBuilder($"{operation.Service} {operation.Name} '{operation.Target}': {status} {code}");
        // The service's message ends with a request id and a time, on lines of their own.
        if (message is not null) text.Append(": ").Append(message.Split('\n')[0]);
        if (response.Headers.RequestId is { } request) text.Append(" (request ").Append(request).Append(')');
        return text.ToString();
    }

    /// <summary>The service's code of what went wrong, be it an action of a transaction; <see langword="null"/> when nothing did.</summary>
    internal static string? CodeOf(Response response) => Details(response).Code;

    /// <summary>
    /// Code and message of an error: XML, or <c>{"odata.error":{"code":…,"message":{"value":…}}}</c>, which for a transaction is a part of the body.
    /// </summary>
    internal static (string? Code, string? Message) Details(Response response)
    {
        response.Headers.TryGetValue("x-ms-error-code", out var code);
        var body = PooledStream.BodyOf(response);
        var name = body.IndexOf("\"odata.error\""u8);
        return name < 0
            ? (code ?? Between(body, "<Code>"u8, "</Code>"u8), Between(body, "<Message>"u8, "</Message>"u8))
            : Details(body[Math.Max(0, body[..name].LastIndexOf((byte)'{'))..], code);
    }

    private static (string? Code, string? Message) Details(ReadOnlySpan<byte> json, string? codeInHeader)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var error = document.RootElement.GetProperty("odata.error");
            var message = error.TryGetProperty("message", out var m) && m.TryGetProperty("value", out var value) ? value.GetString() : null;
            return (codeInHeader ?? error.GetProperty("code").GetString(), message);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return (codeInHeader, "an error that is not in the service's format");
        }
    }

    private static string? Between(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start, ReadOnlySpan<byte> end)
    {
        var from = text.IndexOf(start);
        if (from < 0) return null;
        var rest = text[(from + start.Length)..];
        var to = rest.IndexOf(end);
        return to < 0 ? null : Encoding.UTF8.GetString(rest[..to]);
    }
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Grain.Functions.Hosting;

/// <summary>Reads request bodies.</summary>
public static class JsonBody
{
    /// <summary>The body as JSON of a known shape.</summary>
    /// <exception cref="ProblemException">400: empty, not JSON, <c>null</c>, or of another shape; the problem says where.</exception>
    /// <exception cref="BadHttpRequestException">413: over the endpoint's cap.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> shape, CancellationToken cancellationToken) where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, shape, cancellationToken)
                ?? throw new ProblemException(Problem.BadRequest("$", "must not be null"));
        }
        catch (JsonException fault)
        {
            throw new ProblemException(Problem.MalformedJson(fault));
        }
    }

    /// <summary>The body as a JSON document, for readers that name every fault themselves.</summary>
    /// <exception cref="ProblemException">400: empty, not JSON, or a name occurs twice in an object; the problem says where.</exception>
    /// <exception cref="BadHttpRequestException">413: over the endpoint's cap.</exception>
    public static async Task<JsonDocument> ReadDocumentAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var bytes = await ReadBytesAsync(request, cancellationToken);
        try
        {
            return JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException fault)
        {
            throw new ProblemException(Problem.MalformedJson(fault));
        }
    }

    /// <summary>The body byte for byte, as a signature was made over it.</summary>
    /// <exception cref="BadHttpRequestException">413: over the endpoint's cap.</exception>
    public static async Task<byte[]> ReadBytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // A declared length is only a hint here: the cap is enforced by the server while the bytes come in.
        const int hintMost = 1 << 20;
        using var bytes = new MemoryStream((int)Math.Clamp(request.ContentLength ?? 0, 0, hintMost));
        await request.Body.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }
}

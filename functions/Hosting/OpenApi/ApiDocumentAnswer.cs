using Microsoft.Net.Http.Headers;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>
/// <c>GET /api/openapi.json</c>: what the API is, for programs that make clients of it. Put together once, when first asked for.
/// </summary>
/// <param name="functions">Asks for all functions.</param>
/// <param name="descriptions">Their descriptions, by their names.</param>
/// <param name="forms">The schemas, as JSON, of types that a converter of their own writes.</param>
internal sealed class ApiDocumentAnswer(
    Func<Task<IReadOnlyList<KnownFunction>>> functions, IReadOnlyDictionary<string, Func<ApiOperation>> descriptions,
    IReadOnlyDictionary<Type, string> forms)
{
    /// <summary>It changes with a deployment only; who asks more often than this gets a 304.</summary>
    private const int AgeSecondsMax = 300;

    private readonly Lazy<Task<(byte[] Json, EntityTagHeaderValue Tag)>> document = new(async () =>
    {
        var json =
            ApiDocument.Json(ApiDocument.Of([.. (await functions()).Select(ApiFunction.Of).OfType<ApiFunction>()], descriptions, forms));
        return (json, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(json))[..32]}\""));
    });

    /// <summary>The document, or 304 if the caller has it.</summary>
    public async Task<IResult> ToAsync(HttpContext context)
    {
        var (json, tag) = await document.Value;
        context.Response.Headers.CacheControl = $"public, max-age={AgeSecondsMax}";
        return Results.Bytes(json, ApiMedia.Json, entityTag: tag);
    }
}

using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>
/// <c>GET /api/openapi.json</c>: what the API is, for programs that make clients of it.
/// </summary>
internal sealed class ApiDocumentFunctions(KeptApiDocument document)
{
    /// <summary>It changes with a deployment only; who asks more often than this gets a 304.</summary>
    private const int AgeSecondsMax = 300;

    private static ApiOperation Read => new ApiOperation("Operations", "This document")
        .Open()
        .Header("If-None-Match", "The ETag of the document that the caller has.")
        .Answers(200, "The document.", Shape.Json("""{"type":"object"}"""), ApiMedia.Json, ApiHeader.ETag)
        .Answers(304, "The caller has it already.");

    [Function("ApiDocumentRead"), Operation("getApiDocument", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/openapi.json")] HttpRequest request)
    {
        var (json, tag) = await document.ReadAsync();
        request.HttpContext.Response.Headers.CacheControl = $"public, max-age={AgeSecondsMax}";
        return Results.Bytes(json, ApiMedia.Json, entityTag: tag);
    }
}

/// <summary>The document of this app, put together once, when first asked for.</summary>
internal sealed class KeptApiDocument(FunctionCatalogue functions, IEnumerable<ApiForm> forms, IOptions<GrainOptions> options)
{
    private readonly Lazy<Task<(byte[] Json, EntityTagHeaderValue Tag)>> document = new(async () =>
    {
        var api = (await functions.AllAsync()).Select(ApiFunction.Of).OfType<ApiFunction>();
        var json = ApiDocument.Json(ApiDocument.Of(api, All, forms, options.Value.FunctionKeys));
        return (json, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(json))[..32]}\""));
    });

    /// <summary>The descriptions of all functions of the app, by their names.</summary>
    public static IReadOnlyDictionary<string, ApiDescription> All => OperationAttribute.In(typeof(KeptApiDocument).Assembly.GetTypes());

    /// <summary>The document, and a tag that changes with it.</summary>
    public Task<(byte[] Json, EntityTagHeaderValue Tag)> ReadAsync() => document.Value;
}

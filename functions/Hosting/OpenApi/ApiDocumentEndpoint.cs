using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary><c>GET /api/openapi.json</c>: what the API is, for programs that make clients of it. Put together once, when first asked for.</summary>
internal static class ApiDocumentEndpoint
{
    /// <summary>It changes with a deployment only; who asks more often than this gets a 304.</summary>
    private const int MaxAgeSeconds = 300;

    /// <summary>Adds the document's own endpoint. Everything that is mapped, before or after, is in it.</summary>
    /// <param name="app">The app.</param>
    /// <param name="forms">The schemas of types that a converter of their own writes.</param>
    public static void MapApiDocument(this WebApplication app, IReadOnlyDictionary<Type, string> forms)
    {
        var document = new Lazy<(byte[] Json, EntityTagHeaderValue Tag)>(() =>
        {
            var json = Encoding.UTF8.GetBytes(
                new ApiDocument(app.Services.GetRequiredService<AppRoot>(), forms).Build(((IEndpointRouteBuilder)app).DataSources).ToJsonString());
            return (json, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(json))[..32]}\""));
        });
        app.MapHttpFunction("ApiDocument").MapGet("openapi.json", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = $"public, max-age={MaxAgeSeconds}";
            return Results.Bytes(document.Value.Json, ApiContent.Json, entityTag: document.Value.Tag);
        }).Describe(Self);
    }

    /// <summary>Says what an endpoint does; see <see cref="ApiOperation"/>. A test finds the endpoints that do not say it.</summary>
    public static TBuilder Describe<TBuilder>(this TBuilder endpoint, Func<ApiOperation> operation) where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(built => built.Metadata.Add(new ApiDescription(operation)));
        return endpoint;
    }

    private static ApiOperation Self() => new ApiOperation("Operations", "getApiDocument", "This document")
        .Header("If-None-Match", "The ETag of the document that the caller has.")
        .Answers(200, "The document.", Shape.Json("""{"type":"object"}"""), ApiContent.Json, ApiHeader.ETag)
        .Answers(304, "The caller has it already.");
}

/// <summary>Carries the description of an endpoint; nothing is made of it before somebody asks for the document.</summary>
internal sealed record ApiDescription(Func<ApiOperation> Operation);

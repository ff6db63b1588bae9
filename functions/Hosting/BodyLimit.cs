using Microsoft.AspNetCore.Http.Metadata;

namespace Grain.Functions.Hosting;

/// <summary>Caps the request body of an endpoint where the app's general cap does not fit.</summary>
public static class BodyLimit
{
    /// <summary>A request body above <paramref name="bytes"/> is answered 413, before more than that is read.</summary>
    public static TBuilder WithBodyLimit<TBuilder>(this TBuilder endpoint, long bytes) where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(built => built.Metadata.Add(new Limit(bytes)));
        return endpoint;
    }

    // Routing hands this to the server, which counts what it reads.
    private sealed record Limit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>The document of what is mapped as endpoints.</summary>
internal static class ApiDocumentEndpoint
{
    /// <summary>Adds the document's own endpoint. Everything that is mapped, before or after, is in it.</summary>
    public static void MapApiDocument(this WebApplication app)
    {
        var root = app.Services.GetRequiredService<AppRoot>();
        var answer = new ApiDocumentAnswer(
            () => Task.FromResult<IReadOnlyList<ApiFunction>>([.. FunctionsOf(((IEndpointRouteBuilder)app).DataSources, root)]), ApiOperations.All, ApiTypes.Forms);
        app.MapHttpFunction("ApiDocument").MapGet("openapi.json", (Delegate)answer.ToAsync).Describe("ApiDocumentRead");
    }

    /// <summary>Names the function under which an endpoint is described.</summary>
    public static TBuilder Describe<TBuilder>(this TBuilder endpoint, string function) where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(built => built.Metadata.Add(new DescribedAs(function)));
        return endpoint;
    }

    /// <summary>The endpoints that callers from outside reach, each as the function it will be.</summary>
    internal static IEnumerable<ApiFunction> FunctionsOf(IEnumerable<EndpointDataSource> routes, AppRoot root) =>
        from endpoint in routes.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        let owner = endpoint.Metadata.GetMetadata<HttpFunctionOf>()
        where owner is not null
        let name = endpoint.Metadata.GetMetadata<DescribedAs>()?.Function ?? throw new InvalidOperationException($"{endpoint.DisplayName} has no name: map it with .Describe(…).")
        let route = endpoint.RoutePattern.RawText!.TrimStart('/')[ApiFunction.Prefix.Length..]
        from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
        select new ApiFunction(name, method, route, root.Manifests[owner.Name].Trigger is HttpTrigger { IsAnonymous: true });

    private sealed record DescribedAs(string Function);
}

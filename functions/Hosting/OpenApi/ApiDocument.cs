using System.Reflection;
using System.Text.Json.Nodes;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>
/// Puts the document together (OpenAPI 3.1): an operation for every endpoint below the route prefix, from its route, its manifest, its
/// handler's parameters and the description that it was mapped with.
/// </summary>
internal sealed class ApiDocument(AppRoot root, IReadOnlyDictionary<Type, string> forms)
{
    private readonly ApiSchemas schemas = new(forms);

    /// <summary>The document.</summary>
    /// <param name="routes">All endpoints of the app.</param>
    /// <exception cref="InvalidOperationException">An endpoint has no description, or one that does not fit it.</exception>
    public JsonObject Build(IEnumerable<EndpointDataSource> routes)
    {
        var (paths, tags) = (new JsonObject(), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var endpoint in Served(routes))
        {
            var described = endpoint.Metadata.GetMetadata<ApiDescription>()
                ?? throw new InvalidOperationException($"{endpoint.DisplayName} has no description: map it with .Describe(…).");
            var (path, operation) = (PathOf(endpoint), described.Operation());
            if (!paths.ContainsKey(path)) paths[path] = new JsonObject();
            var json = new ApiOperationWriter(schemas).Write(endpoint, operation, IsAnonymous(endpoint));
            foreach (var method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods)
                paths[path]!.AsObject().Add(MethodName(method), json);
            tags.Add(operation.Tag);
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = Info(),
            ["servers"] = new JsonArray(new JsonObject { ["url"] = $"/{root.Settings.RoutePrefix}" }),
            ["security"] = new JsonArray(new JsonObject { [ApiSecurity.KeyHeader] = new JsonArray() }, new JsonObject { [ApiSecurity.KeyQuery] = new JsonArray() }),
            ["tags"] = new JsonArray([.. tags.Select(tag => new JsonObject { ["name"] = tag })]),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["securitySchemes"] = ApiSecurity.Schemes(), ["responses"] = ApiProblems.Responses(), ["schemas"] = Components() },
        };
    }

    /// <summary>The endpoints that callers from outside reach.</summary>
    public static IEnumerable<RouteEndpoint> Served(IEnumerable<EndpointDataSource> routes) =>
        routes.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Where(endpoint => endpoint.Metadata.GetMetadata<HttpFunctionOf>() is not null);

    /// <summary>An endpoint's address below the route prefix: <c>/spaces/{space}</c>.</summary>
    public string PathOf(RouteEndpoint endpoint)
    {
        var text = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
        var prefix = root.Settings.RoutePrefix;
        return prefix.Length == 0 ? text : text[(prefix.Length + 1)..];
    }

    /// <summary>A method as a document names it.</summary>
    public static string MethodName(string method) => string.Concat(method.Select(char.ToLowerInvariant));

    private bool IsAnonymous(RouteEndpoint endpoint) =>
        root.Manifests[endpoint.Metadata.GetRequiredMetadata<HttpFunctionOf>().Name].Trigger is HttpTrigger { IsAnonymous: true };

    private JsonObject Components()
    {
        var components = schemas.Components;
        ApiProblems.AddSchemas(components);
        return components;
    }

    private static JsonObject Info() => new()
    {
        ["title"] = "Grain",
        ["version"] = Version(),
        ["summary"] = "Recognises contributions: grants, cred and grain for a community.",
        ["description"] =
            "Errors are problem details (RFC 9457). Under Azure Functions callers bring a function key, except where an operation needs none; "
            + "standalone, none is asked for. Answers may get further members: a client ignores what it does not know.",
    };

    private static string Version()
    {
        var assembly = typeof(ApiDocument).Assembly;
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version!.ToString();
        return version.Split('+')[0]; // what follows says of which commit it was built
    }
}

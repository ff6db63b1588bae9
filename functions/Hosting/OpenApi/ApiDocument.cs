using System.Reflection;
using Microsoft.OpenApi;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>
/// Puts the document together (OpenAPI 3.1): an operation for every function of the API, from its route, its method and its description.
/// </summary>
internal static class ApiDocument
{
    /// <summary>The document.</summary>
    /// <param name="functions">All functions of the API.</param>
    /// <param name="descriptions">Their descriptions, by their names.</param>
    /// <param name="forms">The forms of types that are put together in the app.</param>
    /// <param name="withFunctionKeys">Whether the Functions host asks for its own keys, too.</param>
    /// <exception cref="InvalidOperationException">A function has no description, or one that does not fit it.</exception>
    public static OpenApiDocument Of(IEnumerable<ApiFunction> functions, IReadOnlyDictionary<string, ApiDescription> descriptions,
        IEnumerable<ApiForm> forms, bool withFunctionKeys = false)
    {
        var document = new OpenApiDocument
        {
            Info = Info(),
            Servers = [new OpenApiServer { Url = "/" + ApiFunction.Prefix.TrimEnd('/') }],
            Components = new OpenApiComponents { SecuritySchemes = ApiSecurity.Schemes(withFunctionKeys) },
            Tags = new SortedSet<OpenApiTag>(Comparer<OpenApiTag>.Create((one, other) => string.CompareOrdinal(one.Name, other.Name))),
        };
        document.Security = ApiSecurity.OfEvery(document);
        var schemas = new ApiSchemas(document, forms);
        ApiProblems.AddTo(schemas);
        foreach (var function in functions.OrderBy(function => function.Route, StringComparer.Ordinal)
            .ThenBy(function => function.Method, StringComparer.Ordinal))
        {
            var description = descriptions.GetValueOrDefault(function.Name)
                ?? throw new InvalidOperationException($"The function {function.Name} is not described.");
            if (!document.Paths.TryGetValue(function.Path, out var path)) document.Paths.Add(function.Path, path = new OpenApiPathItem());
            ((OpenApiPathItem)path).AddOperation(
                HttpMethod.Parse(function.Method), description.Operation.Of(description.Id, function, schemas));
        }

        return document;
    }

    /// <summary>The document as JSON in UTF-8.</summary>
    public static byte[] Json(OpenApiDocument document)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        document.SerializeAsV31(new OpenApiJsonWriter(text, new OpenApiJsonWriterSettings { Terse = true }));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static OpenApiInfo Info() => new()
    {
        Title = "Grain",
        Version = Version(),
        Summary = "Recognises contributions: grants, cred and grain for a community.",
        Description =
            "Errors are problem details (RFC 9457). Callers bring a key, `Authorization: Bearer grain_\u2026`, except where an operation "
                + "needs "
            + "none; `x-grain-role` is the least role that it must have, or `person` for who has signed in. A query value that an "
            + "operation does not name is refused with "
            + "400, except at addresses of webhooks, images and probes. Answers may get further members: a client ignores what it does "
            + "not know.",
    };

    internal static string Version()
    {
        var assembly = typeof(ApiDocument).Assembly;
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? assembly.GetName().Version!.ToString();
        return version.Split('+')[0]; // what follows says of which commit it was built
    }
}

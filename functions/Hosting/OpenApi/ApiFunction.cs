using Microsoft.AspNetCore.Routing.Patterns;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>A function that callers reach over HTTP, as far as the document is concerned.</summary>
/// <param name="Name">The function's name, under which it is described.</param>
/// <param name="Method">Its one method; whoever takes GET may take HEAD too, which asks for the same without the body.</param>
/// <param name="Route">Its template below <see cref="Prefix"/>: <c>spaces/{space}/grants</c>. Constraints may be in it; the document does
/// without.</param>
/// <param name="IsAnonymous">Whether it is called without a function key.</param>
internal sealed record ApiFunction(string Name, string Method, string Route, bool IsAnonymous)
{
    /// <summary>What the routes of the API begin with; other routes are no part of it.</summary>
    public const string Prefix = "api/";

    /// <summary>The address as the document has it: <c>/spaces/{space}/grants</c>.</summary>
    public string Path => "/" + string.Join('/', Pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(Text))));

    /// <summary>The names of the values in the path, in order.</summary>
    public IReadOnlyList<string> PathValues => [.. Pattern.Parameters.Select(parameter => parameter.Name)];

    private RoutePattern Pattern => RoutePatternFactory.Parse(Route);

    /// <summary>The function, if it is one of the API: one that takes a method below <see cref="Prefix"/>.</summary>
    /// <exception cref="InvalidOperationException">It takes several methods; an operation is one.</exception>
    public static ApiFunction? Of(KnownFunction function) =>
        function is not KnownFunction.Http { Methods.Count: > 0 } http || !http.Route.StartsWith(Prefix, StringComparison.Ordinal) ? null
        : http.Methods is not ([_] or ["get", "head"]) ? throw new InvalidOperationException(
            $"The function {http.Name} takes {http.Methods.Count} methods; a function of the API takes one.")
        : new ApiFunction(http.Name, http.Methods[0].ToUpperInvariant(), http.Route[Prefix.Length..], http.IsAnonymous);

    private static string Text(RoutePatternPart part) => part switch
    {
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        _ => throw new InvalidOperationException($"{part} is unknown."),
    };
}

using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>A function that callers reach over HTTP, as far as the document is concerned.</summary>
/// <param name="Name">The function's name, under which it is described.</param>
/// <param name="Method">Its one method; whoever takes GET may take HEAD too, which asks for the same without the body.</param>
/// <param name="Route">Its template below <see cref="Prefix"/>: <c>spaces/{space}/grants</c>. Constraints may be in it; the document does
/// without.</param>
internal sealed partial record ApiFunction(string Name, string Method, string Route)
{
    /// <summary>What the routes of the API begin with; other routes are no part of it.</summary>
    public const string Prefix = "api/";

    /// <summary>The address as the document has it: <c>/spaces/{space}/grants</c>.</summary>
    public string Path => "/" + string.Join('/', Pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(Text))));

    /// <summary>The names of the values in the path, in order.</summary>
    public IReadOnlyList<string> PathValues =>
        [.. Pattern.Parameters.SelectMany(parameter => InsideOf(parameter) is { } inside
            ? Value().Matches(inside).Select(value => value.Groups[1].Value) : [parameter.Name])];

    /// <summary>
    /// The rest of the path, where the route takes one: an id, slashes and all, and maybe what stands behind it. A route can only end with
    /// it, so what stands behind is told by the form that the rest must have: <c>{*id:regex(^(?&lt;id&gt;.+)/proof/?$)}</c> is
    /// <c>{id}/proof</c>.
    /// </summary>
    public ApiPathRest? Rest => Pattern.Parameters.FirstOrDefault(parameter => parameter.IsCatchAll) is not { } rest ? null
        : new ApiPathRest(rest.Name, InsideOf(rest) is { } inside ? new Regex(inside, RegexOptions.IgnoreCase) : null);

    private RoutePattern Pattern => RoutePatternFactory.Parse(Route);

    /// <summary>The function, if it is one of the API: one that takes a method below <see cref="Prefix"/>.</summary>
    /// <exception cref="InvalidOperationException">It takes several methods; an operation is one.</exception>
    public static ApiFunction? Of(KnownFunction function) =>
        function is not KnownFunction.Http { Methods.Count: > 0 } http || !http.Route.StartsWith(Prefix, StringComparison.Ordinal) ? null
        : http.Methods is not ([_] or ["get", "head"]) ? throw new InvalidOperationException(
            $"The function {http.Name} takes {http.Methods.Count} methods; a function of the API takes one.")
        : new ApiFunction(http.Name, http.Methods[0].ToUpperInvariant(), http.Route[Prefix.Length..]);

    private static string Text(RoutePatternPart part) => part switch
    {
        RoutePatternParameterPart parameter => InsideOf(parameter) is not { } inside ? $"{{{parameter.Name}}}"
            : Value().Replace(inside, "{$1}").Replace("/?", "", StringComparison.Ordinal).Trim('^', '$'),
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        _ => throw new InvalidOperationException($"{part} is unknown."),
    };

    /// <summary>The form of a rest that has more in it than one value.</summary>
    private static string? InsideOf(RoutePatternParameterPart parameter) => parameter.ParameterPolicies
        .Select(policy => policy.Content is { } text && Value().IsMatch(text) ? text["regex(".Length..^1] : null).FirstOrDefault();

    [GeneratedRegex(@"\(\?<(\w+)>[^()]*\)")]
    private static partial Regex Value();
}

/// <summary>The end of a path that may have slashes in its values.</summary>
/// <param name="Name">Its name in the route.</param>
/// <param name="Form">Takes it apart, a group for each value; absent if all of it is one value.</param>
internal sealed record ApiPathRest(string Name, Regex? Form)
{
    /// <summary>
    /// Puts the values where those of a path without slashes are. A slash at the end is none of an id's: routes pass over it everywhere.
    /// </summary>
    public void Settle(RouteValueDictionary values)
    {
        if (values[Name] is not string rest) return;
        if (Form?.Match(rest) is not { Success: true } match) values[Name] = rest.TrimEnd('/');
        else foreach (var value in match.Groups.Values.Skip(1)) values[value.Name] = value.Value;
    }
}

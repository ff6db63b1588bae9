using System.Text.Json;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>A function that callers reach over HTTP, as far as the document is concerned.</summary>
/// <param name="Name">The function's name, under which it is described.</param>
/// <param name="Method">Its one method.</param>
/// <param name="Route">Its template below <see cref="Prefix"/>: <c>spaces/{space}/grants</c>. Constraints may be in it; the document does without.</param>
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

    /// <summary>Reads the bindings of a function as its metadata has them, each as JSON; <see langword="null"/> if it is no function of the API.</summary>
    /// <exception cref="InvalidOperationException">It takes other than one method; an operation is one.</exception>
    public static ApiFunction? Of(string name, IEnumerable<string> bindings)
    {
        foreach (var json in bindings)
        {
            using var document = JsonDocument.Parse(json);
            var binding = document.RootElement;
            if (!Is(binding, "type", "httpTrigger")) continue;
            if (!binding.TryGetProperty("route", out var route) || route.GetString() is not { } text || !text.StartsWith(Prefix, StringComparison.Ordinal)) return null;
            var methods = binding.TryGetProperty("methods", out var all) ? all.EnumerateArray().Select(method => method.GetString()!).ToArray() : [];
            if (methods.Length != 1) throw new InvalidOperationException($"The function {name} takes {methods.Length} methods; a function of the API takes one.");
            return new ApiFunction(name, methods[0].ToUpperInvariant(), text[Prefix.Length..], Is(binding, "authLevel", "Anonymous"));
        }

        return null;
    }

    private static bool Is(JsonElement binding, string name, string value) =>
        binding.TryGetProperty(name, out var given) && string.Equals(given.ToString(), value, StringComparison.OrdinalIgnoreCase);

    private static string Text(RoutePatternPart part) => part switch
    {
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        _ => throw new InvalidOperationException($"{part} is unknown."),
    };
}

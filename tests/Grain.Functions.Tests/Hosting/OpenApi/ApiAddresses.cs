using System.Text.Json;
using System.Text.RegularExpressions;

namespace Grain.Functions.Tests.Hosting.OpenApi;

/// <summary>The addresses of the API document, for tests that go through all of them.</summary>
internal static partial class ApiAddresses
{
    /// <summary>Every operation with its path, without a slash before it.</summary>
    public static IEnumerable<(string Path, HttpMethod Method, JsonElement Operation)> Of(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (path.Name[1..], HttpMethod.Parse(operation.Name.ToUpperInvariant()), operation.Value);

    /// <summary>A path with its values.</summary>
    public static string Fill(string path, string space, string others) =>
        Value().Replace(path.Replace("{space}", space, StringComparison.Ordinal), others);

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Value();
}

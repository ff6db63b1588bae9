using System.Text.Json;
using System.Text.RegularExpressions;

namespace Grain.Functions.Benchmarks.Fuzz;

/// <summary>An operation of the API document.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Path">Its path, below <c>/api</c>.</param>
/// <param name="Method">Its method.</param>
/// <param name="Role">The least role; absent if nobody needs a key.</param>
/// <param name="PathValues">The names of the path's values.</param>
/// <param name="Query">The query's values.</param>
/// <param name="Body">The schema of its body.</param>
/// <param name="Media">What the body is.</param>
internal sealed partial record FuzzOperation(
    string Id, string Path, HttpMethod Method, string? Role, IReadOnlyList<string> PathValues,
    IReadOnlyList<(string Name, JsonElement Schema, bool IsRequired)> Query, JsonElement? Body, string? Media)
{
    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzOperation> All(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select Of(path.Name, operation.Name, operation.Value);

    private static FuzzOperation Of(string path, string method, JsonElement operation)
    {
        var query = operation.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Where(each => each.GetProperty("in").GetString() == "query").Select(each => (
                each.GetProperty("name").GetString()!, each.GetProperty("schema"),
                each.TryGetProperty("required", out var required) && required.GetBoolean())).ToArray()
            : [];
        var content =
            operation.TryGetProperty("requestBody", out var body) ? body.GetProperty("content").EnumerateObject().First() : default;
        return new(operation.GetProperty("operationId").GetString()!, path, HttpMethod.Parse(method.ToUpperInvariant()),
            operation.TryGetProperty("x-grain-role", out var role) ? role.GetString() : null,
            [.. Value().Matches(path).Select(match => match.Groups[1].Value)], query,
            content.Value.ValueKind == JsonValueKind.Undefined ? null : content.Value.GetProperty("schema"),
            content.Value.ValueKind == JsonValueKind.Undefined ? null : content.Name);
    }

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex Value();
}

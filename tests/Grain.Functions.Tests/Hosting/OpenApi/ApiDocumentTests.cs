using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.OpenApi;
using Xunit;

namespace Grain.Functions.Tests.Hosting.OpenApi;

/// <summary>The API document: it has every function and no other, holds together, and is served so that it can be kept.</summary>
public sealed partial class ApiDocumentTests
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch"];

    [Fact]
    public async Task It_has_every_function_of_the_host_and_no_other()
    {
        var app = await GrainApp.SharedAsync();
        var served = app.Functions.Where(function => function is { Trigger: "httpTrigger", Methods.Count: > 0 }
            && function.Route.StartsWith(ApiFunction.Prefix, StringComparison.Ordinal))
            // which asks for what GET tells
            .SelectMany(function => function.Methods.Where(method => function.Methods.Count == 1 || method != "HEAD")
                .Select(method =>
                    $"{method} {new ApiFunction(function.Name, method, function.Route[ApiFunction.Prefix.Length..]).Path}"));
        var told = Operations(app.ApiDocument).Select(operation => $"{operation.Method.ToUpperInvariant()} {operation.Path}");
        Assert.Equal(served.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_function_is_described_and_every_description_is_of_a_function()
    {
        var functions = await new FunctionCatalogue(new GeneratedFunctionMetadataProvider()).AllAsync();
        Assert.Equal(KeptApiDocument.All.Keys.Order(StringComparer.Ordinal),
            functions.Select(ApiFunction.Of).OfType<ApiFunction>().Select(function => function.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task It_is_OpenAPI_3_1_that_holds_together()
    {
        var document = (await GrainApp.SharedAsync()).ApiDocument;
        Assert.Matches(@"^3\.1\.\d+$", document.GetProperty("openapi").GetString());
        Assert.NotEmpty(document.GetProperty("info").GetProperty("title").GetString()!);
        Assert.Matches(@"^\d+\.\d+\.\d+", document.GetProperty("info").GetProperty("version").GetString());
        Assert.Equal("/api", document.GetProperty("servers")[0].GetProperty("url").GetString());

        var check = new SchemaCheck(document);
        foreach (var reference in References(document)) Assert.NotEqual(JsonValueKind.Undefined, check.Resolve(reference).ValueKind);
        var ids = Operations(document).Select(operation => operation.Json.GetProperty("operationId").GetString()!).ToArray();
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(ids, id => Assert.Matches("^[a-z][A-Za-z0-9]+$", id));
        var tags = document.GetProperty("tags").EnumerateArray().Select(tag => tag.GetProperty("name").GetString()).ToArray();
        foreach (var (path, _, operation) in Operations(document)) CheckOperation(path, operation, tags);
    }

    [Fact]
    public async Task Who_may_call_is_said_of_all_but_what_is_open_to_everybody()
    {
        var document = (await GrainApp.SharedAsync()).ApiDocument;
        var anonymous = Operations(document).Where(operation => !operation.Json.TryGetProperty("x-grain-role", out _))
            .Select(operation => operation.Path);
        Assert.Equal(["/directory", "/health/live", "/health/ready", "/openapi.json", "/sign-in"],
            anonymous.Where(path => !path.Contains("/webhooks/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var schemes = document.GetProperty("components").GetProperty("securitySchemes");
        Assert.Equal("bearer", schemes.GetProperty("grainKey").GetProperty("scheme").GetString());
        Assert.False(schemes.TryGetProperty("functionKey", out _));
    }

    [Fact]
    public async Task It_is_served_to_be_kept_and_asked_for_again()
    {
        var app = await GrainApp.SharedAsync();
        using var answer = await app.Client.GetAsync(new Uri("/api/openapi.json", UriKind.Relative));
        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal("public, max-age=300", answer.Headers.CacheControl?.ToString());
        using var again =
            new HttpRequestMessage(HttpMethod.Get, "/api/openapi.json") { Headers = { IfNoneMatch = { answer.Headers.ETag! } } };
        using var unchanged = await app.Client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(answer.Headers.ETag, unchanged.Headers.ETag);
    }

    [Theory]
    [InlineData("""{"contributor":"ada","grants":[]}""", null)]
    [InlineData("""{"contributor":"ada","grants":[],"next":1}""", null)]
    [InlineData("""{"grants":[]}""", "$.contributor is missing")]
    [InlineData("""{"contributor":1,"grants":[]}""", "$.contributor is Number, not string")]
    [InlineData("""{"contributor":"ada","grants":[],"more":1}""", "$.more is not in the schema")]
    [InlineData("""{"contributor":"ada","grants":[{"seq":"x"}]}""", "$.grants[0].seq is String, not integer")]
    public async Task What_does_not_fit_is_found(string json, string? fault)
    {
        var document = (await GrainApp.SharedAsync()).ApiDocument;
        var faults = new SchemaCheck(document).Faults(JsonDocument.Parse(json).RootElement,
            document.GetProperty("components").GetProperty("schemas").GetProperty("GrantPage"));
        if (fault is null) Assert.Empty(faults);
        else Assert.Contains(fault, faults);
    }

    private static void CheckOperation(string path, JsonElement operation, string?[] tags)
    {
        Assert.Contains(Assert.Single(operation.GetProperty("tags").EnumerateArray()).GetString(), tags);
        Assert.Matches(@"^[^\n]{10,120}[^\n.]$", operation.GetProperty("summary").GetString());
        var parameters = operation.TryGetProperty("parameters", out var all) ? all.EnumerateArray().ToArray() : [];
        Assert.Equal(
            PathValue().Matches(path).Select(match => match.Groups[1].Value),
            parameters.Where(parameter => parameter.GetProperty("in").GetString() == "path")
                .Select(parameter => parameter.GetProperty("name").GetString()));
        Assert.Equal(parameters.Length,
            parameters.Select(parameter => $"{parameter.GetProperty("in")} {parameter.GetProperty("name")}").Distinct().Count());
        Assert.All(parameters, parameter => Assert.NotEmpty(parameter.GetProperty("description").GetString()!));
        Assert.Contains(operation.GetProperty("responses").EnumerateObject(), answer => answer.Name[0] == '2');
        foreach (var answer in operation.GetProperty("responses").EnumerateObject())
            Assert.True(answer.Value.TryGetProperty("$ref", out _) || answer.Value.GetProperty("description").GetString()!.Length > 0,
                $"{path} {answer.Name} is not described");
    }

    private static IEnumerable<(string Path, string Method, JsonElement Json)> Operations(JsonElement document) =>
        document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation =>
        {
            Assert.Contains(operation.Name, Methods);
            return (path.Name, operation.Name, operation.Value);
        }));

    private static IEnumerable<string> References(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member =>
            member.Name == "$ref"
                || (member.Value.ValueKind == JsonValueKind.String && member.Value.GetString()!.StartsWith("#/", StringComparison.Ordinal))
                ? [member.Value.GetString()!]
                : References(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(References),
        _ => [],
    };

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex PathValue();
}

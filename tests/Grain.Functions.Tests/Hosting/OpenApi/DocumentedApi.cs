using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;

namespace Grain.Functions.Tests.Hosting.OpenApi;

/// <summary>
/// Stands in the client of <see cref="GrainApp"/> and holds every answer against the API document: the address and method are in it, the
/// status, the media type, the headers and the body are as it says; and so are the query and every JSON body that was taken. Thus all tests
/// of the API test the document as well.
/// </summary>
internal sealed class DocumentedApi(JsonElement document, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string Json = "application/json";
    private const string Problem = "application/problem+json";
    private readonly SchemaCheck check = new(document);
    private readonly (string[] Segments, JsonElement Operations)[] paths =
    [
        .. document.GetProperty("paths").EnumerateObject().Select(path => (Segments: path.Name.Split('/'), path.Value))
            .OrderBy(path => path.Segments.Count(segment => segment.StartsWith('{'))) // literal ones go first, as in routing
            .ThenByDescending(path => path.Segments.Length),
    ];

    /// <summary>The ids of operations that were answered with success.</summary>
    public ConcurrentDictionary<string, bool> Succeeded { get; } = new(StringComparer.Ordinal);

    /// <summary>What is wrong with an answer that a test has put together: the app would not give it.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(HttpRequestMessage request, HttpResponseMessage response) =>
        Find(request) is not { } operation ? ["there is no such operation"]
        : [.. response.IsSuccessStatusCode ? QueryFaults(request, operation) : [], .. await AnswerFaultsAsync(response, operation)];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var response = await base.SendAsync(request, cancellation);
        if (Find(request) is not { } operation)
        {
            Assert.True((int)response.StatusCode is 404 or 405,
                $"{request.Method} {request.RequestUri} is answered {response.StatusCode}, and not in the document.");
            return response;
        }

        var faults = new List<string>();
        if (response.IsSuccessStatusCode)
            faults.AddRange([.. QueryFaults(request, operation), .. await BodyFaultsAsync(request, operation)]);
        faults.AddRange(await AnswerFaultsAsync(response, operation));
        Assert.True(faults.Count == 0,
            $"{request.Method} {request.RequestUri} is answered {(int)response.StatusCode} otherwise than the document "
                + $"says: {string.Join("; ", faults)}");
        if (response.IsSuccessStatusCode) Succeeded[operation.GetProperty("operationId").GetString()!] = true;
        return response;
    }

    private JsonElement? Find(HttpRequestMessage request)
    {
        var sent = request.RequestUri!.AbsolutePath["/api".Length..].TrimEnd('/').Split('/');
        var fitting = paths.Where(path => Matches(path.Segments, sent)).Concat(paths.Where(path => MatchesLong(path.Segments, sent)));
        foreach (var (_, operations) in fitting)
            if (operations.TryGetProperty(request.Method.Method.ToLowerInvariant(), out var operation)) return operation;
        return null;
    }

    private static bool Matches(string[] segments, string[] sent) =>
        segments.Length == sent.Length && segments.Zip(sent)
            .All(pair => pair.First.StartsWith('{') || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the second value of a path, an id, takes several segments.</summary>
    private static bool MatchesLong(string[] segments, string[] sent)
    {
        var id = Array.FindIndex(segments, Math.Min(3, segments.Length), segment => segment.StartsWith('{'));
        return id > 0 && sent.Length > segments.Length && Matches(segments,
            [.. sent[..id], string.Join('/', sent[id..^(segments.Length - id - 1)]), .. sent[^(segments.Length - id - 1)..]]);
    }

    /// <summary>Empty values count as absent.</summary>
    private IEnumerable<string> QueryFaults(HttpRequestMessage request, JsonElement operation)
    {
        var parameters = operation.TryGetProperty("parameters", out var all)
            ? all.EnumerateArray().Where(each => each.GetProperty("in").GetString() == "query")
                .ToDictionary(each => each.GetProperty("name").GetString()!)
            : [];
        var sent = QueryHelpers.ParseQuery(request.RequestUri!.Query).Where(value => value.Value is not [null or ""]).ToDictionary();
        foreach (var (name, value) in sent)
        {
            if (!parameters.TryGetValue(name, out var parameter)) yield return $"the query value {name} is taken";
            else
                foreach (var fault in check.Faults(Value(value.ToString(), parameter.GetProperty("schema")),
                    parameter.GetProperty("schema"))) yield return $"{name}: {fault}";
        }

        foreach (var missing in parameters.Where(each =>
            each.Value.TryGetProperty("required", out var isRequired) && isRequired.GetBoolean() && !sent.ContainsKey(each.Key)))
            yield return $"the query value {missing.Key} need not be sent";
    }

    private static JsonElement Value(string sent, JsonElement schema)
    {
        var isText = schema.GetProperty("type").GetString() == "string";
        using var value = JsonDocument.Parse(isText ? $"\"{JsonEncodedText.Encode(sent)}\"" : sent);
        return value.RootElement.Clone();
    }

    /// <summary>Streams are not looked at.</summary>
    private async Task<IReadOnlyList<string>> BodyFaultsAsync(HttpRequestMessage request, JsonElement operation)
    {
        if (request.Content is not ByteArrayContent content || content.Headers.ContentType?.MediaType is var media && media is not Json)
            return [];
        var bytes = await content.ReadAsByteArrayAsync();
        if (bytes.Length == 0) return [];
        if (!operation.TryGetProperty("requestBody", out var body)) return []; // it is not read then
        using var sent = JsonDocument.Parse(bytes);
        return check.Faults(sent.RootElement, body.GetProperty("content").GetProperty(Json).GetProperty("schema"));
    }

    private async Task<IEnumerable<string>> AnswerFaultsAsync(HttpResponseMessage response, JsonElement operation)
    {
        var answers = operation.GetProperty("responses");
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (!answers.TryGetProperty(status, out var answer))
        {
            if (response.StatusCode < System.Net.HttpStatusCode.InternalServerError) return ["the status is not in the document"];
            answer = answers.GetProperty("default");
        }

        if (answer.TryGetProperty("$ref", out var reference)) answer = check.Resolve(reference.GetString()!);
        return [.. HeaderFaults(response, answer), .. await ContentFaultsAsync(response, answer)];
    }

    private static IEnumerable<string> HeaderFaults(HttpResponseMessage response, JsonElement answer) =>
        answer.TryGetProperty("headers", out var headers)
            ? headers.EnumerateObject()
                .Where(header => header.Value.TryGetProperty("required", out var required) && required.GetBoolean()
                    && !response.Headers.NonValidated.Contains(header.Name) && !response.Content.Headers.NonValidated.Contains(header.Name))
                .Select(header => $"the header {header.Name} is missing")
            : [];

    private async Task<IReadOnlyList<string>> ContentFaultsAsync(HttpResponseMessage response, JsonElement answer)
    {
        var media = response.Content.Headers.ContentType?.MediaType;
        if (!answer.TryGetProperty("content", out var contents)) return media is null ? [] : [$"it has a body of type {media}"];
        if (media is null || !contents.TryGetProperty(media, out var content)) return [$"its type is {media}"];
        if (media is not (Json or Problem)) return [];
        await response.Content.LoadIntoBufferAsync();
        using var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return check.Faults(body.RootElement, content.GetProperty("schema"));
    }
}

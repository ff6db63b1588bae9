using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Grain.Functions.Tests.Hosting.OpenApi;

/// <summary>Goes from operation to operation of a space, and expects success of each.</summary>
internal sealed class ApiWalker(HttpClient client, string space)
{
    /// <summary>Sends.</summary>
    public HttpClient Client => client;

    /// <summary>Where it is.</summary>
    public string Space { get; set; } = space;

    /// <summary>Sends a request that succeeds; its path is that below the space's unless it begins with the prefix.</summary>
    public async Task<JsonElement> SendAsync(
        string method, string path, string? body = null, string media = "application/json", params KeyValuePair<string, string>[] headers)
    {
        var address = path.StartsWith("/api/", StringComparison.Ordinal) ? path : $"/api/spaces/{Space}{path}";
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (body is not null) request.Content =
            new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(media) } };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonDocument.Parse(text).RootElement : default;
    }
}

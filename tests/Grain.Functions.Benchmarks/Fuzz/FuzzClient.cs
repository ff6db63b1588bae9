using System.Net;
using System.Text;
using System.Text.Json;

namespace Grain.Functions.Benchmarks.Fuzz;

/// <summary>The app, for what is done before and after the fire, as its owner.</summary>
internal sealed class FuzzClient(HttpClient http, string owner) : IDisposable
{
    private static readonly string[] Roles = ["reader", "writer", "node", "steward", "admin"];

    /// <summary>The API document.</summary>
    public async Task<JsonElement> DocumentAsync(CancellationToken cancellation) =>
        JsonDocument.Parse(await http.GetStringAsync(new Uri("/api/openapi.json", UriKind.Relative), cancellation)).RootElement;

    /// <summary>Makes a community with callers of all roles, some history, and a closed epoch before it.</summary>
    public async Task<FuzzTenant> TenantAsync(string word, string form, CancellationToken cancellation)
    {
        var (space, secret) = ($"of-{word[..3]}-{Guid.NewGuid():N}"[..20],
            "whsec_" + Convert.ToBase64String(Encoding.UTF8.GetBytes($"planted-secret-of-{word}-forever")));
        var first = TimeProvider.System.GetUtcNow().AddDays(-22).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await DoAsync(HttpMethod.Put, $"spaces/{space}?form={form}",
            $$$$"""
            {"displayName":"{{{{word}}}}s","epochs":{"first":"{{{{first}}}}T00:00:00Z"},
             "proposals":{"proposers":{"roles":["reader","writer","steward"]}},
             "tiers":[{"name":"{{{{word}}}}-tier","from":1}],"activity":{"streaks":{"repairsPer30Days":1}},
             "webhooks":{"standard":{"secrets":["{{{{secret}}}}"]},"cloudevents":{"secrets":["{{{{secret}}}}"]},
              "chat":{"secrets":["{{{{secret}}}}"]},
              "gitea":{"secrets":["{{{{secret}}}}"]},"discourse":{"secrets":["{{{{secret}}}}"]},"gitlab":{"secrets":["{{{{secret}}}}"]}}}
            """, cancellation);
        var keys = new Dictionary<string, string>();
        foreach (var role in Roles)
        {
            var node = role == "node" ? $",\"node\":\"{word}0\"" : "";
            keys[role] = (await DoAsync(HttpMethod.Post, $"spaces/{space}/keys", $$"""{"role":"{{role}}"{{node}}}""", cancellation))
                .GetProperty("secret").GetString()!;
        }

        var grants = Enumerable.Range(0, 14).Select(i =>
            $$"""
            {"grantId":"{{word}}-g{{i}}","contributor":"{{word}}{{i % 7}}","amount":{{i + 1}},"grantedAt":"{{first}}T0{{i % 9}}:00:00Z"}
            """);
        await DoAsync(HttpMethod.Post, $"spaces/{space}/grants", $"[{string.Join(',', grants)}]", cancellation);
        var tenant = new FuzzTenant(space, word, keys, secret);
        await DoAsync(HttpMethod.Post, $"spaces/{space}/grants",
            $$"""{"grantId":"{{word}}-h","contributor":"{{tenant.Hermit}}","amount":9,"grantedAt":"{{first}}T07:00:00Z"}""", cancellation);
        await DoAsync(HttpMethod.Put, $"spaces/{space}/activity/people?id={tenant.Hermit}", """{"privacy":"private"}""", cancellation);
        return tenant;
    }

    /// <summary>Opens a space again that was archived or switched off, and lets nobody read it who shows nothing.</summary>
    public async Task OpenAsync(FuzzTenant tenant, CancellationToken cancellation)
    {
        await TryAsync(HttpMethod.Patch, $"spaces/{tenant.Space}", """{"archived":false}""", cancellation);
        await TryAsync(HttpMethod.Patch, $"spaces/{tenant.Space}/config", """{"enabled":true,"visibility":"private"}""", cancellation);
    }

    /// <summary>Asks for something, and gives the answer.</summary>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public async Task<JsonElement> DoAsync(HttpMethod method, string path, string? body, CancellationToken cancellation)
    {
        var (status, text) = await TryAsync(method, path, body, cancellation);
        return (int)status < 300 ? text.Length == 0 ? default : JsonDocument.Parse(text).RootElement
            : throw new InvalidOperationException($"{method} {path} is answered {(int)status} {text}");
    }

    /// <summary>Asks for something.</summary>
    public async Task<(HttpStatusCode Status, string Text)> TryAsync(HttpMethod method, string path, string? body,
        CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(method, $"/api/{path}");
        message.Headers.Authorization = new("Bearer", owner);
        if (body is not null) message.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(message, cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellation));
    }

    /// <summary>A request as it goes out.</summary>
    public static HttpRequestMessage Message(FuzzRequest request)
    {
        var message = new HttpRequestMessage(request.Method, request.Address);
        if (request.Body is not null) message.Content = new ByteArrayContent(request.Body);
        foreach (var (name, value) in request.Headers)
            if (!name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)) message.Headers.TryAddWithoutValidation(name, value);
            else message.Content?.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Grain.Functions.Tests.Webhooks.Reconciling;

/// <summary>
/// A forge in this process: a webhook, and what it tried to deliver, as GitHub and GitLab list it.
/// </summary>
internal sealed class FakeForge : IAsyncDisposable
{
    public const string Token = "a-token-of-the-tests";

    private readonly WebApplication web;
    private readonly Lock gate = new();
    private readonly List<JsonObject> attempts = []; // newest first
    private long lastId = 1000;

    private FakeForge(WebApplication web) => this.web = web;

    /// <summary>The root of its API.</summary>
    public string Api => web.Urls.First();

    /// <summary>Its clock.</summary>
    public Func<DateTimeOffset> Now { get; set; } = () => TimeProvider.System.GetUtcNow();

    /// <summary>Where its webhook leads.</summary>
    public string HookUrl { get; set; } = "";

    /// <summary>Stands before every answer; true if it has answered.</summary>
    public Func<HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    /// <summary>What Grain answers when an event comes again.</summary>
    public Func<string, Task<int>> Redeliver { get; set; } = _ => Task.FromResult(202);

    /// <summary>What it was asked, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>What it was shown in place of a password.</summary>
    public ConcurrentQueue<string> Shown { get; } = new();

    public string[] Asked => [.. Requests.Where(request => request.StartsWith("POST", StringComparison.Ordinal))];

    public static async Task<FakeForge> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var forge = new FakeForge(builder.Build());
        forge.web.Run(forge.AnswerAsync);
        await forge.web.StartAsync();
        return forge;
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    /// <summary>An attempt to deliver; GitLab calls one that nobody answered 0.</summary>
    public long Deliver(string guid, int status, DateTimeOffset? at = null, string name = "issues", bool again = false)
    {
        lock (gate)
        {
            var time = (at ?? Now()).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            attempts.Insert(0, new JsonObject
            {
                ["id"] = ++lastId,
                ["guid"] = guid,
                ["delivered_at"] = time,
                ["redelivery"] = again,
                ["status"] = "OK",
                ["status_code"] = status,
                ["event"] = name,
                ["action"] = null,
                ["created_at"] = time,
                ["trigger"] = $"{name}_hooks",
                ["request_headers"] = new JsonObject { ["idempotency-key"] = guid, ["X-Gitlab-Token"] = "[REDACTED]" },
                ["request_data"] = new JsonObject { ["object_kind"] = name },
                ["response_status"] = status == 0 ? "internal error" : status.ToString(CultureInfo.InvariantCulture),
            });
            return lastId;
        }
    }

    /// <summary>Makes an answer of a size.</summary>
    public void Fatten(long id, int characters)
    {
        lock (gate) attempts.Single(each => (long)each["id"]! == id)["request_data"] = new string('x', characters);
    }

    private async Task AnswerAsync(HttpContext http)
    {
        Requests.Enqueue($"{http.Request.Method} {http.Request.Path.Value}{http.Request.QueryString.Value}");
        Shown.Enqueue(http.Request.Headers.Authorization.ToString());
        if (await Before(http)) return;
        var path = http.Request.Path.Value!;
        if (path.EndsWith("/hooks", StringComparison.Ordinal))
            await WriteAsync(http, new JsonArray(
                Hook(6, "https://else.example"), Hook(7, HookUrl)));
        else if (path.EndsWith("/hook/config", StringComparison.Ordinal)) await WriteAsync(http, new JsonObject { ["url"] = HookUrl });
        else if (HttpMethods.IsPost(http.Request.Method))
            await RedeliverAsync(http, long.Parse(path.Split('/')[^2], CultureInfo.InvariantCulture));
        else if (path.EndsWith("/deliveries", StringComparison.Ordinal)) await ListAsync(http);
        else if (path.EndsWith("/events", StringComparison.Ordinal)) await ListEventsAsync(http);
        else http.Response.StatusCode = 404;
    }

    private async Task RedeliverAsync(HttpContext http, long id)
    {
        var attempt = attempts.FirstOrDefault(each => (long)each["id"]! == id);
        if (attempt is null)
        {
            http.Response.StatusCode = 404;
            return;
        }

        var guid = attempt["guid"]!.GetValue<string>();
        var status = await Redeliver(guid);
        if (status >= 0) Deliver(guid, status, name: attempt["event"]!.GetValue<string>(), again: true);
        http.Response.StatusCode = status >= 0 ? 202 : -status;
        await WriteAsync(http, new JsonObject { ["message"] = "as it is" });
    }

    private async Task ListAsync(HttpContext http)
    {
        var size = int.Parse(http.Request.Query["per_page"]!, CultureInfo.InvariantCulture);
        var cursor = http.Request.Query["cursor"].ToString();
        JsonObject[] all;
        lock (gate) all = [.. attempts];
        var start = cursor.Length == 0 ? 0 : Array.FindIndex(all, each => $"v1_{each["id"]}" == cursor);
        if (start + size < all.Length)
            http.Response.Headers.Link = $"<{Api}{http.Request.Path}?per_page={size}&cursor=v1_{all[start + size]["id"]}>; rel=\"next\"";
        await WriteAsync(http, new JsonArray([.. all.Skip(start).Take(size).Select(each => each.DeepClone())]));
    }

    private async Task ListEventsAsync(HttpContext http)
    {
        var size = int.Parse(http.Request.Query["per_page"]!, CultureInfo.InvariantCulture);
        var page = int.Parse(http.Request.Query["page"]!, CultureInfo.InvariantCulture);
        JsonObject[] all;
        lock (gate) all = [.. attempts];
        http.Response.Headers["X-Next-Page"] = page * size < all.Length ? $"{page + 1}" : "";
        await WriteAsync(http, new JsonArray([.. all.Skip((page - 1) * size).Take(size).Select(each => each.DeepClone())]));
    }

    private static JsonObject Hook(long id, string url) =>
        new() { ["id"] = id, ["url"] = url, ["active"] = true, ["config"] = new JsonObject { ["url"] = url } };

    private static Task WriteAsync(HttpContext http, JsonNode json)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(json.ToJsonString());
    }
}

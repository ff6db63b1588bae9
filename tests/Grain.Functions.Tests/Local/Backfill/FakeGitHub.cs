using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Grain.Functions.Tests.Local.Backfill;

/// <summary>GitHub's addresses for the deliveries of a webhook, as its documentation tells them: pages, redelivery, limits.</summary>
internal sealed partial class FakeGitHub(SkippingTime time) : HttpMessageHandler
{
    private readonly List<JsonObject> deliveries = []; // newest first
    private long lastId = 1000;
    private DateTimeOffset resetAt = DateTimeOffset.MaxValue;

    /// <summary>Requests in this hour before the limit is used up.</summary>
    public int Remaining { get; set; } = 5000;

    /// <summary>Answers to give before any other, oldest first.</summary>
    public Queue<Func<HttpResponseMessage>> Interruptions { get; } = new();

    /// <summary>The webhooks of the repository.</summary>
    public JsonArray Hooks { get; } = [Hook(7, "https://grain.example/api/spaces/field/webhooks/github")];

    /// <summary>What becomes of a redelivery.</summary>
    public Func<string, int> Redeliver { get; set; } = _ => 202;

    public List<string> Requests { get; } = [];

    public IEnumerable<string> Redelivered => Requests.Where(request => request.StartsWith("POST", StringComparison.Ordinal));

    public static JsonObject Hook(long id, string url) =>
        new() { ["id"] = id, ["name"] = "web", ["active"] = true, ["config"] = new JsonObject { ["url"] = url } };

    public void Deliver(string guid, int status, string? at = null) => deliveries.Insert(0, new JsonObject
    {
        ["id"] = ++lastId,
        ["guid"] = guid,
        ["delivered_at"] = at ?? time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["redelivery"] = false,
        ["duration"] = 0.1,
        ["status"] = status < 300 ? "OK" : "Invalid HTTP Response: " + status.ToString(CultureInfo.InvariantCulture),
        ["status_code"] = status,
        ["event"] = "issues",
        ["action"] = "opened",
        ["throttled_at"] = null,
    });

    public static HttpResponseMessage Answer(HttpStatusCode status, string body = "", params (string Name, string Value)[] headers)
    {
        var answer = new HttpResponseMessage(status) { Content = new StringContent(body) };
        foreach (var (name, value) in headers) answer.Headers.TryAddWithoutValidation(name, value);
        return answer;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        Assert.Equal("Bearer", request.Headers.Authorization?.Scheme);
        Assert.Equal("api.example", request.RequestUri!.Host);
        Assert.Equal("2022-11-28", Assert.Single(request.Headers.GetValues("X-GitHub-Api-Version")));
        Requests.Add($"{request.Method} {request.RequestUri.PathAndQuery}");
        if (Interruptions.TryDequeue(out var interruption)) return Task.FromResult(interruption());
        if (time.GetUtcNow() >= resetAt) (Remaining, resetAt) = (5000, DateTimeOffset.MaxValue);
        if (Remaining == 0) return Task.FromResult(Limited(HttpStatusCode.Forbidden, 0, """{"message":"API rate limit exceeded"}"""));
        Remaining--;
        return Task.FromResult(Answer(request));
    }

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var path = request.RequestUri!.PathAndQuery;
        if (path.StartsWith("/repos/octo/field/hooks?", StringComparison.Ordinal))
            return Limited(HttpStatusCode.OK, Remaining, Hooks.ToJsonString());
        if (Attempt().Match(path) is { Success: true } attempt && request.Method == HttpMethod.Post)
        {
            var delivery = deliveries.Single(each => each["id"]!.ToString() == attempt.Groups[1].Value);
            var status = Redeliver(delivery["guid"]!.ToString());
            if (status != 202) return Limited((HttpStatusCode)status, Remaining, """{"message":"Redelivery is not possible"}""");
            Deliver(delivery["guid"]!.ToString(), 200);
            return Limited(HttpStatusCode.Accepted, Remaining, "{}");
        }

        return Page().Match(path) is { Success: true } page ? List(path, page)
            : Limited(HttpStatusCode.NotFound, Remaining, """{"message":"Not Found"}""");
    }

    private HttpResponseMessage List(string path, Match page)
    {
        var size = int.Parse(page.Groups[1].Value, CultureInfo.InvariantCulture);
        var start = page.Groups[2].Success ? deliveries.FindIndex(each => "v1_" + each["id"] == page.Groups[2].Value) : 0;
        var items = new JsonArray([.. deliveries.Skip(start).Take(size).Select(each => each.DeepClone())]);
        var answer = Limited(HttpStatusCode.OK, Remaining, items.ToJsonString());
        if (start + size < deliveries.Count)
        {
            var next = $"https://api.example{path.Split('&')[0]}&cursor=v1_{deliveries[start + size]["id"]}";
            answer.Headers.Add("Link", $"<https://api.example/prev?cursor=x>; rel=\"prev\", <{next}>; rel=\"next\"");
        }

        return answer;
    }

    private HttpResponseMessage Limited(HttpStatusCode status, int remaining, string body)
    {
        if (remaining == 0) resetAt = time.GetUtcNow().AddMinutes(20);
        return Answer(
            status, body, ("x-ratelimit-remaining", remaining.ToString(CultureInfo.InvariantCulture)),
            ("x-ratelimit-reset", time.GetUtcNow().AddMinutes(20).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex("^/repos/octo/field/hooks/7/deliveries/([0-9]+)/attempts$")]
    private static partial Regex Attempt();

    [GeneratedRegex("^/repos/octo/field/hooks/7/deliveries\\?per_page=([0-9]+)(?:&cursor=(v1_[0-9]+))?$")]
    private static partial Regex Page();
}

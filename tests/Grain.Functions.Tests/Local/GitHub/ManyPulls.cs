using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Grain.Functions.Tests.Local.GitHub;

/// <summary>
/// A repository with any number of pull requests, none of which is kept.
/// </summary>
internal sealed class ManyPulls(int count) : HttpMessageHandler
{
    private readonly List<WeakReference> answers = [];

    public int Asked { get; private set; }

    /// <summary>Answers that somebody still holds.</summary>
    public int Held
    {
        get
        {
            GC.Collect();
            return answers.Count(answer => answer.IsAlive);
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var variables = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellation))!["variables"]!;
        var first = variables["first"]?.GetValue<int>() ?? 0;
        var after = variables["after"] is { } told ? int.Parse(told.ToString(), CultureInfo.InvariantCulture) : 0;
        Asked++;
        var answer = FakeGraph.Answer(HttpStatusCode.OK, first == 0 ? Repository() : PageOf(after, Math.Min(first, count - after)));
        answers.Add(new WeakReference(answer));
        return answer;
    }

    private string Repository() => """
        {"data":{"repository":{"id":1,"full_name":"octo/field","html_url":"https://github.com/octo/field","private":false,
        "created_at":"2015-01-01T00:00:00Z","pulls":{"totalCount":COUNT}}}}
        """.Replace("COUNT", $"{count}", StringComparison.Ordinal);

    private static string Pull(int i) => """
        {"id":"41234NNNNN","node_id":"PR_NNNNN","number":9NNNNN,"title":"Pull NNNNN","updated_at":"2020-01-01T00:00:00Z",
        "created_at":"2020-01-01T00:00:00Z","user":{"login":"ada","type":"User","id":51},"body":"see #1","draft":false,
        "html_url":"https://github.com/octo/field/pull/9NNNNN","merged":false,"drafts":{"nodes":[]},
        "comments":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[]},
        "reviews":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[]}}
        """.Replace("NNNNN", $"{i % 90_000 + 10_000}", StringComparison.Ordinal);

    private string PageOf(int after, int size) => """
        {"data":{"repository":{"pulls":{"pageInfo":{"hasNextPage":MORE,"endCursor":"END"},"nodes":[PULLS]}},
        "rateLimit":{"cost":1,"remaining":4000,"resetAt":"2026-11-20T01:00:00Z"}}}
        """
        .Replace("MORE", after + size < count ? "true" : "false", StringComparison.Ordinal)
        .Replace("END", $"{after + size}", StringComparison.Ordinal)
        .Replace("PULLS", string.Join(',', Enumerable.Range(after + 1, size).Select(Pull)), StringComparison.Ordinal);
}

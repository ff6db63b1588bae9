using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Grain.Functions.Tests.Local.GitHub;

/// <summary>
/// A repository with any number of pull requests, none of which is kept: each opened, reviewed and merged by three people.
/// </summary>
internal sealed class ManyPulls(int count) : HttpMessageHandler
{
    private long early;

    public int Asked { get; private set; }

    /// <summary>Bytes in use at the end more than after some pages.</summary>
    public long Growth { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var variables = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellation))!["variables"]!;
        var first = variables["first"]?.GetValue<int>() ?? 0;
        var after = variables["after"] is { } told ? int.Parse(told.ToString(), CultureInfo.InvariantCulture) : 0;
        if (++Asked == 20) early = GC.GetTotalMemory(forceFullCollection: true);
        if (after + first >= count) Growth = GC.GetTotalMemory(forceFullCollection: true) - early;
        return FakeGraph.Answer(HttpStatusCode.OK, first == 0 ? Repository() : PageOf(after, Math.Min(first, count - after)));
    }

    private string Repository() => """
        {"data":{"repository":{"id":1,"full_name":"octo/field","html_url":"https://github.com/octo/field","private":false,
        "created_at":"2015-01-01T00:00:00Z","pulls":{"totalCount":COUNT}}}}
        """.Replace("COUNT", $"{count}", StringComparison.Ordinal);

    private static string Pull(int i) => """
        {"id":"41234NNNNN","node_id":"PR_NNNNN","number":NUMBER,"title":"Pull NNNNN","updated_at":TIME,"created_at":TIME,"user":ONE,
        "html_url":"https://github.com/octo/field/pull/NNNNN","body":"see #1","draft":false,"merged":true,"merged_at":TIME,
        "merged_by":TWO,"merge_commit":{"oid":"c0ffee00c0ffee00c0ffee00c0ffee00c0fNNNNN"},"drafts":{"nodes":[]},
        "comments":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[]},
        "reviews":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[{"id":"51234NNNNN","node_id":"R_NNNNN","state":"APPROVED",
        "submitted_at":TIME,"updated_at":TIME,"created_at":TIME,"html_url":"https://github.com/octo/field/pull/NNNNN#r","body":"",
        "user":THREE,"comments":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[]}}]}}
        """
        .Replace("NNNNN", $"{i:00000}", StringComparison.Ordinal).Replace("NUMBER", $"{i}", StringComparison.Ordinal)
        .Replace("TIME", $"\"20{15 + i / 1000:00}-01-01T00:00:00Z\"", StringComparison.Ordinal)
        .Replace("ONE", Who(i), StringComparison.Ordinal).Replace("TWO", Who(i + 1), StringComparison.Ordinal)
        .Replace("THREE", Who(i + 2), StringComparison.Ordinal);

    private string PageOf(int after, int size) => """
        {"data":{"repository":{"pulls":{"pageInfo":{"hasNextPage":MORE,"endCursor":"END"},"nodes":[PULLS]}},
        "rateLimit":{"cost":1,"remaining":4000,"resetAt":"2026-11-20T01:00:00Z"}}}
        """
        .Replace("MORE", after + size < count ? "true" : "false", StringComparison.Ordinal)
        .Replace("END", $"{after + size}", StringComparison.Ordinal)
        .Replace("PULLS", string.Join(',', Enumerable.Range(after + 1, size).Select(Pull)), StringComparison.Ordinal);

    private static string Who(int i) => $$"""{"login":"person-{{i % 97}}","type":"User","id":{{i % 97 + 1}} }""";
}

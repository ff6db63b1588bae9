using Grain.Local.Backfill;

namespace Grain.Local.GitHub;

/// <summary>
/// GitHub's GraphQL API answers 200 also where it refuses for the pace or gives up for the time that a question takes. This says in HTTP
/// what such an answer means, so that both APIs are asked with the same patience.
/// </summary>
internal sealed class GraphMeaning(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly string[] Heavy = ["RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED", "SERVICE_UNAVAILABLE", "INTERNAL"];

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var answer = await base.SendAsync(request, cancellation);
        if (answer.StatusCode != HttpStatusCode.OK) return answer;
        await answer.Content.LoadIntoBufferAsync(GitHubApi.AnswerBytesMax, cancellation);
        foreach (var fault in GraphAnswer.FaultsIn(await answer.Content.ReadAsByteArrayAsync(cancellation)))
        {
            if (fault.Type is "RATE_LIMITED" or "RATE_LIMIT") return Meaning(answer, HttpStatusCode.TooManyRequests, fault);
            // An error without a type, such as "Something went wrong while executing your query": mostly the ten seconds are over.
            if (Heavy.Contains(fault.Type) || fault.Type.Length == 0 && IsTimeout(fault.Message))
                return Meaning(answer, HttpStatusCode.BadGateway, fault);
        }

        return answer;
    }

    private static bool IsTimeout(string message) => message.StartsWith("Something went wrong", StringComparison.OrdinalIgnoreCase)
        || message.Contains("timeout", StringComparison.OrdinalIgnoreCase)
        || message.Contains("timedout", StringComparison.OrdinalIgnoreCase);

    /// <summary>The same answer under another status: its headers tell when the limit ends.</summary>
    private static HttpResponseMessage Meaning(HttpResponseMessage answer, HttpStatusCode status, GraphFault fault)
    {
        answer.StatusCode = status;
        answer.Content = new StringContent(new System.Text.Json.Nodes.JsonObject { ["message"] = fault.Message }.ToJsonString());
        if (status != HttpStatusCode.TooManyRequests) return answer;
        answer.Headers.Remove("x-ratelimit-remaining"); // a few points may be left, too few for this question
        answer.Headers.Add("x-ratelimit-remaining", "0");
        return answer;
    }
}

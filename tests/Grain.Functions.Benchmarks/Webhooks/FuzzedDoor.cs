using Grain.Functions.Hosting;
using Grain.Functions.Spaces;
using Grain.Functions.Webhooks;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Senders;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Grain.Functions.Benchmarks.Webhooks;

/// <summary>
/// Hands requests to the app's webhook functions without host or network, and so takes headers that no client could send.
/// </summary>
internal sealed class FuzzedDoor(IServiceProvider services)
{
    private readonly ProblemsMiddleware middleware = ActivatorUtilities.CreateInstance<ProblemsMiddleware>(services);

    /// <summary>Sends a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path, <c>/api/spaces/{space}/webhooks/{sender}</c>, decoded as a server would have it.</param>
    /// <param name="headers">Any texts.</param>
    /// <param name="body">The body.</param>
    /// <returns>The status and the body of the answer.</returns>
    public async Task<(int Status, byte[] Body)> SendAsync(string method, string path, IEnumerable<KeyValuePair<string, string>> headers,
        byte[] body)
    {
        using var answer = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Method = method;
        context.Request.Scheme = "http";
        context.Request.Path = path;
        context.Request.Body = new MemoryStream(body);
        context.Request.ContentLength = body.Length;
        foreach (var (name, value) in headers) context.Request.Headers.Append(name, value);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        var segments = path.Split('/');
        context.Request.RouteValues["space"] = segments[3];
        await middleware.AnswerAsync(context,
            async () => segments.Length == 6 && method == "POST" && WebhookSenders.Find(segments[5])
                is { } sender ? await services.GetRequiredService<WebhookDoor>()(sender, context.Request, default)
            : segments.Length == 6 && (method, segments[5]) == ("OPTIONS", "cloudevents") ? new CloudEventsHandshake().Answer(
                context.Request, await services.GetRequiredService<SpaceDirectory>().OfRequestAsync(context.Request, default))
            : UnknownAddressFunctions.Answer(context.Request), default);
        return (context.Response.StatusCode, answer.ToArray());
    }
}

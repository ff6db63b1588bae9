using System.Collections.Concurrent;
using Grain.Functions.Hosting;
using Grain.Functions.Webhooks;
using Grain.Functions.Webhooks.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Grain.Functions.Benchmarks.Webhooks;

/// <summary>
/// Hands requests to the app's webhook functions without host or network, and so takes headers that no client could send.
/// </summary>
internal sealed class WebhookDoor(IServiceProvider services)
{
    private static readonly ConcurrentDictionary<string, Func<WebhooksFunctions, HttpRequest, Task<IResult>>> Functions =
        new(StringComparer.Ordinal)
        {
            ["POST github"] = (functions, request) => functions.GitHubAsync(request, default),
            ["POST gitlab"] = (functions, request) => functions.GitLabAsync(request, default),
            ["POST discourse"] = (functions, request) => functions.DiscourseAsync(request, default),
            ["POST standard"] = (functions, request) => functions.StandardAsync(request, default),
            ["POST cloudevents"] = (functions, request) => functions.CloudEventsAsync(request, default),
            ["POST chat"] = (functions, request) => functions.ChatAsync(request, default),
            ["OPTIONS cloudevents"] = (functions, request) => functions.AskCloudEventsAsync(request, default),
        };

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
            async () => segments.Length == 6 && Functions.TryGetValue($"{method} {segments[5]}", out var function)
            ? await function(ActivatorUtilities.CreateInstance<WebhooksFunctions>(services), context.Request)
            : UnknownAddressFunctions.Answer(context.Request), default);
        return (context.Response.StatusCode, answer.ToArray());
    }
}

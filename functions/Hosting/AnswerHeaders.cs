using Microsoft.Extensions.Options;

namespace Grain.Functions.Hosting;

/// <summary>
/// What every answer says to browsers, errors and answers of nobody's included: that it is what it says it is, runs nothing, and is not
/// for pages of other sites, but for those that the operator names. A function that says otherwise, as images do, has its way.
/// That TLS is to stay TLS is said by the Functions host (<c>host.json</c>): it lets no worker say so.
/// </summary>
internal sealed class AnswerHeaders(IOptions<GrainOptions> options)
{
    /// <summary>How long a browser remembers what a page may send, in seconds; browsers bound it themselves.</summary>
    private const string PreflightSeconds = "600";

    private const string Methods = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private const string Accepted = "Authorization, Content-Type, If-Match, If-None-Match";
    private const string Exposed = "ETag, Link, Location, Retry-After, WWW-Authenticate";

    private readonly CorsOrigins origins = CorsOrigins.Parse(options.Value.CorsOrigins);

    /// <summary>Puts them onto an answer just before it is sent, whatever becomes of it until then.</summary>
    public void AddTo(HttpContext http)
    {
        var origin = http.Request.Headers.Origin.ToString();
        http.Response.OnStarting(() =>
        {
            Add(http.Response.Headers, origin);
            return Task.CompletedTask;
        });
    }

    /// <summary>
    /// The answer to a browser that asks whether a page may send what it is about to; <see langword="null"/> if that is not what it asks,
    /// or the page's site is not named.
    /// </summary>
    public IResult? Preflight(HttpRequest request)
    {
        if (!HttpMethods.IsOptions(request.Method) || request.Headers.AccessControlRequestMethod.Count == 0
            || !origins.Allow(request.Headers.Origin.ToString())) return null;
        var headers = request.HttpContext.Response.Headers;
        (headers.AccessControlAllowMethods, headers.AccessControlAllowHeaders) = (Methods, Accepted);
        headers.AccessControlMaxAge = PreflightSeconds;
        return Results.NoContent();
    }

    private void Add(IHeaderDictionary headers, string origin)
    {
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        headers.TryAdd("Referrer-Policy", "no-referrer");
        headers.TryAdd("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
        if (origins.IsNone) return;
        // A cache keeps the answers for each site apart.
        headers.Append("Vary", "Origin");
        if (!origins.Allow(origin)) return;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlExposeHeaders = Exposed;
    }
}

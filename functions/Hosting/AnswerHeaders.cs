using Microsoft.Extensions.Options;

namespace Grain.Functions.Hosting;

/// <summary>
/// What every answer says to browsers, errors and answers of nobody's included: that it is what it says it is, runs nothing, and is not
/// for pages of other sites, but for those that the operator names. A function that says otherwise, as images do, has its way.
/// </summary>
internal sealed class AnswerHeaders(IOptions<GrainOptions> options)
{
    /// <summary>Whoever came over TLS once comes over TLS for a year.</summary>
    private const string OnlyTls = "max-age=31536000";

    /// <summary>How long a browser remembers what a page may send, in seconds; browsers bound it themselves.</summary>
    private const string PreflightSeconds = "600";

    private const string Methods = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private const string Accepted = "Authorization, Content-Type, If-Match, If-None-Match";
    private const string Exposed = "ETag, Link, Location, Retry-After, WWW-Authenticate";

    private readonly CorsOrigins origins = CorsOrigins.Parse(options.Value.CorsOrigins);

    /// <summary>Puts them onto an answer just before it is sent, whatever becomes of it until then.</summary>
    public void AddTo(HttpContext http)
    {
        var (isTls, origin) = (IsTls(http.Request), http.Request.Headers.Origin.ToString());
        http.Response.OnStarting(() =>
        {
            Add(http.Response.Headers, isTls, origin); http.Response.Headers["X-Debug"] = isTls + "/" + http.Request.Scheme + "/" + origin + "/" + string.Join(";", http.Request.Headers.Select(h => h.Key + "=" + h.Value));
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

    private void Add(IHeaderDictionary headers, bool isTls, string origin)
    {
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        headers.TryAdd("Referrer-Policy", "no-referrer");
        headers.TryAdd("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
        if (isTls) headers.TryAdd("Strict-Transport-Security", OnlyTls);
        if (origins.IsNone) return;
        // A cache keeps the answers for each site apart.
        headers.Append("Vary", "Origin");
        if (!origins.Allow(origin)) return;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlExposeHeaders = Exposed;
    }

    /// <summary>The Functions host, and what stands in front of it, say how they were called.</summary>
    private static bool IsTls(HttpRequest request) =>
        request.IsHttps || request.Headers["X-Forwarded-Proto"].ToString().Split(',')[0].Trim() == "https";
}

using Microsoft.Net.Http.Headers;

namespace Grain.Functions.Reads.Images;

/// <summary>
/// An image as SVG that reads well on light and dark pages, has words for those who do not see it, and is loaded again only when it has
/// changed.
/// </summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Title">What it is, in a few words.</param>
/// <param name="Description">What it shows, in a sentence.</param>
/// <param name="Style">CSS, with the colours of a <see cref="Palette"/>.</param>
/// <param name="Content">SVG elements, their texts escaped (<see cref="SvgDrawing"/>).</param>
internal sealed record SvgImage(int Width, int Height, string Title, string Description, string Style, string Content) : IResult
{
    /// <summary>Forges keep images of a README; more often than this nobody needs to ask.</summary>
    private const int AgeSecondsMax = 300;

    private string ViewBox => $"viewBox=\"0 0 {Width} {Height}\"";

    /// <inheritdoc/>
    public override string ToString() =>
        $"""
        <svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{Height}" {ViewBox} role="img" aria-labelledby="t d">
        <title id="t">{SvgDrawing.Escape(Title)}</title>
        <desc id="d">{SvgDrawing.Escape(Description)}</desc>
        <style>{Style}</style>
        {Content}
        </svg>

        """.ReplaceLineEndings("\n");

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var bytes = Encoding.UTF8.GetBytes(ToString());
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"");
        var response = httpContext.Response;
        response.Headers.ETag = tag.ToString();
        response.Headers.CacheControl = $"public, max-age={AgeSecondsMax}";
        // An image is shown, never run: neither scripts nor anything from elsewhere.
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        // It stands in pages of other sites: that is what it is for.
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (EntityTagHeaderValue.TryParseList(httpContext.Request.Headers.IfNoneMatch, out var known)
            && known.Any(each => each.Tag == "*" || each.Compare(tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "image/svg+xml; charset=utf-8";
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }
}

using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Grain.Functions.Hosting;

/// <summary>
/// Path values exactly as the caller meant them. The server decodes a path before it is routed, all but <c>%2F</c>, so
/// <c>a%2Fb</c> and <c>a%252Fb</c> reach an endpoint as the same text. Ids here may hold any character; they are
/// therefore taken from the request line itself: split at <c>/</c> first, and each segment unescaped once.
/// </summary>
public static class RouteSegments
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The exact value of the path parameter <paramref name="name"/> of the endpoint that was matched.</summary>
    /// <exception cref="ProblemException">400: the path has a bad escape or dot segments.</exception>
    /// <exception cref="InvalidOperationException">The endpoint's route has no such parameter that fills a segment.</exception>
    public static string PathValue(this HttpContext context, string name)
    {
        var pattern = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern
            ?? throw new InvalidOperationException("The request was not routed to an endpoint.");
        var index = 0;
        foreach (var segment in pattern.PathSegments)
        {
            if (segment.IsSimple && segment.Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart part
                && string.Equals(part.Name, name, StringComparison.OrdinalIgnoreCase))
                return Of(context)[index];
            index++;
        }

        throw new InvalidOperationException($"The route {pattern.RawText} has no path segment {{{name}}}.");
    }

    /// <summary>All segments of the request's path, <c>api</c> included, each unescaped once.</summary>
    /// <exception cref="ProblemException">400: the path has a bad escape or dot segments.</exception>
    public static IReadOnlyList<string> Of(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw ? raw : context.Request.Path.ToUriComponent();
        return Split(target);
    }

    /// <summary>The segments of a request target such as <c>/a/b%2Fc?d=e</c> → <c>a</c>, <c>b/c</c>.</summary>
    internal static string[] Split(string target)
    {
        var segments = PathOf(target).Split('/');
        for (var i = 0; i < segments.Length; i++) segments[i] = Unescape(segments[i]);
        return segments;
    }

    private static string PathOf(string target)
    {
        var end = target.IndexOfAny(['?', '#']);
        if (end >= 0) target = target[..end];
        // The absolute form (http://host/path) is legal in a request line.
        var authority = target.StartsWith('/') ? -1 : target.IndexOf("://", StringComparison.Ordinal);
        if (authority >= 0) target = target.IndexOf('/', authority + 3) is var slash and >= 0 ? target[slash..] : "/";
        return target.StartsWith('/') ? target[1..] : target;
    }

    private static string Unescape(string segment)
    {
        if (!segment.Contains('%')) return Checked(segment, segment);
        var bytes = new byte[Encoding.UTF8.GetByteCount(segment)];
        var length = 0;
        for (var i = 0; i < segment.Length; i++)
        {
            if (segment[i] != '%') length += Encoding.UTF8.GetBytes(segment.AsSpan(i, 1), bytes.AsSpan(length));
            else if (i + 2 < segment.Length && char.IsAsciiHexDigit(segment[i + 1]) && char.IsAsciiHexDigit(segment[i + 2]))
            {
                bytes[length++] = Convert.ToByte(segment.Substring(i + 1, 2), 16);
                i += 2;
            }
            else throw Refused(segment, "has a % that no two hexadecimal digits follow; write % as %25");
        }

        try
        {
            return Checked(StrictUtf8.GetString(bytes, 0, length), segment);
        }
        catch (DecoderFallbackException)
        {
            throw Refused(segment, "is not UTF-8 once unescaped");
        }
    }

    // The server resolves "." and ".." before routing, so positions in the raw path would no longer be the endpoint's.
    private static string Checked(string value, string segment) =>
        value is "." or ".." ? throw Refused(segment, "is a dot segment, which cannot be addressed") : value;

    private static ProblemException Refused(string segment, string message) => new(Problem.BadRequest($"path segment '{segment}'", message));
}

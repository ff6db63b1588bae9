using Grain.Functions.Access.OpenId;
using Microsoft.Net.Http.Headers;

namespace Grain.Functions.Pages;

/// <summary>
/// The dashboard: <c>/</c>, its files, and every address of its own, which a browser may come to by a link. The host asks functions in the
/// order of their names and takes the first whose template matches, so this one's name sorts behind all others.
/// </summary>
internal sealed class PagesFunctions(PageFiles files, OpenIdCallers tokens)
{
    /// <summary>The function's name.</summary>
    public const string Name = "ZZPages";

    /// <summary>What is below it has its hash in its name: another content has another address.</summary>
    private const string Hashed = "/assets/";

    private const string Forever = "public, max-age=31536000, immutable";
    private const string AskAgain = "no-cache";
    private const string Brotli = "br";

    /// <summary>
    /// The page's own files and the API of the same app; nothing inside the page's text, and nothing from elsewhere but what the identity
    /// providers answer that the page signs people in with.
    /// </summary>
    private readonly string policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        + $"connect-src {string.Join(' ', ["'self'", .. OriginsOf(tokens)])}; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Missing =
        "Grain is running. Its dashboard was not built along: ./grain serve and ./grain package build it.\n"
            + "The API tells of itself at /api/openapi.json.\n";

    [Function(Name)]
    public IResult Read([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{*path}")] HttpRequest request)
    {
        var path = request.Path.Value ?? "/";
        var isHashed = path.StartsWith(Hashed, StringComparison.Ordinal);
        if ((files.Find(path) ?? (isHashed ? null : files.Index)) is not { } file)
            return files.Index is null && path == "/" ? Results.Text(Missing)
                : Problem.NotFound($"There is nothing at {request.Method} {request.Path}.");

        var headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.CacheControl = isHashed ? Forever : AskAgain;
        headers.Vary = HeaderNames.AcceptEncoding;
        if (file.Compressed is not { } compressed || !Takes(request, Brotli))
            return Results.Bytes(file.Content, file.MediaType, entityTag: TagOf(file, ""));
        headers.ContentEncoding = Brotli;
        return Results.Bytes(compressed, file.MediaType, entityTag: TagOf(file, "-br"));
    }

    private static IEnumerable<string> OriginsOf(OpenIdCallers tokens) =>
        tokens.Providers.SelectMany(provider => provider.Client?.Origins ?? []).Distinct();

    private static EntityTagHeaderValue TagOf(PageFile file, string form) => new($"\"{file.Hash}{form}\"");

    private static bool Takes(HttpRequest request, string encoding) =>
        request.GetTypedHeaders().AcceptEncoding.Any(each => each.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase)
            && each.Quality is not 0);
}

namespace Grain.Local.Host;

/// <summary>
/// Keeps out what a page in this user's browser may send. The stand-in asks for no keys, so a page could do whatever its user can: by a
/// request across sites, or by a name of its own that it has pointed at this machine. What asks for no key on Azure either (webhooks, which
/// prove themselves, images, health) is open under any name, so that a tunnel can lead to it.
/// </summary>
internal static class FrontDoor
{
    private static readonly string[] OwnNames = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>None of these can be sent across sites by a form, or by a script that has not asked before.</summary>
    private static readonly string[] OwnTypes =
    [
        "application/json", "application/merge-patch+json", "application/x-ndjson", "application/cloudevents+json",
        "application/cloudevents-batch+json",
    ];

    /// <summary>Why a request is not let in, if it is not.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isAnonymous">Whether its address asks for no key on Azure.</param>
    /// <param name="furtherNames">Host names that lead here besides those of every machine.</param>
    public static ProblemResult? Refusal(HttpRequest request, bool isAnonymous, IReadOnlyList<string> furtherNames)
    {
        if (IsAcrossSites(request)) return Problem.Forbidden("The request comes from a page of another site.");
        if (isAnonymous) return null;
        var name = request.Host.Host.TrimEnd('.');
        if (!OwnNames.Concat(furtherNames).Contains(name, StringComparer.OrdinalIgnoreCase))
            return Problem.Forbidden($"'{name}' is no name of this server; 'serve --host {name}' makes it one.");
        return HasForeignBody(request)
            ? Problem.UnsupportedType($"A body must say its Content-Type, one of {string.Join(", ", OwnTypes)}.") : null;
    }

    private static bool IsAcrossSites(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) return false;
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none")) return true;
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0) return false;
        return !Uri.TryCreate(origin, UriKind.Absolute, out var from)
            || !from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    private static bool HasForeignBody(HttpRequest request)
    {
        if (request.ContentLength is null or 0 && request.Headers.TransferEncoding.Count == 0) return false;
        return !OwnTypes.Contains((request.ContentType ?? "").Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase);
    }
}

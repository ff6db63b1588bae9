namespace Grain.Functions.Hosting;

/// <summary>
/// The ids that a request names. They may hold any character, a slash included. Each address takes its id from the path, slashes as
/// they are, <c>…/contributors/github/ada</c>, and from the query, <c>…/contributors?id=github/ada</c>, which carries every id, those too
/// that end like an address of the API (<c>github/proof</c>). Escaped slashes are read in a path as far as they come through: the
/// Functions host hands <c>%2F</c> on as <c>%252F</c>, and some front ends decode it.
/// </summary>
internal static class RequestId
{
    /// <summary>
    /// The id that the path has at <paramref name="name"/>; if the route has no such place, the query value <paramref name="queryName"/>,
    /// exactly as it was given. In a path <c>%2F</c> is read as a slash: an id that itself holds these three characters is reached by the
    /// query alone.
    /// </summary>
    /// <exception cref="ProblemException">400: the query does not name it, or names several.</exception>
    public static string IdOf(this HttpRequest request, string name, string queryName = "id")
    {
        if (request.RouteValues.ContainsKey(name)) return request.PathValue(name);
        return QueryReader.Of(request, query => query.Text(queryName))
            ?? throw new ProblemException(Problem.BadRequest(queryName, "must be given"));
    }

    /// <summary>Where a request has the id that <see cref="IdOf"/> gives, for faults in it.</summary>
    public static string PlaceOfId(this HttpRequest request, string name) => request.RouteValues.ContainsKey(name) ? name : "id";

    /// <summary>What the path has at <paramref name="name"/>, which the route must have.</summary>
    public static string PathValue(this HttpRequest request, string name) =>
        ((string)request.RouteValues[name]!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}

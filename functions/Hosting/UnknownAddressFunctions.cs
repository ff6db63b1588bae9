namespace Grain.Functions.Hosting;

/// <summary>
/// What no other function takes below <c>/api</c>: a problem like any other refusal, where the Functions host would answer 404 without a
/// word. The host asks functions in the order of their names and takes the first whose template matches, so this one's name sorts last.
/// </summary>
internal static class UnknownAddressFunctions
{
    /// <summary>The function's name.</summary>
    public const string Name = "ZUnknownAddress";

    [Function(Name)]
    public static IResult Answer([HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/{*path}")] HttpRequest request) =>
        Problem.NotFound($"There is nothing at {request.Method} {request.Path}. GET /api/openapi.json tells all addresses.");
}

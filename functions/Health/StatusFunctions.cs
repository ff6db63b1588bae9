using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Health;

/// <summary>How the app is, for owners: <c>GET /api/status</c>.</summary>
internal sealed class StatusFunctions(StatusReader status)
{
    private static ApiOperation Read => new ApiOperation("Operations", "What waits, what was put aside, and which epochs are late")
        .For(Role.Owner)
        .Says($"It looks at the first {StatusReader.SpacesMax} spaces that are in use; `more` says that there are others.")
        .Answers(200, "How the app is now.", HealthJson.Default.StatusAnswer);

    [Function("StatusRead"), Operation("getStatus", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/status")] HttpRequest request, CancellationToken cancellation) =>
        Results.Json(await status.ReadAsync(cancellation), HealthJson.Default.StatusAnswer);
}

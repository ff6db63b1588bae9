using Grain.Functions.Hosting.OpenApi;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Grain.Functions.Health;

/// <summary>
/// <c>GET /api/health/live</c>: the process answers. <c>GET /api/health/ready</c>: what it needs is reachable too.
/// Anonymous, because load balancers and operators' scripts have no key; they learn nothing but names.
/// </summary>
internal sealed class HealthFunctions(HealthCheckService checks)
{
    private static ApiOperation Alive => new ApiOperation("Operations", "Whether the process answers")
        .Open()
        .Answers(200, "It does.", Status("live"));

    [Function("HealthLive"), Operation("getLiveness", nameof(Alive))]
    public static IResult Live([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/health/live")] HttpRequest request) =>
        Results.Text("""{"status":"live"}""", "application/json");

    private static ApiOperation Ready => new ApiOperation("Operations", "Whether storage can be reached")
        .Open()
        .Answers(200, "It can.", Status("ready"))
        .Refuses(503, "It cannot; `errors` names what.");

    [Function("HealthReady"), Operation("getReadiness", nameof(Ready))]
    public async Task<IResult> ReadyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/health/ready")] HttpRequest request,
        CancellationToken cancellation)
    {
        var report = await checks.CheckHealthAsync(cancellation);
        if (report.Status == HealthStatus.Healthy) return Results.Text("""{"status":"ready"}""", "application/json");
        // The reason may name accounts and addresses: it is for the log, which the checks' service writes, not for an anonymous caller.
        var faults = report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy)
            .Select(entry => new Fault(entry.Key, "cannot be reached"))
            .ToArray();
        return Problem.Unavailable($"Not ready: {string.Join(", ", faults.Select(fault => fault.Path))}.", faults);
    }

    private static ApiShape Status(string word) =>
        Shape.Json($$$"""{"type":"object","properties":{"status":{"type":"string","const":"{{{word}}}"}},"required":["status"]}""");
}

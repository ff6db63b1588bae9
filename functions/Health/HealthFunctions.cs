using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Grain.Functions.Health;

/// <summary>
/// <c>GET /api/health/live</c>: the process answers. <c>GET /api/health/ready</c>: what it needs is reachable too.
/// Anonymous, because load balancers and operators' scripts have no key; they learn nothing but names.
/// </summary>
internal sealed class HealthFunctions(HealthCheckService checks)
{
    [Function("HealthLive")]
    public static IResult Live([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/health/live")] HttpRequest request) =>
        Results.Text("""{"status":"live"}""", "application/json");

    [Function("HealthReady")]
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
}

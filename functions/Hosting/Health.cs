using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Hosting;

/// <summary>
/// <c>GET /api/health/live</c>: the process answers. <c>GET /api/health/ready</c>: what it needs is reachable too.
/// Anonymous, because load balancers and operators' scripts have no key; they learn nothing but names.
/// </summary>
internal static class Health
{
    /// <summary>Load balancers give up after a few seconds; a slow dependency must be named before that.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void MapHealth(this WebApplication app)
    {
        var health = app.MapHttpFunction("Health").MapGroup("/health");
        health.MapGet("/live", Live).Describe("HealthLive");
        health.MapGet("/ready", ReadyAsync).Describe("HealthReady");
    }

    private static IResult Live() => Results.Text("""{"status":"live"}""", "application/json");

    private static async Task<IResult> ReadyAsync(IEnumerable<ReadinessCheck> checks, ILoggerFactory loggers, TimeProvider time, CancellationToken aborted)
    {
        var logger = loggers.CreateLogger("Grain.Functions.Hosting.Health");
        var results = await Task.WhenAll(checks.Select(check => TryAsync(check, logger, time, aborted)));
        var faults = results.OfType<Fault>().ToList();
        return faults.Count == 0
            ? Results.Text("""{"status":"ready"}""", "application/json")
            : Problem.Unavailable($"Not ready: {string.Join(", ", faults.Select(fault => fault.Path))}.", faults);
    }

    private static async Task<Fault?> TryAsync(ReadinessCheck check, ILogger logger, TimeProvider time, CancellationToken aborted)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, aborted);
        try
        {
            await check.Check(either.Token);
            return null;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return new Fault(check.Name, $"did not answer within {Patience.TotalSeconds:0} s");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The reason may name accounts and addresses: it is for the log, not for an anonymous caller.
            logger.LogWarning(fault, "{Check} is not ready", check.Name);
            return new Fault(check.Name, "cannot be reached");
        }
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Grain.Functions.Benchmarks.Bare;

/// <summary>All that this app does.</summary>
public static class BareFunctions
{
    /// <summary>Answers as Grain does at the same address.</summary>
    [Function("HealthLive")]
    public static IResult Live([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health/live")] HttpRequest request) =>
        Results.Text("""{"status":"live"}""", "application/json");
}

using Grain.Functions.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Grain.Functions.Hosting;

/// <summary>Whether one of the storage account's services answers.</summary>
internal sealed class StorageHealth(StorageService storage, Func<StorageService, CancellationToken, Task> ask) : IHealthCheck
{
    /// <summary>Load balancers give up after a few seconds; a slow dependency must be named before that.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Adds a check for each service.</summary>
    public static IHealthChecksBuilder AddTo(IHealthChecksBuilder checks) => checks
        .Add(Registration("tables", (storage, cancellationToken) => storage.Table("health").FindAsync("-", "-", cancellationToken)))
        .Add(Registration("queues", (storage, cancellationToken) => storage.Queue("health").CountAsync(cancellationToken)))
        .Add(Registration("blobs", (storage, cancellationToken) => storage.Container("health").DownloadAsync("-", cancellationToken)));

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await ask(storage, patience.Token);
            return HealthCheckResult.Healthy();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"did not answer within {Patience.TotalSeconds:0} s");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return new HealthCheckResult(HealthStatus.Unhealthy, "cannot be reached", fault);
        }
    }

    private static HealthCheckRegistration Registration(string name, Func<StorageService, CancellationToken, Task> ask) =>
        new(name, services => new StorageHealth(services.GetRequiredService<StorageService>(), ask), HealthStatus.Unhealthy, tags: null);
}

using Azure;
using Grain.Functions.Storage.Formats;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Grain.Functions.Health;

/// <summary>Whether one of the storage account's services answers.</summary>
internal sealed class StorageHealth(StorageService storage, Func<StorageService, CancellationToken, Task> ask) : IHealthCheck
{
    /// <summary>Load balancers give up after a few seconds; a slow dependency must be named before that.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Adds a check for each service.</summary>
    public static void AddTo(IHealthChecksBuilder checks)
    {
        checks.Add(new("tables", services => new StorageHealth(services.GetRequiredService<StorageService>(),
            async (storage, cancellation) =>
            {
                await storage.Table("health").FindAsync("-", "-", cancellation);
                await services.GetRequiredService<StorageFormats>().RefuseNewerAsync(cancellation);
            }), HealthStatus.Unhealthy, [], Patience));
        Add("queues", (storage, cancellation) => storage.Queue("health").CountAsync(cancellation));
        Add("blobs", (storage, cancellation) => storage.Container("health").DownloadAsync("-", cancellation));

        void Add(string name, Func<StorageService, CancellationToken, Task> ask) =>
            checks.Add(new(name, services => new StorageHealth(services.GetRequiredService<StorageService>(), ask), HealthStatus.Unhealthy,
                [], Patience));
    }

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellation = default)
    {
        try
        {
            await ask(storage, cancellation);
            return HealthCheckResult.Healthy();
        }
        catch (Exception fault) when (fault is RequestFailedException or UnknownFormatException)
        {
            return HealthCheckResult.Unhealthy(fault.Message.ReplaceLineEndings(" "));
        }
        catch (OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy($"no answer within {Patience.TotalSeconds:0} s");
        }
    }
}

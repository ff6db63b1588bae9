using System.Runtime.CompilerServices;
using System.Text.Json;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Local.Host;

namespace Grain.Functions.Benchmarks.Fuzz;

/// <summary>Whether everything is whole after the fire: queues and timers do their work, epochs close, and every proof holds.</summary>
internal sealed class FuzzAftermath(FunctionsHost host, FuzzClient client, StorageService storage, FuzzQueues queues)
{
    private const int EpochsMax = 30;
    private const int LooksMax = 600;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Finds what is not whole.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(IReadOnlyList<FuzzTenant> tenants, CancellationToken cancellation)
    {
        var faults = new List<string>(await queues.DrainAsync(cancellation));
        foreach (var timer in host.Functions.Where(function => function.Trigger == "timerTrigger"))
        {
            try
            {
                await host.RunAsync(timer.Name, cancellation: cancellation);
            }
            catch (Exception fault) when (!cancellation.IsCancellationRequested)
            {
                faults.Add($"the timer {timer.Name} fails: {fault.Message}");
            }
        }

        faults.AddRange(await queues.DrainAsync(cancellation));
        foreach (var tenant in tenants) await CloseEpochsAsync(tenant, faults, cancellation);
        faults.AddRange(await LedgerProof.FaultsAsync(storage, cancellation));
        await foreach (var crossed in CrossedAsync(tenants, cancellation)) faults.Add(crossed);
        return faults;
    }

    private async Task CloseEpochsAsync(FuzzTenant tenant, List<string> faults, CancellationToken cancellation)
    {
        for (var asked = 0; asked < EpochsMax; asked++)
        {
            var (status, text) = await client.TryAsync(HttpMethod.Post, $"spaces/{tenant.Space}/epochs", null, cancellation);
            if ((int)status >= 300) return; // nothing is due
            using var answer = JsonDocument.Parse(text);
            var id = answer.RootElement.GetProperty("epoch").GetString();
            for (var looks = 0; ; looks++)
            {
                faults.AddRange(await queues.DrainAsync(cancellation));
                var epoch = await client.TryAsync(HttpMethod.Get, $"spaces/{tenant.Space}/epochs/{id}", null, cancellation);
                if (epoch.Text.Contains("\"Closed\"", StringComparison.Ordinal)) break;
                if (looks == LooksMax || faults.Count > 0)
                {
                    faults.Add($"the epoch {id} of {tenant.Space} does not close: {epoch.Text}");
                    return;
                }

                await Task.Delay(Look, TimeProvider.System, cancellation);
            }
        }
    }

    /// <summary>Rows of one tenant that hold words of another.</summary>
    private async IAsyncEnumerable<string> CrossedAsync(
        IReadOnlyList<FuzzTenant> tenants, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var (tenant,
            other) in tenants.SelectMany(tenant => tenants.Where(other => other != tenant).Select(other => (tenant, other))))
            foreach (var (table, rows) in SpaceRemains.Places(tenant.Space))
                await foreach (var row in storage.Table(table).QueryAsync(rows, cancellation))
                    if (row.RowKey.Contains(other.Word, StringComparison.Ordinal)
                        || row.Select(each => each.Value).OfType<string>().Any(text => text.Contains(other.Word, StringComparison.Ordinal)))
                        yield return $"{table} {row.PartitionKey} {row.RowKey} holds words of {other.Space}";
    }
}

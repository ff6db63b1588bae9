using Grain.Functions.Hosting.Telemetry;

namespace Grain.Functions.Ledgers.Runs;

/// <summary>Reads how epochs split what they paid to accounts.</summary>
internal sealed class SplitReader(EpochStore epochs, ILogger<SplitReader> log)
{
    /// <summary>Epochs that are read for one answer, the newest; each takes a row, and a blob with everybody's payments.</summary>
    public const int EpochsMax = 50;

    private const int AtOnceMax = 4;

    /// <summary>The splits of payments, by account and epoch; without those of an epoch whose allocation cannot be read.</summary>
    /// <param name="space">The space.</param>
    /// <param name="payments">Who was paid by which epoch.</param>
    /// <param name="decimals">Decimals of the token.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyDictionary<(string Account, string Epoch), PaymentSplit>> ReadAsync(
        string space, IEnumerable<(string Account, string Epoch)> payments, int decimals, CancellationToken cancellation)
    {
        var splits = new ConcurrentDictionary<(string, string), PaymentSplit>();
        await Parallel.ForEachAsync(
            payments.Distinct().GroupBy(payment => payment.Epoch, StringComparer.Ordinal)
                .OrderByDescending(epoch => epoch.Key, StringComparer.Ordinal).Take(EpochsMax),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = cancellation },
            async (epoch, token) =>
            {
                if (await FindAsync(space, epoch.Key, decimals, token) is not { } found) return;
                foreach (var payment in epoch) splits[payment] = found.Of(payment.Account);
            });
        return splits;
    }

    private async Task<PaymentSplits?> FindAsync(string space, string epoch, int decimals, CancellationToken cancellation)
    {
        try
        {
            return (await epochs.FindAsync(space, epoch, cancellation))?.Allocation is { } piece
                ? new PaymentSplits(await epochs.ReadAllocationAsync(piece, cancellation), decimals) : null;
        }
        catch (InvalidDataException fault)
        {
            // What was paid stands in the accounts, and is shown without it; verify names the fault.
            log.LogError(LogEvents.SplitUnread, fault, "{Space}: how epoch {Epoch} split what it paid cannot be read", space, epoch);
            return null;
        }
    }
}

using System.Text.Json;
using Grain.Functions.Epochs;

namespace Grain.Functions.Accounts;

/// <summary>Reads what epochs allocated.</summary>
internal static class EpochPayments
{
    /// <summary>The allocation that an epoch pinned.</summary>
    public static async Task<EpochAllocation> ReadAsync(EpochStore epochs, StoredPiece piece, CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize((await epochs.GetAsync(piece, cancellationToken)).Span, EpochJson.Default.EpochAllocation)
        ?? throw new InvalidDataException($"E2: the blob {piece.Name} holds no allocation.");

    /// <summary>The closed epochs from one id to another, both included, oldest first, with what each paid. Ids sort by time.</summary>
    public static async Task<IReadOnlyList<(EpochRun Run, EpochAllocation Allocation)>> ReadRangeAsync(
        EpochStore epochs, string space, string? from, string? to, CancellationToken cancellationToken)
    {
        var found = new List<(EpochRun, EpochAllocation)>();
        await foreach (var run in epochs.ListAsync(space, cancellationToken))
        {
            if (run is not { Stage: EpochStage.Closed, Allocation: { } allocation }) continue;
            if (from is not null && string.CompareOrdinal(run.Epoch.Id, from) < 0) continue;
            if (to is not null && string.CompareOrdinal(run.Epoch.Id, to) > 0) continue;
            found.Add((run, await ReadAsync(epochs, allocation, cancellationToken)));
        }

        return found;
    }
}

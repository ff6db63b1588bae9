using Grain.Functions.Epochs;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>Reads what epochs allocated.</summary>
internal static class EpochPayments
{
    /// <summary>The allocation that an epoch pinned.</summary>
    public static async Task<EpochAllocation> ReadAsync(EpochStore epochs, StoredPiece piece, CancellationToken cancellation) =>
        JsonSerializer.Deserialize((await epochs.GetAsync(piece, cancellation)).Span, EpochJson.Default.EpochAllocation)
        ?? throw new InvalidDataException($"E2: the blob {piece.Name} holds no allocation.");
}

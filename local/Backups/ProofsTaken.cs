using Azure.Data.Tables;
using Grain.Functions.Ledgers.Checkpoints;
using Grain.Functions.Storage;

namespace Grain.Local.Backups;

/// <summary>
/// Signatures over closed epochs, and the keys that made them. The private one goes along as it is sealed, where secrets do; without it the
/// restored space signs nothing until it is given a new one.
/// </summary>
internal static class ProofsTaken
{
    /// <summary>The rows, as far as the first of them says: what comes later is left out.</summary>
    public static async Task<IReadOnlyList<TableEntity>> ReadAsync(
        Table table, string space, bool withSecrets, CancellationToken cancellation)
    {
        if (await table.FindAsync(space, CheckpointRows.HeadKey, cancellation) is not { } first) return [];
        var (head, rows) = (CheckpointRows.ReadHead(first), new List<TableEntity> { first });
        await foreach (var row in table.QueryAsync(Filters.Partition(space), cancellation))
        {
            if (row.RowKey == CheckpointRows.HeadKey || row.GetInt64("Number") > head.Checkpoints
                || (IsKey(row) && string.CompareOrdinal(row.RowKey, CheckpointRows.KeyOf(head.Keys)) > 0)) continue;
            var kept = row.GetString(CheckpointRows.Private) ?? "";
            var isSealed = kept.StartsWith(SpaceSecrets.EncryptedPrefix, StringComparison.Ordinal);
            if (!withSecrets || !isSealed) row.Remove(CheckpointRows.Private);
            rows.Add(row);
        }

        return rows;
    }

    private static bool IsKey(TableEntity row) => row.RowKey.StartsWith(CheckpointRows.KeyPrefix, StringComparison.Ordinal);
}

using System.Buffers;

namespace Grain.Functions.Storage;

/// <summary>Refuses what the Table service would refuse, before it is sent and with the row named.</summary>
internal static class TableLimits
{
    private static readonly SearchValues<char> NotInKeys = SearchValues.Create(
        "/\\#?" + string.Concat(Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Select(c => (char)c)));

    public static string CheckedKey(string key)
    {
        if (key.Length > StorageLimits.KeyChars)
            throw new ArgumentException($"Key '{key[..32]}…' has {key.Length} characters, more than {StorageLimits.KeyChars}.", nameof(key));
        if (UnicodeText.FaultOf(key) is { } fault) throw new ArgumentException($"Key '{key}': {fault}.", nameof(key));
        if (key.AsSpan().IndexOfAny(NotInKeys) is var at and >= 0)
            throw new ArgumentException($"Key '{key}' holds U+{(int)key[at]:X4} at {at}, which no key can hold; see TableKey.Escape.", nameof(key));
        return key;
    }

    public static void Check(TableEntity entity)
    {
        CheckedKey(entity.PartitionKey);
        CheckedKey(entity.RowKey);
        if (entity.StoredSize > StorageLimits.EntityBytes)
            throw new ArgumentException($"Row {entity} takes {entity.StoredSize} bytes, more than {StorageLimits.EntityBytes}.", nameof(entity));
    }

    public static void Check(IReadOnlyList<TableTransactionAction> actions)
    {
        if (actions.Count is 0 or > StorageLimits.TransactionOperations)
            throw new ArgumentException($"A transaction has 1 to {StorageLimits.TransactionOperations} actions, not {actions.Count}.", nameof(actions));
        var rowKeys = new HashSet<string>(actions.Count, StringComparer.Ordinal);
        foreach (var action in actions)
        {
            Check(action.Entity);
            if (action.Entity.PartitionKey != actions[0].Entity.PartitionKey)
                throw new ArgumentException($"{action} is not in the partition of {actions[0]}: a transaction stays within one.", nameof(actions));
            if (!rowKeys.Add(action.Entity.RowKey))
                throw new ArgumentException($"{action}: the row occurs twice in the transaction.", nameof(actions));
        }
    }

    public static void CheckTransactionSize(long bytes)
    {
        if (bytes > StorageLimits.TransactionBytes)
            throw new ArgumentException($"The transaction takes {bytes} bytes, more than {StorageLimits.TransactionBytes}: split it.");
    }
}

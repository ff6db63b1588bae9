using System.Buffers;
using Azure;
using Azure.Data.Tables;

namespace Grain.Functions.Storage;

/// <summary>Refuses what the Table service would refuse, before it is sent and with the row named; the SDK checks none of it.</summary>
internal static class RowLimits
{
    /// <summary>Headers of an action within a transaction, as the SDK writes them, with room to spare.</summary>
    private const int ActionBytes = 600;

    private static readonly string Controls = string.Concat(Enumerable.Range(0, 0x20).Select(c => (char)c));
    private static readonly SearchValues<char> NotInKeys =
        SearchValues.Create("/\\#?" + Controls + string.Concat(Enumerable.Range(0x7F, 0x21).Select(c => (char)c)));
    private static readonly SearchValues<char> Escaped = SearchValues.Create("\"\\<>&'+`\u007F" + Controls);

    public static string CheckedKey(string key)
    {
        if (key.Length > StorageLimits.KeyChars)
            throw new ArgumentException($"Key '{key[..32]}…' has {key.Length} characters, more than {StorageLimits.KeyChars}.",
                nameof(key));
        if (StorageLimits.FaultOf(key) is { } fault) throw new ArgumentException($"Key '{key}': {fault}.", nameof(key));
        if (key.AsSpan().IndexOfAny(NotInKeys) is var at and >= 0)
            throw new ArgumentException($"Key '{key}' holds U+{(int)key[at]:X4} at {at}, which no key can hold; see TableKey.Escape.",
                nameof(key));
        return key;
    }

    public static ETag Required(ETag ifMatch) =>
        ifMatch != default ? ifMatch
            : throw new ArgumentException("An ETag is needed: that of the row as it was read, or ETag.All for any.", nameof(ifMatch));

    public static TableEntity Checked(TableEntity row)
    {
        CheckedKey(row.PartitionKey);
        CheckedKey(row.RowKey);
        foreach (var (name, value) in Values(row))
            if (FaultOf(value) is { } fault) throw new ArgumentException($"Row {row.Place()}: property {name}: {fault}.", nameof(row));
        if (row.Count > StorageLimits.EntityProperties && Values(row).Count() is var count and > StorageLimits.EntityProperties)
            throw new ArgumentException($"Row {row.Place()} has {count} properties, more than {StorageLimits.EntityProperties}.",
                nameof(row));
        return row.StoredSize() is not (var size and > StorageLimits.EntityBytes) ? row
            : throw new ArgumentException($"Row {row.Place()} takes {size} bytes, more than {StorageLimits.EntityBytes}.", nameof(row));
    }

    public static void Check(IReadOnlyList<TableTransactionAction> actions)
    {
        if (actions.Count is 0 or > StorageLimits.TransactionOperations)
            throw new ArgumentException($"A transaction has 1 to {StorageLimits.TransactionOperations} actions, not {actions.Count}.",
                nameof(actions));
        var (rowKeys, bytes) = (new HashSet<string>(actions.Count, StringComparer.Ordinal), 0L);
        foreach (var action in actions)
        {
            var row = Checked((TableEntity)action.Entity);
            if (row.PartitionKey != actions[0].Entity.PartitionKey)
                throw new ArgumentException(
                    $"{row.Place()} is not in the partition of {actions[0].Entity.PartitionKey}: a transaction stays within one.",
                    nameof(actions));
            if (!rowKeys.Add(row.RowKey))
                throw new ArgumentException($"{row.Place()}: the row occurs twice in the transaction.", nameof(actions));
            if (action.ActionType is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpdateReplace
                or TableTransactionActionType.Delete) Required(action.ETag);
            bytes += ActionBytes + (2 * (JsonSize(row.PartitionKey) + JsonSize(row.RowKey)));
            foreach (var (name, value) in Values(row)) bytes += (2 * name.Length) + 48
                + (value switch { string text => JsonSize(text), byte[] binary => 2 * binary.Length, _ => 0 });
        }

        if (bytes > StorageLimits.TransactionBytes)
            throw new ArgumentException($"The transaction takes about {bytes} bytes, more than {StorageLimits.TransactionBytes}: split it.",
                nameof(actions));
    }

    /// <summary>
    /// Bytes a row takes in the store ("How Windows Azure Storage bills"): a character takes two, and there is a little for each row,
    /// property and value.
    /// </summary>
    public static int StoredSize(this TableEntity row)
    {
        var size = 4 + (2 * (row.PartitionKey.Length + row.RowKey.Length));
        foreach (var (name, value) in Values(row))
            size += 8 + (2 * name.Length)
                + (value switch { string text => 4 + (2 * text.Length), byte[] bytes => 4 + bytes.Length, bool => 1, int => 4, _ => 8 });
        return size;
    }

    /// <summary>Bytes of a text as the SDK writes it in JSON, at most: it escapes, by six, all that is not plain ASCII.</summary>
    public static int JsonSize(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && !text.AsSpan().ContainsAny(Escaped)) return text.Length;
        return text.Sum(c => c == '\\' ? 2 : c > '~' || Escaped.Contains(c) ? 6 : 1);
    }

    /// <summary>The properties, without what the SDK keeps among them: the keys, the version and the time of the last change.</summary>
    private static IEnumerable<KeyValuePair<string, object>> Values(TableEntity row) =>
        row.Where(property => property.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag"));

    private static string? FaultOf(object? value) => value switch
    {
        string { Length: > StorageLimits.StringPropertyChars } text =>
            $"{text.Length} characters are more than the {StorageLimits.StringPropertyChars} of one property",
        string text => StorageLimits.FaultOf(text),
        byte[] { Length: > StorageLimits.BinaryPropertyBytes } bytes =>
            $"{bytes.Length} bytes are more than the {StorageLimits.BinaryPropertyBytes} of one property",
        DateTimeOffset { UtcDateTime.Year: < 1601 } => "the service keeps no moment before the year 1601",
        double number when !double.IsFinite(number) => "it is no finite number",
        int or long or double or bool or DateTimeOffset or byte[] => null,
        _ => $"a {value?.GetType().Name ?? "null"} is not stored",
    };
}

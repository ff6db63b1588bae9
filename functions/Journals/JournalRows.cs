using System.Text.Json;
using Grain.Functions.Storage;

namespace Grain.Functions.Journals;

/// <summary>The stored form of a journal: one place that knows the properties of its rows (docs/storage-format.md).</summary>
internal sealed class JournalRows<THead, TEntry>(JournalRules<THead, TEntry> rules)
{
    /// <summary>Written into every head; a reader refuses what it does not know.</summary>
    private const int FormatVersion = 1;

    public string Content(TEntry entry) => JsonSerializer.Serialize(entry, rules.EntryJson);

    /// <summary>What a receipt keeps: the hash of what was asked, which is the content unless the rules say otherwise.</summary>
    public string ContentHash(TEntry entry, string content) =>
        JournalHash.Of(rules.Asked(entry) is var asked && ReferenceEquals(asked, entry) ? content : Content(asked));

    public TableEntity Head(string partition, JournalHead<THead> head) =>
        new TableEntity(partition, JournalKeys.Head(head.Account))
            .SetInt32("Format", FormatVersion)
            .SetInt64("Seq", head.Seq)
            .SetString("Hash", head.Hash)
            .SetText("Totals", JsonSerializer.Serialize(head.Totals, rules.HeadJson));

    public JournalHead<THead> ReadHead(TableEntity row)
    {
        var format = row.GetInt32("Format");
        if (format != FormatVersion)
            throw new InvalidDataException($"Head {row.RowKey} of {rules.Table} has format {format}; this version reads {FormatVersion}.");
        return new JournalHead<THead>(
            JournalKeys.AccountOfHead(row.RowKey), row.GetInt64("Seq"), row.GetString("Hash"),
            JsonSerializer.Deserialize(row.GetText("Totals"), rules.HeadJson)!)
        {
            Version = row.ETag,
        };
    }

    public static TableEntity Entry(string partition, string account, long seq, string key, DateTimeOffset at, string content, string hash) =>
        new TableEntity(partition, JournalKeys.Entry(account, seq))
            .SetInt64("Seq", seq)
            .SetString("Key", key)
            .SetString("At", JournalHash.Time(at))
            .SetString("Hash", hash)
            .SetText("Content", content);

    public JournalEntry<TEntry> ReadEntry(string account, TableEntity row)
    {
        var content = row.GetText("Content");
        return new JournalEntry<TEntry>(
            account, row.GetInt64("Seq"), row.GetString("Key"), JournalHash.ReadTime(row.GetString("At")),
            content, row.GetString("Hash"), JsonSerializer.Deserialize(content, rules.EntryJson)!);
    }

    public static TableEntity Receipt(string partition, string account, string key, long seq, string contentHash, string writer) =>
        new TableEntity(partition, JournalKeys.Receipt(account, key))
            .SetInt64("Seq", seq)
            .SetString("ContentHash", contentHash)
            .SetString("Writer", writer);

    public static JournalReceipt ReadReceipt(TableEntity row) =>
        new(row.GetInt64("Seq"), row.GetString("ContentHash"), row.GetString("Writer"));
}

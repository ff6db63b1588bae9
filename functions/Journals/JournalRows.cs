using Azure.Data.Tables;
using Grain.Functions.Hosting.Telemetry;

namespace Grain.Functions.Journals;

/// <summary>The stored form of a journal: one place that knows the properties of its rows (docs/storage-format.md).</summary>
internal sealed class JournalRows<THead, TEntry>(JournalRules<THead, TEntry> rules)
{
    /// <summary>Written into every head; a reader refuses what it does not know.</summary>
    private const int FormatVersion = 1;

    public string Content(TEntry entry) => JsonSerializer.Serialize(entry, rules.EntryJson);

    /// <summary>What a used key keeps: the hash of what was asked, which is the content unless the rules say otherwise.</summary>
    public string ContentHash(TEntry entry, string content) =>
        JournalHash.Of(rules.Asked(entry) is var asked && ReferenceEquals(asked, entry) ? content : Content(asked));

    public TableEntity Head(string partition, JournalHead<THead> head) =>
        new TableEntity(partition, JournalKeys.Head(head.Account)) { ["Format"] = FormatVersion, ["Seq"] = head.Seq, ["Hash"] = head.Hash }
            .SetText("Totals", JsonSerializer.Serialize(head.Totals, rules.HeadJson));

    public JournalHead<THead> ReadHead(TableEntity row)
    {
        var format = row.Required<int>("Format");
        if (format != FormatVersion)
            throw new InvalidDataException($"Head {row.RowKey} of {rules.Table} has format {format}; this version reads {FormatVersion}.");
        return new JournalHead<THead>(
            JournalKeys.AccountOfHead(row.RowKey), row.Required<long>("Seq"), row.Required<string>("Hash"),
            JsonSerializer.Deserialize(row.Text("Totals"), rules.HeadJson)!)
        {
            Version = row.ETag,
        };
    }

    public static TableEntity Entry(string partition, string account, long seq, string key, DateTimeOffset at, string content,
        string hash)
    {
        var row = new TableEntity(partition, JournalKeys.Entry(account, seq))
        {
            ["Seq"] = seq,
            ["Key"] = key,
            ["At"] = JournalHash.Time(at),
            ["Hash"] = hash
        }
            .SetText("Content", content);
        if (Traces.Current is { } trace) row["Trace"] = trace;
        return row;
    }

    public JournalEntry<TEntry> ReadEntry(string account, TableEntity row)
    {
        var content = row.Text("Content");
        return new JournalEntry<TEntry>(
            account, row.Required<long>("Seq"), row.Required<string>("Key"), JournalHash.ReadTime(row.Required<string>("At")),
            content, row.Required<string>("Hash"), JsonSerializer.Deserialize(content, rules.EntryJson)!)
        {
            Trace = row.GetString("Trace"),
        };
    }

    /// <summary>The row of a used key; <see cref="Attempt"/> adds who wrote it.</summary>
    public static TableEntity UsedKey(string partition, string account, string key, long seq, string contentHash) =>
        new(partition, JournalKeys.UsedKey(account, key)) { ["Seq"] = seq, ["ContentHash"] = contentHash };

    public static UsedKey ReadUsedKey(TableEntity row) => new(row.Required<long>("Seq"), row.Required<string>("ContentHash"));
}

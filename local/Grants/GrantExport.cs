using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Journals;

namespace Grain.Local.Grants;

/// <summary>The first line of an export.</summary>
/// <param name="Format">Always <see cref="GrantExport.Format"/>.</param>
/// <param name="Space">The name that the hash chains begin with.</param>
/// <param name="Shards">Over how many partitions the space was spread.</param>
internal sealed record ExportHeader(string Format, string Space, int Shards);

/// <summary>The last line of an export; without it, the file was cut off.</summary>
internal sealed record ExportEnd(long Entries);

/// <summary>
/// A space's grants as NDJSON: a header, a line for each grant with its place, time and chain hash (each contributor's
/// together and in order), and a last line with their number. The grant stands there in exactly the text that is hashed.
/// </summary>
internal static class GrantExport
{
    public const string Format = "grain-grants/1";

    /// <summary>Writes the export; memory holds one page at a time.</summary>
    /// <returns>How many grants there are.</returns>
    public static async Task<long> WriteAsync(GrantLedger ledger, Space space, IReadOnlySet<string> leftOut, Stream output,
        Action<long> progress, CancellationToken cancellation)
    {
        var count = 0L;
        await using var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        JsonSerializer.Serialize(json, new ExportHeader(Format, space.Name, space.Shards), ExportJson.Default.ExportHeader);
        await EndLineAsync(json, output, cancellation);
        for (var shard = 0; shard < space.Shards; shard++)
            await foreach (var entry in ledger.ReadShardAsync(space.Journal, shard, cancellation))
            {
                if (leftOut.Contains(entry.Account)) continue; // each contributor has a chain of their own
                Write(json, entry);
                await EndLineAsync(json, output, cancellation);
                progress(++count);
            }

        JsonSerializer.Serialize(json, new ExportEnd(count), ExportJson.Default.ExportEnd);
        await EndLineAsync(json, output, cancellation);
        return count;
    }

    private static void Write(Utf8JsonWriter json, JournalEntry<Grant> entry)
    {
        json.WriteStartObject();
        json.WriteNumber("seq", entry.Seq);
        json.WriteString("recordedAt", JournalHash.Time(entry.RecordedAt));
        json.WriteString("hash", entry.Hash);
        json.WritePropertyName("grant");
        json.WriteRawValue(entry.Content, skipInputValidation: true);
        json.WriteEndObject();
    }

    private static async Task EndLineAsync(Utf8JsonWriter json, Stream output, CancellationToken cancellation)
    {
        await json.FlushAsync(cancellation);
        json.Reset();
        output.WriteByte((byte)'\n');
    }
}

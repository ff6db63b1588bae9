using Grain.Functions.Ledgers.Grants.Api;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Journals;
using Grain.Local.Histories;

namespace Grain.Local.Grants;

/// <summary>
/// Writes an export back. Every grant must come out at the same place with the same hash; the first one that would not ends
/// the import. What is there already is left as it is, so a broken import is simply run again. A space's own past comes back as it was, odd
/// times and amounts included; into another space come only such as are taken today.
/// </summary>
internal sealed class GrantImport(GrantLedger ledger, Space space, TimeProvider time, Action<long> progress)
{
    /// <summary>Lines held in memory: several transactions' worth.</summary>
    private const int BatchMax = 500;

    private readonly List<(long Line, GrantItem Item)> batch = [];

    /// <summary>What was read so far.</summary>
    public ImportedWork Work { get; } = new();

    private bool isSameChain = true;
    private long read;
    private long written;

    /// <summary>Reads the first line.</summary>
    /// <exception cref="CommandException">This is no export.</exception>
    public static async Task<ExportHeader> ReadHeaderAsync(TextReader input, CancellationToken cancellation)
    {
        var header = Parse(1, await input.ReadLineAsync(cancellation) ?? "", ExportJson.Default.ExportHeader);
        return header.Format == GrantExport.Format ? header
            : throw new CommandException($"line 1: the format is '{header.Format}', and this version reads '{GrantExport.Format}'");
    }

    /// <summary>Writes the lines after the header.</summary>
    /// <param name="header">The header.</param>
    /// <param name="input">The rest of the file.</param>
    /// <param name="cancellation">Gives up; run it again to go on.</param>
    /// <returns>How many grants the file has, and how many of them were not there yet.</returns>
    /// <exception cref="CommandException">A line cannot be written as it was; says which and why.</exception>
    public async Task<(long Read, long Written)> RunAsync(ExportHeader header, TextReader input, CancellationToken cancellation)
    {
        isSameChain = header.Space == space.Name;
        ExportEnd? end = null;
        for (var line = 2L; await input.ReadLineAsync(cancellation) is { } text; line++)
        {
            if (end is not null) throw new CommandException($"line {line}: there is something after the last line");
            if (text.StartsWith("{\"entries\"", StringComparison.Ordinal))
            {
                end = Parse(line, text, ExportJson.Default.ExportEnd);
                continue;
            }

            batch.Add((line, Item(line, text)));
            Work.Add(batch[^1].Item.Grant);
            read++;
            if (batch.Count == BatchMax) await WriteAsync(cancellation);
        }

        await WriteAsync(cancellation);
        if (end is null)
            throw new CommandException($"the file ends after {Shown.Count(read, "grant")} without a last line: it was cut off");
        return end.Entries == read ? (read, written)
            : throw new CommandException($"the last line says {Shown.Count(end.Entries, "grant")}, and there are {read}");
    }

    private GrantItem Item(long line, string text)
    {
        var entry = Parse(line, text, ExportJson.Default.ExportEntry);
        var grant = Parse(line, entry.Grant.GetRawText(), GrantJson.Stored.Grant);
        try
        {
            if (!isSameChain && GrantReader.FaultOf(grant, time.GetUtcNow()) is { } fault)
                throw new CommandException($"line {line}: {fault.Path} {fault.Message}");
            var origin = new JournalOrigin(entry.Seq, JournalHash.ReadTime(entry.RecordedAt), isSameChain ? entry.Hash : null);
            return new GrantItem(grant, entry.Grant.GetRawText(), origin);
        }
        catch (FormatException)
        {
            throw new CommandException($"line {line}: recordedAt is not a time as an export has it");
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        var outcomes = await ledger.RestoreAsync(space.Journal, [.. batch.Select(each => each.Item)], cancellation);
        foreach (var ((line, item), outcome) in batch.Zip(outcomes))
        {
            if (outcome is GrantOutcome.Appended) written++;
            var seq = outcome switch
            {
                GrantOutcome.Appended appended => appended.Seq,
                GrantOutcome.AlreadyAppended already => already.Seq,
                GrantOutcome.ConflictsWithEarlier conflict =>
                    throw new CommandException($"line {line}: {item.Grant.GrantId}: {conflict.Reason}"),
                GrantOutcome.Refused refused => throw new CommandException($"line {line}: {item.Grant.GrantId}: {refused.Reason}"),
                _ => throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}."),
            };
            if (seq != item.Origin!.Seq) throw new CommandException(
                $"line {line}: {item.Grant.GrantId} is there already, as entry {seq} instead of {item.Origin.Seq}");
        }

        batch.Clear();
        progress(read);
    }

    private static T Parse<T>(long line, string text, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> shape) where T : class
    {
        try
        {
            return SentJson.Read(System.Text.Encoding.UTF8.GetBytes(text), shape);
        }
        catch (SentException e)
        {
            throw new CommandException($"line {line}: {e.Message}");
        }
    }
}

/// <summary>A line of an export.</summary>
internal sealed record ExportEntry(long Seq, string RecordedAt, string Hash, JsonElement Grant);

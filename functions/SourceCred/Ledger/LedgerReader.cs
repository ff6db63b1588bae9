using System.Buffers;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Ledger;

/// <summary>An event that was not taken, and why.</summary>
/// <param name="Line">The line of the file, from 1.</param>
/// <param name="Kind">For programs: a word of Grain's own, such as <c>unknown-identity</c>; <c>malformed</c> if it cannot be read.</param>
/// <param name="Reason">For people.</param>
public sealed record SkippedEvent(int Line, string Kind, string Reason);

/// <summary>Reads a ledger and plays it, event by event.</summary>
public sealed class LedgerReader
{
    private const int FaultsShown = 3;

    /// <summary>Nobody's ledger is as long; it is held in memory.</summary>
    private const int BytesMax = 1 << 29;

    private readonly List<SkippedEvent> skipped = [];

    private LedgerReader(LedgerText text) => Text = text;

    /// <summary>The file.</summary>
    public LedgerText Text { get; }

    /// <summary>What was passed over so far.</summary>
    public IReadOnlyList<SkippedEvent> Skipped => skipped;

    /// <summary>Reads an instance's ledger; one without events if it has none.</summary>
    public static LedgerReader Open(InstanceFiles files)
    {
        using var stream = files.TryOpen(InstanceFiles.LedgerPath);
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (stream is not null && stream.Read(buffer) is > 0 and var count)
        {
            if (bytes.Length + count > BytesMax) throw new InstanceException($"{InstanceFiles.LedgerPath} is longer than {BytesMax} bytes");
            bytes.Write(buffer, 0, count);
        }

        return new LedgerReader(LedgerText.Of(bytes.GetBuffer().AsMemory(0, (int)bytes.Length)));
    }

    /// <summary>Plays the events that SourceCred takes, as it does, and gives each before it is played.</summary>
    /// <param name="replay">Takes them.</param>
    /// <param name="lenient">Whether one that SourceCred would refuse is passed over; else it ends the reading.</param>
    /// <exception cref="InstanceException">An event is refused; says where and why.</exception>
    public IEnumerable<LedgerEvent> Play(LedgerReplay replay, bool lenient)
    {
        foreach (var (line, json) in Text.Events)
        {
            var (found, faults) = SentJson.ReadLine(new ReadOnlySequence<byte>(json),
                sent => ActionReader.Read(sent) is { } read
                    ? new LedgerEvent(line, read.Uuid, read.At, read.Action, CanonicalJson.Of(json)) : null);
            var told = string.Join("; ", faults.Take(FaultsShown).Select(fault => $"{fault.Path} {fault.Message}"));
            var refusal = found is null ? new SkippedEvent(line, "malformed", told)
                : replay.Refuse(found) is not { } refused ? null
                : new SkippedEvent(line, refused.Kind, $"{found.Action.Type}: {refused.Reason}");
            if (refusal is null)
            {
                yield return found!;
                replay.Apply(found!);
            }
            else if (!lenient)
            {
                throw new InstanceException($"{InstanceFiles.LedgerPath}, line {line}: {refusal.Reason} ({refusal.Kind}); "
                    + "with --lenient such events are passed over and listed");
            }
            else
            {
                skipped.Add(refusal);
            }
        }
    }
}

using System.Buffers;
using System.IO.Pipelines;

namespace Grain.Functions.Ledgers.Grants.Api;

/// <summary>A line of a stream: a grant, or what is wrong with it.</summary>
/// <param name="Number">From 1, empty lines counted.</param>
/// <param name="Grant">The grant; <see langword="null"/> when the line is not one.</param>
/// <param name="Faults">What is wrong.</param>
internal readonly record struct GrantLine(long Number, Grant? Grant, IReadOnlyList<Fault> Faults);

/// <summary>
/// Reads NDJSON as it comes in: batches of lines, as many as have arrived, so that a slow sender is answered soon and a fast
/// one gets full transactions. Memory holds a batch and a buffer, however long the stream is.
/// </summary>
internal sealed class GrantLines(PipeReader body, TimeProvider time)
{
    /// <summary>Most lines in a batch: five entity group transactions of a hot account.</summary>
    public const int BatchMax = 500;

    /// <summary>Most bytes of a line: a grant with all facts allowed has less.</summary>
    private const int LineBytesMax = 256 * 1024;

    /// <summary>How long lines that are there wait for more.</summary>
    private static readonly TimeSpan FlushAfter = TimeSpan.FromMilliseconds(20);

    private List<GrantLine> batch = [];
    private long number;
    private bool isSkipping;

    /// <summary>The lines in batches, empty ones left out.</summary>
    public async IAsyncEnumerable<IReadOnlyList<GrantLine>> ReadBatchesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var reading = body.ReadAsync(cancellation).AsTask();
            if (batch.Count > 0 && !await ArrivesSoonAsync(reading, cancellation)) yield return TakeBatch();
            var result = await reading;
            var rest = result.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                Take(rest.Slice(0, end));
                rest = rest.Slice(rest.GetPosition(1, end));
                if (batch.Count == BatchMax) yield return TakeBatch();
            }

            if (rest.Length > LineBytesMax && !isSkipping) SkipLine();
            if (result.IsCompleted && !rest.IsEmpty) Take(rest);
            body.AdvanceTo(isSkipping || result.IsCompleted ? rest.End : rest.Start, rest.End);
            if (result.IsCompleted) break;
        }

        if (batch.Count > 0) yield return TakeBatch();
    }

    private async Task<bool> ArrivesSoonAsync(Task reading, CancellationToken cancellation)
    {
        if (reading.IsCompleted) return true;
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var first = await Task.WhenAny(reading, Task.Delay(FlushAfter, time, waited.Token));
        await waited.CancelAsync();
        return first == reading;
    }

    private List<GrantLine> TakeBatch()
    {
        var taken = batch;
        batch = [];
        return taken;
    }

    /// <summary>The line is too long to be held: it is reported now, and the rest of it passed over.</summary>
    private void SkipLine()
    {
        isSkipping = true;
        batch.Add(TooLong(number + 1));
    }

    private static GrantLine TooLong(long number) => new(number, null, [new Fault("$", $"the line has more than {LineBytesMax} bytes")]);

    private void Take(in ReadOnlySequence<byte> line)
    {
        number++;
        if (isSkipping)
        {
            isSkipping = false;
            return;
        }

        if (line.Length > LineBytesMax) batch.Add(TooLong(number));
        else if (!IsBlank(line)) batch.Add(Read(number, line));
    }

    private static bool IsBlank(in ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
            if (part.Span.ContainsAnyExcept(" \t\r"u8)) return false;
        return true;
    }

    private GrantLine Read(long number, in ReadOnlySequence<byte> line)
    {
        var now = time.GetUtcNow();
        var (grant, faults) = SentJson.ReadLine(line, sent => GrantReader.ReadOne(sent, now));
        return new GrantLine(number, grant, faults);
    }
}

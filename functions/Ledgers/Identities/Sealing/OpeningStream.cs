using System.Buffers;

namespace Grain.Functions.Ledgers.Identities.Sealing;

/// <summary>
/// The body of an answer, on its way to which names are put in the place of opaque ids. Holds back words that are not whole.
/// </summary>
internal sealed class OpeningStream(Stream body, Func<OpenedNames?> names) : Stream
{
    /// <summary>So much is gathered before it goes on its way.</summary>
    private const int GatheredMax = 64 * 1024;

    /// <summary>No sealed text is longer; what is goes on as it is.</summary>
    private const int WordMax = 16 * 1024;

    /// <summary>So much of what went is remembered, to know what a value is of.</summary>
    private const int BeforeLength = 16;

    private static readonly SearchValues<byte> WordBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~"u8);

    private readonly ArrayBufferWriter<byte> gathered = new();
    private string before = "";

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellation = default)
    {
        gathered.Write(buffer.Span);
        if (gathered.WrittenCount >= GatheredMax) await SendAsync(isEnd: false, cancellation);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellation) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellation).AsTask();

    /// <inheritdoc/>
    public override async Task FlushAsync(CancellationToken cancellation)
    {
        await SendAsync(isEnd: false, cancellation);
        await body.FlushAsync(cancellation);
    }

    /// <summary>Sends the last words.</summary>
    public Task EndAsync(CancellationToken cancellation) => SendAsync(isEnd: true, cancellation);

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => gathered.Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task SendAsync(bool isEnd, CancellationToken cancellation)
    {
        var whole = isEnd ? gathered.WrittenCount : WholeWords(gathered.WrittenSpan);
        if (whole == 0) return;
        var (bytes, rest) = (gathered.WrittenMemory[..whole], gathered.WrittenSpan[whole..].ToArray());
        if (names() is { } opened)
        {
            var text = Encoding.UTF8.GetString(bytes.Span);
            bytes = Encoding.UTF8.GetBytes(await opened.InAsync(before, text, cancellation));
            before = before + text is var all && all.Length > BeforeLength ? all[^BeforeLength..] : all;
        }

        await body.WriteAsync(bytes, cancellation);
        gathered.ResetWrittenCount();
        gathered.Write(rest);
    }

    /// <summary>Up to where words are whole: a word that may go on stays, unless it is too long to be one.</summary>
    private static int WholeWords(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.LastIndexOfAnyExcept(WordBytes) + 1;
        return bytes.Length - end > WordMax ? bytes.Length : end;
    }
}

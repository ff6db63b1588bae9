using System.Text;

namespace Grain.Functions.Tests.Local.Histories;

/// <summary>What git would write for so many commits, made while it is read.</summary>
internal sealed class EndlessLog(int count) : Stream
{
    private byte[] rest = [];

    public int Written { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int size)
    {
        if (rest.Length == 0 && Written < count)
            rest = Encoding.UTF8.GetBytes(
                $"\0{++Written:x40}\0Ada {Written % 7}\0a{Written % 50}@example.org\0"
                + $"2026-01-01T00:00:00Z\0Work {Written}\n\0\0\0\nsrc/f{Written}\0");
        var length = Math.Min(size, rest.Length);
        rest.AsSpan(0, length).CopyTo(buffer.AsSpan(offset));
        rest = rest[length..];
        return length;
    }

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int size) => throw new NotSupportedException();
}

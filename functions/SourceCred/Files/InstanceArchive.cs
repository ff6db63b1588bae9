using System.Formats.Tar;
using System.IO.Compression;

namespace Grain.Functions.SourceCred.Files;

/// <summary>An instance in a zip, or in a tar as <c>git archive</c> writes it. Nothing of it is written to disk by its name.</summary>
internal static class InstanceArchive
{
    /// <summary>More names than any instance has: a bound for what strangers send.</summary>
    private const int FilesMax = 50_000;

    /// <summary>More than any instance takes unpacked, and less than a disk has.</summary>
    private const long UnpackedMax = 2L << 30;

    /// <summary>
    /// An archive as it can be sought in: as it is, or, of a tar that was gzipped, a copy without that, on disk until it is closed.
    /// </summary>
    /// <param name="archive">The archive; it is closed if a copy is made.</param>
    /// <exception cref="InstanceException">It cannot be unpacked, or is too large then.</exception>
    public static Stream Unzipped(Stream archive)
    {
        archive.Position = 0;
        var isPacked = archive.ReadByte() == 0x1F && archive.ReadByte() == 0x8B;
        archive.Position = 0;
        if (!isPacked) return archive;
        var copy = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 16,
            FileOptions.DeleteOnClose);
        try
        {
            using var unpacked = new GZipStream(archive, CompressionMode.Decompress);
            var piece = new byte[1 << 16];
            for (int read; (read = unpacked.Read(piece)) > 0; copy.Write(piece, 0, read))
                if (copy.Length + read > UnpackedMax) throw new InstanceException($"it has more than {UnpackedMax >> 30} GiB unpacked");
            return copy;
        }
        catch (Exception fault)
        {
            copy.Dispose();
            if (fault is InvalidDataException) throw new InstanceException($"the archive cannot be unpacked: {fault.Message}");
            throw;
        }
    }

    /// <summary>The files of an archive.</summary>
    /// <param name="source">What people call it.</param>
    /// <param name="archive">Can be sought in, and stays open for as long as the files are read, one at a time.</param>
    /// <exception cref="InstanceException">It is none, or there are several instances in it.</exception>
    public static InstanceFiles Open(string source, Stream archive)
    {
        Span<byte> head = stackalloc byte[2];
        archive.Position = 0;
        var isZip = archive.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual("PK"u8);
        archive.Position = 0;
        try
        {
            return new InstanceFiles(source, isZip ? OfZip(archive) : OfTar(archive));
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException or FormatException and not InstanceException)
        {
            throw new InstanceException($"{source} is neither a zip nor a tar: {fault.Message}");
        }
    }

    private static Dictionary<string, Func<Stream>> OfZip(Stream archive)
    {
        var files = new Dictionary<string, Func<Stream>>(StringComparer.Ordinal);
        foreach (var entry in new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true).Entries)
            if (!entry.FullName.EndsWith('/')) Add(files, entry.FullName.Replace('\\', '/'), entry.Open);
        return files;
    }

    private static Dictionary<string, Func<Stream>> OfTar(Stream archive)
    {
        var files = new Dictionary<string, Func<Stream>>(StringComparer.Ordinal);
        using var reader = new TarReader(archive, leaveOpen: true);
        while (reader.GetNextEntry() is { } entry)
        {
            var (offset, length) = (entry.DataOffset, entry.Length);
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                Add(files, entry.Name, () => new Slice(archive, offset, length));
        }

        return files;
    }

    private static void Add(Dictionary<string, Func<Stream>> files, string name, Func<Stream> open)
    {
        if (files.Count >= FilesMax) throw new InstanceException($"there are more than {FilesMax} files in it");
        files[name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name] = open;
    }

    /// <summary>A part of a stream, read from where it is at the time: one at a time.</summary>
    private sealed class Slice(Stream whole, long offset, long length) : Stream
    {
        private long read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => read; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            whole.Position = offset + read;
            var count = whole.Read(buffer[..(int)Math.Min(buffer.Length, length - read)]);
            read += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

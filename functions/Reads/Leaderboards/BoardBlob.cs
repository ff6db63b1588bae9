using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>
/// A board as bytes (docs/storage-format.md): little-endian, numbers and lengths with 7 bits a byte, zigzag for signed ones, texts in
/// UTF-8, SHA-256 of it all at the end. What cannot be read is not repaired: the board is folded anew.
/// </summary>
internal static class BoardBlob
{
    private const uint Magic = 0x4252_4E47; // "GNRB"
    private const int FormatVersion = 2;

    public static byte[] Write(Board board)
    {
        using var stream = new MemoryStream(64 + (board.Entries.Count * 96));
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write7BitEncodedInt(FormatVersion);
            writer.Write(board.Days.Start.Ticks);
            writer.Write(board.Days.TimeZone);
            writer.Write(board.AsOf.UtcTicks);
            writer.Write7BitEncodedInt64(board.Version);
            writer.Write(board.Epoch ?? "");
            writer.Write7BitEncodedInt(board.Words.Count);
            foreach (var word in board.Words) writer.Write(word);
            writer.Write7BitEncodedInt(board.Entries.Count);
            foreach (var entry in board.Entries) Write(writer, entry);
            writer.Write7BitEncodedInt(board.Latest.Places.Count);
            foreach (var place in board.Latest.Places) Write(writer, place);
        }

        stream.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <returns>The board, or <see langword="null"/> when the bytes are not one of this version.</returns>
    public static Board? Read(ReadOnlyMemory<byte> bytes)
    {
        const int HashBytes = SHA256.HashSizeInBytes;
        if (bytes.Length < HashBytes || !SHA256.HashData(bytes.Span[..^HashBytes]).AsSpan().SequenceEqual(bytes.Span[^HashBytes..]))
            return null;
        using var reader = new BinaryReader(new MemoryStream(bytes[..^HashBytes].ToArray()), Encoding.UTF8);
        if (reader.ReadUInt32() != Magic || reader.Read7BitEncodedInt() != FormatVersion) return null;
        var days = new BoardDays(new TimeSpan(reader.ReadInt64()), reader.ReadString());
        var board =
            new Board(days) { AsOf = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero), Version = reader.Read7BitEncodedInt64() };
        board.Epoch = reader.ReadString() is { Length: > 0 } epoch ? epoch : null;
        for (var words = reader.Read7BitEncodedInt(); words > 0; words--) board.AddWord(reader.ReadString());
        for (var entries = reader.Read7BitEncodedInt(); entries > 0; entries--) Read(reader, board);
        for (var places = reader.Read7BitEncodedInt(); places > 0; places--)
            board.Latest.Add(
                new GrantPlace(reader.ReadString(), reader.Read7BitEncodedInt64(), new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero)));
        return board;
    }

    private static void Write(BinaryWriter writer, GrantPlace place)
    {
        writer.Write(place.Account);
        writer.Write7BitEncodedInt64(place.Seq);
        writer.Write(place.At.UtcTicks);
    }

    private static void Write(BinaryWriter writer, BoardEntry entry)
    {
        writer.Write(entry.Id);
        writer.Write(entry.Name ?? "");
        writer.Write7BitEncodedInt64(entry.Seq);
        WriteSigned(writer, entry.Total.Micro);
        WriteSums(writer, entry.Categories);
        WriteSums(writer, entry.Sources);
        writer.Write(entry.Recomputed is not null);
        if (entry.Recomputed is { } recomputed) WriteSigned(writer, recomputed.Micro);
        writer.Write(entry.Balance.ToString());
        writer.Write(entry.Received.ToString());
        writer.Write(entry.Cred);
        writer.Write7BitEncodedInt(entry.Score);
        writer.Write7BitEncodedInt(entry.Cells.Count);
        var day = 0;
        foreach (var cell in entry.Cells)
        {
            writer.Write7BitEncodedInt(cell.Day - day);
            writer.Write7BitEncodedInt(cell.Category);
            writer.Write7BitEncodedInt(cell.Source);
            WriteSigned(writer, cell.Micro);
            day = cell.Day;
        }
    }

    private static void Read(BinaryReader reader, Board board)
    {
        var entry = board.FindOrAdd(reader.ReadString());
        entry.Name = reader.ReadString() is { Length: > 0 } name ? name : null;
        entry.Seq = reader.Read7BitEncodedInt64();
        entry.Total = new Points(ReadSigned(reader));
        ReadSums(reader, entry.Categories);
        ReadSums(reader, entry.Sources);
        entry.Recomputed = reader.ReadBoolean() ? new Points(ReadSigned(reader)) : null;
        entry.Balance = GrainAmount.Parse(reader.ReadString());
        entry.Received = GrainAmount.Parse(reader.ReadString());
        (entry.Cred, entry.Score) = (reader.ReadDouble(), reader.Read7BitEncodedInt());
        var day = 0;
        for (var cells = reader.Read7BitEncodedInt(); cells > 0; cells--)
        {
            day += reader.Read7BitEncodedInt();
            entry.Restore(new BoardCell(day, reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), ReadSigned(reader)));
        }
    }

    private static void WriteSums(BinaryWriter writer, List<(int Word, Points Sum)> sums)
    {
        writer.Write7BitEncodedInt(sums.Count);
        foreach (var (word, sum) in sums)
        {
            writer.Write7BitEncodedInt(word);
            WriteSigned(writer, sum.Micro);
        }
    }

    private static void ReadSums(BinaryReader reader, List<(int Word, Points Sum)> sums)
    {
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
            sums.Add((reader.Read7BitEncodedInt(), new Points(ReadSigned(reader))));
    }

    private static void WriteSigned(BinaryWriter writer, long value) => writer.Write7BitEncodedInt64((value << 1) ^ (value >> 63));

    private static long ReadSigned(BinaryReader reader)
    {
        var zigzag = reader.Read7BitEncodedInt64();
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }
}

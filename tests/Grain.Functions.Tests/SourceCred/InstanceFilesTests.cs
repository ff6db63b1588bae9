using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Grain.Functions.SourceCred.Files;
using Grain.Functions.SourceCred.Ledger;
using Xunit;

namespace Grain.Functions.Tests.SourceCred;

/// <summary>The files of an instance, wherever they lie and however they are packed.</summary>
public sealed class InstanceFilesTests
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("""[{"type":"a","version":"1"},{}]""");

    public static TheoryData<string> Twins => ["", "gzip", "zlib", "mark"];

    [Theory]
    [MemberData(nameof(Twins))]
    public void A_file_is_unpacked_by_what_it_begins_with_and_not_by_its_name(string packing)
    {
        var files = MadeLedger.Instance(("output/credGrainView.json.gzip", Pack(packing)));
        Assert.Equal("output/credGrainView.json.gzip", files.Find("output/credGrainView"));
        using var read = new StreamReader(files.TryOpen("output/credGrainView")!);
        Assert.Equal(Encoding.UTF8.GetString(Content), read.ReadToEnd());
        Assert.Null(files.TryOpen("output/accounts"));
    }

    [Fact]
    public void A_tar_and_a_zip_have_the_same_files_and_an_instance_in_a_folder_is_found()
    {
        using var zip = new MemoryStream();
        using (var writer = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var path in new[] { "cred/data/ledger.json", "cred/sourcecred.json", "readme.md" })
                using (var entry = writer.CreateEntry(path).Open()) entry.Write(Content);
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
            foreach (var path in new[] { "cred/data/ledger.json", "cred/sourcecred.json", "readme.md" })
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Content) });
        using var packed = new MemoryStream();
        using (var writer = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) writer.Write(tar.ToArray());
        foreach (var sent in new[] { zip, tar, packed })
        {
            using var archive = InstanceArchive.Unzipped(sent);
            var files = InstanceArchive.Open("archive", archive);
            Assert.Equal(["data/ledger.json", "sourcecred.json"], files.Paths);
            using var read = new StreamReader(files.Open("data/ledger.json"));
            Assert.Equal(Encoding.UTF8.GetString(Content), read.ReadToEnd());
        }

        Assert.Throws<InstanceException>(() => InstanceArchive.Open("archive", new MemoryStream([1, 2, 3])));
        Assert.Throws<InstanceException>(() => InstanceArchive.Unzipped(new MemoryStream([0x1F, 0x8B, 3, 4])));
        Assert.Contains("several instances", Assert.Throws<InstanceException>(() =>
            MadeLedger.Instance(("a/data/ledger.json", Content), ("b/data/ledger.json", Content))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_places_the_first_ones_files_count_whatever_their_endings()
    {
        var all = MadeLedger.Instance(("data/ledger.json", Content), ("output/accounts.json", Content))
            .Over(MadeLedger.Instance(("output/accounts", []), ("output/credGrainView", Content)));
        Assert.Equal(["data/ledger.json", "output/accounts.json", "output/credGrainView"], all.Paths);
    }

    [Fact]
    public void A_ledger_is_read_as_lines_or_as_an_array_whole_or_torn()
    {
        var made = MadeCommunities.All();
        var lines = made.Lines.Count;
        Assert.Equal((lines, null), Read(made.ToBytes()));
        Assert.Equal((lines, null), Read(made.ToBytes()[..^1]));
        Assert.Equal((lines, null), Read(made.ToArray()));
        Assert.Equal((lines - 1, lines), Read(made.ToBytes()[..^9]));
        Assert.Equal((lines - 1, lines + 1), Read(made.ToArray()[..^9]));
        Assert.Equal((0, null), Read("[]"u8.ToArray()));
        Assert.Equal((0, null), Read(" \n"u8.ToArray()));
        Assert.Equal(LedgerText.Of(made.ToArray()).Events.Select(each => each.Line - 1),
            LedgerText.Of(made.ToBytes()).Events.Select(each => each.Line));

        static (int, int?) Read(byte[] file) => LedgerText.Of(file) is var text ? (text.Events.Count, text.TornLine) : default;
    }

    private static byte[] Pack(string packing)
    {
        using var packed = new MemoryStream();
        if (packing == "mark") packed.Write([0xEF, 0xBB, 0xBF]);
        using (Stream stream = packing switch
        {
            "gzip" => new GZipStream(packed, CompressionMode.Compress, leaveOpen: true),
            "zlib" => new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            _ => Stream.Synchronized(packed),
        }) stream.Write(Content);
        return packed.ToArray();
    }
}

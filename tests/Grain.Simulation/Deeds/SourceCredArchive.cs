using System.Formats.Tar;
using System.Text;

namespace Grain.Simulation.Deeds;

/// <summary>An instance of SourceCred, as small as there can be: one person is in its ledger.</summary>
internal static class SourceCredArchive
{
    private const string Id = "AAAAAAAAAAAAAAAAAAAAAA";

    private const string Ledger = $$$"""
        [{"action":{"type":"CREATE_IDENTITY","identity":{"id":"{{{Id}}}","name":"sage","subtype":"USER","aliases":[],
          "address":"N\u0000sourcecred\u0000core\u0000IDENTITY\u0000{{{Id}}}\u0000"}},
          "ledgerTimestamp":1609632000000,"uuid":"BAAAAAAAAAAAAAAAAAAAAA","version":"1"}]
        """;

    /// <summary>The archive; all of it is ASCII.</summary>
    public static string Text { get; } = Make();

    private static string Make()
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "data/ledger.json")
            {
                ModificationTime = DateTimeOffset.UnixEpoch,
                DataStream = new MemoryStream(Encoding.ASCII.GetBytes(Ledger)),
            });
        return Encoding.ASCII.GetString(tar.ToArray());
    }
}

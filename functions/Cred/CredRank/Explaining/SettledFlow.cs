using Grain.Functions.Cred.CredRank.Building;

namespace Grain.Functions.Cred.CredRank.Explaining;

/// <summary>
/// The scores of all nodes of a solution, without the graph: stored beside the graph, they explain everybody's cred without
/// solving again. Nodes are known by their order in the graph, so it belongs to one graph, one set of epochs and one set of
/// parameters. Byte for byte in docs/storage-format.md.
/// </summary>
public sealed class SettledFlow
{
    private const byte FormatVersion = 1;
    private static readonly byte[] Magic = "GRAINFLW"u8.ToArray();
    private readonly double[] contributions;
    private readonly double[] participantEpochs;

    internal SettledFlow(double seedScore, double totalMint, double[] contributions, ParticipantEpochs active, double[] participantEpochs)
    {
        (SeedScore, TotalMint, Active) = (seedScore, totalMint, active);
        (this.contributions, this.participantEpochs) = (contributions, participantEpochs);
    }

    /// <summary>The score of the seed, from which all minted cred flows; 0 if there was nothing to solve.</summary>
    public double SeedScore { get; }

    /// <summary>The sum of all mints, which is the sum of all cred.</summary>
    public double TotalMint { get; }

    /// <summary>The score of each contribution.</summary>
    public ReadOnlySpan<double> ContributionScores => contributions;

    /// <summary>The score of each active participant-epoch.</summary>
    internal ReadOnlySpan<double> ParticipantEpochScores => participantEpochs;

    internal ParticipantEpochs Active { get; }

    /// <summary>The flow of a graph in which nothing flows.</summary>
    public static SettledFlow Nothing(int contributions, int participants) =>
        new(0, 0, new double[contributions], new ParticipantEpochs(new int[participants + 1], []), []);

    /// <summary>Its bytes; the same flow always gives the same.</summary>
    public byte[] Write()
    {
        using var stream = new MemoryStream(64 + (8 * (contributions.Length + participantEpochs.Length)) + (2 * participantEpochs.Length));
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(FormatVersion);
        writer.Write(SeedScore);
        writer.Write(TotalMint);
        writer.Write7BitEncodedInt(contributions.Length);
        foreach (var score in contributions) writer.Write(score);
        writer.Write7BitEncodedInt(Active.Participants);
        for (var p = 0; p < Active.Participants; p++)
        {
            writer.Write7BitEncodedInt(Active.End(p) - Active.Begin(p));
            var next = 0;
            for (var i = Active.Begin(p); i < Active.End(p); i++)
            {
                writer.Write7BitEncodedInt(Active.EpochOf(i) - next);
                writer.Write(participantEpochs[i]);
                next = Active.EpochOf(i) + 1;
            }
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>The flow of these bytes. They carry no checksum: whoever stores them names them by their hash.</summary>
    /// <exception cref="InvalidDataException">They are no flow, or of another version.</exception>
    public static SettledFlow Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes.ToArray()), Encoding.UTF8);
            if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
                throw new InvalidDataException("These bytes are not a settled flow.");
            if (reader.ReadByte() is var version and not FormatVersion)
                throw new InvalidDataException($"The settled flow has format {version}; this version reads {FormatVersion}.");
            return Read(reader);
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException)
        {
            throw new InvalidDataException($"The settled flow is damaged: {e.Message}", e);
        }
    }

    private static SettledFlow Read(BinaryReader reader)
    {
        var (seed, mint) = (reader.ReadDouble(), reader.ReadDouble());
        var contributions = new List<double>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--) contributions.Add(reader.ReadDouble());
        var (offsets, epochs, scores) = (new List<int> { 0 }, new List<int>(), new List<double>());
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var next = 0L;
            for (var active = reader.Read7BitEncodedInt(); active > 0; active--)
            {
                next += (uint)reader.Read7BitEncodedInt();
                epochs.Add((int)Math.Min(next++, int.MaxValue));
                scores.Add(reader.ReadDouble());
            }

            offsets.Add(epochs.Count);
        }

        return new SettledFlow(seed, mint, [.. contributions], new ParticipantEpochs([.. offsets], [.. epochs]), [.. scores]);
    }
}

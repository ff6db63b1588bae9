using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Distributions;
using Grain.Functions.Graph;
using Grain.Functions.Spaces;

namespace Grain.Functions.Epochs;

/// <summary>
/// What the stages compute, as functions from stored bytes to stored bytes. They know no clock and no storage, so whoever has
/// the inputs can compute the outputs again and must get the same bytes: that is how an epoch is verified.
/// </summary>
internal static class EpochWork
{
    /// <summary>The configuration as it is pinned.</summary>
    public static byte[] Config(SpaceConfig config) => Write(config.WithoutSecrets(), SpaceJson.Default.SpaceConfig);

    /// <summary>Everybody's cred as of the end of the last of <paramref name="epochs"/>, and the flow that explains it.</summary>
    public static (byte[] Scores, byte[] Flow) Rank(
        ReadOnlyMemory<byte> graph, ReadOnlyMemory<byte> config, IReadOnlyList<Epoch> epochs, CancellationToken cancellationToken)
    {
        var (scores, flow) = CredRanking.Rank(GraphBlob.Read(graph), epochs, ReadConfig(config), null, cancellationToken);
        return (Write(scores, EpochJson.Default.CredScores), flow.Write());
    }

    /// <summary>Who gets how much.</summary>
    /// <param name="scores">Everybody's cred.</param>
    /// <param name="config">The pinned configuration.</param>
    /// <param name="received">All grain distributed before this epoch, by participant.</param>
    /// <param name="outstanding">Grain held by people before this epoch.</param>
    /// <param name="books">What the earlier epochs add up to.</param>
    public static byte[] Allocation(
        ReadOnlyMemory<byte> scores, ReadOnlyMemory<byte> config, IReadOnlyDictionary<string, GrainAmount> received, GrainAmount outstanding, SpaceBooks books) =>
        Write(EpochAllocation.Of(ReadScores(scores), received, outstanding, ReadConfig(config), books), EpochJson.Default.EpochAllocation);

    /// <summary>What the epoch did.</summary>
    public static byte[] Statement(EpochRun run, ReadOnlyMemory<byte> scores, ReadOnlyMemory<byte> allocation, SpaceBooks books) =>
        Write(EpochStatement.Of(run, ReadScores(scores), ReadAllocation(allocation), books), EpochJson.Default.EpochStatement);

    public static SpaceConfig ReadConfig(ReadOnlyMemory<byte> bytes) => Read(bytes, SpaceJson.Default.SpaceConfig);

    public static CredScores ReadScores(ReadOnlyMemory<byte> bytes) => Read(bytes, EpochJson.Default.CredScores);

    public static EpochAllocation ReadAllocation(ReadOnlyMemory<byte> bytes) => Read(bytes, EpochJson.Default.EpochAllocation);

    public static EpochStatement ReadStatement(ReadOnlyMemory<byte> bytes) => Read(bytes, EpochJson.Default.EpochStatement);

    private static byte[] Write<T>(T value, JsonTypeInfo<T> json) => JsonSerializer.SerializeToUtf8Bytes(value, json);

    private static T Read<T>(ReadOnlyMemory<byte> bytes, JsonTypeInfo<T> json) =>
        JsonSerializer.Deserialize(bytes.Span, json) ?? throw new InvalidDataException("A stored piece of an epoch is null.");
}

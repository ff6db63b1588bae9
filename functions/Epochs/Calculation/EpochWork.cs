using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Ledgers.Trees;

namespace Grain.Functions.Epochs.Calculation;

/// <summary>
/// What the stages compute, as functions from stored bytes to stored bytes. They know no clock and no storage, so whoever has
/// the inputs can compute the outputs again and must get the same bytes: that is how an epoch is verified.
/// </summary>
internal static class EpochWork
{
    /// <summary>The configuration as it is pinned.</summary>
    public static byte[] Config(SpaceConfig config) => Write(config.WithoutSecrets(), SpaceJson.Default.SpaceConfig);

    /// <summary>Up to which grant of each contributor everything is in the graph, as it is pinned.</summary>
    public static byte[] Cursors(ContributionGraph graph)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var (account, seq) in graph.Cursors) json.WriteNumber(account, seq);
            json.WriteEndObject();
        }

        return CanonicalJson.Of(bytes.ToArray());
    }

    /// <summary>Everybody's cred as of the end of the last of <paramref name="epochs"/>, and the flow that explains it.</summary>
    public static (byte[] Scores, byte[] Flow) Rank(
        ContributionGraph graph, int calculation, ReadOnlyMemory<byte> config, ReadOnlyMemory<byte> identities, IReadOnlyList<Epoch> epochs,
        CancellationToken cancellation)
    {
        var (scores, flow) = CredRanking.Rank(
            graph, calculation, epochs, ReadConfig(config, calculation), IdentityMap.Read(identities), cancellation);
        return (Write(scores, CalculationJson.Default.CredScores), flow.Write());
    }

    /// <summary>How many sweeps it took to rank; they stand near the beginning of the scores.</summary>
    public static int SweepsOf(ReadOnlySpan<byte> scores)
    {
        var json = new Utf8JsonReader(scores);
        while (json.Read())
            if (json.CurrentDepth == 1 && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("iterations"u8))
                return json.Read() ? json.GetInt32() : 0;
        return 0;
    }

    /// <summary>Who gets how much.</summary>
    /// <param name="run">The epoch.</param>
    /// <param name="scores">Everybody's cred.</param>
    /// <param name="config">The pinned configuration.</param>
    /// <param name="identities">Who is who, as it is pinned.</param>
    /// <param name="past">What was before.</param>
    public static EpochAllocation Allocation(
        EpochRun run, ReadOnlyMemory<byte> scores, ReadOnlyMemory<byte> config, ReadOnlyMemory<byte> identities, EpochPast past) =>
        BudgetAllocation.Of(
            run, ReadScores(scores), IdentityMap.Read(identities), ReadConfig(config, run.Calculation), past);

    /// <summary>An allocation as it is pinned.</summary>
    public static byte[] Bytes(EpochAllocation allocation) => Write(allocation, RunJson.Default.EpochAllocation);

    /// <summary>What the epoch did.</summary>
    public static EpochStatement Statement(
        EpochRun run, ReadOnlyMemory<byte> config, ReadOnlyMemory<byte> scores, ReadOnlyMemory<byte> allocation, SpaceBooks books,
        TreeRoots? trees)
    {
        // As they are pinned, if they are: what is filled in was not hashed.
        var pinned = Read(config, SpaceJson.Default.SpaceConfig);
        if (pinned.Find(CredConfig.WeightsSection.Name) is null) pinned = ReadConfig(config, run.Calculation);
        var weights = CanonicalJson.Of(Encoding.UTF8.GetBytes(pinned.TextOf(CredConfig.WeightsSection)));
        return EpochStatement.Of(run, Convert.ToHexStringLower(SHA256.HashData(weights)), ReadScores(scores), ReadAllocation(allocation),
            books, trees);
    }

    /// <summary>A statement in canonical form.</summary>
    public static byte[] Bytes(EpochStatement statement) => CanonicalJson.Of(Write(statement, CalculationJson.Default.EpochStatement));

    /// <summary>The pinned configuration, the defaults of the epoch's calculation filled in.</summary>
    public static SpaceConfig ReadConfig(ReadOnlyMemory<byte> bytes, int calculation) =>
        PinnedConfig.Fill(Read(bytes, SpaceJson.Default.SpaceConfig), CalculationVersion.DefaultsOf(calculation));

    public static CredScores ReadScores(ReadOnlyMemory<byte> bytes) => Read(bytes, CalculationJson.Default.CredScores);

    /// <summary>
    /// Scores for people to read. What is stored stays what was hashed; a name that was taken from a commit may hold an address.
    /// </summary>
    public static CredScores ReadShownScores(ReadOnlyMemory<byte> bytes) =>
        ReadScores(bytes) is var scores && scores.Participants.All(IsShown)
        ? scores
        : scores with { Participants = [.. scores.Participants.Select(one => one with { Name = Addresses.NameOr(one.Name, one.Id) })] };

    private static bool IsShown(ParticipantScore one) => one.Name == Addresses.NameOr(one.Name, one.Id);

    public static EpochAllocation ReadAllocation(ReadOnlyMemory<byte> bytes) => Read(bytes, RunJson.Default.EpochAllocation);

    public static EpochStatement ReadStatement(ReadOnlyMemory<byte> bytes) => Read(bytes, CalculationJson.Default.EpochStatement);

    private static byte[] Write<T>(T value, JsonTypeInfo<T> json) => JsonSerializer.SerializeToUtf8Bytes(value, json);

    private static T Read<T>(ReadOnlyMemory<byte> bytes, JsonTypeInfo<T> json) =>
        JsonSerializer.Deserialize(bytes.Span, json) ?? throw new InvalidDataException("A stored piece of an epoch is null.");
}

namespace Grain.Functions.Epochs.Calculation;

/// <summary>Everybody's cred as of the end of an epoch. Stored once, by hash.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Epochs">Ids of all epochs so far, oldest first; the last one is <paramref name="Epoch"/>.</param>
/// <param name="TotalMint">All cred there is: what all contributions mint together.</param>
/// <param name="Iterations">Steps that CredRank made.</param>
/// <param name="Delta">The largest change of a node's share in the last step.</param>
/// <param name="Contributions">How many contributions took part.</param>
/// <param name="Edges">How many connections took part.</param>
/// <param name="DanglingEdges">How many connections were left out because an end is not known.</param>
/// <param name="Participants">By cred, highest first; equals by id.</param>
public sealed record CredScores(
    string Epoch, IReadOnlyList<string> Epochs, double TotalMint, int Iterations, double Delta,
    int Contributions, int Edges, int DanglingEdges, IReadOnlyList<ParticipantScore> Participants);

/// <summary>A participant's cred.</summary>
/// <param name="Id">The identity's id; the contributor id of somebody without one.</param>
/// <param name="Name">The identity's name; else how they want to be called; the id if unknown.</param>
/// <param name="Cred">Over all epochs; the raw score.</param>
/// <param name="Score">Relative to the participant with most cred, who has 1000. Somebody with little may round to 0 and still keeps cred
/// and history.</param>
/// <param name="Breakdown">Where it comes from: percent by source module of the contributions they are connected to; adds up to
/// 100.</param>
/// <param name="History">Cred epoch by epoch, oldest first; adds up to <paramref name="Cred"/>. <see cref="CredHistory"/> says which epochs
/// are kept.</param>
/// <param name="LastActive">The time of the latest connection of theirs; absent if there is none.</param>
public sealed record ParticipantScore(
    string Id, string Name, double Cred, int Score, SortedDictionary<string, int> Breakdown,
    IReadOnlyList<CredRun> History, DateTimeOffset? LastActive);

/// <summary>How the pieces of an epoch's work are stored and answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CredScores))]
[JsonSerializable(typeof(EpochStatement))]
internal sealed partial class CalculationJson : JsonSerializerContext;

using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs.Jobs;

/// <summary>
/// All that the ranking of an epoch depends on, as a ranking job finds it: blobs by their hashes, and what is small itself.
/// </summary>
/// <param name="Space">The space's name.</param>
/// <param name="Calculation">How it is computed.</param>
/// <param name="Graph">The graph.</param>
/// <param name="Config">The configuration.</param>
/// <param name="Identities">Who is who.</param>
/// <param name="Epochs">The epoch last, and before it all closed ones, oldest first.</param>
/// <param name="Edges">How many edges the graph has.</param>
internal sealed record RankInput(
    string Space, int Calculation, StoredPiece Graph, StoredPiece Config, StoredPiece Identities, IReadOnlyList<Epoch> Epochs, int Edges);

/// <summary>What a ranking job made of an input.</summary>
/// <param name="Input">The hash of the input: it is of no use for any other.</param>
/// <param name="Scores">Everybody's cred.</param>
/// <param name="Flow">The scores of all nodes.</param>
/// <param name="Notes">What people should know of the epoch; absent for calculations without notes.</param>
internal sealed record RankResult(string Input, StoredPiece? Scores, StoredPiece? Flow, string? Notes)
{
    /// <summary>Why it cannot be ranked; then there is nothing else.</summary>
    public string? Error { get; init; }
}

/// <summary>Inputs and results as blobs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RankInput))]
[JsonSerializable(typeof(RankResult))]
internal sealed partial class RankJson : JsonSerializerContext;

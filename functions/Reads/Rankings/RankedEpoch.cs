using Grain.Functions.Cred.CredRank.Explaining;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.Rankings;

/// <summary>What an epoch has stored that explains people's cred, made ready.</summary>
/// <param name="Run">The epoch: closed, or the open one as it was ranked.</param>
/// <param name="Epochs">All epochs up to it, oldest first.</param>
/// <param name="Config">The configuration that it was ranked with, the defaults of its calculation filled in.</param>
/// <param name="Graph">Who did what.</param>
/// <param name="View">The same as it was ranked.</param>
/// <param name="Scores">What came of it.</param>
/// <param name="Identities">Who was who.</param>
/// <param name="Flows">Follows the flow.</param>
internal sealed record RankedEpoch(
    EpochRun Run, IReadOnlyList<Epoch> Epochs, SpaceConfig Config, ContributionGraph Graph, GraphView View, CredScores Scores,
    IdentityMap Identities, CredExplainer Flows)
{
    private const int BytesAnEdge = 72;
    private const int BytesANode = 180;
    private const int BytesAPerson = 700;
    private const int BytesAnEpoch = 16;

    /// <summary>The graph with weights: what CredRank computed on.</summary>
    public WeightedGraph Weighted => View.Weighted;

    /// <summary>The defaults of its calculation.</summary>
    public CalculationDefaults Defaults => CalculationVersion.DefaultsOf(Run.Calculation);

    /// <summary>The weights that it was ranked with.</summary>
    public GraphWeights Weights => Config.Weights with { Defaults = Defaults };

    /// <summary>Which ranking it is: that of the open epoch changes.</summary>
    public string Flow => Run.Flow!.Name;

    /// <summary>How many bytes its graph has where it is stored.</summary>
    public required long GraphBytes { get; init; }

    /// <summary>About how many bytes of memory it takes.</summary>
    public long Bytes { get; init; } = ((long)Graph.EdgeTable.Count * BytesAnEdge) + (Graph.Ids.Count * (long)BytesANode)
        + Graph.Ids.Sum(id => 2L * id.Length) + (Scores.Participants.Count * (long)BytesAPerson)
        + Scores.Participants.Sum(person => person.History.Sum(run => (long)BytesAnEpoch + (run.Cred.Count * BytesAnEpoch)));

    /// <summary>The scores of each person, by the id that they were ranked under.</summary>
    public IReadOnlyDictionary<string, ParticipantScore> People { get; } =
        Scores.Participants.ToDictionary(person => person.Id, StringComparer.Ordinal);

    /// <summary>The node of whom an id meant; -1 if the graph does not know them.</summary>
    public int ParticipantOf(string contributor) => PlaceOf(Weighted.Participants, ContributionGraph.ParticipantId(contributor));

    /// <summary>The node of a contribution; -1 if it is none.</summary>
    public int ContributionOf(string id) =>
        PlaceOf(Weighted.Contributions, id) is var place and >= 0 ? Weighted.Participants.Count + place : -1;

    /// <summary>Both stand in ordinal order.</summary>
    private static int PlaceOf(IReadOnlyList<string> ids, string id)
    {
        var (low, high) = (0, ids.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(ids[middle], id) < 0) low = middle + 1;
            else high = middle;
        }

        return low < ids.Count && ids[low] == id ? low : -1;
    }
}

using Grain.Functions.Cred.CredRank.Building;
using Grain.Functions.Cred.CredRank.Explaining;
using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Cred.CredRank.Solving;

/// <summary>
/// The cred of all participants in all epochs, and the score of every node: how much cred flows through it. All scores are
/// on one scale, on which the cred of all participants adds up to <see cref="TotalMint"/>.
/// </summary>
public sealed class CredSolution
{
    private readonly ParticipantEpochs active;
    private readonly AttributionSchedule attributions;
    private readonly WebbingStretches webbing;
    private readonly double[] contributions;
    private readonly double[] participantEpochs;
    private readonly double[] cred;

    internal CredSolution(CredSystem system, CredFlow flow, SolverThreads crew)
    {
        // The matrix is by far the largest part of the system; a solution that is kept does not keep it.
        (Graph, Epochs, Parameters, TotalMint) = (system.Graph, system.Epochs, system.Parameters, system.TotalMint);
        (this.active, attributions, webbing) = (system.Active, system.Attributions, system.Webbing);
        var credPerFlow = system.TotalMint / flow.Paid;
        SeedScore = flow.OfSeed * credPerFlow;
        AccumulatorProbability = flow.Paid / flow.Total;
        (this.contributions, participantEpochs) = (new double[system.Graph.Contributions.Count], new double[this.active.Count]);
        crew.Run(system.ContributionBlocks.Count, block =>
            Scale(flow, system.RowOfContribution, credPerFlow, this.contributions, system.ContributionBlocks.Begin(block),
                system.ContributionBlocks.End(block)));
        Scale(flow, system.RowOfParticipantEpoch, credPerFlow, participantEpochs, 0, this.active.Count);
        this.cred = new double[system.Graph.Participants.Count];
        for (var p = 0; p < this.cred.Length; p++)
        {
            for (var i = this.active.Begin(p); i < this.active.End(p); i++)
                this.cred[p] += participantEpochs[i] * system.Chains.PayoutOf(i);
        }
    }

    /// <summary>The graph it was computed on.</summary>
    public WeightedGraph Graph { get; }

    /// <summary>The epochs it was computed over.</summary>
    public EpochBoundaries Epochs { get; }

    /// <summary>The parameters it was computed with.</summary>
    public CredRankParameters Parameters { get; }

    /// <summary>The sum of all mints, which is the sum of all cred.</summary>
    public double TotalMint { get; }

    /// <summary>Sweeps made.</summary>
    public required int Iterations { get; init; }

    /// <summary>What the threshold was held against after the last sweep; see <see cref="CredRankOptions.Threshold"/>.</summary>
    public required double ConvergenceDelta { get; init; }

    /// <summary>Whether the threshold, or what doubles can hold, was reached before the cap on iterations.</summary>
    public required bool Converged { get; init; }

    /// <summary>The score of the seed, from which all minted cred flows.</summary>
    public double SeedScore { get; }

    /// <summary>The accumulators' share of the whole flow, in (0, 1).</summary>
    public double AccumulatorProbability { get; }

    /// <summary>The cred of each participant, in the order of <see cref="WeightedGraph.Participants"/>.</summary>
    public ReadOnlySpan<double> Cred => this.cred;

    /// <summary>The score of each contribution, in the order of <see cref="WeightedGraph.Contributions"/>.</summary>
    public ReadOnlySpan<double> ContributionScores => this.contributions;

    /// <summary>
    /// The epochs (indexes, increasing) in which something happened to a participant. In all others it has only what webbing
    /// brings from these; <see cref="ScoresOf"/> and <see cref="CredOf"/> include that.
    /// </summary>
    public ReadOnlySpan<int> ActiveEpochsOf(int participant) => this.active.EpochsOf(participant);

    /// <summary>The scores of a participant in its active epochs, in the order of <see cref="ActiveEpochsOf"/>.</summary>
    public ReadOnlySpan<double> ActiveScoresOf(int participant) =>
        participantEpochs.AsSpan(this.active.Begin(participant)..this.active.End(participant));

    /// <summary>The score of a participant in every epoch. It is not the cred: part of it flows on.</summary>
    /// <param name="participant">Index of the participant.</param>
    /// <param name="scores">Takes one score an epoch; as long as there are epochs.</param>
    public void ScoresOf(int participant, Span<double> scores) =>
        webbing.FillAll(scores[..Epochs.Count], ActiveEpochsOf(participant), ActiveScoresOf(participant));

    /// <summary>The cred of a participant in every epoch.</summary>
    /// <param name="participant">Index of the participant.</param>
    /// <param name="cred">Takes the cred of each epoch; as long as there are epochs.</param>
    public void CredOf(int participant, Span<double> cred)
    {
        ScoresOf(participant, cred);
        for (var epoch = 0; epoch < Epochs.Count; epoch++)
            cred[epoch] *= Parameters.Beta * (1 - attributions.GivenBy(participant, epoch));
    }

    /// <summary>The cred of all participants together in each epoch: the scores of the accumulators.</summary>
    public double[] CredPerEpoch()
    {
        var (sums, cred) = (new double[Epochs.Count], new double[Epochs.Count]);
        for (var p = 0; p < this.cred.Length; p++)
        {
            if (ActiveEpochsOf(p).IsEmpty) continue;
            CredOf(p, cred);
            for (var epoch = 0; epoch < sums.Length; epoch++) sums[epoch] += cred[epoch];
        }

        return sums;
    }

    /// <summary>The scores of all nodes, to be stored: what explains everybody's cred later, without solving again.</summary>
    public SettledFlow ToFlow() => new(SeedScore, TotalMint, contributions, active, participantEpochs);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(CredFlow flow, ReadOnlySpan<int> rows, double factor, double[] scores, int begin, int end)
    {
        var flows = flow.OfRows;
        for (var i = begin; i < end; i++) scores[i] = flows[rows[i]] * factor;
    }
}

using Grain.Functions.Graph;

namespace Grain.Functions.CredRank;

/// <summary>Everything about an input that stays the same from sweep to sweep: the checked input as matrix and chains.</summary>
internal sealed class CredSystem
{
    private CredSystem(WeightedGraph graph, EpochBoundaries epochs, CredRankParameters parameters)
    {
        (Graph, Epochs, Parameters) = (graph, epochs, parameters);
        Webbing = new WebbingStretches(parameters.GammaForward, parameters.GammaBackward, epochs.Count);
    }

    public WeightedGraph Graph { get; }

    public EpochBoundaries Epochs { get; }

    public CredRankParameters Parameters { get; }

    public WebbingStretches Webbing { get; }

    /// <summary>The sum of all mints; more than 0.</summary>
    public required double TotalMint { get; init; }

    public required AttributionSchedule Attributions { get; init; }

    public required ParticipantEpochs Active { get; init; }

    /// <summary>Organic steps and attributions between contributions (rows 0 … C-1) and active participant-epochs (rows from C on).</summary>
    public required TransitionMatrix Matrix { get; init; }

    /// <summary>Blocks of contributions; block b is also block b of the matrix.</summary>
    public required RowBlocks ContributionBlocks { get; init; }

    /// <summary>Blocks of participants with all their rows; in the matrix they come after those of contributions.</summary>
    public required RowBlocks ParticipantBlocks { get; init; }

    public required ParticipantChains Chains { get; init; }

    /// <summary>The contributions that no step leaves.</summary>
    public required int[] DeadEnds { get; init; }

    /// <summary>Each contribution's share of the total mint.</summary>
    public required double[] MintShares { get; init; }

    /// <summary>Checks the input and builds the system.</summary>
    /// <exception cref="CredRankException">The input can not be computed on.</exception>
    public static CredSystem Build(
        WeightedGraph graph, EpochBoundaries epochs, CredRankParameters parameters, PersonalAttributions attributions, ParallelOptions parallel)
    {
        parameters.Check();
        var totalMint = InputCheck.Check(graph, parallel);
        var schedule = AttributionSchedule.Create(attributions, graph.Participants, epochs);
        if (parameters.Beta == 0) throw new CredRankException(CredRankFaults.NoParticipantReached, "With beta 0 nothing is paid out to anybody.");

        var (ends, active) = EdgeRows.Find(graph, epochs, schedule, parallel);
        var builder = new TransitionMatrixBuilder(graph, ends, active, schedule, parameters, parallel);
        var (matrix, contributionBlocks, participantBlocks) = builder.Build();
        var system = new CredSystem(graph, epochs, parameters)
        {
            TotalMint = totalMint,
            Attributions = schedule,
            Active = active,
            Matrix = matrix,
            ContributionBlocks = contributionBlocks,
            ParticipantBlocks = participantBlocks,
            Chains = new ParticipantChains(active.Count),
            DeadEnds = builder.FindDeadEnds(),
            MintShares = SharesOf(graph.Mints.Span, totalMint),
        };
        system.Chains.Eliminate(active, schedule, builder.FindStranded(), parameters, system.Webbing);
        return system;
    }

    /// <summary>Names a row of the matrix, for messages.</summary>
    public string Describe(int row)
    {
        var index = row - MintShares.Length;
        if (index < 0) return Graph.Contributions[row];
        var participant = 0;
        while (Active.End(participant) <= index) participant++;
        return $"{Graph.Participants[participant]} in epoch {Active.EpochOf(index)}";
    }

    private static double[] SharesOf(ReadOnlySpan<double> mints, double total)
    {
        var shares = new double[mints.Length];
        for (var c = 0; c < shares.Length; c++) shares[c] = mints[c] / total;
        return shares;
    }
}

using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Cred.CredRank.Building;

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

    /// <summary>
    /// Organic steps and attributions between contributions (items 0 … C-1) and active participant-epochs (items from C on).
    /// </summary>
    public required TransitionMatrix Matrix { get; init; }

    /// <summary>Blocks of contributions, or of their rows; block b is also block b of the matrix.</summary>
    public required RowBlocks ContributionBlocks { get; init; }

    /// <summary>Blocks of participants with all their rows; in the matrix they come after those of contributions.</summary>
    public required RowBlocks ParticipantBlocks { get; init; }

    public required ParticipantChains Chains { get; init; }

    /// <summary>The rows of contributions that no step leaves: all that flows through them returns to the seed.</summary>
    public required int[] DeadEnds { get; init; }

    /// <summary>How many contributions there are, and rows of contributions.</summary>
    public int Contributions => Graph.Contributions.Count;

    /// <summary>Each contribution's share of the total mint, by row.</summary>
    public required ReadOnlyMemory<double> MintShares { get; init; }

    /// <summary>The row of each contribution.</summary>
    public ReadOnlySpan<int> RowOfContribution => Matrix.Slices.RowOfItem[..Contributions];

    /// <summary>The row of each active participant-epoch.</summary>
    public ReadOnlySpan<int> RowOfParticipantEpoch => Matrix.Slices.RowOfItem[Contributions..];

    /// <summary>Checks the input and builds the system.</summary>
    /// <param name="graph">Who did what.</param>
    /// <param name="epochs">The epochs to spread it over.</param>
    /// <param name="parameters">How cred flows.</param>
    /// <param name="attributions">Who hands cred to whom.</param>
    /// <param name="stepsPerBlock">The work of a block of rows.</param>
    /// <param name="crew">Works on it.</param>
    /// <param name="scratch">Lends the matrix its arrays, so the system is of use no longer than that.</param>
    /// <exception cref="CredRankException">The input can not be computed on.</exception>
    public static CredSystem Build(
        WeightedGraph graph,
        EpochBoundaries epochs,
        CredRankParameters parameters,
        PersonalAttributions attributions,
        int stepsPerBlock,
        SolverThreads crew,
        ScratchArrays scratch)
    {
        parameters.Check();
        GraphSize.Check(graph, attributions: 0);
        var totalMint = InputCheck.Check(graph, crew, scratch);
        var schedule = AttributionSchedule.Create(attributions, graph, epochs);
        if (parameters.Beta == 0)
            throw new CredRankException(CredRankFaults.NoParticipantReached, "With beta 0 nothing is paid out to anybody.");
        if (!parameters.LeavesEpochs)
            throw new CredRankException(CredRankFaults.NoParticipantReached,
                "The gammas are 1 together: all that reaches somebody moves from epoch to epoch for ever, and nothing is paid out.");

        var (ends, active) = EdgeEnds.Find(graph, epochs, schedule, crew, scratch);
        GraphSize.CheckRows(graph.Contributions.Count, active.Count);
        var builder = new TransitionMatrixBuilder(graph, ends, active, schedule, parameters, crew, scratch);
        var (matrix, contributionBlocks, participantBlocks) = builder.Build(stepsPerBlock);
        var (mintShares, deadEnds) =
            SpreadMints(graph.Mints.Span, totalMint, matrix.Slices.RowOfItem, builder, scratch.Rent<double>(graph.Contributions.Count));
        var system = new CredSystem(graph, epochs, parameters)
        {
            TotalMint = totalMint,
            Attributions = schedule,
            Active = active,
            Matrix = matrix,
            ContributionBlocks = contributionBlocks,
            ParticipantBlocks = participantBlocks,
            Chains = new ParticipantChains(matrix.Slices, graph.Contributions.Count),
            DeadEnds = deadEnds,
            MintShares = mintShares,
        };
        system.Chains.Eliminate(active, schedule, i => !builder.IsLeft(graph.Contributions.Count + i), parameters, system.Webbing);
        return system;
    }

    /// <summary>Names a row of the matrix, for messages.</summary>
    public string Describe(int row)
    {
        var index = Matrix.Slices.RowOfItem.IndexOf(row);
        if (index < Contributions) return Graph.Contributions[index];
        index -= Contributions;
        var participant = 0;
        while (Active.End(participant) <= index) participant++;
        return $"{Graph.Participants[participant]} in epoch {Active.EpochOf(index)}";
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (ReadOnlyMemory<double> Shares, int[] DeadEnds) SpreadMints(
        ReadOnlySpan<double> mints, double total, ReadOnlySpan<int> rowOfItem, TransitionMatrixBuilder builder, double[] shares)
    {
        var deadEnds = new List<int>();
        for (var c = 0; c < mints.Length; c++)
        {
            shares[rowOfItem[c]] = mints[c] / total;
            if (!builder.IsLeft(c)) deadEnds.Add(rowOfItem[c]);
        }

        return (shares.AsMemory(0, mints.Length), [.. deadEnds]);
    }
}

namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>
/// Webbing, solved exactly. The active epochs of a participant form a chain: each passes cred to its neighbours, straight
/// or through a stretch of idle epochs. Given what flows into each active epoch from elsewhere, the flow through all of
/// them is the solution of a tridiagonal system; its elimination factors are kept here.
/// </summary>
/// <remarks>What a chain needs is kept in its own order, what is added up over all rows in the order of the rows.</remarks>
internal sealed class ParticipantChains
{
    private readonly RowSlices slices;
    private readonly int contributions;
    private readonly double[] onward;
    private readonly double[] back;
    private readonly double[] inversePivots;

    /// <param name="slices">The rows of all items.</param>
    /// <param name="contributions">How many items are contributions; those after them are the active participant-epochs.</param>
    public ParticipantChains(RowSlices slices, int contributions)
    {
        (this.slices, this.contributions) = (slices, contributions);
        var count = slices.Rows - contributions;
        (onward, this.back, inversePivots) = (new double[count], new double[count], new double[count]);
        (Flow, Payout, Returned) = (new double[count], new double[count], new double[count]);
    }

    /// <summary>
    /// By row, without those of contributions: the flow of an active epoch with its part of the idle stretches around it, per unit of its
    /// own flow; at least 1.
    /// </summary>
    public double[] Flow { get; }

    /// <summary>
    /// By row likewise: what an active epoch and its part of the idle stretches around it pay out as cred, per unit of its own flow.
    /// </summary>
    public double[] Payout { get; }

    /// <summary>
    /// By row likewise: what an active epoch and its part of the idle stretches around it return to the seed, their payout included.
    /// </summary>
    public double[] Returned { get; }

    /// <summary>What an active participant-epoch pays out, as in <see cref="Payout"/>.</summary>
    public double PayoutOf(int i) => Payout[Rows[i] - contributions];

    private ReadOnlySpan<int> Rows => slices.RowOfItem[contributions..];

    /// <summary>Eliminates the chains of all participants.</summary>
    /// <param name="active">Their active epochs.</param>
    /// <param name="attributions">What they give away.</param>
    /// <param name="isStranded">Whether no organic step leaves an active epoch.</param>
    /// <param name="parameters">How cred flows.</param>
    /// <param name="webbing">The idle epochs in between.</param>
    public void Eliminate(
        ParticipantEpochs active, AttributionSchedule attributions, Func<int, bool> isStranded, CredRankParameters parameters,
        WebbingStretches webbing)
    {
        for (var participant = 0; participant < active.Participants; participant++)
        {
            for (var i = active.Begin(participant); i < active.End(participant); i++)
            {
                var idle = Eliminate(i, i == active.Begin(participant), i + 1 == active.End(participant), active, webbing);
                var kept = 1 - attributions.GivenBy(participant, active.EpochOf(i));
                var row = Rows[i] - contributions;
                Flow[row] = 1 + idle;
                Payout[row] = parameters.Beta * (kept + idle);
                // Without organic edges the remainder has nowhere to go but to the seed.
                var stranded = parameters.Remainder * (idle + (isStranded(i) ? 1 : 0));
                Returned[row] = (parameters.Alpha * Flow[row]) + Payout[row] + stranded;
            }
        }
    }

    /// <summary>Turns what flows into a participant's active epochs from elsewhere into the flow through them, in place.</summary>
    /// <param name="flow">One entry a row of the matrix.</param>
    /// <param name="begin">The participant's first active epoch.</param>
    /// <param name="end">One past its last one.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Solve(Span<double> flow, int begin, int end)
    {
        var rows = Rows;
        var neighbour = 0.0;
        for (var i = begin; i < end; i++) flow[rows[i]] = neighbour = (flow[rows[i]] * inversePivots[i]) + (onward[i] * neighbour);

        neighbour = 0;
        for (var i = end - 1; i >= begin; i--) flow[rows[i]] = neighbour = flow[rows[i]] + (this.back[i] * neighbour);
    }

    /// <summary>Sets up one row of the tridiagonal system and eliminates what comes from its left.</summary>
    /// <returns>The flow of the idle stretches due to this epoch, per unit of its own flow.</returns>
    private double Eliminate(int i, bool isFirst, bool isLast, ParticipantEpochs active, WebbingStretches webbing)
    {
        var epoch = active.EpochOf(i);
        var before = isFirst ? epoch : epoch - active.EpochOf(i - 1) - 1;
        var after = (isLast ? webbing.Epochs : active.EpochOf(i + 1)) - epoch - 1;

        var returned = (isFirst ? webbing.BackFromLeading(before) : webbing.BackToRight(before))
            + (isLast ? webbing.BackFromTrailing(after) : webbing.BackToLeft(after));
        var fromLeft = isFirst ? 0 : webbing.LeftToRight(before);
        inversePivots[i] = 1 / (1 - returned - (isFirst ? 0 : fromLeft * this.back[i - 1]));
        onward[i] = fromLeft * inversePivots[i];
        this.back[i] = isLast ? 0 : webbing.RightToLeft(after) * inversePivots[i];

        return (isFirst ? webbing.SumOfLeading(before) : webbing.SumFromRight(before))
            + (isLast ? webbing.SumOfTrailing(after) : webbing.SumFromLeft(after));
    }
}

namespace Grain.Functions.CredRank;

/// <summary>
/// Webbing, solved exactly. The active epochs of a participant form a chain: each passes cred to its neighbours, straight
/// or through a stretch of idle epochs. Given what flows into each active epoch from elsewhere, the flow through all of
/// them is the solution of a tridiagonal system; its elimination factors are kept here.
/// </summary>
/// <remarks>All arrays are indexed like the active participant-epochs.</remarks>
internal sealed class ParticipantChains
{
    private readonly double[] fromLeft;
    private readonly double[] fromRight;
    private readonly double[] inversePivots;

    /// <summary>Makes room for so many active participant-epochs.</summary>
    public ParticipantChains(int count)
    {
        (fromLeft, fromRight, inversePivots) = (new double[count], new double[count], new double[count]);
        (Flow, Payout, Returned) = (new double[count], new double[count], new double[count]);
    }

    /// <summary>The flow of an active epoch with its part of the idle stretches around it, per unit of its own flow; at least 1.</summary>
    public double[] Flow { get; }

    /// <summary>What an active epoch and its part of the idle stretches around it pay out as cred, per unit of its own flow.</summary>
    public double[] Payout { get; }

    /// <summary>What an active epoch and its part of the idle stretches around it return to the seed, their payout included.</summary>
    public double[] Returned { get; }

    /// <summary>Eliminates the chains of all participants.</summary>
    public void Eliminate(
        ParticipantEpochs active, AttributionSchedule attributions, bool[] isStranded, CredRankParameters parameters, WebbingStretches webbing)
    {
        for (var participant = 0; participant < active.Participants; participant++)
        {
            for (var i = active.Begin(participant); i < active.End(participant); i++)
            {
                var idle = Eliminate(i, i == active.Begin(participant), i + 1 == active.End(participant), active, webbing);
                var kept = 1 - attributions.GivenBy(participant, active.EpochOf(i));
                Flow[i] = 1 + idle;
                Payout[i] = parameters.Beta * (kept + idle);
                // Without organic edges the remainder has nowhere to go but to the seed.
                var stranded = parameters.Remainder * (idle + (isStranded[i] ? 1 : 0));
                Returned[i] = (parameters.Alpha * Flow[i]) + Payout[i] + stranded;
            }
        }
    }

    /// <summary>Turns what flows into a participant's active epochs from elsewhere into the flow through them, in place.</summary>
    /// <param name="flow">One entry an active participant-epoch.</param>
    /// <param name="begin">The participant's first active epoch.</param>
    /// <param name="end">One past its last one.</param>
    public void Solve(Span<double> flow, int begin, int end)
    {
        var previous = 0.0;
        for (var i = begin; i < end; i++) flow[i] = previous = (flow[i] + (fromLeft[i] * previous)) * inversePivots[i];

        for (var i = end - 2; i >= begin; i--) flow[i] += inversePivots[i] * fromRight[i] * flow[i + 1];
    }

    /// <summary>Sets up one row of the tridiagonal system and eliminates what comes from its left.</summary>
    /// <returns>The flow of the idle stretches due to this epoch, per unit of its own flow.</returns>
    private double Eliminate(int i, bool isFirst, bool isLast, ParticipantEpochs active, WebbingStretches webbing)
    {
        var epoch = active.EpochOf(i);
        var before = isFirst ? epoch : epoch - active.EpochOf(i - 1) - 1;
        var after = (isLast ? webbing.Epochs : active.EpochOf(i + 1)) - epoch - 1;

        var back = (isFirst ? webbing.BackFromLeading(before) : webbing.BackToRight(before))
            + (isLast ? webbing.BackFromTrailing(after) : webbing.BackToLeft(after));
        fromLeft[i] = isFirst ? 0 : webbing.LeftToRight(before);
        fromRight[i] = isLast ? 0 : webbing.RightToLeft(after);
        inversePivots[i] = 1 / (1 - back - (isFirst ? 0 : fromLeft[i] * fromRight[i - 1] * inversePivots[i - 1]));

        return (isFirst ? webbing.SumOfLeading(before) : webbing.SumFromRight(before))
            + (isLast ? webbing.SumOfTrailing(after) : webbing.SumFromLeft(after));
    }
}

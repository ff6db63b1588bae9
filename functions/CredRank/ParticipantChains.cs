namespace Grain.Functions.CredRank;

/// <summary>
/// Webbing, solved exactly. The active epochs of a participant form a chain: each passes cred to its neighbours, straight
/// or through a stretch of idle epochs. Given what flows into each active epoch from elsewhere, the flow through all of
/// them is the solution of a tridiagonal system; its elimination factors are kept here.
/// </summary>
internal sealed class ParticipantChains
{
    private readonly double[] _fromLeft;
    private readonly double[] _fromRight;
    private readonly double[] _inversePivots;

    public ParticipantChains(
        ParticipantEpochs active, AttributionSchedule attributions, WebbingStretches webbing, CredRankParameters parameters, int epochs)
    {
        _fromLeft = new double[active.Count];
        _fromRight = new double[active.Count];
        _inversePivots = new double[active.Count];
        Flow = new double[active.Count];
        Payout = new double[active.Count];
        for (var participant = 0; participant < active.Participants; participant++)
            Eliminate(participant, active, attributions, webbing, parameters, epochs);
    }

    /// <summary>The flow of an active epoch with its part of the idle stretches around it, per unit of its own flow; at least 1.</summary>
    public double[] Flow { get; }

    /// <summary>What an active epoch and its part of the idle stretches around it pay out as cred, per unit of its own flow.</summary>
    public double[] Payout { get; }

    private void Eliminate(
        int participant,
        ParticipantEpochs active,
        AttributionSchedule attributions,
        WebbingStretches webbing,
        CredRankParameters parameters,
        int epochs)
    {
        var (begin, end) = (active.Begin(participant), active.End(participant));
        for (var i = begin; i < end; i++)
        {
            var epoch = active.EpochOf(i);
            var isFirst = i == begin;
            var isLast = i + 1 == end;
            var before = isFirst ? epoch : epoch - active.EpochOf(i - 1) - 1;
            var after = (isLast ? epochs : active.EpochOf(i + 1)) - epoch - 1;

            var kept = (isFirst ? webbing.BackFromLeading(before) : webbing.BackToRight(before))
                + (isLast ? webbing.BackFromTrailing(after) : webbing.BackToLeft(after));
            var idle = (isFirst ? webbing.SumOfLeading(before) : webbing.SumFromRight(before))
                + (isLast ? webbing.SumOfTrailing(after) : webbing.SumFromLeft(after));

            _fromLeft[i] = isFirst ? 0 : webbing.LeftToRight(before);
            _fromRight[i] = isLast ? 0 : webbing.RightToLeft(after);
            _inversePivots[i] = 1 / (1 - kept - (isFirst ? 0 : _fromLeft[i] * _fromRight[i - 1] * _inversePivots[i - 1]));
            Flow[i] = 1 + idle;
            Payout[i] = parameters.Beta * ((1 - attributions.GivenBy(participant, epoch)) + idle);
        }
    }

    /// <summary>Turns what flows into a participant's active epochs from elsewhere into the flow through them, in place.</summary>
    /// <param name="flow">Indexed like the active participant-epochs.</param>
    /// <param name="begin">The participant's first active epoch.</param>
    /// <param name="end">One past its last one.</param>
    public void Solve(Span<double> flow, int begin, int end)
    {
        var previous = 0.0;
        for (var i = begin; i < end; i++) flow[i] = previous = (flow[i] + (_fromLeft[i] * previous)) * _inversePivots[i];

        for (var i = end - 2; i >= begin; i--) flow[i] += _inversePivots[i] * _fromRight[i] * flow[i + 1];
    }
}

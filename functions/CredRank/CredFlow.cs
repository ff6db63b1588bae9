namespace Grain.Functions.CredRank;

/// <summary>
/// The flow of cred through the graph, per unit of flow through the seed: the solution of <c>x = s + x·Q</c>, where s is
/// each contribution's share of the mint and Q the matrix. Seed and accumulators need no nodes: the seed's flow is 1 by
/// definition, and the accumulators are a weighted sum of the participants' flow.
/// </summary>
/// <remarks>
/// One step is a sweep of block Gauss-Seidel: first every participant's chain is solved exactly for what the
/// contributions send it, then every contribution receives from its neighbours, participants as just computed and
/// contributions as before.
/// </remarks>
internal sealed class CredFlow
{
    private readonly TransitionMatrix _matrix;
    private readonly ParticipantEpochs _active;
    private readonly ParticipantChains _chains;
    private readonly double[] _mintShares;
    private double[] _flow;
    private double[] _next;

    public CredFlow(TransitionMatrix matrix, ParticipantEpochs active, ParticipantChains chains, double[] mintShares, double[] start)
    {
        _matrix = matrix;
        _active = active;
        _chains = chains;
        _mintShares = mintShares;
        _flow = start;
        _next = new double[start.Length];
    }

    private int Contributions => _mintShares.Length;

    /// <summary>The flow through the contributions.</summary>
    public ReadOnlySpan<double> OfContributions => _flow.AsSpan(0, Contributions);

    /// <summary>The flow through the active participant-epochs.</summary>
    public ReadOnlySpan<double> OfParticipantEpochs => _flow.AsSpan(Contributions);

    /// <summary>The flow through all accumulators together.</summary>
    public double Paid { get; private set; }

    /// <summary>The flow through all nodes together, the seed's 1 and the accumulators included.</summary>
    public double Total { get; private set; }

    /// <summary>Makes one sweep.</summary>
    /// <returns>The largest change of a node's share of the total flow.</returns>
    public double Sweep()
    {
        var change = 0.0;
        var (total, paid) = (0.0, 0.0);
        var participants = _next.AsSpan(Contributions);
        for (var i = 0; i < participants.Length; i++) participants[i] = _matrix.FlowInto(Contributions + i, _flow);
        for (var p = 0; p < _active.Participants; p++) _chains.Solve(participants, _active.Begin(p), _active.End(p));
        for (var i = 0; i < participants.Length; i++)
        {
            change = Math.Max(change, Math.Abs(participants[i] - _flow[Contributions + i]));
            total += participants[i] * _chains.Flow[i];
            paid += participants[i] * _chains.Payout[i];
        }

        participants.CopyTo(_flow.AsSpan(Contributions));
        for (var c = 0; c < Contributions; c++)
        {
            var flow = _mintShares[c] + _matrix.FlowInto(c, _flow);
            change = Math.Max(change, Math.Abs(flow - _flow[c]));
            total += flow;
            _next[c] = flow;
        }

        (_flow, _next) = (_next, _flow);
        Paid = paid;
        Total = 1 + total + paid;
        return change / Total;
    }
}

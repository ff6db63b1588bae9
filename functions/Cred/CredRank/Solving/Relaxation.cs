using Grain.Functions.Cred.CredRank.Building;

namespace Grain.Functions.Cred.CredRank.Solving;

/// <summary>
/// Changes of the flow that are passed on node by node, the larger ones only, until nothing large is left. After a warm start
/// the flow is wrong in few places; a sweep would halve what is wrong there at the cost of looking at every step.
/// </summary>
/// <remarks>
/// Gauss-Southwell's relaxation with a threshold. What is too small to be passed on, and what came back to the seed, is left
/// to the next sweep, which computes every row anew: nothing here can make a result wrong. One thread in one order does it, so that the
/// bits do not depend on the number of threads.
/// </remarks>
internal sealed class Relaxation
{
    private readonly CredSystem system;
    private readonly StepsOut stepsOut;
    private readonly int[] participants;
    private readonly double[] pending;
    private readonly double[] inflow;
    private readonly bool[] isWaiting;
    private readonly Queue<int> waiting = new();
    private double limit;

    public Relaxation(CredSystem system)
    {
        (this.system, stepsOut) = (system, new StepsOut(system.Matrix));
        (pending, isWaiting) = (new double[system.Matrix.Rows], new bool[system.Matrix.Rows]);
        (inflow, participants) = (new double[system.Matrix.Rows], new int[system.Matrix.Rows]);
        for (var p = 0; p < system.Active.Participants; p++)
        {
            for (var i = system.Active.Begin(p); i < system.Active.End(p); i++) participants[system.RowOfParticipantEpoch[i]] = p;
        }
    }

    private int Contributions => system.Contributions;

    /// <summary>Passes on what a sweep has changed in the contributions.</summary>
    /// <param name="before">The flow through the contributions before the sweep.</param>
    /// <param name="flow">The flow through all rows after it; changed by this.</param>
    /// <param name="limit">Changes up to this are not passed on.</param>
    /// <param name="stepsMax">It ends after so many steps in any case.</param>
    /// <returns>How many steps it took.</returns>
    public long Settle(ReadOnlySpan<double> before, Span<double> flow, double limit, long stepsMax)
    {
        this.limit = limit;
        Array.Clear(pending);
        Array.Clear(inflow);
        for (var row = 0; row < Contributions; row++) Note(pending, row, flow[row] - before[row]);
        var steps = 0L;
        while (waiting.TryDequeue(out var row))
        {
            isWaiting[row] = false;
            if (steps <= stepsMax) steps += row < Contributions ? PassOn(row, flow) : Solve(participants[row], flow);
        }

        return steps;
    }

    /// <summary>Passes a row's change on to the rows that its steps lead to.</summary>
    private long PassOn(int row, Span<double> flow)
    {
        var change = pending[row];
        pending[row] = 0;
        var steps = stepsOut.From(row);
        foreach (var (to, probability) in steps)
        {
            if (to >= Contributions)
            {
                Note(inflow, to, change * probability);
                continue;
            }

            flow[to] += change * probability;
            Note(pending, to, change * probability);
        }

        return steps.Length;
    }

    /// <summary>Lets what has come into a participant's epochs flow through their chain, and on from there.</summary>
    private long Solve(int participant, Span<double> flow)
    {
        var (begin, end) = (system.Active.Begin(participant), system.Active.End(participant));
        system.Chains.Solve(inflow, begin, end); // linear: of changes it makes changes
        var rows = system.RowOfParticipantEpoch[begin..end];
        foreach (var row in rows)
        {
            flow[row] += inflow[row];
            pending[row] += inflow[row];
            inflow[row] = 0;
        }

        long steps = rows.Length;
        foreach (var row in rows)
            if (Math.Abs(pending[row]) > limit) steps += PassOn(row, flow);
        return steps;
    }

    private void Note(double[] changes, int row, double change)
    {
        changes[row] += change;
        if (Math.Abs(changes[row]) <= limit || isWaiting[row]) return;
        isWaiting[row] = true;
        waiting.Enqueue(row);
    }
}

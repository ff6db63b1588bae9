using Grain.Functions.Cred.CredRank.Building;

namespace Grain.Functions.Cred.CredRank.Solving;

/// <summary>
/// With alpha 0 a contribution returns nothing to the seed, and cred may run into a circle that it never leaves (two
/// contributions that refer only to each other). Then there is no stationary flow, and no number of steps would find one.
/// </summary>
internal sealed class CredTraps
{
    private readonly List<(int From, int To)> steps;
    private readonly int rows;

    private CredTraps(CredSystem system)
    {
        (this.steps, this.rows) = ([.. system.Matrix.EnumerateSteps()], system.Matrix.Rows);
        var rows = system.RowOfParticipantEpoch;
        for (var p = 0; p < system.Active.Participants; p++)
        {
            for (var i = system.Active.Begin(p) + 1; i < system.Active.End(p); i++)
            {
                if (system.Parameters.GammaForward > 0) this.steps.Add((rows[i - 1], rows[i]));
                if (system.Parameters.GammaBackward > 0) this.steps.Add((rows[i], rows[i - 1]));
            }
        }
    }

    /// <summary>Checks that all minted cred finds its way back to the seed.</summary>
    /// <param name="system">The system, with alpha 0.</param>
    /// <param name="start">The starting flow. It is set to 0 in circles that no minted cred reaches, where it would stay for ever.</param>
    /// <exception cref="CredRankException"><see cref="CredRankFaults.CredTrapped"/>.</exception>
    public static void Check(CredSystem system, Span<double> start)
    {
        var traps = new CredTraps(system);
        var flowsBack = new bool[start.Length];
        foreach (var row in system.DeadEnds) flowsBack[row] = true;
        for (var i = 0; i < system.Active.Count; i++) flowsBack[system.Contributions + i] = system.Chains.Returned[i] > 0;
        traps.SpreadBack(flowsBack);
        if (!flowsBack.Contains(false)) return;

        var isReached = new bool[start.Length];
        for (var row = 0; row < system.Contributions; row++) isReached[row] = system.MintShares.Span[row] > 0;
        traps.SpreadOn(isReached);
        for (var row = 0; row < start.Length; row++)
        {
            if (flowsBack[row]) continue;
            start[row] = 0;
            if (isReached[row])
            {
                throw new CredRankException(
                    CredRankFaults.CredTrapped,
                    $"With alpha 0, cred that reaches {system.Describe(row)} runs in a circle and is never paid out.");
            }
        }
    }

    /// <summary>Marks all rows from which a marked row can be reached.</summary>
    private void SpreadBack(bool[] marks) => Spread(marks, step => (step.To, step.From));

    /// <summary>Marks all rows that can be reached from a marked row.</summary>
    private void SpreadOn(bool[] marks) => Spread(marks, step => step);

    /// <summary>Goes over each step once, however long the ways are.</summary>
    private void Spread(bool[] marks, Func<(int From, int To), (int From, int To)> direct)
    {
        var begins = new int[rows + 1];
        foreach (var step in this.steps) begins[direct(step).From + 1]++;
        for (var row = 0; row < rows; row++) begins[row + 1] += begins[row];
        var (places, reached) = (begins.AsSpan(0, rows).ToArray(), new int[this.steps.Count]);
        foreach (var step in this.steps) reached[places[direct(step).From]++] = direct(step).To;
        var open = new Stack<int>();
        for (var row = 0; row < rows; row++)
            if (marks[row]) open.Push(row);
        while (open.TryPop(out var row))
            foreach (var to in reached.AsSpan(begins[row]..begins[row + 1]))
                if (!marks[to])
                {
                    marks[to] = true;
                    open.Push(to);
                }
    }
}

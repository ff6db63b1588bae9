using Grain.Functions.Cred.CredRank.Building;

namespace Grain.Functions.Cred.CredRank.Solving;

/// <summary>
/// With alpha 0 a contribution returns nothing to the seed, and cred may run into a circle that it never leaves (two
/// contributions that refer only to each other). Then there is no stationary flow, and no number of steps would find one.
/// </summary>
internal sealed class CredTraps
{
    private readonly List<(int From, int To)> steps;

    private CredTraps(CredSystem system)
    {
        this.steps = [.. system.Matrix.EnumerateSteps()];
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
    private void SpreadBack(bool[] marks)
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var (from, to) in this.steps) changed |= marks[to] && Mark(marks, from);
        }
    }

    /// <summary>Marks all rows that can be reached from a marked row.</summary>
    private void SpreadOn(bool[] marks)
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var (from, to) in this.steps) changed |= marks[from] && Mark(marks, to);
        }
    }

    private static bool Mark(bool[] marks, int row) => !marks[row] && (marks[row] = true);
}

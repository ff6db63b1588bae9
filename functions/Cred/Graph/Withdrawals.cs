using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Cred.Graph;

/// <summary>
/// What facts withdraw of a graph's edges. Graphs of calculations up to <see cref="CalculationVersion.Fourth"/> pass it over.
/// </summary>
internal static class Withdrawals
{
    /// <summary>Withdraws one edge, or all of a type at a node; they may be told later.</summary>
    public static void Withdraw(this ContributionGraph graph, ContributionWithdrawal withdrawal, DateTimeOffset grantedAt)
    {
        var type = graph.Words.NumberOf(graph.Told(withdrawal.Type));
        var at = (withdrawal.At ?? grantedAt).ToUnixTimeMilliseconds();
        switch (withdrawal.From, withdrawal.To)
        {
            case ({ } from, { } to):
                graph.EdgeTable.Withdraw(type, graph.AddUndeclared(from), graph.AddUndeclared(to), withdrawal.Once == true ? null : at);
                break;
            case ({ } from, null):
                graph.EdgeTable.Lives.Clear(new(type, graph.AddUndeclared(from), IsTarget: false), at);
                break;
            case (null, { } to):
                graph.EdgeTable.Lives.Clear(new(type, graph.AddUndeclared(to), IsTarget: true), at);
                break;
        }
    }
}

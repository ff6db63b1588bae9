using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Cred.Graph;

/// <summary>
/// How much of its weight each commit of a view mints by the <see cref="CommitRule"/>, from 0 to 1. A commit whose type the space gives a
/// weight mints all of it. Pure.
/// </summary>
internal sealed class CommitShares
{
    private const long DayMs = 86_400_000;

    private readonly ContributionGraph graph;
    private readonly ViewNodes nodes;
    private readonly double[] shares;

    private CommitShares(ContributionGraph graph, ViewNodes nodes, GraphWeights weights)
    {
        (this.graph, this.nodes, shares) = (graph, nodes, new double[nodes.Contributions.Length]);
        var isNamed = weights.Names(NodeTypes.Commit);
        for (var c = 0; c < shares.Length; c++)
            shares[c] = graph.Nodes[nodes.Contributions[c]] is { Type: NodeTypes.Commit } node && !isNamed.At(node.AtMs) ? Ruled : 1;
    }

    /// <summary>A commit for which the rule holds, until its share is known.</summary>
    private const double Ruled = double.PositiveInfinity;

    /// <summary>The shares of a view's contributions; <see langword="null"/> if all is minted.</summary>
    public static double[]? Of(ContributionGraph graph, ViewNodes nodes, GraphWeights weights, long untilMs)
    {
        if (weights.Defaults.Commits is not { } rule) return null;
        var commits = new CommitShares(graph, nodes, weights);
        commits.LeaveOutCovered(untilMs);
        var days = commits.ByPersonAndDay(untilMs);
        var dayMax = rule.DayMax / weights.Defaults.Mints.GetValueOrDefault(NodeTypes.Commit);
        foreach (var day in days.Values)
            foreach (var commit in day)
                commits.shares[commit] = Math.Min(commits.shares[commit], Math.Min(1, dayMax / day.Count));
        // What nobody has a part in has nobody's limit.
        return Array.ConvertAll(commits.shares, share => share == Ruled ? 1 : share);
    }

    /// <summary>Merges, and what is told to be of a pull request that takes part.</summary>
    private void LeaveOutCovered(long untilMs)
    {
        foreach (var (from, to) in EdgesOf(EdgeTypes.MergedAs, untilMs)) LeaveOut(commit: to, by: from);
        foreach (var (from, to) in EdgesOf(EdgeTypes.Within, untilMs)) LeaveOut(commit: from, by: to);
        foreach (var (_, to) in EdgesOf(MergeNotes.Merge, untilMs))
            if (ContributionOf(to) is var merge and >= 0 && shares[merge] == Ruled) shares[merge] = 0;
    }

    private void LeaveOut(int commit, int by)
    {
        if (ContributionOf(commit) is var place and >= 0 && shares[place] == Ruled && ContributionOf(by) >= 0
            && graph.Nodes[by].Type == NodeTypes.Pull)
            shares[place] = 0;
    }

    /// <summary>The commits of each person and day that have a share in what the day mints.</summary>
    private Dictionary<(int Person, long Day), HashSet<int>> ByPersonAndDay(long untilMs)
    {
        var days = new Dictionary<(int Person, long Day), HashSet<int>>();
        foreach (var (from, to) in EdgesOf(EdgeTypes.Authors, untilMs))
        {
            var (person, commit) = (nodes.Places[from], ContributionOf(to));
            if (person < 0 || person >= nodes.Participants.Length || commit < 0 || shares[commit] != Ruled) continue;
            var day = (person, Math.DivRem(graph.Nodes[to].AtMs, DayMs).Quotient);
            if (!days.TryGetValue(day, out var commits)) days.Add(day, commits = []);
            commits.Add(commit);
        }

        return days;
    }

    /// <summary>The place of a node among the contributions of the view; negative if it is none of them.</summary>
    private int ContributionOf(int node) => nodes.Places[node] - nodes.Participants.Length;

    private IEnumerable<(int From, int To)> EdgesOf(string type, long untilMs)
    {
        var isWanted = new bool[graph.Words.Count];
        for (var word = 0; word < isWanted.Length; word++) isWanted[word] = graph.Words[word] == type;
        for (var edge = 0; edge < graph.EdgeTable.Count; edge++)
            if (isWanted[graph.EdgeTable.Types[edge]] && graph.EdgeTable.Times[edge] < untilMs && !graph.EdgeTable.IsGone(edge))
                yield return (graph.EdgeTable.Sources[edge], graph.EdgeTable.Targets[edge]);
    }
}

using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.Graph;
using Grain.Functions.SourceCred.Cred.Config;
using Grain.Functions.SourceCred.Cred.Graphs;
using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Cred.Recomputing;

/// <summary>
/// Computes the cred of an instance as SourceCred 0.11 does: of the graphs of its plugins, weights, budgets, dependencies, attributions,
/// and of its ledger's participants. What SourceCred computed itself plays no part. Pure but for the files.
/// </summary>
public static class InstanceRanking
{
    /// <summary>Computes it.</summary>
    /// <param name="files">The instance.</param>
    /// <param name="people">The participants of its ledger.</param>
    /// <param name="notes">Takes what is missing or left out.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The cred; absent if there is no graph, or nothing in it that mints for somebody: the notes say so.</returns>
    /// <exception cref="InstanceException">A graph or the weights cannot be read.</exception>
    public static IntervalCred? Compute(InstanceFiles files, InstancePeople people, InstanceNotes notes, CancellationToken cancellation)
    {
        var paths = GraphPaths.Of(files, notes);
        if (paths.Count == 0)
        {
            notes.Add("output/graphs", "there is no graph, so cred cannot be computed again");
            return null;
        }

        var weights = new AddressWeights();
        foreach (var path in paths) Open(files, path, stream => GraphFile.ReadWeights(stream, path, weights));
        WeightsFile.ReadOwn(files, weights);
        var graph = new InstanceGraph();
        foreach (var path in paths)
        {
            cancellation.ThrowIfCancellationRequested();
            Open(files, path, stream => GraphFile.ReadGraph(stream, path, weights, graph));
        }

        if (ContractedGraph.Of(graph, people) is { } contracted)
            return Rank(contracted, weights, people, MintRules.Budgets(files, notes), MintRules.Dependencies(files, people, notes),
                AttributionsFile.Read(files, people, notes), notes, cancellation);
        notes.Add("output/graphs", "nothing in the graphs has a time, so there is no cred");
        return null;
    }

    private static IntervalCred? Rank(ContractedGraph contracted, AddressWeights weights, InstancePeople people,
        IReadOnlyList<PluginBudget> budgets, IReadOnlyList<Dependency> dependencies, PersonalAttributions attributions,
        InstanceNotes notes, CancellationToken cancellation)
    {
        InstanceMints.ApplyBudgets(contracted, weights, budgets);
        var mints = InstanceMints.Of(contracted, weights);
        (int Person, double StartMs, double Mint)[] bonuses =
            [.. InstanceMints.Bonuses(contracted, mints, dependencies, people, weights)];
        var weighted = Weigh(contracted, people, mints, bonuses, InstanceMints.BonusWeight(weights));
        var weeks = contracted.Weeks;
        try
        {
            var (cred, stopped) = SourceCredChain.Solve(weighted, weeks, new CredRankParameters(), attributions, cancellation);
            IntervalCred Of(double[] rows) => new(weeks.Starts, weeks.LastEnd, [.. people.All.Select((person, place) => new PersonCred(
                person.Id, person.Name, new ArraySegment<double>(rows, place * weeks.Count, weeks.Count)))]);
            return Of(cred) with { Stopped = Of(stopped) };
        }
        catch (CredRankException fault)
        {
            notes.Add("output/graphs", $"cred cannot be computed again: {fault.Message}");
            return null;
        }
    }

    private static WeightedGraph Weigh(ContractedGraph contracted, InstancePeople people, double[] mints,
        (int Person, double StartMs, double Mint)[] bonuses, double bonusWeight)
    {
        var (graph, participants) = (contracted.Graph, people.All.Count);
        var placeOf = new int[graph.Addresses.Count];
        foreach (var (place, node) in contracted.Contributions.Index()) placeOf[node] = participants + place;
        int PlaceOf(int node) => contracted.PersonOf(node) is var person and >= 0 ? person : placeOf[node];
        var kept = 0;
        for (var edge = 0; edge < graph.Sources.Count; edge++)
        {
            if (!contracted.IsWhole(edge)) continue;
            (graph.Sources[kept], graph.Targets[kept]) = (PlaceOf(graph.Sources[edge]), PlaceOf(graph.Targets[edge]));
            (graph.Forwards[kept], graph.Backwards[kept]) = (graph.Forwards[edge], graph.Backwards[edge]);
            graph.EdgeTimes[kept++] = graph.EdgeTimes[edge];
        }

        int[] sources = [.. graph.Sources.First(kept).Span, .. bonuses.Select((_, place) => participants + mints.Length + place)];
        int[] targets = [.. graph.Targets.First(kept).Span, .. bonuses.Select(bonus => bonus.Person)];
        double[] forward = [.. graph.Forwards.First(kept).Span, .. bonuses.Select(_ => bonusWeight)];
        double[] backward = [.. graph.Backwards.First(kept).Span, .. bonuses.Select(_ => 0.0)];
        double[] times = [.. graph.EdgeTimes.First(kept).Span, .. bonuses.Select(bonus => bonus.StartMs)];
        return new WeightedGraph([.. people.All.Select(person => person.Id)], new string[mints.Length + bonuses.Length],
            (double[])[.. mints, .. bonuses.Select(bonus => bonus.Mint)], new WeightedEdges(sources, targets, forward, backward, times));
    }

    private static void Open(InstanceFiles files, string path, Action<Stream> read)
    {
        using var stream = files.Open(path);
        read(stream);
    }
}

namespace Grain.Functions.Cred.Graph;

/// <summary>
/// What is minted on top of a view: for each person and epoch a contribution of its own, which mints the share and gives all of it to the
/// person at the start of the epoch. They take their places among the others, so that a view stays in order. Pure.
/// </summary>
internal sealed class ViewBonuses
{
    /// <summary>Their type, their source module, and the type of the edge to the person.</summary>
    public const string Type = "bonus";

    private readonly List<(string Id, string Person, int Epoch, double Mint)> bonuses = [];

    /// <summary>What is to be minted; none where nobody is named.</summary>
    /// <param name="weights">Say for whom.</param>
    /// <param name="epochStartsMs">The epochs.</param>
    /// <param name="mintOf">What all contributions of an epoch mint.</param>
    /// <param name="resolve">Who an address belongs to.</param>
    public static ViewBonuses Of(
        GraphWeights weights, IReadOnlyList<long> epochStartsMs, Func<int, double> mintOf, Func<string, string> resolve)
    {
        var found = new ViewBonuses();
        foreach (var (place, bonus) in (weights.Bonuses ?? []).Index())
            for (var epoch = 0; epoch < epochStartsMs.Count; epoch++)
                if (mintOf(epoch) * bonus.At(epochStartsMs[epoch]) is var mint and > 0)
                {
                    var person = ContributionGraph.ParticipantId(resolve(bonus.To));
                    found.bonuses.Add((string.Create(CultureInfo.InvariantCulture,
                        $"{Type}/{epochStartsMs[epoch]}/{person[GraphNode.Participant.Length..]}/{place}"), person, epoch, mint));
                }

        return found;
    }

    /// <summary>The view with them.</summary>
    public GraphView Join(GraphView view)
    {
        if (bonuses.Count == 0) return view;
        var (graph, edges) = (view.Weighted, view.Weighted.Edges);
        string[] people = [.. graph.Participants, .. bonuses.Select(bonus => bonus.Person).Distinct().Except(graph.Participants)];
        string[] contributions = [.. graph.Contributions, .. bonuses.Select(bonus => bonus.Id)];
        var (personAt, contributionAt) = (PlacesIn(people), PlacesIn(contributions));
        var personOf = people.Index().ToDictionary(each => each.Item, each => personAt[each.Index], StringComparer.Ordinal);
        int PlaceOf(int node) =>
            node < graph.Participants.Count ? personAt[node] : people.Length + contributionAt[node - graph.Participants.Count];
        int[] sources = [.. edges.Sources.ToArray().Select(PlaceOf), .. bonuses.Select((_, place) =>
            people.Length + contributionAt[graph.Contributions.Count + place])];
        int[] targets = [.. edges.Targets.ToArray().Select(PlaceOf), .. bonuses.Select(bonus => personOf[bonus.Person])];
        // By their ends, and those with the same ends as they stood.
        int[] order = [.. Enumerable.Range(0, sources.Length).OrderBy(edge => ((ulong)sources[edge] << 32) | (uint)targets[edge])];
        T[] Edges<T>(ReadOnlyMemory<T> own, T ofBonus)
        {
            T[] all = [.. own.Span, .. bonuses.Select(_ => ofBonus)];
            return Array.ConvertAll(order, edge => all[edge]);
        }

        double[] times = [.. edges.TimesMs.Span, .. bonuses.Select(bonus => (double)view.EpochStartsMs[bonus.Epoch])];
        var names = people.Select((id, place) => place < view.Names.Count ? view.Names[place] : id[GraphNode.Participant.Length..]);
        return new GraphView(new WeightedGraph(
                Placed(people, personAt), Placed(contributions, contributionAt),
                Placed([.. graph.Mints.Span, .. bonuses.Select(bonus => bonus.Mint)], contributionAt), new WeightedEdges(
                    Array.ConvertAll(order, edge => sources[edge]), Array.ConvertAll(order, edge => targets[edge]),
                    Edges(edges.ForwardWeights, 1.0), Edges(edges.BackwardWeights, 0.0), Array.ConvertAll(order, edge => times[edge]))),
            Placed([.. names], personAt), Placed([.. view.Modules, .. bonuses.Select(_ => Type)], contributionAt), view.DanglingEdges)
        {
            ContributionNumbers = Placed([.. view.ContributionNumbers.Span, .. bonuses.Select(bonus => ~bonus.Epoch)], contributionAt),
            EdgeNumbers = Edges(view.EdgeNumbers, -1),
            EpochStartsMs = view.EpochStartsMs,
        };
    }

    /// <summary>For each id its place in ordinal order.</summary>
    private static int[] PlacesIn(string[] ids)
    {
        var order = Enumerable.Range(0, ids.Length).ToArray();
        Array.Sort(order, (a, b) => string.CompareOrdinal(ids[a], ids[b]));
        var places = new int[ids.Length];
        foreach (var (place, index) in order.Index()) places[index] = place;
        return places;
    }

    private static T[] Placed<T>(T[] items, int[] places)
    {
        var placed = new T[items.Length];
        for (var i = 0; i < items.Length; i++) placed[places[i]] = items[i];
        return placed;
    }
}

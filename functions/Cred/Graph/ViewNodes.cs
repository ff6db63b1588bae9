namespace Grain.Functions.Cred.Graph;

/// <summary>Which nodes of a contribution graph take part in a view, and where they stand in it.</summary>
internal sealed class ViewNodes
{
    private ViewNodes(string[] participants, string[] names, int[] contributions, int[] places) =>
        (Participants, Names, Contributions, Places) = (participants, names, contributions, places);

    /// <summary>Ids of the participants, aliases made one; ordinal order.</summary>
    public string[] Participants { get; }

    /// <summary>How each participant wants to be called.</summary>
    public string[] Names { get; }

    /// <summary>The graph's nodes that are the contributions, in ordinal order of their ids.</summary>
    public int[] Contributions { get; }

    /// <summary>For each node of the graph its index in the view; -1 if it takes no part.</summary>
    public int[] Places { get; }

    public static ViewNodes Of(ContributionGraph graph, long untilMs, Func<string, string> resolve, OwnActs own, PointsLeft left)
    {
        var places = new int[graph.Ids.Count];
        Array.Fill(places, -1);
        var people = new SortedDictionary<string, List<int>>(StringComparer.Ordinal);
        var contributions = new List<int>();
        for (var node = 0; node < places.Length; node++)
        {
            if (graph.Nodes[node].Type == GraphNode.Participant) Add(people, IdentityOf(graph.Ids[node], resolve), node);
            else if (IsContribution(graph.Nodes[node], untilMs) && !own.HasNode(node) && !left.IsGone(node)) contributions.Add(node);
        }

        var (participants, names) = (new string[people.Count], new string[people.Count]);
        foreach (var (place, (id, aliases)) in people.Index())
        {
            (participants[place], names[place]) = (id, NameOf(graph, id, aliases));
            foreach (var node in aliases) places[node] = place;
        }

        contributions.Sort((a, b) => string.CompareOrdinal(graph.Ids[a], graph.Ids[b]));
        foreach (var (place, node) in contributions.Index()) places[node] = participants.Length + place;
        return new ViewNodes(participants, names, [.. contributions], places);
    }

    private static bool IsContribution(GraphNode node, long untilMs) =>
        node.Type != GraphNode.Undeclared && !node.Retracted && node.AtMs < untilMs;

    private static string IdentityOf(string id, Func<string, string> resolve) =>
        ContributionGraph.ParticipantId(resolve(id[GraphNode.Participant.Length..]));

    private static void Add(SortedDictionary<string, List<int>> people, string id, int node)
    {
        if (people.TryGetValue(id, out var aliases)) aliases.Add(node);
        else people.Add(id, [node]);
    }

    /// <summary>
    /// The name that came with the identity's own id; else the last one, in ordinal order, that came with an alias; else the id.
    /// </summary>
    private static string NameOf(ContributionGraph graph, string id, List<int> aliases)
    {
        var name = graph.IndexOf(id) is var own and >= 0 ? graph.Nodes[own].Name : "";
        if (name.Length == 0) name = aliases.Select(alias => graph.Nodes[alias].Name).Max(StringComparer.Ordinal)!;
        return name.Length > 0 ? name : id[GraphNode.Participant.Length..];
    }
}

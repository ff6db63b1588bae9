using Grain.Functions.Cred.CredRank.Explaining;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Reads.Explanations.Sums;
using Grain.Functions.Reads.Rankings;

namespace Grain.Functions.Reads.Explanations;

/// <summary>Tells a person's cred in groups: contributions by kind, other people by name. Pure.</summary>
/// <param name="person">The person.</param>
/// <param name="nameOf">What people are called.</param>
/// <param name="nodes">What is shown of the graph.</param>
/// <param name="top">How many of each kind to tell.</param>
internal sealed class CredTelling(RankedPerson person, Func<string, string> nameOf, ShownNodes nodes, int top)
{
    private readonly Dictionary<string, Func<int, string>> words = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> acts = ActsOf(person);

    /// <summary>Tells the cred of an epoch, or of all.</summary>
    /// <param name="epoch">Which one, by its index; all together if absent.</param>
    public ToldCred Of(int? epoch)
    {
        var scores = person.Epoch.Scores;
        var flows = person.Flows.Where(flow => epoch is null || flow.Epoch == epoch).ToArray();
        var cred = flows.Sum(flow => flow.Cred);
        var all = epoch is { } one ? scores.Participants.Sum(other => other.History.Expand(one, 1)[0]) : scores.TotalMint;
        return new ToldCred(
            epoch is { } index ? scores.Epochs[index] : null, all > 0 ? Math.Min(1, cred / all) : 0,
            Tell(flows.SelectMany(flow => flow.From), cred),
            Tell(flows.SelectMany(flow => flow.Behind), flows.SelectMany(flow => flow.Behind).Sum(part => part.Cred)))
        {
            Score = epoch is { } told ? EpochScores.Of(scores, told, cred) : null,
        };
    }

    private ToldSum<double> Tell(IEnumerable<FlowPart> parts, double total)
    {
        var tally = new Tally<double>(Measures.Cred, top);
        foreach (var part in parts.GroupBy(part => (part.End, KeyOf(part))))
            Add(tally, part.Key.End, part.First().Node, part.Sum(each => each.Cred));
        return new Telling<double>(Measures.Cred, (kind, count) => words[kind](count)) { HasPercents = true }.Of(tally, total);
    }

    /// <summary>People who are not shown are not told apart either.</summary>
    private string KeyOf(FlowPart part) => part.Node < 0 || part.End is FlowEnd.Contribution
        ? part.Node.ToString(CultureInfo.InvariantCulture) : nodes.IdOf(part.Node)!;

    private void Add(Tally<double> tally, FlowEnd end, int node, double cred)
    {
        if (end is FlowEnd.Contribution) AddContribution(tally, node, cred);
        else if (node >= 0)
        {
            var own = person.Epoch.Weighted.Participants[node][GraphNode.Participant.Length..];
            var id = nodes.IdOf(node)!;
            var name = PlainLine.Of(nameOf(own), PersonExplainer.NameMax);
            var kind = $"{Word(end)}:{id}";
            words[kind] = _ => end is FlowEnd.Attribution ? $"handed on by {name}"
                : $"{(person.Ids.Contains(own) ? "flows back" : "flows")} from {name}";
            tally.Add(kind, new Entry<double>(id, name, null, null, cred));
        }
        else
        {
            // Before and after together: people call both the same.
            var kind = end is FlowEnd.Mint ? "mint" : "smoothing";
            words[kind] =
                _ => end is FlowEnd.Mint ? "the worth of the contributions themselves" : "moved here from epochs before and after";
            string? name = end switch
            {
                FlowEnd.EarlierEpoch => "the epochs before",
                FlowEnd.LaterEpoch => "the epochs after",
                _ => null,
            };
            tally.Add(kind, new Entry<double>(Word(end), name, null, null, cred));
        }
    }

    private void AddContribution(Tally<double> tally, int node, double cred)
    {
        var (graph, id) = (person.Epoch.Graph, person.Epoch.Weighted.IdOf(node));
        var known = person.Epoch.View.NodeOf(graph, node - person.Epoch.Weighted.Participants.Count);
        var act = acts.GetValueOrDefault(graph.IndexOf(id));
        var kind = act is null or EdgeTypes.Authors ? $"contribution:{known.Type}" : $"contribution:{known.Type}:{act}";
        words.TryAdd(kind, count => KindWords.OfContributions(known.Type, act, count));
        var shown = nodes.IdOf(node)!;
        // When something was made leads to who made it.
        tally.Add(kind, new Entry<double>(
            shown, null, null, shown == id ? DateTimeOffset.FromUnixTimeMilliseconds(known.AtMs) : null, cred));
    }

    /// <summary>What the person did to each contribution: made it, if they did, whatever else.</summary>
    private static Dictionary<int, string> ActsOf(RankedPerson person)
    {
        var (graph, acts) = (person.Epoch.Graph, new Dictionary<int, string>());
        var own = OwnNodes(person);
        foreach (var (index, edge) in graph.EdgeTable.Index())
        {
            var node = own.Contains(edge.From) ? edge.To : own.Contains(edge.To) ? edge.From : -1;
            if (node >= 0 && (edge.Type == EdgeTypes.Authors || !acts.ContainsKey(node)) && !graph.EdgeTable.IsGone(index))
                acts[node] = edge.Type;
        }

        return acts;
    }

    private static HashSet<int> OwnNodes(RankedPerson person)
    {
        var (graph, identities, own) = (person.Epoch.Graph, person.Epoch.Identities, new HashSet<int>());
        foreach (var id in person.Ids)
            foreach (var account in identities.Find(id)?.Accounts ?? [id])
                if (graph.IndexOf(ContributionGraph.ParticipantId(account)) is var node and >= 0) own.Add(node);
        return own;
    }

    /// <summary>How many contributions of each type the person made, and whether any of them mints.</summary>
    public (IReadOnlyDictionary<string, int> Made, bool Mints) MadeByType()
    {
        var (graph, weighted) = (person.Epoch.Graph, person.Epoch.Weighted);
        var authored =
            acts.Where(act => act.Value == EdgeTypes.Authors).Select(act => graph.Ids[act.Key]).ToHashSet(StringComparer.Ordinal);
        var (made, mints) = (new SortedDictionary<string, int>(StringComparer.Ordinal), false);
        foreach (var (index, id) in weighted.Contributions.Index().Where(each => authored.Contains(each.Item)))
        {
            var type = graph.Nodes[graph.IndexOf(id)].Type;
            made[type] = made.GetValueOrDefault(type) + 1;
            mints |= weighted.Mints.Span[index] > 0;
        }

        return (made, mints);
    }

    private static string Word(FlowEnd end) => JsonNamingPolicy.CamelCase.ConvertName(end.ToString());
}

using Grain.Functions.SourceCred.Cred.Config;
using Grain.Functions.SourceCred.Cred.Graphs;
using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Cred.Recomputing;

/// <summary>What the contributions of an instance mint, and what is minted on top for those that it depends on. Pure.</summary>
internal static class InstanceMints
{
    private static readonly byte[] BonusEdges = "E\0sourcecred\0core\0BONUS\0"u8.ToArray();

    /// <summary>
    /// Scales the weights of a plugin's nodes where those of a week would mint more than its budget: all of them alike.
    /// </summary>
    public static void ApplyBudgets(ContractedGraph contracted, AddressWeights weights, IReadOnlyList<PluginBudget> budgets)
    {
        var factors = new List<(int Node, double Factor)>();
        foreach (var budget in budgets)
        {
            var prefix = Encoding.UTF8.GetBytes(budget.Prefix);
            var addresses = contracted.Graph.Addresses;
            int[] nodes = [.. contracted.Contributions.Where(node => contracted.WeekOf(node) >= 0
                && addresses.BytesOf(node).StartsWith(prefix))];
            var sums = new double[contracted.Weeks.Count];
            foreach (var node in nodes) sums[contracted.WeekOf(node)] += weights.OfNode(addresses.BytesOf(node));
            foreach (var node in nodes)
                if (contracted.WeekOf(node) is var week && budget.At(contracted.Weeks.Starts[week]) is var most && sums[week] > most)
                    factors.Add((node, most / sums[week]));
        }

        foreach (var (node, factor) in factors) weights.ScaleNode(contracted.Graph.Addresses.BytesOf(node), factor);
    }

    /// <summary>What each contribution mints, in their order.</summary>
    /// <exception cref="InstanceException">One mints less than nothing, or no number.</exception>
    public static double[] Of(ContractedGraph contracted, AddressWeights weights) => [.. contracted.Contributions.Select(node =>
    {
        var mint = weights.OfNode(contracted.Graph.Addresses.BytesOf(node));
        return mint is >= 0 and <= double.MaxValue ? mint
            : throw new InstanceException($"the node {string.Join('/', AddressParts.Of(contracted.Graph.Addresses[node]))} mints {mint}");
    })];

    /// <summary>
    /// What is minted on top: in each week a node that mints a share of what the week mints, and gives it to its person on the start of the
    /// week.
    /// </summary>
    /// <returns>Person, start of the week, and how much; none of 0.</returns>
    public static IEnumerable<(int Person, double StartMs, double Mint)> Bonuses(
        ContractedGraph contracted, double[] mints, IReadOnlyList<Dependency> dependencies, InstancePeople people, AddressWeights weights)
    {
        var sums = new double[contracted.Weeks.Count];
        foreach (var (place, node) in contracted.Contributions.Index())
            if (contracted.WeekOf(node) is var week and >= 0) sums[week] += mints[place];
        var bonuses = new SortedDictionary<(int Person, int Week), double>();
        foreach (var dependency in dependencies)
            for (var week = 0; week < sums.Length; week++)
                if (sums[week] * dependency.At(contracted.Weeks.Starts[week]) is var amount and > 0)
                    bonuses[(dependency.Person, week)] = amount;
        foreach (var ((person, week), amount) in bonuses)
        {
            // Weights that stand for all nodes stand for these, too.
            var start = contracted.Weeks.Starts[week];
            var address = Encoding.UTF8.GetBytes(AddressParts.Node(["sourcecred", "core", "BONUS",
                start.ToString("F0", CultureInfo.InvariantCulture), .. AddressParts.Of(people.All[person].Address)]));
            yield return (person, start, amount * weights.OfNode(address));
        }
    }

    /// <summary>How the edge of what is minted on top conducts; nothing goes back.</summary>
    public static double BonusWeight(AddressWeights weights) => weights.OfEdge(BonusEdges).Forwards;
}

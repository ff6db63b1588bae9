using Grain.Functions.Cred.CredRank.Explaining;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Reads.Rankings;

namespace Grain.Functions.Reads.Explanations;

/// <summary>Names the parts of flows and keeps the largest. Pure.</summary>
/// <param name="nodes">What nodes are called.</param>
/// <param name="top">How many parts to keep of each list.</param>
internal sealed class FlowSummary(ShownNodes nodes, int top)
{
    /// <summary>Epochs with less of a person's flow are not told one by one.</summary>
    private const double NegligibleShare = 1e-6;

    /// <summary>Everything together, then the epochs that matter, then the sum of the others.</summary>
    public (FlowAnswer Total, IReadOnlyList<FlowAnswer> Epochs, RestAnswer Others) Of(IReadOnlyList<EpochFlow> flows, CredScores scores)
    {
        var (flow, cred) = (flows.Sum(epoch => epoch.Score), flows.Sum(epoch => epoch.Cred));
        var total = new FlowAnswer(
            null, flow, cred, Parts(AddUp(flows.SelectMany(epoch => epoch.From))), Parts(AddUp(flows.SelectMany(epoch => epoch.Behind))),
            Parts(AddUp(flows.SelectMany(epoch => epoch.To)), withCred: false));
        var told = flows.Where(epoch => epoch.Score >= flow * NegligibleShare).ToArray();
        var others = flows.Except(told).ToArray();
        return (
            total,
            [.. told.Select(epoch => new FlowAnswer(
                scores.Epochs[epoch.Epoch], epoch.Score, epoch.Cred, Parts(epoch.From), Parts(epoch.Behind),
                Parts(epoch.To, withCred: false))
            {
                Score = EpochScores.Of(scores, epoch.Epoch, epoch.Cred),
            })],
            new RestAnswer(others.Length, others.Sum(epoch => epoch.Score), others.Sum(epoch => epoch.Cred)));
    }

    private static IEnumerable<FlowPart> AddUp(IEnumerable<FlowPart> parts) => parts
        .GroupBy(part => (part.End, part.Node))
        .Select(group => new FlowPart(group.Key.End, group.Key.Node, group.Sum(part => part.Flow), group.Sum(part => part.Cred)));

    private PartsAnswer Parts(IEnumerable<FlowPart> parts, bool withCred = true)
    {
        // What is not told apart is one part.
        var ordered = parts.GroupBy(part => (part.End, Id: nodes.IdOf(part.Node)))
            .Select(group => (group.Key.End, group.Key.Id, Node: group.Min(part => part.Node), Flow: group.Sum(part => part.Flow),
                Cred: group.Sum(part => part.Cred)))
            .OrderByDescending(part => part.Flow).ThenBy(part => part.End).ThenBy(part => part.Node).ToArray();
        var rest = ordered.Skip(top).ToArray();
        return new PartsAnswer(
            [.. ordered.Take(top).Select(part => new PartAnswer(
                JsonNamingPolicy.CamelCase.ConvertName(part.End.ToString()), part.Id, part.Flow, withCred ? part.Cred : null))],
            new RestAnswer(rest.Length, rest.Sum(part => part.Flow), withCred ? rest.Sum(part => part.Cred) : null));
    }
}

using Grain.Functions.Cred.CredRank.Explaining;

namespace Grain.Functions.Reads.Explanations;

/// <summary>What flows through a person whom an epoch ranked under several ids. Pure.</summary>
internal static class JoinedFlow
{
    /// <summary>The flows of all ids, epoch by epoch: sums and parts add up as they do for each.</summary>
    public static IReadOnlyList<EpochFlow> Of(IReadOnlyList<IReadOnlyList<EpochFlow>> flows) => flows is [var only] ? only
    :
    [
        .. flows.SelectMany(each => each).GroupBy(flow => flow.Epoch).OrderBy(epoch => epoch.Key).Select(epoch => new EpochFlow
        {
            Epoch = epoch.Key,
            Score = epoch.Sum(flow => flow.Score),
            Cred = epoch.Sum(flow => flow.Cred),
            From = AddUp(epoch.SelectMany(flow => flow.From)),
            Behind = AddUp(epoch.SelectMany(flow => flow.Behind)),
            To = AddUp(epoch.SelectMany(flow => flow.To)),
        }),
    ];

    private static IReadOnlyList<FlowPart> AddUp(IEnumerable<FlowPart> parts) =>
    [
        .. parts.GroupBy(part => (part.End, part.Node)).OrderBy(group => group.Key.End).ThenBy(group => group.Key.Node)
            .Select(group => new FlowPart(group.Key.End, group.Key.Node, group.Sum(part => part.Flow), group.Sum(part => part.Cred))),
    ];
}

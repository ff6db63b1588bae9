using Grain.Functions.Cred.CredRank.Explaining;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Reads.Rankings;

namespace Grain.Functions.Reads.Explanations;

/// <summary>A person in it.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Ids">The ids under which they were ranked, the one that is paid first.</param>
/// <param name="Scores">Their scores, in that order.</param>
/// <param name="Flows">What flows through all of these together, epoch by epoch.</param>
internal sealed record RankedPerson(
    RankedEpoch Epoch, IReadOnlyList<string> Ids, IReadOnlyList<ParticipantScore> Scores, IReadOnlyList<EpochFlow> Flows);

/// <summary>
/// Explains people's cred from what a closed epoch has stored: graph, configuration, scores and flow. Reads only, and solves nothing.
/// </summary>
internal sealed class Explainer(RankedEpochs rankings)
{
    private const int ScoreMax = 1000;

    /// <summary>Explains a person's cred as of a closed epoch.</summary>
    /// <param name="run">The epoch.</param>
    /// <param name="accounts">All ids of the person now, the one that is paid first. The epoch may have ranked them under any of them, or
    /// apart.</param>
    /// <param name="top">How many parts to tell of each list; the rest is summed up.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns><see langword="null"/> if the graph of that epoch does not know the person.</returns>
    public async Task<CredExplanation?> ExplainAsync(EpochRun run, IReadOnlyList<string> accounts, int top,
        CancellationToken cancellation) =>
        Find(await rankings.PrepareAsync(run, cancellation), accounts) is { } person
            ? Explain(person, accounts[0], top, Faces.Plain, new ShownNodes(person.Epoch, Faces.Plain)) : null;

    /// <summary>The same of a person who was found.</summary>
    public static CredExplanation Explain(RankedPerson person, string account, int top, Faces faces, ShownNodes nodes)
    {
        var (epoch, scores) = (person.Epoch, person.Scores);
        var (total, epochs, others) = new FlowSummary(nodes, top).Of(person.Flows, epoch.Scores);
        var (cred, score) = (scores.Sum(one => one.Cred), Math.Min(ScoreMax, scores.Sum(one => one.Score)));
        var better = epoch.Scores.Participants.Count(other =>
            other.Cred > cred && !person.Ids.Contains(other.Id) && faces.IdOf(other.Id) is not null);
        return new CredExplanation(
            scores.Count > 1 ? account : person.Ids[0], scores[0].Name, epoch.Scores.Epoch, 1 + better, score, total, epochs, others);
    }

    /// <summary>A person in the ranking of an epoch; <see langword="null"/> if its graph does not know them.</summary>
    public static RankedPerson? Find(RankedEpoch epoch, IReadOnlyList<string> accounts)
    {
        var ranked = accounts.Select(epoch.Identities.Resolve).Distinct(StringComparer.Ordinal)
            .Where(id => epoch.ParticipantOf(id) >= 0).ToArray();
        if (ranked.Length == 0) return null;
        var scores =
            epoch.Scores.Participants.Where(one => ranked.Contains(one.Id)).OrderBy(one => Array.IndexOf(ranked, one.Id)).ToArray();
        var flows = JoinedFlow.Of([.. ranked.Select(id => epoch.Flows.Explain(epoch.ParticipantOf(id)))]);
        return new RankedPerson(epoch, ranked, scores, flows);
    }
}

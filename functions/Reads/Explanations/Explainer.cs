using Grain.Functions.Cred.CredRank.Explaining;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Cred.Graph.Blobs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.Explanations;

/// <summary>What a closed epoch has stored that explains people's cred.</summary>
/// <param name="Flow">The name of the stored flow.</param>
/// <param name="Weights">The weights that it was ranked with.</param>
/// <param name="Graph">Who did what.</param>
/// <param name="Weighted">The same as it was ranked.</param>
/// <param name="Scores">What came of it.</param>
/// <param name="Identities">Who was who.</param>
/// <param name="Flows">Follows the flow.</param>
internal sealed record RankedEpoch(
    string Flow, GraphWeights Weights, ContributionGraph Graph, WeightedGraph Weighted, CredScores Scores, IdentityMap Identities,
    CredExplainer Flows);

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
internal sealed class Explainer(EpochStore store, OpenRankings opens)
{
    /// <summary>What asks for the epoch that is not closed yet.</summary>
    public const string Open = "open";

    private const int ScoreMax = 1000;

    /// <summary>What was prepared last: people mostly ask about the last epoch, again and again.</summary>
    private volatile RankedEpoch? last;

    /// <summary>The run of an epoch that is closed, or of the open one as it was ranked last.</summary>
    /// <param name="space">The space's name.</param>
    /// <param name="epoch">The epoch's id, or <see cref="Open"/>; the last closed one if absent.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns><see langword="null"/> if it is not closed or ranked, or there is none.</returns>
    public async Task<EpochRun?> FindAsync(string space, string? epoch, CancellationToken cancellation) =>
        epoch == Open ? await opens.FindAsync(space, cancellation) : await FindClosedAsync(space, epoch, cancellation);

    /// <summary>The run of a closed epoch.</summary>
    /// <param name="space">The space's name.</param>
    /// <param name="epoch">The epoch's id; the last closed one if absent.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns><see langword="null"/> if it is not closed, or there is none.</returns>
    public async Task<EpochRun?> FindClosedAsync(string space, string? epoch, CancellationToken cancellation)
    {
        epoch ??= (await store.ReadBooksAsync(space, cancellation)).LastClosed?.Id;
        var run = epoch is { Length: > 0 and <= 20 } ? await store.FindAsync(space, epoch, cancellation) : null;
        return run is { Stage: EpochStage.Closed } ? run : null;
    }

    /// <summary>Explains a person's cred as of a closed epoch.</summary>
    /// <param name="run">The epoch.</param>
    /// <param name="accounts">All ids of the person now, the one that is paid first. The epoch may have ranked them under any of them, or
    /// apart.</param>
    /// <param name="top">How many parts to tell of each list; the rest is summed up.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns><see langword="null"/> if the graph of that epoch does not know the person.</returns>
    public async Task<CredExplanation?> ExplainAsync(EpochRun run, IReadOnlyList<string> accounts, int top,
        CancellationToken cancellation) =>
        Find(await PrepareAsync(run, cancellation), accounts) is { } person
            ? Explain(person, accounts[0], top, Faces.Plain, new ShownNodes(person.Epoch, Faces.Plain)) : null;

    /// <summary>The same of a person who was found.</summary>
    public static CredExplanation Explain(RankedPerson person, string account, int top, Faces faces, ShownNodes nodes)
    {
        var (epoch, scores) = (person.Epoch, person.Scores);
        var (total, epochs, others) = new FlowSummary(nodes, top).Of(person.Flows, epoch.Scores.Epochs);
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
            .Where(id => FindParticipant(epoch.Weighted, id) >= 0).ToArray();
        if (ranked.Length == 0) return null;
        var scores =
            epoch.Scores.Participants.Where(one => ranked.Contains(one.Id)).OrderBy(one => Array.IndexOf(ranked, one.Id)).ToArray();
        var flows = JoinedFlow.Of([.. ranked.Select(id => epoch.Flows.Explain(FindParticipant(epoch.Weighted, id)))]);
        return new RankedPerson(epoch, ranked, scores, flows);
    }

    /// <summary>What the epoch has stored, read and made ready.</summary>
    public async Task<RankedEpoch> PrepareAsync(EpochRun run, CancellationToken cancellation)
    {
        if (run.Flow is not { } piece) throw new InvalidDataException($"E2: the flow of epoch {run.Epoch.Id} was not stored.");
        if (last is { } known && known.Flow == piece.Name && known.Scores.Epoch == run.Epoch.Id) return known;

        var epochs = (await store.ListUpToAsync(run, cancellation)).Select(each => each.Epoch).ToArray();
        var config = EpochWork.ReadConfig(await store.GetAsync(run.Config!, cancellation), run.Calculation);
        var identities = IdentityMap.Read(await store.GetAsync(run.Identities!, cancellation));
        var graph = await store.GetAsync(run.Graph!, GraphBlob.ReadAsync, cancellation);
        var scores = EpochWork.ReadShownScores(await store.GetAsync(run.Scores!, cancellation));
        var flow = SettledFlow.Read(await store.GetAsync(piece, cancellation));
        var weighted = CredRanking.ViewOf(graph, run.Calculation, epochs, config, identities).Weighted;
        return last = new RankedEpoch(
            piece.Name, config.Weights with { Defaults = CalculationVersion.DefaultsOf(run.Calculation) }, graph, weighted, scores,
            identities,
            new CredExplainer(weighted, CredRanking.BoundariesOf(epochs), config.CredRank.ToParameters(), null, flow));
    }

    /// <summary>Participants stand in ordinal order.</summary>
    private static int FindParticipant(WeightedGraph graph, string contributor)
    {
        var id = ContributionGraph.ParticipantId(contributor);
        var (low, high) = (0, graph.Participants.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(graph.Participants[middle], id) < 0) low = middle + 1;
            else high = middle;
        }

        return low < graph.Participants.Count && graph.Participants[low] == id ? low : -1;
    }
}

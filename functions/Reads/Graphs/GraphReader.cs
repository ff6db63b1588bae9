using Grain.Functions.Cred.Graph;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Reads.Rankings;

namespace Grain.Functions.Reads.Graphs;

/// <summary>Finds the graph that a request asks for, as whoever sends it may see it.</summary>
internal sealed class GraphReader(RankedEpochs rankings, FaceReader people)
{
    /// <summary>The graph of an epoch.</summary>
    /// <param name="space">The space.</param>
    /// <param name="epoch">A closed epoch's id, or <see cref="RankedEpochs.Open"/>; the last closed one if absent.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ProblemException">404: there is no such closed epoch, or the open one is not ranked yet.</exception>
    public async Task<(ShownGraph Graph, Faces Faces)> ReadAsync(
        Space space, string? epoch, Caller caller, CancellationToken cancellation)
    {
        var run = await rankings.ReadAskedAsync(space, epoch, cancellation);
        var faces = await people.ReadAsync(space, caller, cancellation);
        return (ShownGraph.Of(await rankings.PrepareAsync(run, cancellation), faces), faces);
    }

    /// <summary>The graph that a page is of, what a cursor calls it, and how much of it is done.</summary>
    /// <param name="space">The space.</param>
    /// <param name="epoch">What was asked for.</param>
    /// <param name="after">Where the page before ended.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ProblemException">400: the cursor is none, or of another graph. 404 as above.</exception>
    public async Task<(ShownGraph Graph, string Epoch, int Done)> ReadPageAsync(
        Space space, string? epoch, string? after, Caller caller, CancellationToken cancellation)
    {
        if (after is null)
        {
            var (first, _) = await ReadAsync(space, epoch, caller, cancellation);
            return (first, epoch ?? first.Epoch.Run.Epoch.Id, 0);
        }

        var cursor = GraphCursor.Read(after) is { } read && read.Epoch == (epoch ?? read.Epoch) ? read
            : throw new ProblemException(Problem.BadRequest("after", GraphCursor.Rule));
        var (graph, _) = await ReadAsync(space, cursor.Epoch, caller, cancellation);
        return cursor.Stamp == graph.Stamp ? (graph, cursor.Epoch, cursor.Done)
            : throw new ProblemException(Problem.BadRequest("after", GraphCursor.Outdated));
    }

    /// <summary>Where the node stands that somebody means; -1 if there is none to them.</summary>
    /// <param name="space">The space.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="faces">How people are shown to them.</param>
    /// <param name="id">A contribution; a person, with or without <c>@</c>, by any id or a pseudonym.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<int> FindAsync(Space space, ShownGraph graph, Faces faces, string id, CancellationToken cancellation)
    {
        if (graph.PlaceOf(id) is var place and >= 0) return place;
        var person = id.StartsWith(GraphNode.Participant, StringComparison.Ordinal) ? id[GraphNode.Participant.Length..] : id;
        if (person.Length is 0 or > JournalKeys.AccountLengthMax) return -1;
        var asked = await people.FindAsync(space, faces, person, cancellation);
        return asked.IsNobody ? -1 : graph.PlaceOf(ContributionGraph.ParticipantId(
            asked.IsPseudonymous ? asked.Shown : graph.Epoch.Identities.Resolve(asked.Account)));
    }
}

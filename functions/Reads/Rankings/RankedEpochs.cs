using Grain.Functions.Cred.CredRank.Explaining;
using Grain.Functions.Cred.Graph.Blobs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Epochs.Open;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.Rankings;

/// <summary>
/// Rankings of epochs with their graphs, made ready from what is stored, and kept for the next question. Reads only, and solves nothing.
/// </summary>
internal sealed class RankedEpochs(EpochStore store, OpenRankings opens)
{
    /// <summary>What asks for the epoch that is not closed yet.</summary>
    public const string Open = "open";

    /// <summary>A graph of a million edges takes some 130 MB.</summary>
    private const long BytesMax = 192L << 20;

    /// <summary>How many are made ready at the same moment; of a space one.</summary>
    private const int AtOnceMax = 2;

    private readonly RankedRoom room = new(BytesMax);
    private readonly AccountGates spaces = new();

    private SemaphoreSlim Turns { get; } = new(AtOnceMax);

    /// <summary>The run of an epoch that is closed, or of the open one as it was ranked last.</summary>
    /// <param name="space">The space's name.</param>
    /// <param name="epoch">The epoch's id, or <see cref="Open"/>; the last closed one if absent.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns><see langword="null"/> if it is not closed or ranked, or there is none.</returns>
    public async Task<EpochRun?> FindAsync(string space, string? epoch, CancellationToken cancellation) =>
        epoch == Open ? await opens.FindAsync(space, cancellation) : await FindClosedAsync(space, epoch, cancellation);

    /// <summary>The same, or why there is none.</summary>
    /// <exception cref="ProblemException">404: there is no such closed epoch, or the open one is not ranked yet.</exception>
    public async Task<EpochRun> ReadAskedAsync(Space space, string? epoch, CancellationToken cancellation) =>
        await FindAsync(space.Name, epoch, cancellation)
        ?? throw (epoch == Open ? new ProblemException(OpenEpochFunctions.NotRanked(space)) : AskedEpochs.NoneClosed(space, epoch));

    /// <summary>The run of a closed epoch.</summary>
    /// <param name="space">The space's name.</param>
    /// <param name="epoch">The epoch's id; the last closed one if absent.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns><see langword="null"/> if it is not closed, or there is none.</returns>
    public async Task<EpochRun?> FindClosedAsync(string space, string? epoch, CancellationToken cancellation)
    {
        epoch ??= (await store.ReadBooksAsync(space, cancellation)).LastClosed?.Id;
        return epoch is null ? null : await store.FindClosedAsync(space, epoch, cancellation);
    }

    /// <summary>What the epoch has stored, read and made ready.</summary>
    /// <exception cref="InvalidDataException">E2: something of it is gone or was changed.</exception>
    public async Task<RankedEpoch> PrepareAsync(EpochRun run, CancellationToken cancellation)
    {
        if (run.Flow is not { } piece) throw new InvalidDataException($"E2: the flow of epoch {run.Epoch.Id} was not stored.");
        if (room.Find(run.Space, run.Epoch.Id, piece.Name) is { } known) return known;
        using (await spaces.EnterAsync([run.Space], cancellation))
        {
            if (room.Find(run.Space, run.Epoch.Id, piece.Name) is { } made) return made;
            await Turns.WaitAsync(cancellation);
            try
            {
                return room.Keep(await ReadAsync(run, piece, cancellation));
            }
            finally
            {
                Turns.Release();
            }
        }
    }

    private async Task<RankedEpoch> ReadAsync(EpochRun run, StoredPiece piece, CancellationToken cancellation)
    {
        var epochs = (await store.ListUpToAsync(run, cancellation)).Select(each => each.Epoch).ToArray();
        var config = EpochWork.ReadConfig(await store.GetAsync(run.Config!, cancellation), run.Calculation);
        var identities = IdentityMap.Read(await store.GetAsync(run.Identities!, cancellation));
        var (graph, bytes) = await store.GetAsync(run.Graph!, GraphBlob.ReadSizedAsync, cancellation);
        var scores = EpochWork.ReadShownScores(await store.GetAsync(run.Scores!, cancellation));
        var flow = SettledFlow.Read(await store.GetAsync(piece, cancellation));
        var view = CredRanking.ViewOf(graph, run.Calculation, epochs, config, identities);
        return new RankedEpoch(run, epochs, config, graph, view, scores, identities,
            new CredExplainer(view.Weighted, CredRanking.BoundariesOf(epochs), config.CredRank.ToParameters(), null, flow))
        {
            GraphBytes = bytes,
        };
    }
}

using Grain.Functions.Cred.Graph.Blobs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs;

/// <summary>
/// The notes of epochs. Runs have theirs with them; those of earlier builds are found in what the epoch pinned, and kept in memory.
/// </summary>
internal sealed class EpochNotesReader(EpochStore store)
{
    /// <summary>Epochs of earlier builds whose notes are found for one listing: each takes four reads.</summary>
    private const int FoundMax = 3;

    private const int KeptMax = 1000;
    private readonly ConcurrentDictionary<string, IReadOnlyList<EpochNote>> kept = new(StringComparer.Ordinal);

    /// <summary>The notes of an epoch; none before it is allocated.</summary>
    /// <param name="run">The epoch.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<EpochNote>> ReadAsync(EpochRun run, CancellationToken cancellation) =>
        Known(run) ?? await FindAsync(run, cancellation);

    /// <summary>The notes of many epochs by id; those of early epochs may be left out.</summary>
    /// <param name="runs">The epochs, oldest first.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<EpochNote>>> ReadAsync(
        IReadOnlyList<EpochRun> runs, CancellationToken cancellation)
    {
        var notes = new Dictionary<string, IReadOnlyList<EpochNote>>(StringComparer.Ordinal);
        var left = FoundMax;
        foreach (var run in runs.Reverse())
            if (Known(run) is { } known) notes[run.Epoch.Id] = known;
            else if (left-- > 0) notes[run.Epoch.Id] = await FindAsync(run, cancellation);
        return notes;
    }

    private IReadOnlyList<EpochNote>? Known(EpochRun run) =>
        run.Stage < EpochStage.Allocated ? []
        : run.Notes is { } text ? EpochNotes.Read(text)
        : run.Allocation is { } piece && kept.TryGetValue(piece.Name, out var found) ? found : null;

    private async Task<IReadOnlyList<EpochNote>> FindAsync(EpochRun run, CancellationToken cancellation)
    {
        try
        {
            var graph = await store.GetAsync(run.Graph!, GraphBlob.ReadAsync, cancellation);
            var config = EpochWork.ReadConfig(await store.GetAsync(run.Config!, cancellation), run.Calculation);
            var scores = EpochWork.ReadScores(await store.GetAsync(run.Scores!, cancellation));
            var allocation = await store.ReadAllocationAsync(run.Allocation!, cancellation);
            var epochs = Enumerable.Repeat(run.Epoch, scores.Epochs.Count).ToArray(); // how many there are is all that is asked
            var notes = EpochNotes.With(EpochNotes.Of(graph, config, run.Calculation, epochs), scores, allocation);
            if (kept.Count >= KeptMax) kept.Clear();
            return kept[run.Allocation!.Name] = notes;
        }
        catch (InvalidDataException)
        {
            return []; // a piece is gone or damaged: verify says so
        }
    }
}

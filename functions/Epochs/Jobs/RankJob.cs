using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.Graph.Blobs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs.Jobs;

/// <summary>
/// Ranks the epoch of a space that waits for a job: reads blobs, writes blobs, and touches no row. A job that dies leaves nothing that
/// anybody finds; the next one begins anew.
/// </summary>
internal sealed class RankJob(EpochStore store, RankJobs jobs)
{
    /// <summary>Ranks what waits in a space.</summary>
    /// <returns>The epoch, how many edges, and why they could not be ranked; <see langword="null"/> if nothing waits.</returns>
    /// <exception cref="InvalidDataException">E2: a blob is gone or was changed, or a newer build asked.</exception>
    public async Task<(Epoch Epoch, int Edges, string? Error)?> RunAsync(string space, CancellationToken cancellation)
    {
        var books = await store.ReadBooksAsync(space, cancellation);
        if (books.Open is not { } id || await store.FindAsync(space, id, cancellation) is not { } run
            || !await jobs.IsAwaitedAsync(run, cancellation)) return null;
        var input = await jobs.ReadAsync(run, cancellation);
        var graph = await store.GetAsync(input.Graph, GraphBlob.ReadAsync, cancellation);
        var (config, identities) = (await store.GetAsync(input.Config, cancellation), await store.GetAsync(input.Identities, cancellation));
        var result = await RankAsync(run, () =>
            RankedGraph.Of(graph, input.Calculation, config, identities, input.Epochs, cancellation), cancellation);
        await jobs.FinishAsync(run, result, cancellation);
        return (run.Epoch, input.Edges, result.Error);
    }

    /// <summary>What a graph cannot be ranked for is the epoch's to tell, where people look.</summary>
    private async Task<RankResult> RankAsync(EpochRun run, Func<RankedGraph> rank, CancellationToken cancellation)
    {
        try
        {
            var ranked = rank();
            return new RankResult(run.RankInput!.Hash, await PutAsync(run, "scores.json", ranked.Scores, cancellation),
                await PutAsync(run, "flow", ranked.Flow, cancellation), ranked.Notes);
        }
        catch (Exception e) when (e is CredRankException or InvalidOperationException or OverflowException or ArgumentException)
        {
            return new RankResult(run.RankInput!.Hash, null, null, null) { Error = e.Message };
        }
    }

    private Task<StoredPiece> PutAsync(EpochRun run, string kind, byte[] bytes, CancellationToken cancellation) =>
        store.PutAsync(run.Space, run.Epoch.Id, kind, bytes, cancellation);
}

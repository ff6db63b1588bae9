using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.Graph;
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
    /// <returns>The epoch, how many edges, and why they could not be ranked; <see langword="null"/> if nothing waits, or not any
    /// more.</returns>
    /// <exception cref="InvalidDataException">E2: a blob is gone or was changed, or a newer build asked.</exception>
    public async Task<(Epoch Epoch, int Edges, string? Error)?> RunAsync(string space, CancellationToken cancellation)
    {
        var books = await store.ReadBooksAsync(space, cancellation);
        if (books.Open is not { } id || await store.FindAsync(space, id, cancellation) is not { } run
            || !await jobs.IsAwaitedAsync(run, cancellation)) return null;
        var input = await jobs.ReadAsync(run, cancellation);
        var graph = await store.GetAsync(input.Graph, GraphBlob.ReadAsync, cancellation);
        var (config, identities) = (await store.GetAsync(input.Config, cancellation), await store.GetAsync(input.Identities, cancellation));
        var (ranked, error) = Rank(graph, input, config, identities, cancellation);
        if (!await IsAskedAsync(run, cancellation)) return null;
        await PutAsync(run, ranked, error, cancellation);
        return (run.Epoch, input.Edges, error);
    }

    /// <summary>What a graph cannot be ranked for is the epoch's to tell, where people look.</summary>
    private static (RankedGraph? Ranked, string? Error) Rank(ContributionGraph graph, RankInput input, ReadOnlyMemory<byte> config,
        ReadOnlyMemory<byte> identities, CancellationToken cancellation)
    {
        try
        {
            return (RankedGraph.Of(graph, input.Calculation, config, identities, input.Epochs, cancellation), null);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException or InvalidDataException))
        {
            return (null, e is CredRankException or InvalidOperationException or OverflowException or ArgumentException ? e.Message
                : $"{e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>
    /// Puts the result down. Ranking takes minutes: where nobody asks for it any more, since its space was deleted meanwhile, nobody would
    /// ever remove it either.
    /// </summary>
    private async Task PutAsync(EpochRun run, RankedGraph? ranked, string? error, CancellationToken cancellation)
    {
        var (scores, flow) = ((StoredPiece?)null, (StoredPiece?)null);
        if (ranked is not null)
        {
            scores = await store.PutAsync(run.Space, run.Epoch.Id, "scores.json", ranked.Scores, cancellation);
            flow = await store.PutAsync(run.Space, run.Epoch.Id, "flow", ranked.Flow, cancellation);
        }

        await jobs.FinishAsync(run, new RankResult(run.RankInput!.Hash, scores, flow, ranked?.Notes) { Error = error }, cancellation);
        if (await store.FindAsync(run.Space, run.Epoch.Id, cancellation) is not null) return;
        foreach (var piece in new[] { scores, flow }.OfType<StoredPiece>()) await store.DeleteAsync(piece.Name, cancellation);
        await jobs.WithdrawAsync(run, cancellation);
    }

    /// <summary>Whether the epoch still waits for what this input makes.</summary>
    private async Task<bool> IsAskedAsync(EpochRun run, CancellationToken cancellation) =>
        await store.FindAsync(run.Space, run.Epoch.Id, cancellation) is { Stage: EpochStage.Collected, RankInput: { } input }
        && input == run.RankInput;
}

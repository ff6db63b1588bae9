using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs.Jobs;

/// <summary>
/// What goes between an epoch and the ranking jobs: the epoch puts down an input, a job puts down a result for it. The result's name
/// follows from the input's hash, so what was made of another input is never found, and jobs that work on the same input write the same.
/// </summary>
/// <param name="store">Where they lie.</param>
/// <param name="aboveEdges">Graphs of more edges are ranked by jobs; 0 if none are.</param>
internal sealed class RankJobs(EpochStore store, int aboveEdges)
{
    /// <summary>When to look again for a result; the timer asks every five minutes.</summary>
    public static readonly TimeSpan LookAfter = TimeSpan.FromMinutes(4);

    /// <summary>Whether this app leaves anything to jobs. If it does not, it ranks itself what waits for one.</summary>
    public bool AreAsked => aboveEdges > 0;

    /// <summary>Whether a graph of so many edges is ranked by a job.</summary>
    public bool Take(int edges) => AreAsked && edges > aboveEdges;

    /// <summary>Puts down the input of a run that has collected.</summary>
    public async Task<StoredPiece> AskAsync(EpochRun run, int edges, CancellationToken cancellation)
    {
        Epoch[] epochs = [.. (await store.ListUpToAsync(run, cancellation)).Select(each => each.Epoch)];
        var input = new RankInput(run.Space, run.Calculation, run.Graph!, run.Config!, run.Identities!, epochs, edges);
        return await store.PutAsync(run.Space, run.Epoch.Id, "rank-input.json",
            JsonSerializer.SerializeToUtf8Bytes(input, RankJson.Default.RankInput), cancellation);
    }

    /// <summary>The input that a run waits for.</summary>
    /// <exception cref="InvalidDataException">E2: it is gone or was changed.</exception>
    public async Task<RankInput> ReadAsync(EpochRun run, CancellationToken cancellation) =>
        JsonSerializer.Deserialize((await store.GetAsync(run.RankInput!, cancellation)).Span, RankJson.Default.RankInput)
        ?? throw new InvalidDataException($"E2: the blob {run.RankInput!.Name} holds no input.");

    /// <summary>Whether a run waits for a job.</summary>
    public async Task<bool> IsAwaitedAsync(EpochRun run, CancellationToken cancellation) =>
        run is { Stage: EpochStage.Collected, RankInput: not null }
        && await store.LookAsync(ResultOf(run), cancellation) is null;

    /// <summary>Puts down what was made of the input of a run. Others who did the same put down the same.</summary>
    public Task FinishAsync(EpochRun run, RankResult result, CancellationToken cancellation) => store.PutAsync(
        ResultOf(run), JsonSerializer.SerializeToUtf8Bytes(result, RankJson.Default.RankResult), cancellation);

    /// <summary>Takes a result away that nobody asks for any more.</summary>
    public Task WithdrawAsync(EpochRun run, CancellationToken cancellation) => store.DeleteAsync(ResultOf(run), cancellation);

    /// <summary>
    /// The result for the input of a run, its blobs held against their hashes; <see langword="null"/> if there is none yet. What is
    /// damaged is deleted, so that a job makes it again.
    /// </summary>
    /// <exception cref="InvalidOperationException">The job says that it cannot be ranked. It is asked for again, too.</exception>
    public async Task<RankResult?> FindAsync(EpochRun run, CancellationToken cancellation)
    {
        if (await store.LookAsync(ResultOf(run), cancellation) is not { } bytes) return null;
        try
        {
            var result = JsonSerializer.Deserialize(bytes.Span, RankJson.Default.RankResult);
            if (result?.Input == run.RankInput!.Hash && result.Error is { } error)
            {
                await WithdrawAsync(run, cancellation);
                throw new InvalidOperationException($"The ranking job says: {error}");
            }

            if (result is not { Scores.Hash: not null, Flow.Hash: not null } || result.Input != run.RankInput.Hash
                || !IsOf(run, result.Scores) || !IsOf(run, result.Flow))
                throw new InvalidDataException("The result is of another input.");
            if (EpochWork.ReadScores(await store.GetAsync(result.Scores, cancellation)).Epoch != run.Epoch.Id)
                throw new InvalidDataException("The scores are of another epoch.");
            await store.GetAsync(result.Flow, (_, _) => Task.FromResult(true), cancellation);
            return result;
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            await WithdrawAsync(run, cancellation);
            return null;
        }
    }

    /// <summary>The run as it waits: nobody's, and its row says for what.</summary>
    public static EpochRun Await(EpochRun run, int edges) => run with
    {
        Owner = null,
        Error = $"Its graph of {edges} edges waits for a ranking job: ./grain rank-job --space {run.Space} on a machine with more memory.",
    };

    private static bool IsOf(EpochRun run, StoredPiece piece) =>
        piece.Name?.StartsWith($"{run.Space}/epochs/{run.Epoch.Id}/", StringComparison.Ordinal) == true;

    private static string ResultOf(EpochRun run) => $"{run.Space}/epochs/{run.Epoch.Id}/ranked-{run.RankInput!.Hash[..32]}";
}

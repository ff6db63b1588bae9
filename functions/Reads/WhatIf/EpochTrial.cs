using Grain.Functions.Cred.Graph.Blobs;
using Grain.Functions.Epochs.Before;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.WhatIf;

/// <summary>A closed epoch as it is and as it would have been.</summary>
/// <param name="Run">The epoch.</param>
/// <param name="Identities">Who was who.</param>
/// <param name="Before">As it is.</param>
/// <param name="After">As it would have been.</param>
internal sealed record TriedEpoch(EpochRun Run, IdentityMap Identities, Outcome Before, Outcome After);

/// <summary>
/// Computes a closed epoch again with other weights, parameters or policies, from what was pinned when it was closed, and compares.
/// Reads only: nothing is stored, paid or closed.
/// </summary>
internal sealed class EpochTrial(EpochStore store)
{
    /// <summary>Tries one epoch: what was paid before it stays as it was.</summary>
    /// <param name="run">A closed epoch.</param>
    /// <param name="question">What to change; checked.</param>
    /// <param name="limit">How many people to tell of.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="faces">How people are shown to who asks; all as themselves if absent.</param>
    public async Task<WhatIfAnswer> TryAsync(
        EpochRun run, WhatIfQuestion question, int limit, CancellationToken cancellation, Faces? faces = null)
    {
        if (run.Stage != EpochStage.Closed) throw new InvalidOperationException($"Epoch {run.Epoch.Id} of {run.Space} is not closed.");
        var tried = await ComputeAsync(await store.ListUpToAsync(run, cancellation), question, new OtherPast(), cancellation);
        var (people, others) = ShownOutcome.Of(Outcome.Compare(tried.Before, tried.After), faces ?? Faces.Plain);
        return new WhatIfAnswer(
            run.Space, run.Epoch.Id, new(tried.Before.Scores.TotalMint, tried.After.Scores.TotalMint),
            new(tried.Before.Allocation.Paid, tried.After.Allocation.Paid), people.Count, [.. people.Take(limit)])
        {
            Others = others,
        };
    }

    /// <summary>Computes an epoch again.</summary>
    /// <param name="runs">The epoch and all before it, oldest first.</param>
    /// <param name="question">What to change; checked.</param>
    /// <param name="past">What would have been paid otherwise before it.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<TriedEpoch> ComputeAsync(
        IReadOnlyList<EpochRun> runs, WhatIfQuestion question, OtherPast past, CancellationToken cancellation)
    {
        var run = runs[^1];
        var identities = IdentityMap.Read(await store.GetAsync(run.Identities!, cancellation));
        var config = EpochWork.ReadConfig(await store.GetAsync(run.Config!, cancellation), run.Calculation);
        var scores = EpochWork.ReadShownScores(await store.GetAsync(run.Scores!, cancellation));
        var allocation = await store.ReadAllocationAsync(run.Allocation!, cancellation);

        var otherwise = question.On(config);
        var otherScores = scores;
        if (question.ChangesCred)
        {
            var graph = await store.GetAsync(run.Graph!, GraphBlob.ReadAsync, cancellation);
            (otherScores, _) =
                CredRanking.Rank(graph, run.Calculation, [.. runs.Select(each => each.Epoch)], otherwise, identities, cancellation);
        }

        var cred = await EarlierCreds.ReadAsync(store, run.Space, otherwise, cancellation);
        var earlier = await EpochPast.ReadEarlierAsync(store, runs, otherwise, cred, cancellation);
        var other = past.Of(await ReadBooksBeforeAsync(runs, cancellation), allocation, earlier, cred);
        var otherAllocation = BudgetAllocation.Of(run, otherScores, identities, otherwise, other);
        return new TriedEpoch(run, identities, new Outcome(scores, allocation), new Outcome(otherScores, otherAllocation));
    }

    /// <summary>How far back policies look, in epochs, with the change: over all configurations that these epochs have.</summary>
    public async Task<int> LookbackMaxAsync(IEnumerable<EpochRun> runs, WhatIfQuestion question, CancellationToken cancellation)
    {
        var most = 0;
        foreach (var run in runs.DistinctBy(run => (run.Config!.Hash, run.Calculation)))
        {
            var config = EpochWork.ReadConfig(await store.GetAsync(run.Config!, cancellation), run.Calculation);
            most = question.On(config).Distribution.PaidLookbacks.Append(most).Max();
        }

        return most;
    }

    /// <summary>What the books said when the last of the runs was allocated.</summary>
    private async Task<SpaceBooks> ReadBooksBeforeAsync(IReadOnlyList<EpochRun> runs, CancellationToken cancellation)
    {
        if (runs.Count < 2) return SpaceBooks.Empty;
        var before = runs[^2];
        var statement = EpochWork.ReadStatement(await store.GetAsync(before.Statement!, cancellation));
        return new SpaceBooks(before.Epoch, statement.SupplyAfter, statement.CarriedOver, before.Statement, null);
    }
}

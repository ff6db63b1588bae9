using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Cred.Graph.Blobs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.WhatIf;

/// <summary>
/// Computes a closed epoch again with other weights or parameters, from what was pinned when it was closed, and compares.
/// Reads only: nothing is stored, paid or closed.
/// </summary>
internal sealed class EpochTrial(EpochStore store)
{
    /// <summary>Tries it.</summary>
    /// <param name="run">A closed epoch.</param>
    /// <param name="question">What to change; checked.</param>
    /// <param name="limit">How many people to tell of.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<WhatIfAnswer> TryAsync(EpochRun run, WhatIfQuestion question, int limit, CancellationToken cancellation)
    {
        if (run.Stage != EpochStage.Closed) throw new InvalidOperationException($"Epoch {run.Epoch.Id} of {run.Space} is not closed.");
        var runs = await store.ListUpToAsync(run, cancellation);
        var graph = await store.GetAsync(run.Graph!, GraphBlob.ReadAsync, cancellation);
        var identities = IdentityMap.Read(await store.GetAsync(run.Identities!, cancellation));
        var config = EpochWork.ReadConfig(await store.GetAsync(run.Config!, cancellation), run.Calculation);
        var scores = EpochWork.ReadShownScores(await store.GetAsync(run.Scores!, cancellation));
        var allocation = await store.ReadAllocationAsync(run.Allocation!, cancellation);

        var otherwise = config with { Weights = question.Weights ?? config.Weights, CredRank = question.CredRank ?? config.CredRank };
        var (otherScores, _) =
            CredRanking.Rank(graph, run.Calculation, [.. runs.Select(each => each.Epoch)], otherwise, identities, cancellation);
        var past = new EpochPast(
            await ReadBooksBeforeAsync(runs, cancellation), allocation.Outstanding, allocation.ReceivedBefore,
            await EpochPast.ReadEarlierAsync(store, runs, config, cancellation));
        var otherAllocation = BudgetAllocation.Of(run, otherScores, identities, otherwise, past);
        var people = Compare(new Outcome(scores, allocation), new Outcome(otherScores, otherAllocation));
        return new WhatIfAnswer(
            run.Space, run.Epoch.Id, new(scores.TotalMint, otherScores.TotalMint), new(allocation.Paid, otherAllocation.Paid),
            people.Length, [.. people.Take(limit)]);
    }

    /// <summary>What the books said when the last of the runs was allocated.</summary>
    private async Task<SpaceBooks> ReadBooksBeforeAsync(IReadOnlyList<EpochRun> runs, CancellationToken cancellation)
    {
        if (runs.Count < 2) return SpaceBooks.Empty;
        var before = runs[^2];
        var statement = EpochWork.ReadStatement(await store.GetAsync(before.Statement!, cancellation));
        return new SpaceBooks(before.Epoch, statement.SupplyAfter, statement.CarriedOver, before.Statement, null);
    }

    /// <summary>The same people are in both: weights decide what contributions mint, never who takes part.</summary>
    private static PersonCompared[] Compare(Outcome before, Outcome after) => [.. before.Standings
        .Select(person => (person.Key, Before: person.Value, After: after.Standings[person.Key]))
        .Select(person => new PersonCompared(
            person.Key, person.Before.Score.Name, new(person.Before.Score.Cred, person.After.Score.Cred),
            new(person.Before.Score.Score, person.After.Score.Score),
            new(person.Before.Rank, person.After.Rank), new(person.Before.Grain, person.After.Grain)))
        .OrderByDescending(person => (person.Grain.After - person.Grain.Before) is var difference && difference.Sign < 0
            ? person.Grain.Before - person.Grain.After : difference)
        .ThenByDescending(person => Math.Abs(person.Cred.After - person.Cred.Before))
        .ThenBy(person => person.Contributor, StringComparer.Ordinal)];

    /// <summary>Everybody's place, cred and grain.</summary>
    private sealed class Outcome
    {
        public Outcome(CredScores scores, EpochAllocation allocation)
        {
            var grain =
                allocation.Payments.ToDictionary(payment => payment.ParticipantId, payment => payment.Amount, StringComparer.Ordinal);
            var (rank, cred) = (0, double.PositiveInfinity);
            foreach (var (place, score) in scores.Participants.Index())
            {
                // Best first; equals share a place.
                if (score.Cred < cred) (rank, cred) = (place + 1, score.Cred);
                Standings.Add(score.Id, (score, rank, grain.GetValueOrDefault(score.Id)));
            }
        }

        public Dictionary<string, (ParticipantScore Score, int Rank, GrainAmount Grain)> Standings { get; } = new(StringComparer.Ordinal);
    }
}

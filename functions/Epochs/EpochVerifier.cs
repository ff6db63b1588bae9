using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Cred.Graph.Blobs;
using Grain.Functions.Epochs.Before;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Ledgers.Trees;

namespace Grain.Functions.Epochs;

/// <summary>
/// Computes closed epochs of a space again from what was pinned, and compares byte for byte: cursors, scores, flow, allocation,
/// statement, the chain of statements, the books, and the payments in the accounts. Reads only.
/// </summary>
internal sealed class EpochVerifier(EpochStore store, GrainLedger grain)
{
    /// <summary>What a space says it goes on from.</summary>
    public ContinuedSpaces Continued { get; } = new(store);

    /// <summary>Verifies all closed epochs.</summary>
    /// <param name="space">The space.</param>
    /// <param name="progress">Told the id of each epoch when it is done.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How many epochs were computed again, and the first fault or <see langword="null"/>.</returns>
    public async Task<(int Epochs, string? Fault)> VerifyAsync(Space space, IProgress<string>? progress, CancellationToken cancellation)
    {
        // The books first: what is closed later is left to the next time.
        var books = await store.ReadBooksAsync(space.Name, cancellation);
        var walk = new EpochWalk();
        await foreach (var run in store.ListAsync(space.Name, cancellation))
        {
            if (run.Stage != EpochStage.Closed || !IsCounted(run, books)) continue;
            var fault = await VerifyAsync(run, walk, again: true, cancellation);
            if (fault is not null) return (walk.Runs.Count, $"epoch {run.Epoch.Id}: {fault}");
            progress?.Report(run.Epoch.Id);
        }

        return (walk.Runs.Count, books with { ETag = null, Open = null } == walk.Books
            ? await VerifyPaymentsAsync(space, walk, cancellation)
            : $"the books say {books.Supply} after {books.LastClosed?.Id ?? "nothing"}, "
                + $"the statements {walk.Books.Supply} after {walk.Books.LastClosed?.Id ?? "nothing"}");
    }

    /// <summary>The epochs under way, with how far each has come; nothing if there is none.</summary>
    public async Task<string> TellUnderWayAsync(Space space, CancellationToken cancellation) => string.Concat(
        (await store.ListUnfinishedAsync(space.Name, cancellation)).Select(run => $"; {run.Epoch.Id} is under way, at stage {run.Stage}"));

    private static bool IsCounted(EpochRun run, SpaceBooks books) => books.LastClosed is { } last && run.Epoch.Start <= last.Start;

    /// <summary>Verifies one closed epoch. Of those before it only the chain of statements is followed.</summary>
    /// <param name="space">The space.</param>
    /// <param name="epoch">The epoch's id.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The hash of its statement and the first fault; neither if there is no such closed epoch.</returns>
    public async Task<(string? Statement, string? Fault)> VerifyOneAsync(Space space, string epoch, CancellationToken cancellation)
    {
        var walk = new EpochWalk();
        await foreach (var run in store.ListAsync(space.Name, cancellation))
        {
            if (run.Stage != EpochStage.Closed) continue;
            var fault = await VerifyAsync(run, walk, again: run.Epoch.Id == epoch, cancellation);
            if (fault is not null) return (run.Statement!.Hash, $"epoch {run.Epoch.Id}: {fault}");
            if (run.Epoch.Id == epoch) return (run.Statement!.Hash, await VerifyPaymentsAsync(space, epoch, walk, cancellation));
        }

        return (null, null);
    }

    private async Task<string?> VerifyAsync(EpochRun run, EpochWalk walk, bool again, CancellationToken cancellation)
    {
        if (walk.Books.LastClosed is { } last && last.End != run.Epoch.Start) return $"does not begin where {last.Id} ended";
        walk.Runs.Add(run);
        try
        {
            var fault = again ? await ComputeAgainAsync(run, walk, cancellation) : null;
            if (fault is not null) return fault;
            var statement = EpochWork.ReadStatement(await store.GetAsync(run.Statement!, cancellation));
            if (statement.PreviousStatement != walk.Books.Statement?.Hash) return "the statement does not name the one before";
            if (statement.SupplyBefore != walk.Books.Supply) return "the statement does not begin with the supply of the one before";
            walk.Close(run, statement);
            return null;
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or System.Text.Json.JsonException)
        {
            return e.Message;
        }
    }

    private async Task<string?> ComputeAgainAsync(EpochRun run, EpochWalk walk, CancellationToken cancellation)
    {
        var graph = await store.GetAsync(run.Graph!, GraphBlob.ReadAsync, cancellation);
        var (config, identities) = (await store.GetAsync(run.Config!, cancellation), await store.GetAsync(run.Identities!, cancellation));
        var (scores, flow) = (await store.GetAsync(run.Scores!, cancellation), await store.GetAsync(run.Flow!, cancellation));
        if (!(await store.GetAsync(run.Cursors!, cancellation)).Span.SequenceEqual(EpochWork.Cursors(graph)))
            return "the cursors are not those of its graph";
        var ranked = EpochWork.Rank(graph, run.Calculation, config, identities, [.. walk.Runs.Select(each => each.Epoch)], cancellation);
        if (!scores.Span.SequenceEqual(ranked.Scores)) return "the scores are not those of its graph";
        if (!flow.Span.SequenceEqual(ranked.Flow)) return "the flow is not that of its graph";

        var stored = await store.GetAsync(run.Allocation!, cancellation);
        var allocation = EpochWork.ReadAllocation(stored);
        if (walk.IsForgottenIn(allocation)) return "the allocation forgets earlier payments";
        var said = EpochWork.ReadConfig(config, run.Calculation);
        var cred = await EarlierCreds.ReadAsync(store, run.Space, said, cancellation);
        var earlier = await EpochPast.ReadEarlierAsync(store, walk.Runs, said, cred, cancellation);
        var past = new EpochPast(walk.Books, allocation.Outstanding, allocation.ReceivedBefore, earlier) { Cred = cred };
        if (!stored.Span.SequenceEqual(EpochWork.Bytes(EpochWork.Allocation(run, scores, config, identities, past))))
            return "the allocation is not that of its scores";
        if (run.Totals is { } totals && totals != EpochTotals.Write(EpochTotals.Of(allocation)))
            return "the totals beside it are not those of its allocation";

        var trees = run.Trees is { } grown ? (await TreeBlobs.ReadTreesAsync(store, grown, cancellation)).Roots : null;
        var statement = await store.GetAsync(run.Statement!, cancellation);
        return statement.Span.SequenceEqual(EpochWork.Bytes(EpochWork.Statement(run, config, scores, stored, walk.Books, trees))) ? null
            : "the statement is not that of its allocation";
    }

    /// <summary>
    /// Every payment of every statement is on its account once, and no other distribution is but those that a run has decided on since.
    /// </summary>
    private async Task<string?> VerifyPaymentsAsync(Space space, EpochWalk walk, CancellationToken cancellation)
    {
        var untold = new Dictionary<(string Account, string Epoch), GrainAmount>();
        await foreach (var head in grain.ReadHeadsAsync(space.Journal, cancellation))
        {
            await foreach (var entry in grain.ReadEntriesAsync(space.Journal, head.Account, cancellation))
            {
                if (entry.Value is not { Kind: GrainEntryKinds.Distribution or GrainEntryKinds.DistributionPaidOut, Epoch: { } epoch })
                    continue;
                if (!walk.Payments.Remove((head.Account, epoch), out var due)) untold[(head.Account, epoch)] = due = entry.Value.Amount;
                if (due != entry.Value.Amount) return $"{head.Account} was paid {entry.Value.Amount} for {epoch} instead of {due}";
            }
        }

        return walk.Payments.Keys.Select(payment => $"{payment.Account} was not paid for {payment.Epoch}").FirstOrDefault()
            ?? await VerifyUntoldAsync(space, walk, untold, cancellation);
    }

    /// <summary>
    /// What no statement says was decided on by a run that is not closed, or was not when the books were read. Its allocation is pinned
    /// before the first payment, so it is read after the payments.
    /// </summary>
    private async Task<string?> VerifyUntoldAsync(
        Space space, EpochWalk walk, Dictionary<(string Account, string Epoch), GrainAmount> untold, CancellationToken cancellation)
    {
        if (untold.Count == 0) return null;
        await foreach (var run in store.ListAsync(space.Name, cancellation))
        {
            if (run.Allocation is not { } piece || IsCounted(run, walk.Books)) continue;
            foreach (var payment in (await store.ReadAllocationAsync(piece, cancellation)).Payments)
                if (untold.GetValueOrDefault((payment.ParticipantId, run.Epoch.Id)) == payment.Amount)
                    untold.Remove((payment.ParticipantId, run.Epoch.Id));
        }

        return untold.Keys.Select(payment => $"{payment.Account} was paid for {payment.Epoch}, which no statement says").FirstOrDefault();
    }

    /// <summary>Every payment of one statement is on its account.</summary>
    private async Task<string?> VerifyPaymentsAsync(Space space, string epoch, EpochWalk walk, CancellationToken cancellation)
    {
        foreach (var ((account, _), due) in walk.Payments.Where(payment => payment.Key.Epoch == epoch))
        {
            var paid = await grain.FindPaymentAsync(space.Journal, account, epoch, cancellation);
            if (paid is null) return $"{account} was not paid for {epoch}";
            if (paid != due) return $"{account} was paid {paid} for {epoch} instead of {due}";
        }

        return null;
    }
}

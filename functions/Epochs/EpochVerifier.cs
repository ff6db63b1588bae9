using Grain.Functions.Accounts;
using Grain.Functions.Distributions;
using Grain.Functions.Spaces;

namespace Grain.Functions.Epochs;

/// <summary>
/// Computes every closed epoch of a space again from what was pinned, and compares byte for byte: scores, allocation,
/// statement, the chain of statements, the books, and the payments in the accounts. Reads only.
/// </summary>
internal sealed class EpochVerifier(EpochStore store, GrainLedger grain)
{
    /// <summary>Verifies all closed epochs.</summary>
    /// <param name="space">The space.</param>
    /// <param name="progress">Told the id of each epoch when it is done.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many epochs were computed again, and the first fault or <see langword="null"/>.</returns>
    public async Task<(int Epochs, string? Fault)> VerifyAsync(Space space, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var walk = new Walk();
        await foreach (var run in store.ListAsync(space.Name, cancellationToken))
        {
            if (run.Stage != EpochStage.Closed) continue;
            var fault = await VerifyAsync(run, walk, cancellationToken);
            if (fault is not null) return (walk.Epochs.Count, $"epoch {run.Epoch.Id}: {fault}");
            progress?.Report(run.Epoch.Id);
        }

        var books = await store.ReadBooksAsync(space.Name, cancellationToken);
        return (walk.Epochs.Count, books with { ETag = null } == walk.Books
            ? await VerifyPaymentsAsync(space, walk, cancellationToken)
            : $"the books say {books.Supply} after {books.LastClosed?.Id ?? "nothing"}, the statements {walk.Books.Supply} after {walk.Books.LastClosed?.Id ?? "nothing"}");
    }

    private async Task<string?> VerifyAsync(EpochRun run, Walk walk, CancellationToken cancellationToken)
    {
        if (walk.Books.LastClosed is { } last && last.End != run.Epoch.Start) return $"does not begin where {last.Id} ended";
        try
        {
            walk.Epochs.Add(run.Epoch);
            var graph = await store.GetAsync(run.Graph!, cancellationToken);
            var config = await store.GetAsync(run.Config!, cancellationToken);
            var scores = await store.GetAsync(run.Scores!, cancellationToken);
            var flow = await store.GetAsync(run.Flow!, cancellationToken);
            var again = EpochWork.Rank(graph, config, walk.Epochs, cancellationToken);
            if (!scores.Span.SequenceEqual(again.Scores)) return "the scores are not those of its graph";
            if (!flow.Span.SequenceEqual(again.Flow)) return "the flow is not that of its graph";

            var stored = await store.GetAsync(run.Allocation!, cancellationToken);
            var allocation = EpochWork.ReadAllocation(stored);
            var received = allocation.ReceivedBefore.ToDictionary(each => each.ParticipantId, each => each.Amount, StringComparer.Ordinal);
            // Special distributions add to what epochs paid; less than that nobody can have received.
            if (walk.Received.Any(paid => received.GetValueOrDefault(paid.Key) < paid.Value)) return "the allocation forgets earlier payments";
            if (!stored.Span.SequenceEqual(EpochWork.Allocation(scores, config, received, allocation.Outstanding, walk.Books)))
                return "the allocation is not that of its scores";

            var statement = await store.GetAsync(run.Statement!, cancellationToken);
            if (!statement.Span.SequenceEqual(EpochWork.Statement(run, scores, stored, walk.Books))) return "the statement is not that of its allocation";
            walk.Close(run, allocation, EpochWork.ReadStatement(statement));
            return null;
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or System.Text.Json.JsonException)
        {
            return e.Message;
        }
    }

    /// <summary>Every payment of every statement is on its account once, and no other distribution is.</summary>
    private async Task<string?> VerifyPaymentsAsync(Space space, Walk walk, CancellationToken cancellationToken)
    {
        await foreach (var head in grain.ReadHeadsAsync(space.Journal, cancellationToken))
        {
            await foreach (var entry in grain.ReadEntriesAsync(space.Journal, head.Account, cancellationToken))
            {
                if (entry.Value is not { Kind: GrainEntryKinds.Distribution or GrainEntryKinds.DistributionPaidOut, Epoch: { } epoch }) continue;
                if (!walk.Payments.Remove((head.Account, epoch), out var due)) return $"{head.Account} was paid for {epoch}, which no statement says";
                if (due != entry.Value.Amount) return $"{head.Account} was paid {entry.Value.Amount} for {epoch} instead of {due}";
            }
        }

        return walk.Payments.Keys.Select(payment => $"{payment.Account} was not paid for {payment.Epoch}").FirstOrDefault();
    }

    /// <summary>What has come together on the way from the first epoch.</summary>
    private sealed class Walk
    {
        public List<Epoch> Epochs { get; } = [];

        public SpaceBooks Books { get; private set; } = SpaceBooks.Empty;

        public Dictionary<string, GrainAmount> Received { get; } = new(StringComparer.Ordinal);

        public Dictionary<(string Account, string Epoch), GrainAmount> Payments { get; } = [];

        public void Close(EpochRun run, EpochAllocation allocation, EpochStatement statement)
        {
            Books = new SpaceBooks(run.Epoch, statement.SupplyAfter, statement.CarriedOver, run.Statement, null);
            foreach (var payment in allocation.Payments)
            {
                Received[payment.ParticipantId] = Received.GetValueOrDefault(payment.ParticipantId) + payment.Amount;
                Payments.Add((payment.ParticipantId, run.Epoch.Id), payment.Amount);
            }
        }
    }
}

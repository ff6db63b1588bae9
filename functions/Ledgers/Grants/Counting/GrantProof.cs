namespace Grain.Functions.Ledgers.Grants.Counting;

/// <summary>What a proof of the grants found.</summary>
/// <param name="Contributors">Contributors proven.</param>
/// <param name="Grants">Grants proven.</param>
/// <param name="Pending">Ids that are reserved and have no grant: a writer died in between, or the grant was refused. No fault.</param>
/// <param name="Fault">The first fault; <see langword="null"/> when there is none.</param>
/// <param name="Odd">Grants whose time or amount would not be taken today: of before there were bounds. No fault; readers live with
/// them.</param>
internal sealed record GrantProofResult(long Contributors, long Grants, long Pending, string? Fault, long Odd = 0)
{
    /// <summary>Ids of which nothing but a correction is known, which came first. No fault.</summary>
    public long Early { get; init; }
}

/// <summary>
/// Proves the journal, and that grants and id reservations stand for each other. The two are compared by sums that order
/// does not change, one for each partition of reservations; only a partition whose sums differ is looked up row by row.
/// </summary>
internal sealed class GrantProof(Journal<GrantTotals, Grant> journal, GrantIds ids, JournalSpace space)
{
    private const int LookUpsAtOnceMax = 16;

    private readonly UnorderedHash[] sums = [.. Enumerable.Range(0, GrantIds.Partitions).Select(_ => new UnorderedHash())];
    private long pending;
    private long early;
    private long odd;

    public async Task<GrantProofResult> RunAsync(CancellationToken cancellation)
    {
        var proven = await journal.ProveAsync(space, Take, cancellation);
        var fault = proven.Fault ?? await ProveIdsAsync(cancellation);
        return new GrantProofResult(proven.Accounts, proven.Entries, pending, fault, odd) { Early = early };
    }

    private string? Take(JournalEntry<Grant> entry)
    {
        if (entry.Key != entry.Value.GrantId || entry.Account != entry.Value.Contributor)
            return $"grants {entry.Account}: entry {entry.Seq} holds the grant {entry.Value.GrantId} of {entry.Value.Contributor} (G1)";
        foreach (var (id, element) in ElementsOf(entry)) sums[GrantIds.PartitionOf(id)].Add(element);
        var isLarge = entry.Value.Corrects is null && !entry.Value.Amount.IsWithin(Points.OneMax);
        if (isLarge || !OutsideTime.IsInRange(entry.Value.GrantedAt, entry.RecordedAt)) odd++;
        return null;
    }

    private async Task<string?> ProveIdsAsync(CancellationToken cancellation)
    {
        var differ = false;
        for (var partition = 0; partition < GrantIds.Partitions; partition++)
        {
            await foreach (var (id, row) in ids.ReadAsync(space, partition, cancellation))
            {
                if (await row.MeantAsync(journal, space, id, cancellation) is { } meant) sums[partition].Remove(Element(id, meant));
                else if (row.Correction is not null) early++;
            }

            if (!sums[partition].IsEmpty) differ |= await IsMoreThanPendingAsync(partition, cancellation);
        }

        return differ ? await FirstWithoutReservationAsync(cancellation) : null;
    }

    /// <summary>Takes the reservations without a grant out of the sums; what then remains is a grant without its reservation.</summary>
    private async Task<bool> IsMoreThanPendingAsync(int partition, CancellationToken cancellation)
    {
        var reserved = ids.ReadAsync(space, partition, cancellation).Where(found => found.Row.Reservation is not null);
        await foreach (var page in reserved.Select(found => (found.Id, Reservation: found.Row.Reservation!)).Chunk(1000)
            .WithCancellation(cancellation))
        {
            var isCounted = new bool[page.Length];
            await Parallel.ForEachAsync(
                Enumerable.Range(0, page.Length),
                new ParallelOptions { MaxDegreeOfParallelism = LookUpsAtOnceMax, CancellationToken = cancellation },
                async (i, token) => isCounted[i] = await IsCountedAsync(page[i].Id, page[i].Reservation, token));
            for (var i = 0; i < page.Length; i++)
            {
                if (isCounted[i]) continue;
                pending++;
                sums[partition].Add(Element(page[i].Id, page[i].Reservation));
            }
        }

        return !sums[partition].IsEmpty;
    }

    /// <summary>
    /// Whether there is a grant for a reservation. Who used a right to correct is not known from it, so it is looked for among all.
    /// </summary>
    private async Task<bool> IsCountedAsync(string id, GrantReservation reservation, CancellationToken cancellation)
    {
        if (id[0] != '\n') return await journal.FindSeqAsync(space, reservation.Contributor, id, cancellation) is not null;
        await foreach (var entry in journal.ReadEntriesAsync(space, reservation.Contributor, 0, cancellation))
            if (entry.Value.Corrects == id[1..]) return true;
        return false;
    }

    /// <summary>Also met when grants came in during the proof: those have their reservation, and nothing is found.</summary>
    private async Task<string?> FirstWithoutReservationAsync(CancellationToken cancellation)
    {
        for (var shard = 0; shard < space.Shards; shard++)
            await foreach (var entry in journal.ReadShardAsync(space, shard, cancellation))
                foreach (var (id, element) in ElementsOf(entry))
                    if (await ids.FindAsync(space, id, cancellation) is not { } row
                        || await row.MeantAsync(journal, space, id, cancellation) is not { } meant || Element(id, meant) != element)
                        return id[0] == '\n'
                            ? $"grants {entry.Account}: the right of entry {entry.Seq} to correct {id[1..]} is not reserved for it (G3)"
                            : $"grants {entry.Account}: the id {id} of entry {entry.Seq} is not reserved for it (G1)";
        return null;
    }

    private static IEnumerable<(string Id, string Element)> ElementsOf(JournalEntry<Grant> entry)
    {
        var reservation = GrantReservation.Of(entry);
        yield return (entry.Key, Element(entry.Key, reservation));
        if (entry.Value.Corrects is not { } corrects) yield break;
        var right = GrantCorrections.RightOf(corrects);
        yield return (right, Element(right, reservation));
    }

    private static string Element(string id, GrantReservation reservation) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{id}\n{reservation.Contributor}\n{reservation.ContentHash}\n{reservation.Amount.Micro}");
}

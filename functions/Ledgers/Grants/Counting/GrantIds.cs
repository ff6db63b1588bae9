using Azure;
using Azure.Data.Tables;

namespace Grain.Functions.Ledgers.Grants.Counting;

/// <summary>What an id stands for: whose grant, with which content, worth how much.</summary>
/// <param name="Contributor">The contributor whose journal holds (or is about to hold) the grant; nobody else's ever will.</param>
/// <param name="ContentHash">SHA-256 of the grant's stored form.</param>
/// <param name="Amount">The grant's amount.</param>
internal sealed record GrantReservation(string Contributor, string ContentHash, Points Amount)
{
    /// <summary>The one that a counted grant ought to have.</summary>
    public static GrantReservation Of(JournalEntry<Grant> counted) =>
        new(counted.Account, JournalHash.Of(counted.Content), counted.Value.Amount);
}

/// <summary>What lies under an id.</summary>
/// <param name="Reservation">What the id stands for; <see langword="null"/> while nothing but a correction of it is known.</param>
/// <param name="Correction">A correction that came when the grant was not counted yet; see <see cref="EarlyCorrections"/>.</param>
/// <param name="Version">The row's; <see langword="null"/> when there is no row yet.</param>
internal sealed record GrantIdRow(GrantReservation? Reservation, Grant? Correction, ETag? Version)
{
    /// <summary>When it was granted by the earliest telling, where that came after a later one was counted.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    /// <summary>
    /// Whether the reservation was of another content before, whose writer may be at work: the contributor is certain, and of the content
    /// the contributor's journal has the last word. Not so any more when the reservation was made to say what is counted.
    /// </summary>
    public bool IsTakenOver { get; init; }

    /// <summary>The same, where it is known what is counted: nobody takes that over.</summary>
    public GrantIdRow Settled(JournalEntry<Grant> counted) => this with { Reservation = GrantReservation.Of(counted), IsTakenOver = false };

    /// <summary>What the id stands for: where it was taken over, what is counted; then its own content need not be.</summary>
    public async Task<GrantReservation?> MeantAsync(Journal<GrantTotals, Grant> journal, JournalSpace space, string id,
        CancellationToken cancellation) =>
        IsTakenOver && await journal.FindAsync(space, Reservation!.Contributor, id, cancellation) is { } counted
            ? GrantReservation.Of(counted) : Reservation;
}

/// <summary>
/// Keeps grant ids unique in their space, across all accounts: an id is reserved for a content before the grant is
/// appended, and stays reserved for ever. A crash between the two leaves a reservation that only the same grant can use, or
/// another one of the same contributor as long as the first is not counted.
/// </summary>
/// <remarks>Table <c>grantids</c>, partition <c>{space}~{first hex digit of SHA-256 of the id}</c>, row <c>{id, escaped}</c>.</remarks>
internal sealed class GrantIds(StorageService storage)
{
    /// <summary>Table Storage takes 100 operations in an entity group transaction.</summary>
    private const int BatchMax = 100;

    /// <summary>Transactions at once: the sixteen of a large batch take two round trips, and leave connections to others.</summary>
    private const int BatchesAtOnceMax = 8;

    /// <summary>Partitions of a space's reservations.</summary>
    public const int Partitions = 16;

    private readonly Table table = storage.For("grants").Table("grantids");

    /// <summary>
    /// Reserves ids; one answer for each, in order: <see langword="null"/> if nothing was known of it, else what lies there, and for whom.
    /// </summary>
    public async Task<GrantIdRow?[]> ReserveAsync(
        JournalSpace space, OrderedDictionary<string, GrantReservation> wanted, CancellationToken cancellation)
    {
        var found = new GrantIdRow?[wanted.Count];
        var batches = wanted.Index()
            .GroupBy(item => PartitionOf(item.Item.Key))
            .SelectMany(partition =>
                partition.Chunk(BatchMax).Select(chunk => (Partition: PartitionKey(space, partition.Key), Chunk: chunk)));
        await Parallel.ForEachAsync(batches,
            new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnceMax, CancellationToken = cancellation }, async (batch, token) =>
        {
            var rows = batch.Chunk.Select(item => Write(batch.Partition, item.Item.Key, new GrantIdRow(item.Item.Value, null, null)));
            if (await table.TryTransactAsync([.. rows.Select(row => Table.Write(row, null))], token) is not null) return;
            foreach (var (index, item) in batch.Chunk) found[index] = await ReserveOneAsync(space, item, token);
        });
        return found;
    }

    /// <summary>All rows of a partition, the rights to correct among them.</summary>
    public async IAsyncEnumerable<(string Id, GrantIdRow Row)> ReadAsync(
        JournalSpace space, int partition, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in table.QueryAsync(Filters.Partition(PartitionKey(space, partition)), cancellation))
            yield return (TableKey.Unescape(row.RowKey), Read(row));
    }

    /// <summary>What lies under an id, or <see langword="null"/> if it is free.</summary>
    public async Task<GrantIdRow?> FindAsync(JournalSpace space, string id, CancellationToken cancellation) =>
        await table.FindAsync(PartitionKey(space, PartitionOf(id)), TableKey.Escape(id), cancellation) is { } row ? Read(row) : null;

    /// <summary>Puts a row under an id, new or in place of the version it was read with; tells whether nobody else came before.</summary>
    public async Task<bool> TryWriteAsync(JournalSpace space, string id, GrantIdRow row, CancellationToken cancellation) =>
        await table.TryWriteAsync(Write(PartitionKey(space, PartitionOf(id)), id, row), row.Version, cancellation) is not null;

    /// <summary>Decides on what lies under an id, again while somebody else comes in between.</summary>
    public Task<T> DecideAsync<T>(JournalSpace space, string id, Func<GrantIdRow?, Task<(bool IsDone, T Result)>> decide,
        CancellationToken cancellation) =>
        table.Contention.UntilDoneAsync($"The grant id {id} of {space.Name}",
            async () => await decide(await FindAsync(space, id, cancellation)), cancellation);

    /// <summary>Reads first: most ids of a batch that failed belong to a redelivery and are there.</summary>
    private Task<GrantIdRow?> ReserveOneAsync(JournalSpace space, KeyValuePair<string, GrantReservation> item,
        CancellationToken cancellation) => DecideAsync(space, item.Key, async found =>
        {
            if (found?.Reservation is not null) return (true, found);
            var reserved = (found ?? new GrantIdRow(null, null, null)) with { Reservation = item.Value };
            return (await TryWriteAsync(space, item.Key, reserved, cancellation), found is null ? null : reserved);
        }, cancellation);

    /// <summary>The partition of an id: the first hexadecimal digit of its SHA-256.</summary>
    public static int PartitionOf(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return hash[0] >> 4;
    }

    private static string PartitionKey(JournalSpace space, int partition) => $"{space.Name}~{partition:x1}";

    private static TableEntity Write(string partition, string id, GrantIdRow row)
    {
        var written = new TableEntity(partition, TableKey.Escape(id));
        if (row.Reservation is { } reservation)
        {
            written["Contributor"] = reservation.Contributor;
            written["ContentHash"] = reservation.ContentHash;
            written["MicroAmount"] = reservation.Amount.Micro;
        }

        if (row.FirstAt is { } first) written["FirstAt"] = first;
        if (row.IsTakenOver) written["IsTakenOver"] = true;
        return row.Correction is { } correction
            ? written.SetText("Correction", JsonSerializer.Serialize(correction, GrantJson.Stored.Grant)) : written;
    }

    private static GrantIdRow Read(TableEntity row) => new(
        row.ContainsKey("ContentHash")
            ? new(row.Required<string>("Contributor"), row.Required<string>("ContentHash"), new Points(row.Required<long>("MicroAmount")))
            : null,
        row.ContainsKey("Correction") ? JsonSerializer.Deserialize(row.Text("Correction"), GrantJson.Stored.Grant) : null,
        row.ETag)
    { FirstAt = row.GetDateTimeOffset("FirstAt"), IsTakenOver = row.GetBoolean("IsTakenOver") ?? false };
}

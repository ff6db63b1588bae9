using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Grain.Functions.Journals;
using Grain.Functions.Storage;

namespace Grain.Functions.Grants;

/// <summary>What an id stands for: whose grant, with which content, worth how much.</summary>
/// <param name="Contributor">The contributor whose journal holds (or is about to hold) the grant.</param>
/// <param name="ContentHash">SHA-256 of the grant's stored form.</param>
/// <param name="Amount">The grant's amount.</param>
internal sealed record GrantReservation(string Contributor, string ContentHash, Points Amount);

/// <summary>
/// Keeps grant ids unique in their space, across all accounts: an id is reserved for a content before the grant is
/// appended, and stays reserved for ever. A crash between the two leaves a reservation that only the same grant can use.
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

    /// <summary>Reserves ids; one answer for each, in order: <see langword="null"/> if it is reserved now, else what it stood for already.</summary>
    public async Task<GrantReservation?[]> ReserveAsync(
        JournalSpace space, OrderedDictionary<string, GrantReservation> wanted, CancellationToken cancellationToken)
    {
        var found = new GrantReservation?[wanted.Count];
        var batches = wanted.Index()
            .GroupBy(item => PartitionOf(item.Item.Key))
            .SelectMany(partition => partition.Chunk(BatchMax).Select(chunk => (Partition: PartitionKey(space, partition.Key), Chunk: chunk)));
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnceMax, CancellationToken = cancellationToken }, async (batch, token) =>
        {
            try
            {
                await table.TransactAsync([.. batch.Chunk.Select(item => new TableTransactionAction(TableTransactionActionType.Add, Row(batch.Partition, item.Item)))], token);
            }
            catch (TableTransactionFailedException e) when (e.IsAlreadyExists())
            {
                foreach (var (index, item) in batch.Chunk) found[index] = await ReserveOneAsync(batch.Partition, item, token);
            }
        });
        return found;
    }

    /// <summary>All reservations of a partition, the rights to correct among them.</summary>
    public async IAsyncEnumerable<(string Id, GrantReservation Reservation)> ReadAsync(
        JournalSpace space, int partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync(Filters.Partition(PartitionKey(space, partition)), cancellationToken))
            yield return (TableKey.Unescape(row.RowKey), Read(row));
    }

    /// <summary>What an id stands for, or <see langword="null"/> if it is free.</summary>
    public async Task<GrantReservation?> FindAsync(JournalSpace space, string id, CancellationToken cancellationToken) =>
        await table.FindAsync(PartitionKey(space, PartitionOf(id)), TableKey.Escape(id), cancellationToken) is { } row ? Read(row) : null;

    private async Task<GrantReservation?> ReserveOneAsync(string partition, KeyValuePair<string, GrantReservation> item, CancellationToken cancellationToken)
    {
        // Read first: most ids of a batch that failed belong to a redelivery and are there.
        if (await table.FindAsync(partition, TableKey.Escape(item.Key), cancellationToken) is { } row) return Read(row);
        try
        {
            await table.AddAsync(Row(partition, item), cancellationToken);
            return null;
        }
        catch (RequestFailedException e) when (e.IsAlreadyExists())
        {
            return Read((await table.FindAsync(partition, TableKey.Escape(item.Key), cancellationToken))!);
        }
    }

    /// <summary>The partition of an id: the first hexadecimal digit of its SHA-256.</summary>
    public static int PartitionOf(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return hash[0] >> 4;
    }

    private static string PartitionKey(JournalSpace space, int partition) => $"{space.Name}~{partition:x1}";

    private static TableEntity Row(string partition, KeyValuePair<string, GrantReservation> item) =>
        new TableEntity(partition, TableKey.Escape(item.Key))
        {
            ["Contributor"] = item.Value.Contributor,
            ["ContentHash"] = item.Value.ContentHash,
            ["MicroAmount"] = item.Value.Amount.Micro,
        };

    private static GrantReservation Read(TableEntity row) =>
        new(row.Required<string>("Contributor"), row.Required<string>("ContentHash"), new Points(row.Required<long>("MicroAmount")));
}

using System.Security.Cryptography;
using System.Text;
using Azure;
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

    private readonly TableClient table = storage.Table("grantids");

    /// <summary>Reserves ids; one answer for each, in order: <see langword="null"/> if it is reserved now, else what it stood for already.</summary>
    /// <param name="space">The space.</param>
    /// <param name="wanted">Ids, each once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<GrantReservation?[]> ReserveAsync(
        JournalSpace space, IReadOnlyList<(string Id, GrantReservation Reservation)> wanted, CancellationToken cancellationToken)
    {
        var found = new GrantReservation?[wanted.Count];
        var batches = wanted.Index()
            .GroupBy(item => Partition(space, item.Item.Id))
            .SelectMany(partition => partition.Chunk(BatchMax).Select(chunk => (partition.Key, chunk)));
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (batch, token) =>
        {
            try
            {
                await table.SubmitTransactionAsync([.. batch.chunk.Select(item => TableTransactionAction.Add(Row(batch.Key, item.Item)))], token);
            }
            catch (TableTransactionFailedException e) when (e.IsAlreadyExists())
            {
                foreach (var (index, item) in batch.chunk) found[index] = await ReserveOneAsync(batch.Key, item, token);
            }
        });
        return found;
    }

    /// <summary>What an id stands for, or <see langword="null"/> if it is free.</summary>
    public async Task<GrantReservation?> FindAsync(JournalSpace space, string id, CancellationToken cancellationToken) =>
        await table.GetEntityIfExistsAsync(Partition(space, id), TableKey.Escape(id), cancellationToken) is { } row ? Read(row) : null;

    private async Task<GrantReservation?> ReserveOneAsync(string partition, (string Id, GrantReservation Reservation) item, CancellationToken cancellationToken)
    {
        // Read first: most ids of a batch that failed belong to a redelivery and are there.
        if (await table.GetEntityIfExistsAsync(partition, TableKey.Escape(item.Id), cancellationToken) is { } row) return Read(row);
        try
        {
            await table.AddEntityAsync(Row(partition, item), cancellationToken);
            return null;
        }
        catch (RequestFailedException e) when (e.IsAlreadyExists())
        {
            return Read((await table.GetEntityIfExistsAsync(partition, TableKey.Escape(item.Id), cancellationToken))!);
        }
    }

    private static string Partition(JournalSpace space, string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return $"{space.Name}~{hash[0] >> 4:x1}";
    }

    private static TableEntity Row(string partition, (string Id, GrantReservation Reservation) item) =>
        new TableEntity(partition, TableKey.Escape(item.Id))
            .SetString("Contributor", item.Reservation.Contributor)
            .SetString("ContentHash", item.Reservation.ContentHash)
            .SetInt64("MicroAmount", item.Reservation.Amount.Micro);

    private static GrantReservation Read(TableEntity row) =>
        new(row.GetString("Contributor"), row.GetString("ContentHash"), new Points(row.GetInt64("MicroAmount")));
}

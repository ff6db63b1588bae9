using Azure;
using Azure.Data.Tables;
using Grain.Functions.Storage.Formats;

namespace Grain.Functions.Storage;

/// <summary>
/// One table. A write makes it where it is missing; for a read it is then empty. Failures are <see cref="RequestFailedException"/>s (see
/// <see cref="StorageFault"/>); what the service would refuse for its size or form is an <see cref="ArgumentException"/> before anything is
/// sent. A row whose format this version does not know is an <see cref="UnknownFormatException"/> to whoever reads more of it than its key.
/// </summary>
internal sealed class Table(TableClient client, StorageSettings settings)
{
    public string Name => client.Name;

    /// <summary>How writers of its rows let each other pass.</summary>
    public Contention Contention => settings.Contention;

    /// <summary>An action of a transaction: a new row, or one in place of the version that was read.</summary>
    public static TableTransactionAction Write(TableEntity row, ETag? read) => read is { } version
        ? new(TableTransactionActionType.UpdateReplace, row, version) : new(TableTransactionActionType.Add, row);

    /// <summary>Makes the table; nothing happens when it is there.</summary>
    public Task CreateAsync(CancellationToken cancellation = default) => client.CreateIfNotExistsAsync(cancellation);

    /// <summary>Inserts a row; fails with 409 when it is there. Gives its version.</summary>
    public Task<ETag> AddAsync(TableEntity row, CancellationToken cancellation = default) =>
        WriteAsync(() => client.AddEntityAsync(RowLimits.Checked(row), cancellation), cancellation);

    /// <summary>
    /// Replaces a row; fails with 412 when <paramref name="ifMatch"/> is not its version (<see cref="ETag.All"/>: any), with 404 when it is
    /// not there.
    /// </summary>
    public Task<ETag> UpdateAsync(TableEntity row, ETag ifMatch, CancellationToken cancellation = default) =>
        WriteAsync(() => client.UpdateEntityAsync(RowLimits.Checked(row), RowLimits.Required(ifMatch), TableUpdateMode.Replace,
            cancellation), cancellation);

    /// <summary>Writes a row whole, whether or not it is there.</summary>
    public Task<ETag> UpsertAsync(TableEntity row, CancellationToken cancellation = default) =>
        WriteAsync(() => client.UpsertEntityAsync(RowLimits.Checked(row), TableUpdateMode.Replace, cancellation), cancellation);

    /// <summary>Inserts a row, or replaces the version of it that was read.</summary>
    /// <returns>Its version, or <see langword="null"/> when somebody else came in between.</returns>
    public Task<ETag?> TryWriteAsync(TableEntity row, ETag? read, CancellationToken cancellation = default) =>
        StorageFault.UnlessOvertakenAsync<ETag?>(
        async () => read is { } version ? await UpdateAsync(row, version, cancellation) : await AddAsync(row, cancellation));

    /// <summary>
    /// Deletes a row and tells whether it was there; fails with 412 when <paramref name="ifMatch"/> is not its version
    /// (<see cref="ETag.All"/>: any).
    /// </summary>
    public async Task<bool> DeleteAsync(string partitionKey, string rowKey, ETag ifMatch, CancellationToken cancellation = default) =>
        (await client.DeleteEntityAsync(RowLimits.CheckedKey(partitionKey), RowLimits.CheckedKey(rowKey), RowLimits.Required(ifMatch),
            cancellation)).Status != 404;

    /// <summary>Reads a row; <see langword="null"/> when it, or the table, is not there.</summary>
    public Task<TableEntity?> FindAsync(string partitionKey, string rowKey, CancellationToken cancellation = default) =>
        FindAsync(partitionKey, rowKey, null, cancellation);

    public async Task<TableEntity?> FindAsync(string partitionKey, string rowKey, IReadOnlyList<string>? select,
        CancellationToken cancellation = default)
    {
        var found = await client.GetEntityIfExistsAsync<TableEntity>(RowLimits.CheckedKey(partitionKey), RowLimits.CheckedKey(rowKey),
            WithKeys(select), cancellation);
        return found.HasValue ? StoredKinds.Checked(Name, found.Value!, settings.Format) : null;
    }

    public IAsyncEnumerable<TableEntity> QueryAsync(string? filter, CancellationToken cancellation) =>
        QueryAsync(filter, null, null, cancellation);

    /// <summary>
    /// Reads the rows that a filter takes (see <see cref="Filters"/>; without one all) in the order of their keys, page by page as they are
    /// asked for; pages have at most 1 000 rows. Rows are slow to read: name the properties that are needed besides the keys where these
    /// are not all.
    /// </summary>
    public async IAsyncEnumerable<TableEntity> QueryAsync(
        string? filter, IReadOnlyList<string>? select = null, int? pageSize = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var page in QueryPagesAsync(filter, select, pageSize, cancellation: cancellation))
            foreach (var row in page.Values) yield return row;
    }

    /// <summary>
    /// Reads the same page by page, one request each. A page may be empty and yet not be the last. With the continuation token of a page
    /// it goes on behind that; a filter bounds what a token of strangers can reach.
    /// </summary>
    public async IAsyncEnumerable<Page<TableEntity>> QueryPagesAsync(
        string? filter, IReadOnlyList<string>? select = null, int? pageSize = null, string? continuation = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using var pages =
            client.QueryAsync<TableEntity>(filter, pageSize, WithKeys(select), cancellation).AsPages(continuation)
                .GetAsyncEnumerator(cancellation);
        while (await StorageFault.OrNothingAsync(() => pages.MoveNextAsync().AsTask(), false))
        {
            foreach (var row in pages.Current.Values) StoredKinds.Checked(Name, row, settings.Format);
            yield return pages.Current;
        }
    }

    /// <summary>
    /// Writes up to <see cref="StorageLimits.TransactionOperations"/> rows of one partition, each once: all of them or none.
    /// </summary>
    /// <returns>The rows' new versions in the order of the actions; the default for a deleted row.</returns>
    /// <exception cref="TableTransactionFailedException">The service refused one of the actions; nothing was written.</exception>
    /// <exception cref="ArgumentException">The transaction breaks a limit; nothing was sent.</exception>
    public async Task<IReadOnlyList<ETag>> TransactAsync(IReadOnlyList<TableTransactionAction> actions,
        CancellationToken cancellation = default)
    {
        RowLimits.Check(actions);
        for (var tries = 1; ; tries++)
        {
            try
            {
                return [.. (await StorageFault.MakingAsync(() => client.SubmitTransactionAsync(actions, cancellation),
                    () => CreateAsync(cancellation))).Value.Select(VersionOf)];
            }
            catch (TableTransactionFailedException fault) when (fault.IsOutcomeUnknown() && tries <= settings.RetriesMax)
            {
                // Such an answer lies inside of a 202, where the pipeline does not look.
                await settings.PauseAsync(tries, null, cancellation);
            }
        }
    }

    /// <summary>The same.</summary>
    /// <returns>The versions, or <see langword="null"/> when somebody else came in between.</returns>
    public Task<IReadOnlyList<ETag>?> TryTransactAsync(IReadOnlyList<TableTransactionAction> actions,
        CancellationToken cancellation = default) =>
        StorageFault.UnlessOvertakenAsync<IReadOnlyList<ETag>>(async () => await TransactAsync(actions, cancellation));

    /// <summary>Deletes the rows that a filter takes, whatever their versions, page by page.</summary>
    /// <returns>
    /// How many were deleted; <paramref name="rowsMax"/> or more means that there may be others. Fewer where somebody else deletes the same
    /// rows at this moment, who then goes on with it.
    /// </returns>
    /// <exception cref="UnknownFormatException">A newer version wrote one of them: it, and what stands behind it, stays.</exception>
    public async Task<int> SweepAsync(string filter, int rowsMax, CancellationToken cancellation)
    {
        var swept = 0;
        await foreach (var page in QueryPagesAsync(filter, [StoredKinds.Column], cancellation: cancellation))
        {
            foreach (var row in page.Values) StoredKinds.Checked(Name, row, settings.Format, whole: true);
            foreach (var rows in page.Values.GroupBy(row => row.PartitionKey, StringComparer.Ordinal)
                .SelectMany(partition => partition.Chunk(StorageLimits.TransactionOperations)))
            {
                var deletes = rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All));
                if (await TryTransactAsync([.. deletes], cancellation) is null) return swept;
            }

            swept += page.Values.Count;
            if (swept >= rowsMax) break;
        }

        return swept;
    }

    private static IEnumerable<string>? WithKeys(IReadOnlyList<string>? select) =>
        select switch
        {
            null => null,
            { Count: 0 } => ["PartitionKey", "RowKey"],
            _ => ["PartitionKey", "RowKey", .. select.Contains(StoredKinds.Column) ? [] : new[] { StoredKinds.Column }, .. select],
        };

    private async Task<ETag> WriteAsync(Func<Task<Response>> write, CancellationToken cancellation) =>
        VersionOf(await StorageFault.MakingAsync(write, () => CreateAsync(cancellation)));

    private static ETag VersionOf(Response answer) => answer.Headers.ETag ?? default;
}

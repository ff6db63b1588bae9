using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Azure;
using Azure.Core;

namespace Grain.Functions.Storage;

/// <summary>
/// One table. Failures are <see cref="RequestFailedException"/>s (see <see cref="StorageFault"/>); what the service would refuse for its size
/// or form is an <see cref="ArgumentException"/> before anything is sent.
/// </summary>
public sealed class TableClient : StorageResource
{
    /// <summary>Readable text stays readable and short: only what JSON itself needs is escaped, and what breaks lines.</summary>
    private static readonly JsonWriterOptions JsonOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    internal TableClient(StoragePipeline pipeline, string name, string slice)
        : base(pipeline, "Table", name, slice)
    {
    }

    /// <summary>Inserts a row; fails with 409 when it is there.</summary>
    /// <returns>The row's version.</returns>
    public Task<ETag> AddEntityAsync(TableEntity entity, CancellationToken cancellation = default) =>
        WriteAsync("insert", RequestMethod.Post, entity, default, cancellation);

    /// <summary>
    /// Changes a row; fails with 412 when <paramref name="ifMatch"/> is not its version (<see cref="ETag.All"/>: any),
    /// with 404 when it is not there.
    /// </summary>
    /// <returns>The row's new version.</returns>
    public Task<ETag> UpdateEntityAsync(TableEntity entity, ETag ifMatch, TableUpdateMode mode, CancellationToken cancellation = default) =>
        WriteAsync("update", MethodOf(mode), entity, Required(ifMatch), cancellation);

    /// <summary>Writes a row whether or not it is there.</summary>
    /// <returns>The row's new version.</returns>
    public Task<ETag> UpsertEntityAsync(TableEntity entity, TableUpdateMode mode, CancellationToken cancellation = default) =>
        WriteAsync("upsert", MethodOf(mode), entity, default, cancellation);

    /// <summary>Deletes a row; fails with 412 when <paramref name="ifMatch"/> is not its version (<see cref="ETag.All"/>: any).</summary>
    /// <returns>Whether the row was there.</returns>
    public async Task<bool> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch, CancellationToken cancellation = default)
    {
        using var message = Message("delete", RequestMethod.Delete, PathOf(partitionKey, rowKey));
        message.Request.Headers.Add("If-Match", Required(ifMatch).ToString("H"));
        return (await SendAsync(message, cancellation, response => response.Status == 404)).Status != 404;
    }

    /// <summary>Reads a row.</summary>
    /// <returns>The row, or <see langword="null"/> when it, or the table, is not there.</returns>
    public async Task<TableEntity?> GetEntityIfExistsAsync(string partitionKey, string rowKey, CancellationToken cancellation = default)
    {
        using var message = Message("get", RequestMethod.Get, PathOf(partitionKey, rowKey));
        var response = await SendAsync(message, cancellation, response => response.Status == 404);
        return response.Status == 404 ? null : new TableJsonReader().ReadEntity(PooledStream.BodyOf(response));
    }

    /// <summary>Reads the pages of a query, one request each, as they are asked for.</summary>
    public async IAsyncEnumerable<TablePage> QueryPagesAsync(TableQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var reader = new TableJsonReader();
        for (TableQuery? next = query; next is not null;)
        {
            var rows = new List<TableEntity>();
            next = await ReadPageAsync(next, reader, rows.Add, cancellation);
            yield return new TablePage(rows, next?.Continuation);
        }
    }

    /// <summary>
    /// Reads the rows of a query, page by page, as they are asked for. What was given is let go, so that no more than one page is in memory.
    /// </summary>
    public async IAsyncEnumerable<TableEntity> QueryAsync(TableQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var reader = new TableJsonReader();
        var rows = new Queue<TableEntity>();
        for (TableQuery? next = query; next is not null;)
        {
            next = await ReadPageAsync(next, reader, rows.Enqueue, cancellation);
            while (rows.TryDequeue(out var row)) yield return row;
        }
    }

    /// <summary>Writes up to <see cref="StorageLimits.TransactionOperations"/> rows of one partition, each once: all of them or none.</summary>
    /// <returns>The rows' new versions in the order of the actions; the default for a deleted row.</returns>
    /// <exception cref="TableTransactionFailedException">The service refused one of the actions; nothing was written.</exception>
    /// <exception cref="ArgumentException">The transaction breaks a limit; nothing was sent.</exception>
    public async Task<IReadOnlyList<ETag>> SubmitTransactionAsync(
        IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellation = default)
    {
        TableLimits.Check(actions);
        using var message = Message("transaction", RequestMethod.Post, "/$batch");
        message.Request.Headers.Add("Content-Type", TableBatch.ContentType);
        message.Request.Content = RequestContent.Create(TableBatch.Write(actions, Url, JsonOptions));
        var response = await SendCreatingAsync(message, cancellation);
        return TableBatchAnswer.Failure(StorageOperation.Of(message), response) is { } failure
            ? throw failure
            : TableBatchAnswer.ETags(response, actions.Count);
    }

    private protected override HttpMessage CreationMessage()
    {
        var message = Message("create-table", RequestMethod.Post, "/Tables");
        message.Request.Headers.Add("Prefer", "return-no-content");
        SetJson(message, json => TableJson.WriteName(json, Name));
        return message;
    }

    /// <summary>How a row is written over one that may be there.</summary>
    internal static RequestMethod MethodOf(TableUpdateMode mode) => mode == TableUpdateMode.Replace ? RequestMethod.Put : RequestMethod.Patch;

    internal static ETag Required(ETag ifMatch) => ifMatch != default
        ? ifMatch
        : throw new ArgumentException("An ETag is needed: that of the row as it was read, or ETag.All for any.", nameof(ifMatch));

    /// <summary>The path of a row below its table, for a URL.</summary>
    internal static string KeysInUrl(string partitionKey, string rowKey) =>
        $"(PartitionKey='{InUrl(TableLimits.CheckedKey(partitionKey))}',RowKey='{InUrl(TableLimits.CheckedKey(rowKey))}')";

    private static string InUrl(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));

    private string PathOf(string partitionKey, string rowKey) => $"/{Name}{KeysInUrl(partitionKey, rowKey)}";

    private async Task<ETag> WriteAsync(
        string operation, RequestMethod method, TableEntity entity, ETag ifMatch, CancellationToken cancellation)
    {
        TableLimits.Check(entity);
        using var message = Message(operation, method, method == RequestMethod.Post ? $"/{Name}" : PathOf(entity.PartitionKey, entity.RowKey));
        if (ifMatch != default) message.Request.Headers.Add("If-Match", ifMatch.ToString("H"));
        message.Request.Headers.Add("Prefer", "return-no-content");
        SetJson(message, json => TableJson.Write(json, entity));
        return (await SendCreatingAsync(message, cancellation)).Headers.ETag ?? default;
    }

    /// <summary>Reads a page, row by row.</summary>
    /// <returns>The query of the page that follows, or <see langword="null"/> when this is the last.</returns>
    private async Task<TableQuery?> ReadPageAsync(TableQuery query, TableJsonReader reader, Action<TableEntity> add, CancellationToken cancellation)
    {
        using var message = Message("query", RequestMethod.Get, $"/{Name}(){query.ToQueryString()}");
        var response = await SendAsync(message, cancellation, IsMissing);
        if (IsMissing(response)) return null;
        reader.ReadPage(PooledStream.BodyOf(response), add);
        return TablePage.ContinuationOf(response.Headers) is { } continuation ? query with { Continuation = continuation } : null;
    }

    private HttpMessage Message(string operation, RequestMethod method, string pathAndQuery)
    {
        var message = base.Message(operation, method, pathAndQuery);
        message.Request.Headers.Add("Accept", TableJson.MediaType);
        message.Request.Headers.Add("DataServiceVersion", "3.0");
        return message;
    }

    private static void SetJson(HttpMessage message, Action<Utf8JsonWriter> write)
    {
        var body = new PooledStream();
        using (var json = new Utf8JsonWriter((IBufferWriter<byte>)body, JsonOptions)) write(json);
        message.Request.Headers.Add("Content-Type", "application/json");
        message.Request.Content = RequestContent.Create(body);
    }
}

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
public sealed class TableClient
{
    internal const string TableNotFound = "TableNotFound";

    /// <summary>Readable text stays readable and short: only what JSON itself needs is escaped, and what breaks lines.</summary>
    private static readonly JsonWriterOptions JsonOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly StoragePipeline pipeline;
    private readonly string slice;

    internal TableClient(StoragePipeline pipeline, string name, string slice)
    {
        this.pipeline = pipeline;
        this.slice = slice;
        Name = name;
    }

    /// <summary>The table's name.</summary>
    public string Name { get; }

    /// <summary>Inserts a row; fails with 409 when it is there.</summary>
    /// <returns>The row's version.</returns>
    public async Task<ETag> AddEntityAsync(TableEntity entity, CancellationToken cancellation = default)
    {
        TableLimits.Check(entity);
        using var message = Message("insert", RequestMethod.Post, $"/{Name}");
        return await WriteAsync(message, entity, cancellation);
    }

    /// <summary>
    /// Changes a row; fails with 412 when <paramref name="ifMatch"/> is not its version (<see cref="ETag.All"/>: any),
    /// with 404 when it is not there.
    /// </summary>
    /// <returns>The row's new version.</returns>
    public Task<ETag> UpdateEntityAsync(TableEntity entity, ETag ifMatch, TableUpdateMode mode, CancellationToken cancellation = default) =>
        PutAsync("update", entity, Required(ifMatch), mode, cancellation);

    /// <summary>Writes a row whether or not it is there.</summary>
    /// <returns>The row's new version.</returns>
    public Task<ETag> UpsertEntityAsync(TableEntity entity, TableUpdateMode mode, CancellationToken cancellation = default) =>
        PutAsync("upsert", entity, null, mode, cancellation);

    /// <summary>Deletes a row; fails with 412 when <paramref name="ifMatch"/> is not its version (<see cref="ETag.All"/>: any).</summary>
    /// <returns>Whether the row was there.</returns>
    public async Task<bool> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch, CancellationToken cancellation = default)
    {
        using var message = Message("delete", RequestMethod.Delete, PathOf(partitionKey, rowKey));
        message.Request.Headers.Add("If-Match", Required(ifMatch).ToString("H"));
        var response = await pipeline.SendAsync(message, cancellation);
        return response.Status switch
        {
            204 => true,
            404 => false,
            _ => throw Fault(message, response),
        };
    }

    /// <summary>Reads a row.</summary>
    /// <returns>The row, or <see langword="null"/> when it, or the table, is not there.</returns>
    public async Task<TableEntity?> GetEntityIfExistsAsync(string partitionKey, string rowKey, CancellationToken cancellation = default)
    {
        using var message = Message("get", RequestMethod.Get, PathOf(partitionKey, rowKey));
        var response = await pipeline.SendAsync(message, cancellation);
        return response.Status switch
        {
            200 => new TableJsonReader().ReadEntity(PooledStream.BodyOf(response)),
            404 => null,
            _ => throw Fault(message, response),
        };
    }

    /// <summary>Reads the pages of a query, one request each, as they are asked for.</summary>
    public async IAsyncEnumerable<TablePage> QueryPagesAsync(TableQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var reader = new TableJsonReader();
        for (TableQuery? next = query; next is not null;)
        {
            var page = await ReadPageAsync(next, reader, cancellation);
            yield return page;
            next = page.Continuation is null ? null : next with { Continuation = page.Continuation };
        }
    }

    /// <summary>Reads the rows of a query, page by page, as they are asked for.</summary>
    public async IAsyncEnumerable<TableEntity> QueryAsync(TableQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var page in QueryPagesAsync(query, cancellation))
            foreach (var row in page.Rows)
                yield return row;
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
        message.Request.Content = new PooledContent(TableBatch.Write(actions, $"{pipeline.Endpoint}/{Name}", JsonOptions));
        var response = await pipeline.SendAsync(message, cancellation);
        if (TransactionFailure(message, response) is not { } failure) return TableBatchAnswer.ETags(response, actions.Count);
        if (failure.ErrorCode != TableNotFound) throw failure;
        response.Dispose();
        await CreateAsync(cancellation);
        response = await pipeline.SendAsync(message, cancellation);
        return TransactionFailure(message, response) is { } again ? throw again : TableBatchAnswer.ETags(response, actions.Count);
    }

    /// <summary>Makes the table; nothing happens when it is there. Writes do so by themselves.</summary>
    public async Task CreateAsync(CancellationToken cancellation = default)
    {
        using var message = Message("create-table", RequestMethod.Post, "/Tables");
        message.Request.Headers.Add("Prefer", "return-no-content");
        SetJson(message, json =>
        {
            json.WriteStartObject();
            json.WriteString("TableName"u8, Name);
            json.WriteEndObject();
            json.Flush();
        });
        var response = await pipeline.SendAsync(message, cancellation);
        if (response.Status is not (201 or 204 or 409)) throw Fault(message, response);
        if (response.Status == 409 && StorageFault.CodeOf(response) != "TableAlreadyExists") throw Fault(message, response);
    }

    internal static ETag Required(ETag ifMatch) => ifMatch != default
        ? ifMatch
        : throw new ArgumentException("An ETag is needed: that of the row as it was read, or ETag.All for any.", nameof(ifMatch));

    /// <summary>The path of a row below its table, for a URL.</summary>
    internal static string KeysInUrl(string partitionKey, string rowKey) =>
        $"(PartitionKey='{InUrl(TableLimits.CheckedKey(partitionKey))}',RowKey='{InUrl(TableLimits.CheckedKey(rowKey))}')";

    private static string InUrl(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));

    private string PathOf(string partitionKey, string rowKey) => $"/{Name}{KeysInUrl(partitionKey, rowKey)}";

    private async Task<ETag> PutAsync(string operation, TableEntity entity, ETag? ifMatch, TableUpdateMode mode, CancellationToken cancellation)
    {
        TableLimits.Check(entity);
        var method = mode == TableUpdateMode.Replace ? RequestMethod.Put : RequestMethod.Patch;
        using var message = Message(operation, method, PathOf(entity.PartitionKey, entity.RowKey));
        if (ifMatch is { } version) message.Request.Headers.Add("If-Match", version.ToString("H"));
        return await WriteAsync(message, entity, cancellation);
    }

    private async Task<ETag> WriteAsync(HttpMessage message, TableEntity entity, CancellationToken cancellation)
    {
        message.Request.Headers.Add("Prefer", "return-no-content");
        SetJson(message, json => TableJson.Write(json, entity));
        var response = await pipeline.SendCreatingAsync(message, TableNotFound, CreateAsync, cancellation);
        return response.Status is 201 or 204 ? response.Headers.ETag ?? default : throw Fault(message, response);
    }

    private async Task<TablePage> ReadPageAsync(TableQuery query, TableJsonReader reader, CancellationToken cancellation)
    {
        using var message = Message("query", RequestMethod.Get, $"/{Name}(){query.ToQueryString()}");
        var response = await pipeline.SendAsync(message, cancellation);
        if (response.Status == 404 && StorageFault.CodeOf(response) == TableNotFound) return new TablePage([], null);
        if (response.Status != 200) throw Fault(message, response);
        return new TablePage(reader.ReadPage(PooledStream.BodyOf(response)), TablePage.ContinuationOf(response.Headers));
    }

    private HttpMessage Message(string operation, RequestMethod method, string pathAndQuery)
    {
        var message = pipeline.Message(operation, slice, method, pathAndQuery);
        message.Request.Headers.Add("Accept", TableJson.MediaType);
        message.Request.Headers.Add("DataServiceVersion", "3.0");
        return message;
    }

    private static void SetJson(HttpMessage message, Action<Utf8JsonWriter> write)
    {
        var body = new PooledBuffer();
        using (var json = new Utf8JsonWriter((IBufferWriter<byte>)body, JsonOptions)) write(json);
        message.Request.Headers.Add("Content-Type", "application/json");
        message.Request.Content = new PooledContent(body);
    }

    private RequestFailedException Fault(HttpMessage message, Response response) => StorageFault.Of(StorageOperation.Of(message), Name, response);

    private RequestFailedException? TransactionFailure(HttpMessage message, Response response) =>
        response.Status != 202 ? Fault(message, response) : TableBatchAnswer.Failure(StorageOperation.Of(message), Name, response);
}

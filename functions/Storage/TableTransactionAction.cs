using Azure;
using Azure.Core;

namespace Grain.Functions.Storage;

/// <summary>What becomes of properties that the new row does not have.</summary>
public enum TableUpdateMode
{
    /// <summary>They go: the row is replaced.</summary>
    Replace,

    /// <summary>They stay: the row is merged.</summary>
    Merge,
}

/// <summary>One operation of a transaction.</summary>
public sealed class TableTransactionAction
{
    private TableTransactionAction(RequestMethod method, TableEntity entity, ETag ifMatch) => (Method, Entity, IfMatch) = (method, entity, ifMatch);

    internal RequestMethod Method { get; }

    internal TableEntity Entity { get; }

    /// <summary>The version that must be there; the default when none matters.</summary>
    internal ETag IfMatch { get; }

    /// <summary>Inserts a row; fails with 409 when it is there.</summary>
    public static TableTransactionAction Add(TableEntity entity) => new(RequestMethod.Post, entity, default);

    /// <summary>
    /// Changes a row; fails with 412 when <paramref name="ifMatch"/> is not its version (<see cref="ETag.All"/>: any),
    /// with 404 when it is not there.
    /// </summary>
    public static TableTransactionAction Update(TableEntity entity, ETag ifMatch, TableUpdateMode mode) =>
        new(TableClient.MethodOf(mode), entity, TableClient.Required(ifMatch));

    /// <summary>Writes a row whether or not it is there.</summary>
    public static TableTransactionAction Upsert(TableEntity entity, TableUpdateMode mode) =>
        new(TableClient.MethodOf(mode), entity, default);

    /// <summary>Deletes a row; fails with 404 when it is not there, with 412 when it has another version.</summary>
    public static TableTransactionAction Delete(string partitionKey, string rowKey, ETag ifMatch) =>
        new(RequestMethod.Delete, new TableEntity(partitionKey, rowKey, capacity: 0), TableClient.Required(ifMatch));

    /// <summary>The operation and its row, for logs and errors.</summary>
    public override string ToString() => $"{Method} {Entity}";
}

/// <summary>A transaction that the service refused; nothing of it was written.</summary>
/// <param name="status">HTTP status of the operation that failed.</param>
/// <param name="message">What the service said.</param>
/// <param name="errorCode">The service's code.</param>
/// <param name="failedActionIndex">Which of the actions failed, from 0; <see langword="null"/> when the service did not say.</param>
public sealed class TableTransactionFailedException(int status, string message, string? errorCode, int? failedActionIndex)
    : RequestFailedException(status, message, errorCode, null)
{
    /// <summary>Which of the actions failed, from 0; <see langword="null"/> when the service did not say.</summary>
    public int? FailedActionIndex { get; } = failedActionIndex;
}

using Azure;

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
    private TableTransactionAction(TableActionKind kind, TableEntity entity, ETag ifMatch)
    {
        Kind = kind;
        Entity = entity;
        IfMatch = ifMatch;
    }

    internal TableActionKind Kind { get; }

    internal TableEntity Entity { get; }

    /// <summary>The version that must be there; the default when none matters.</summary>
    internal ETag IfMatch { get; }

    /// <summary>Inserts a row; fails with 409 when it is there.</summary>
    public static TableTransactionAction Add(TableEntity entity) => new(TableActionKind.Add, entity, default);

    /// <summary>
    /// Changes a row; fails with 412 when <paramref name="ifMatch"/> is not its version (<see cref="ETag.All"/>: any),
    /// with 404 when it is not there.
    /// </summary>
    public static TableTransactionAction Update(TableEntity entity, ETag ifMatch, TableUpdateMode mode) =>
        new(mode == TableUpdateMode.Replace ? TableActionKind.Replace : TableActionKind.Merge, entity, TableClient.Required(ifMatch));

    /// <summary>Writes a row whether or not it is there.</summary>
    public static TableTransactionAction Upsert(TableEntity entity, TableUpdateMode mode) =>
        new(mode == TableUpdateMode.Replace ? TableActionKind.Replace : TableActionKind.Merge, entity, default);

    /// <summary>Deletes a row; fails with 404 when it is not there, with 412 when it has another version.</summary>
    public static TableTransactionAction Delete(string partitionKey, string rowKey, ETag ifMatch) =>
        new(TableActionKind.Delete, new TableEntity(partitionKey, rowKey, capacity: 0), TableClient.Required(ifMatch));

    /// <summary>The operation and its row, for logs and errors.</summary>
    public override string ToString() => $"{Kind} {Entity}";
}

internal enum TableActionKind : byte
{
    Add,
    Replace,
    Merge,
    Delete,
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

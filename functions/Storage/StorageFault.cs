using Azure;

namespace Grain.Functions.Storage;

/// <summary>
/// What a failed operation means. All failures of storage are <see cref="RequestFailedException"/>: its <c>Status</c> is the HTTP status,
/// or 0 when no answer came; its <c>ErrorCode</c> is the service's.
/// </summary>
/// <remarks>
/// A request whose answer was lost is sent again, and its second answer can be a 409 or 412 that the first one caused. Whoever writes
/// something that must count once keeps a receipt in the same transaction, and lets it decide.
/// </remarks>
public static class StorageFault
{
    /// <summary>The row, blob, table, queue or container is there already (409).</summary>
    public static bool IsAlreadyExists(this RequestFailedException e) => e.Status == 409 && e.ErrorCode?.EndsWith("AlreadyExists", StringComparison.Ordinal) == true;

    /// <summary>Somebody else has written since the ETag was read (412), or the blob that must not be there is.</summary>
    public static bool IsStale(this RequestFailedException e) => e.Status == 412;

    /// <summary>The row, blob, message, table, queue or container is not there (404).</summary>
    public static bool IsNotFound(this RequestFailedException e) => e.Status == 404;

    /// <summary>The key, signature or token was refused (401 or 403); trying again will not help.</summary>
    public static bool IsRefused(this RequestFailedException e) => e.Status is 401 or 403;

    /// <summary>No clear answer came, and the request may or may not have taken effect: read before you write again.</summary>
    public static bool IsOutcomeUnknown(this RequestFailedException e) => e.Status is 0 or 408 or 429 or >= 500;

    /// <summary>The table, queue or container itself is missing: for a read it is empty, for a write it is to be made.</summary>
    internal static bool IsHolderMissing(this RequestFailedException e) => e.ErrorCode is "TableNotFound" or "QueueNotFound" or "ContainerNotFound";

    /// <summary>Writes; where the table, queue or container is missing, makes it and writes again.</summary>
    internal static async Task<T> MakingAsync<T>(Func<Task<T>> write, Func<Task> make)
    {
        try
        {
            return await write();
        }
        catch (RequestFailedException fault) when (fault.IsHolderMissing())
        {
            await make();
            return await write();
        }
    }

    /// <summary>Reads; nothing where the table, queue or container is missing.</summary>
    internal static async Task<T> OrNothingAsync<T>(Func<Task<T>> read, T nothing)
    {
        try
        {
            return await read();
        }
        catch (RequestFailedException fault) when (fault.IsHolderMissing())
        {
            return nothing;
        }
    }
}

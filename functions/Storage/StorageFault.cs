using Azure;

namespace Grain.Functions.Storage;

/// <summary>
/// What a failed operation means: its <c>Status</c> is that of HTTP, or 0 when no answer came; its <c>ErrorCode</c> is the service's. A
/// request whose answer was lost is sent again, and its second answer can be a 409 or 412 that the first one caused. Whoever writes
/// something that must count once uses up a key in the same transaction, and lets that decide (see
/// <see cref="ExactlyOnce"/>).
/// </summary>
internal static class StorageFault
{
    /// <summary>The row, blob, table, queue or container is there already (409).</summary>
    public static bool IsAlreadyExists(this RequestFailedException e) =>
        e.Status == 409 && e.ErrorCode?.EndsWith("AlreadyExists", StringComparison.Ordinal) == true;

    /// <summary>Somebody else has written since the ETag was read (412), or the blob that must not be there is.</summary>
    public static bool IsStale(this RequestFailedException e) => e.Status == 412;

    /// <summary>The row, blob, table, queue or container is not there (404), or the message is not under this pop receipt.</summary>
    public static bool IsNotFound(this RequestFailedException e) => e.Status == 404 || e.ErrorCode == "PopReceiptMismatch";

    /// <summary>
    /// Somebody else has written, made or deleted a row since it was read; or our own first try has, whose answer was lost.
    /// </summary>
    public static bool IsOvertaken(this RequestFailedException e) => e.IsStale() || e.IsAlreadyExists() || e.IsNotFound();

    /// <summary>No clear answer came, and the request may or may not have taken effect: read before you write again.</summary>
    public static bool IsOutcomeUnknown(this RequestFailedException e) => e.Status is 0 or 408 or 429 or >= 500;

    /// <summary>Writes; where the table, queue or container is missing, makes it and writes again.</summary>
    public static async Task<T> MakingAsync<T>(Func<Task<T>> write, Func<Task> make)
    {
        try
        {
            return await write();
        }
        catch (RequestFailedException e) when (e.ErrorCode is "TableNotFound" or "QueueNotFound" or "ContainerNotFound")
        {
            await make();
            return await write();
        }
    }

    /// <summary>Writes; <see langword="null"/> when somebody else came in between.</summary>
    public static async Task<T?> UnlessOvertakenAsync<T>(Func<Task<T?>> write)
    {
        try
        {
            return await write();
        }
        catch (RequestFailedException e) when (e.IsOvertaken())
        {
            return default;
        }
    }

    /// <summary>Reads; nothing where what is read, or the table, queue or container, is missing.</summary>
    public static async Task<T> OrNothingAsync<T>(Func<Task<T>> read, T nothing)
    {
        try
        {
            return await read();
        }
        catch (RequestFailedException e) when (e.IsNotFound())
        {
            return nothing;
        }
    }
}

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
internal static class StorageFault
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

    /// <summary>Writes; where the table, queue or container is missing, makes it and writes again.</summary>
    public static Task<T> MakingAsync<T>(Func<Task<T>> write, Func<Task> make) => OrAsync(write, async () =>
    {
        await make();
        return await write();
    });

    /// <summary>Reads; nothing where the table, queue or container is missing.</summary>
    public static Task<T> OrNothingAsync<T>(Func<Task<T>> read, T nothing) => OrAsync(read, () => Task.FromResult(nothing));

    private static async Task<T> OrAsync<T>(Func<Task<T>> act, Func<Task<T>> whenMissing)
    {
        try
        {
            return await act();
        }
        catch (RequestFailedException e) when (e.ErrorCode is "TableNotFound" or "QueueNotFound" or "ContainerNotFound")
        {
            return await whenMissing();
        }
    }
}

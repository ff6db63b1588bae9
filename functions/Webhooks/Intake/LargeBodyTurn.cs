namespace Grain.Functions.Webhooks.Intake;

/// <summary>
/// The turn of one delivery that is proven and large. A few such are read at once and the others wait, so that memory has a bound whatever
/// is sent.
/// What is not proven never has a turn: what a space accepts unsigned is never large.
/// </summary>
/// <param name="turns">Those of all deliveries: <see cref="AtOnce"/>.</param>
internal sealed class LargeBodyTurn(SemaphoreSlim turns) : IDisposable
{
    /// <summary>
    /// Large bodies that are read at once. Besides its n bytes one takes what its index takes: 12 bytes for each value, in an array that
    /// begins at n rounded up to a power of two.
    /// </summary>
    public const int AtOnce = 2;

    /// <summary>A body with more bytes is large.</summary>
    public const int LargeBytes = 1 << 20;

    private bool isTaken;

    /// <summary>Waits for the turn; it lasts until this is disposed of.</summary>
    public async Task TakeAsync(CancellationToken cancellation)
    {
        await turns.WaitAsync(cancellation);
        isTaken = true;
    }

    /// <summary>Reads the body. A large one is read on a thread of its own.</summary>
    /// <remarks>
    /// A <see cref="System.Text.Json.JsonDocument"/> borrows its index, 16 MiB for a body of 10 MB, from the shared pool of arrays, which
    /// keeps one for every thread that ever gave one back. With its thread such an array goes, too.
    /// </remarks>
    public Task<T> ReadAsync<T>(Func<T> read) => isTaken
        ? Task.Factory.StartNew(
            read, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.RunContinuationsAsynchronously,
            TaskScheduler.Default)
        : Task.FromResult(read());

    /// <summary>Lets the next one have its turn.</summary>
    public void Dispose()
    {
        if (isTaken) turns.Release();
        isTaken = false;
    }
}

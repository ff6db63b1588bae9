namespace Grain.Functions.Journals;

/// <summary>
/// Writes what arrives while a write is under way together in the next one: alone an item waits for nobody, and under load
/// a write takes many. Callers get their own results, and only then is their item written.
/// </summary>
/// <param name="itemsMax">The most items of one write.</param>
/// <param name="write">Writes items; one result each, in order. Must be idempotent: after a failure each item is written alone.</param>
internal sealed class GroupCommit<TItem, TResult>(int itemsMax, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> write)
{
    private readonly Lock gate = new();
    private readonly Queue<(TItem Item, TaskCompletionSource<TResult> Result)> waiting = [];
    private bool isWriting;

    /// <summary>Writes an item with whatever else is waiting.</summary>
    /// <param name="item">The item; it is written even if the caller stops waiting.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task<TResult> WriteAsync(TItem item, CancellationToken cancellation)
    {
        var result = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.Enqueue((item, result));
            if (!isWriting)
            {
                isWriting = true;
                _ = Task.Run(WriteWaitingAsync, CancellationToken.None);
            }
        }

        return result.Task.WaitAsync(cancellation);
    }

    private async Task WriteWaitingAsync()
    {
        while (Next() is { Count: > 0 } batch)
        {
            // What one item spoils shall not cost the others a try: they are written again without it.
            if (!await TryWriteAsync(batch, isLast: batch.Count == 1) && batch.Count > 1)
                await Task.WhenAll(batch.Select(one => TryWriteAsync([one], isLast: true)));
        }
    }

    private List<(TItem Item, TaskCompletionSource<TResult> Result)> Next()
    {
        lock (gate)
        {
            var batch = new List<(TItem, TaskCompletionSource<TResult>)>(Math.Min(waiting.Count, itemsMax));
            while (batch.Count < itemsMax && waiting.TryDequeue(out var next)) batch.Add(next);
            isWriting = batch.Count > 0;
            return batch;
        }
    }

    private async Task<bool> TryWriteAsync(List<(TItem Item, TaskCompletionSource<TResult> Result)> batch, bool isLast)
    {
        try
        {
            var results = await write([.. batch.Select(waiter => waiter.Item)]);
            for (var i = 0; i < batch.Count; i++) batch[i].Result.SetResult(results[i]);
            return true;
        }
        catch (Exception fault)
        {
            if (isLast) foreach (var waiter in batch) waiter.Result.SetException(fault); // each caller gets it
            return false;
        }
    }
}

namespace Grain.Functions.Tests.Fixtures;

/// <summary>Cuts before a blob of a space's epoch is stored: nothing of that stage is there.</summary>
/// <param name="space">The space.</param>
/// <param name="kind">What is to be stored, for example <c>scores.json</c>.</param>
internal sealed class CutBeforePiece(string space, string kind) : IFixtureCut
{
    public Task<bool> IsHereAsync(StorageRequest request) => Task.FromResult(
        request.Method == "PUT" && request.Target.Contains($"/{space}/epochs/", StringComparison.Ordinal)
            && request.Target.Contains($"/{kind}-", StringComparison.Ordinal));

    public void Answered(StorageRequest request)
    {
    }
}

/// <summary>
/// Cuts in the middle of an epoch's payments, which are written a shard at a time and some shards at once: all are let through but the one
/// with a certain account, which waits until the others are written and is then refused.
/// </summary>
/// <param name="epoch">The epoch, as it stands in the keys of its payments.</param>
/// <param name="account">The account that is not paid.</param>
/// <param name="others">How many other transactions there are: the shards with payments, without this account's.</param>
internal sealed class CutBeforePayment(string epoch, string account, int others) : IFixtureCut
{
    private readonly TaskCompletionSource isLast = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int left = others;

    public async Task<bool> IsHereAsync(StorageRequest request)
    {
        if (!IsPayment(request) || !request.Body.Contains($"e~{account}~", StringComparison.Ordinal)) return false;
        await isLast.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return true;
    }

    public void Answered(StorageRequest request)
    {
        if (IsPayment(request) && Interlocked.Decrement(ref left) == 0) isLast.SetResult();
    }

    private bool IsPayment(StorageRequest request) =>
        request.Target.Contains("$batch", StringComparison.Ordinal) && request.Body.Contains($"epoch/{epoch}", StringComparison.Ordinal);
}

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>What lies in the queue <c>transfers</c>: work that was begun and must be finished even if nobody asks again.</summary>
/// <param name="Space">The space's name.</param>
/// <param name="Accounts">Accounts whose transfers under way are to be finished.</param>
/// <param name="Distribution">A special distribution that is to be paid.</param>
/// <param name="PayOut">Whether balances are to be paid out, since accounting is off.</param>
internal sealed record TransferMessage(string Space, IReadOnlyList<string>? Accounts = null, string? Distribution = null,
    bool PayOut = false);

/// <summary>The queue <c>transfers</c>. A message is there before what it is about, so that nothing begun can be forgotten.</summary>
internal sealed class TransferQueue(StorageService storage)
{
    /// <summary>When a message is seen: after its request has begun its work or can no longer begin it.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMinutes(2);

    private readonly MessageQueue queue = storage.For("accounts").Queue("transfers");

    public Task SendAsync(TransferMessage message, CancellationToken cancellation) =>
        queue.SendAsync(JsonSerializer.Serialize(message, GrainJson.Default.TransferMessage), Delay, cancellation);
}

/// <summary>The queue function <c>TransfersFinish</c>.</summary>
internal sealed class FinishTransfer(SpaceDirectory spaces, GrainTransfers transfers, SpecialDistributions distributions,
    BalancePayout payout, ILogger<FinishTransfer> log)
{
    [Function("TransfersFinish")]
    public async Task RunAsync([QueueTrigger("transfers")] string text, CancellationToken cancellation)
    {
        var message =
            JsonSerializer.Deserialize(text, GrainJson.Default.TransferMessage) ?? throw new JsonException("The message is null.");
        if (await spaces.OfMessageAsync(message.Space, "to finish transfers of", log, cancellation) is not { } space) return;
        await transfers.FinishAllAsync(space.Journal, message.Accounts ?? [], cancellation);
        if (message.Distribution is { } distribution) await distributions.PayAsync(space.Journal, distribution, cancellation);
        if (message.PayOut) await payout.RunAsync(space.Journal, cancellation);
    }
}
